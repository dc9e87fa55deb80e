"""What an account shows: what was sent from it, and the cases of its owner that stand in it; and opening the messages of one."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from upstander.cases.api import NoSuchCase, lock_case
from upstander.cases.own.api import OwnCase, SignedInAs, own_cases, own_page
from upstander.confidentiality.api import PUBLIC, acting, elevated, system, viewing
from upstander.intake.accounts import Customer
from upstander.intake.actions.mailbox import begin_mailbox, first_words, tell_again
from upstander.intake.errors import MailboxShut
from upstander.intake.mailboxes import on_own_case
from upstander.intake.models import Mailbox, Report
from upstander.intake.told import OWN, ReportReceived
from upstander.intake.visits import open_visit
from upstander.people.api import PersonCard, person_cards


@dataclass(frozen=True, slots=True)
class OwnReport:
    """Something sent from this account, without its words. `new`: messages that were not seen yet."""

    mailbox_id: UUID
    reference: str
    received_at: datetime
    new: int


@dataclass(frozen=True, slots=True)
class OwnLine:
    """A case that stands in the account. `new`: messages that were not seen yet."""

    case: OwnCase
    new: int


def own_card(who: Customer) -> PersonCard | None:
    """Their own entry in the directory, to leave out of the questions what is known. None when it is gone."""
    with viewing(who.viewer):
        return person_cards(system("own entry"), [who.person_id]).get(who.person_id)


def signed_in_as(who: Customer) -> SignedInAs:
    """Who they are to the cases room, with the cases that they sent from their account about themselves."""
    with viewing(who.viewer):
        mine = list(Mailbox.objects.all())
        with elevated("account"):
            sent = frozenset(each.case_id for each in mine if each.reporter in OWN and on_own_case(each))
    return SignedInAs(who.entries, who.way, who.to, sent)


def own_lines(who: Customer, *, now: datetime) -> list[OwnLine]:
    """The cases that stand in the account, the latest first."""
    lines = []
    for case in own_cases(signed_in_as(who), now=now):
        if case.beside:  # what is written on the case is not theirs
            lines.append(OwnLine(case, 0))
            continue
        with viewing(PUBLIC), elevated("account"):
            unread = (box.messages.filter(inbound=False, read_on=None) for box in _boxes(case.case_id))
            lines.append(OwnLine(case, sum(each.count() for each in unread)))
    return lines


def own_reports(who: Customer, *, beside: frozenset[UUID] = frozenset()) -> list[OwnReport]:
    """What was sent from this account, the latest first. The database shows a customer no mailbox but their own.

    `beside`: without what is on these cases, which stand in the account themselves.
    """
    with viewing(who.viewer):
        mine = list(Mailbox.objects.exclude(case_id__in=beside).order_by("-made_at"))
        with elevated("account"):
            found = []
            for box in mine:
                first = Report.objects.filter(mailbox=box).order_by("received_at", "number").first()
                if first is not None:
                    new = box.messages.filter(inbound=False, read_on=None).count()
                    found.append(OwnReport(box.id, first.reference, first.received_at, new))
    return found


def has_messages(who: Customer, case: OwnCase) -> bool:
    """There is somewhere to write: a report of the survivor's own, or of whoever stands beside. Asked of a case in their account."""
    case_id = case.case_id
    if case.beside:
        return _box_beside(who, case_id) is not None
    with viewing(PUBLIC), elevated("account"):
        return bool(_boxes(case_id)) or _loose(case_id) is not None


def open_own(who: Customer, mailbox_id: UUID, *, now: datetime) -> str:
    """Open one of them: a token for the cookie of a visit, as the return code would give. Raises MailboxShut for any other."""
    with viewing(who.viewer):
        if not Mailbox.objects.filter(pk=mailbox_id).exists():
            raise MailboxShut
    return open_visit(mailbox_id, now)


