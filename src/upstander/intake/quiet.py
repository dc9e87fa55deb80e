"""The quiet door: a colleague says that they were harassed, to their line manager or to People and Learning (clause 4.3).

Sealed in the transaction in which it arrives. They never see the case, only what is written to them and what was promised."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from upstander.cases.own.api import begin_quiet, check_quiet_door
from upstander.confidentiality.api import (
    PUBLIC,
    Line,
    StaffCard,
    Viewer,
    acting,
    blind_index,
    elevated,
    line_of,
    pseudonyms,
    viewing,
)
from upstander.intake.account_page import OwnReport
from upstander.intake.actions.receive import receive
from upstander.intake.errors import MailboxShut
from upstander.intake.models import Mailbox, Report
from upstander.intake.return_code import CodePrint
from upstander.intake.told import PersonTold, ReportReceived
from upstander.intake.visits import open_visit
from upstander.messages.api import SafeContactCard


@dataclass(frozen=True, slots=True)
class QuietTold:
    """What a colleague says. `to`: manager or people_and_learning. `about_id`: a colleague; `about`: somebody else, in their words."""

    words: str
    to: str
    unique: bytes
    about_id: UUID | None = None
    about: str = ""
    danger: bool = False
    contact: SafeContactCard | None = None


@dataclass(frozen=True, slots=True)
class QuietReceipt:
    """The reference, and whether the line manager has it (else People and Learning)."""

    reference: str
    with_manager: bool


def quiet_choices(viewer: Viewer) -> tuple[StaffCard | None, tuple[StaffCard, ...]]:
    """My line manager, and every colleague it could be about."""
    if viewer.staff_id is None:
        return None, ()
    with viewing(viewer):
        line = line_of(viewer.staff_id)
        return line.manager, tuple(each for each in line.colleagues if each.id != viewer.staff_id)


def knock(*, told: QuietTold, by: Viewer, now: datetime) -> QuietReceipt:
    """Receive it, sealed, and tell whoever was chosen. The same `unique` again changes nothing. Raises Refused.

    Stored and audited as from nobody: on the case stands who it happened to, and nowhere else that they came.
    """
    if by.staff_id is None:
        raise MailboxShut
    with viewing(by):
        line = line_of(by.staff_id)
    ours, manager = _colleagues(told, line), line.manager
    for each in ours or (None,):
        check_quiet_door(
            told.to,
            manager_id=manager.id if manager else None,
            about_id=each.id if each else None,
            keepers=line.keepers,
        ).enforce()
    about = ours[0] if ours else None
    report = ReportReceived(
        told.unique,
        "web",
        now,
        told.words,
        survivor=PersonTold(line.name, affiliation="employee", person_id=line.person_id),
        perpetrator=PersonTold(about.name, affiliation="employee") if about else _somebody(told.about),
        perpetrator_known=about is not None or bool(told.about.strip()),
        contact=told.contact,
        immediate_danger=told.danger,
        return_code=CodePrint(secrets.token_bytes(32), ""),  # no words lead back: this door does
        owner=_own(by.staff_id)[0],
    )
    with acting(PUBLIC, now, "quiet.knock"):
        receipt = receive(report=report, by=PUBLIC, now=now)
        with elevated("quiet door"):
            row = Report.objects.get(reference=receipt.reference)
            if receipt.again:
                return QuietReceipt(receipt.reference, told.to == "manager")
            mine = Mailbox.objects.filter(owner__in=_own(by.staff_id)).exclude(case_id=row.case_id)
            before = set(mine.values_list("case_id", flat=True))
            chosen = manager.id if manager and told.to == "manager" else None
            return QuietReceipt(
                receipt.reference,
                begin_quiet(
                    row.case_id, manager_id=chosen, also=_also(told, ours), before=before, by=PUBLIC, now=now
                ),
            )


def quiet_reports(viewer: Viewer) -> list[OwnReport]:
    """What I said through this door, the latest first, without its words."""
    if viewer.staff_id is None:
        return []
    with viewing(PUBLIC), elevated("quiet door"):
        found = []
        for box in Mailbox.objects.filter(owner__in=_own(viewer.staff_id)).order_by("-made_at"):
            first = Report.objects.filter(mailbox=box).order_by("received_at", "number").first()
            if first is not None:
                new = box.messages.filter(inbound=False, read_on=None).count()
                found.append(OwnReport(box.id, first.reference, first.received_at, new))
        return found


def open_quiet(viewer: Viewer, mailbox_id: UUID, *, now: datetime) -> str:
    """A token for the cookie of a visit to one of mine. Raises MailboxShut for any other, whether there is one or not."""
    if viewer.staff_id is None:
        raise MailboxShut
    with viewing(PUBLIC), elevated("quiet door"):
        if not Mailbox.objects.filter(pk=mailbox_id, owner__in=_own(viewer.staff_id)).exists():
            raise MailboxShut
    return open_visit(mailbox_id, now)


def _colleagues(told: QuietTold, line: Line) -> list[StaffCard]:
    """Who of us it is about: chosen from the list, then named in words as one of us is called."""
    chosen = [each for each in line.colleagues if each.id == told.about_id]
    named = [
        each
        for each in line.colleagues
        if told.about.strip() and each not in chosen and blind_index.same_name(each.name, told.about)
    ]
    return chosen + named


def _also(told: QuietTold, ours: list[StaffCard]) -> tuple[tuple[str, bool], ...]:
    """Whom they named besides the first: names, and whether it is one of us."""
    others = tuple((each.name, True) for each in ours[1:])
    named = told.about.strip()
    if not ours or not named or any(blind_index.same_name(each.name, named) for each in ours):
        return others
    return (*others, (named, False))


def _own(staff_id: UUID) -> tuple[UUID, ...]:
    """What stands for them on a mailbox. Without the master keys it leads to nobody."""
    return pseudonyms("quiet door", staff_id.bytes)


def _somebody(name: str) -> PersonTold | None:
    return PersonTold(name.strip()) if name.strip() else None
