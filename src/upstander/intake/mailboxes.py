"""Reads of mailboxes: what a reporter finds behind their code, and what staff see of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from upstander.cases.api import current_edition, standing_of
from upstander.cases.queries.api import promises_of_report
from upstander.confidentiality.api import (
    PUBLIC,
    KeyDestroyed,
    Permission,
    Viewer,
    covered_by,
    elevated,
    fetch,
    staff_cards,
    vault,
    viewing,
)
from upstander.intake.errors import MailboxShut
from upstander.intake.models import Mailbox, MailboxMessage, Report
from upstander.intake.receipts import listener_of
from upstander.intake.told import OWN, Promise
from upstander.intake.visits import mailbox_of
from upstander.lib.days import london_day
from upstander.policy.api import Listener


@dataclass(frozen=True, slots=True)
class Told:
    """A report by this reporter: the first, or an entry of the diary. `number` counts from 0. No words: a passer-by may look."""

    number: int
    received_at: datetime
    files: int


@dataclass(frozen=True, slots=True)
class Message:
    """One message. `by` is a name for staff to see; `read_on` the day on which the reporter saw it."""

    inbound: bool
    at: datetime
    text: str
    by: str = ""
    read_on: date | None = None
    waiting: bool = False


@dataclass(frozen=True, slots=True)
class MailboxPage:
    """What a reporter is shown. `state`: "under_way", "closed", "elsewhere" or "gone"; a third party is shown "under_way" always."""

    state: str
    third_party: bool
    own: bool
    promises: tuple[Promise, ...] = ()
    told: tuple[Told, ...] = ()
    messages: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class MailboxCard:
    """A mailbox on a case, for staff. `waiting_since`: the first message that nobody has answered."""

    id: UUID
    reference: str
    reporter: str
    third_party: bool
    messages: tuple[Message, ...]
    waiting_since: datetime | None
    from_account: bool = False


@dataclass(frozen=True, slots=True)
class WaitingMessage:
    """A case whose reporter waits for an answer. `report_id` when it waits for triage: that is where to read it."""

    case_id: UUID
    case_reference: str
    since: datetime
    count: int
    report_id: UUID | None = None


def still_open(token: str, now: datetime) -> None:
    """Raises MailboxShut when no mailbox is open under this token."""
    mailbox_of(token, now)


def on_own_case(mailbox: Mailbox) -> bool:
    """True while the case is the reporter's own: one of their reports began it, and none was put together with another's case. Of
    whoever it did not happen to, the first report has to be theirs: a case on which they wrote later is somebody else's.

    After closure the mailbox goes on with their next case, which is their own as well.
    """
    reports = mailbox.reports
    if mailbox.reporter not in OWN:
        first = Report.objects.filter(case_id=mailbox.case_id).order_by("received_at", "number").first()
        if first is None or first.mailbox_id != mailbox.id:
            return False
    return (
        reports.filter(case_id=mailbox.case_id).exists() and not reports.filter(case__state="joined").exists()
    )


def mailbox_page(token: str, now: datetime, *, shown: bool = False) -> MailboxPage:
    """The mailbox that is open under this token. `shown`: its messages are on the screen, and those seen for the first time are
    marked with the day. Raises MailboxShut."""
    mailbox_id = mailbox_of(token, now)
    with viewing(PUBLIC), elevated("intake.mailbox"):
        mailbox = Mailbox.objects.filter(pk=mailbox_id).first()
        if mailbox is None:  # destroyed with its case
            raise MailboxShut
        third = mailbox.reporter in current_edition(mailbox.made_at).third_parties
        reports = list(mailbox.reports.order_by("received_at", "number").prefetch_related("attachments"))
        own_case = not third and on_own_case(mailbox)
        try:
            rows = list(mailbox.messages.order_by("at", "-inbound", "id"))
            messages = tuple(Message(row.inbound, row.at, vault.unseal(row, "text")) for row in rows)
            vault.unseal(reports[-1], "narrative")
        except KeyDestroyed:
            return MailboxPage("gone", third, own_case)
        state = standing_of(mailbox.case_id).state
        stands = (
            {"closed": "closed", "routed": "elsewhere"}.get(state, "under_way") if own_case else "under_way"
        )
        if shown:
            new = mailbox.messages.filter(inbound=False, read_on=None).order_by("pk")
            # Locked in the order in which triage moves them to another case.
            seen = list(new.select_for_update(no_key=True).values_list("pk", flat=True))
            mailbox.messages.filter(pk__in=seen).update(read_on=london_day(now))
        return MailboxPage(
            state=stands,
            third_party=third,
            own=mailbox.reporter in OWN,
            promises=_promises(mailbox, reports, own_case) if stands == "under_way" else (),
            told=tuple(
                Told(number, row.received_at, len(row.attachments.all()))
                for number, row in enumerate(reports)
            ),
            messages=messages,
        )


def _promises(mailbox: Mailbox, reports: list[Report], own_case: bool) -> tuple[Promise, ...]:
    """What is still to come. Of a case that is not the reporter's own, only what anybody who reports is told."""
    listener = listener_of(mailbox.reporter) if own_case else Listener.OTHER
    found = {
        owing.says: owing
        for report in reversed(reports)
        for owing in reversed(promises_of_report(mailbox.case_id, report.id, listener, own=own_case))
    }
    return tuple(
        Promise(each.says, each.due_at, each.why) for each in sorted(found.values(), key=lambda o: o.due_at)
    )