def open_messages(who: Customer, case_id: UUID, *, now: datetime) -> str:
    """Open the messages and the diary of a case that stands in their account; its own report gets a mailbox if it has none, without
    words to come back with. Raises MailboxShut when the case is not theirs, or none of its reports is."""
    case = _theirs(who, case_id, now)
    if case.beside:
        own = _box_beside(who, case_id)
        if own is None:
            raise MailboxShut
        return open_visit(own.id, now)
    with acting(PUBLIC, now, "account.messages", case_id=case_id), elevated("account"):
        boxes = _boxes(case_id)
        box = boxes[0] if boxes else _make_box(case_id, now)
        if box is None:
            raise MailboxShut
    return open_visit(box.id, now)


def write_first(who: Customer, case_id: UUID, *, text: str, danger: bool, once: str, now: datetime) -> str:
    """Their first words on a case that only somebody else told: a report of their own on it, whose mailbox is opened. That of
    a witness, or of somebody of the household, belongs to their account, and shows nothing that others told or were told.

    Pressed twice it is one report; other words, pressed when those had arrived already, follow them. Raises MailboxShut when the case
    is not theirs.
    """
    case = _theirs(who, case_id, now)
    with acting(PUBLIC, now, "account.messages", case_id=case_id), elevated("account"):
        lock_case(case_id)
        boxes = _boxes_beside(who, case_id) if case.beside else _boxes(case_id)
        box = (
            boxes[0]
            if boxes
            else begin_mailbox(
                case_id=case_id,
                text=text,
                danger=danger,
                once=once,
                now=now,
                reporter=case.part,
                owner=who.account_id if case.beside else None,
            )
        )
        said_before = bool(boxes) and not first_words(box, text=text, danger=danger, once=once)
    token = open_visit(box.id, now)
    if said_before:
        report = ReportReceived(b"", "account", now, text, immediate_danger=danger)
        tell_again(token=token, report=report, once=once, now=now)
    return token


def _theirs(who: Customer, case_id: UUID, now: datetime) -> OwnCase:
    """The case, which stands in their account. Raises MailboxShut for any other."""
    try:
        return own_page(signed_in_as(who), case_id, now=now).case
    except NoSuchCase:
        raise MailboxShut from None


def _box_beside(who: Customer, case_id: UUID) -> Mailbox | None:
    """The mailbox on this case that is their account's own. The database shows a customer no other."""
    with viewing(who.viewer):
        return next(iter(_boxes_beside(who, case_id)), None)


def _boxes_beside(who: Customer, case_id: UUID) -> list[Mailbox]:
    rows = Mailbox.objects.filter(case_id=case_id, owner__in=who.accounts).exclude(reporter__in=OWN)
    return list(rows.order_by("-made_at"))


def _boxes(case_id: UUID) -> list[Mailbox]:
    """The survivor's own mailboxes on this case, the one with the latest message first."""
    rows = [
        box
        for box in Mailbox.objects.filter(case_id=case_id, reporter__in=OWN).order_by("made_at")
        if on_own_case(box)
    ]
    latest = {box.id: box.messages.order_by("-at").values_list("at", flat=True).first() for box in rows}
    return sorted(
        rows, key=lambda box: (latest[box.id] is not None, latest[box.id] or box.made_at), reverse=True
    )


def _loose(case_id: UUID) -> Report | None:
    """The survivor's own first report on this case that has no mailbox."""
    rows = Report.objects.filter(case_id=case_id, mailbox=None, reporter__in=OWN)
    return rows.order_by("received_at", "number").first()


def _make_box(case_id: UUID, now: datetime) -> Mailbox | None:
    report = _loose(case_id)
    if report is None:
        return None
    box = Mailbox.objects.create(
        id=uuid4(),
        case_id=case_id,
        reporter=report.reporter,
        lookup=secrets.token_bytes(32),  # no words lead here
        verifier="",
        made_at=now,
    )
    Report.objects.filter(case_id=case_id, mailbox=None, reporter__in=OWN).update(mailbox=box)
    return box