def mailboxes_of_case(viewer: Viewer, case_id: UUID) -> list[MailboxCard]:
    """The mailboxes of a case, with every message that the viewer may see. The case page's own read is audited."""
    with viewing(viewer):
        rows = fetch(lambda case: Mailbox.objects.filter(case_id=case).order_by("made_at"), case_id)
        if not rows:
            return []
        boxes = [row.id for row in rows]
        messages = fetch(
            lambda boxes: MailboxMessage.objects.filter(mailbox__in=boxes).order_by("at", "-inbound", "id"),
            boxes,
        )
        vault.warm({message.case_id for message in messages})
        names = staff_cards({message.by_id for message in messages if message.by_id})
        with elevated("intake.mailbox"):
            references = dict(fetch(_references, boxes))
        cards = []
        for row in rows:
            own = [message for message in messages if message.mailbox_id == row.id]
            since = next((m.at for m in own if m.inbound and m.settled_at is None), None)
            shown = tuple(
                Message(
                    m.inbound,
                    m.at,
                    vault.unseal(m, "text"),
                    names[m.by_id].name if m.by_id in names else "",
                    m.read_on,
                    m.inbound and m.settled_at is None,
                )
                for m in own
            )
            cards.append(
                MailboxCard(
                    row.id,
                    references.get(row.id, ""),
                    row.reporter,
                    row.reporter in current_edition(row.made_at).third_parties,
                    shown,
                    since,
                    row.owner is not None,
                )
            )
        return cards


def _references(boxes: list[UUID]) -> QuerySet[Report, tuple[UUID | None, str]]:
    of_these = Report.objects.filter(mailbox__in=boxes).order_by("-number")
    return of_these.values_list("mailbox_id", "reference")


def messages_waiting(viewer: Viewer, *, now: datetime) -> list[WaitingMessage]:
    """Cases in which a reporter waits for an answer, the longest first: mine and those I cover; for managers those that nobody has;
    for whoever triages those that wait for triage."""
    if viewer.staff_id is None:
        return []
    with viewing(viewer):
        away = covered_by(viewer.staff_id, now=now)
    unowned = viewer.may(Permission.TEAM_BOARD) or viewer.may(Permission.CASE_READ_SEALED)
    triages = viewer.may(Permission.REPORT_TRIAGE) or viewer.may(Permission.SEALED_TRIAGE)
    with viewing(viewer):
        found: dict[UUID, list[datetime]] = {}
        heads: dict[UUID, tuple[str, str]] = {}
        for case_id, at, reference, state in fetch(_unsettled, [viewer.staff_id, *away], unowned, triages):
            found.setdefault(case_id, []).append(at)
            heads[case_id] = (reference, state)
        new = [case_id for case_id, (_, state) in heads.items() if state == "received"]
        reports = dict(fetch(_untriaged, new))
        return [
            WaitingMessage(case_id, heads[case_id][0], at[0], len(at), reports.get(case_id))
            for case_id, at in found.items()
        ]


def _unsettled(
    officers: list[UUID], unowned: bool, triages: bool
) -> QuerySet[MailboxMessage, tuple[UUID, datetime, str, str]]:
    mine = Q(case__officer_id__in=officers)
    if unowned:
        mine |= Q(case__officer_id=None, case__state__in=("open", "closed"))
    if triages:
        mine |= Q(case__state="received")
    rows = MailboxMessage.objects.filter(mine, inbound=True, settled_at=None).order_by("at")
    return rows.values_list("case_id", "at", "case__reference", "case__state")


def _untriaged(cases: list[UUID]) -> QuerySet[Report, tuple[UUID, UUID]]:
    rows = Report.objects.filter(case_id__in=cases, triaged_at=None).order_by("-number")
    return rows.values_list("case_id", "id")
