"""What somebody sends who reported before and came back with their return code, and what staff write to them (clause 3.2.5).

Everything from a reporter is part of an action of intake, inside its elevated step: a reporter sees nothing of a case.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from upstander.cases.actions.common import Work, check_reached, working
from upstander.cases.actions.outgoing import recheck_messages
from upstander.cases.actions.telling import report_row
from upstander.cases.editions import answered_by
from upstander.cases.links import links_of, moved_of
from upstander.cases.models import Case, CaseState, Discharge, Party, PartyRole, TimelineEntry
from upstander.cases.officers import holders, managers_of, tell
from upstander.cases.planned_visits import recheck_visits
from upstander.cases.reconcile import reconcile
from upstander.cases.timeline import write_entry
from upstander.cases.told import AS_TOLD, Answer, PartyTold, ReportTold
from upstander.confidentiality.api import (
    Permission,
    Viewer,
    acting,
    conflicted_staff,
    elevated,
    staff_with,
    vault,
)
from upstander.lib.decision import Refused, refuse
from upstander.messages.api import By, DayPart, SafeContactCard, safe_contact_of, set_safe_contact
from upstander.policy.api import Deed

_UNDER_WAY = (CaseState.RECEIVED, CaseState.OPEN)


@dataclass(frozen=True, slots=True)
class MoreWish:
    """What somebody sees and sets besides, in their account. No times: any hour of the day."""

    times: tuple[DayPart, ...] = ()
    voicemail_ok: bool = False
    shared_device: bool = False
    not_at_home: bool = False


@dataclass(frozen=True, slots=True)
class ContactWish:
    """What a reporter changed about being reached. `ways`: what is safe from now on, perhaps nothing; empty words leave as it was."""

    ways: tuple[By, ...]
    phone: str = ""
    email: str = ""
    note: str = ""
    more: MoreWish | None = None


def take_in_again(
    *, case_id: UUID, report: ReportTold, index_tokens: Sequence[int], by: Viewer, now: datetime
) -> bool:
    """A further report by the same reporter goes on their case, with its own duties. False when the case takes none any more.

    It needs no triage: whoever has the code says which case it belongs to. Danger is raised on the case at once.
    """
    case = Case.objects.select_for_update().get(pk=case_id)
    if case.state not in _UNDER_WAY:
        return False
    row = report_row(case, report)
    row.triaged_at = report.received_at if case.state == CaseState.OPEN else None
    row.save(force_insert=True)
    case.danger = case.danger or report.immediate_danger
    case.index_tokens = sorted({*case.index_tokens, *index_tokens})
    case.version += 1
    case.save()
    codes = {
        "channel": report.channel,
        "reference": report.reference,
        "danger": report.immediate_danger,
        "came_back": True,
    }
    write_entry(case, "report_received", by=by, at=report.received_at, now=now, codes=codes)
    reconcile(case, by=by, now=now)
    tell_somebody(
        case, "danger_told" if report.immediate_danger else "new_report", now, loud=report.immediate_danger
    )
    return True


def reporter_wrote(
    *, case_id: UUID, text: str, reference: str, answers_us: bool, own: bool, by: Viewer, now: datetime
) -> bool:
    """A message from the reporter is on the timeline, and the officer told. False when the case is no longer ours to work on.

    `own`: the reporter is the survivor; `answers_us`: staff wrote before, so that this is two-way contact.
    """
    case = Case.objects.select_for_update().get(pk=case_id)
    if case.state not in (*_UNDER_WAY, CaseState.CLOSED):
        return False
    entry = write_entry(
        case, "mailbox_received", by=by, at=now, now=now, codes={"reference": reference}, body=text
    )
    if own and answers_us:
        _spoke(case, entry, by, now)
        reconcile(case, by=by, now=now)
    tell_somebody(case, "message_waits", now)
    return True


def reporter_sent_files(*, case_id: UUID, reference: str, files: int, by: Viewer, now: datetime) -> None:
    """Photos or files came later, for a report that is on record."""
    case = Case.objects.select_for_update().get(pk=case_id)
    write_entry(case, "files_added", by=by, at=now, now=now, codes={"reference": reference, "files": files})
    tell_somebody(case, "files_added", now)


def reporter_changed_contact(
    *, case_id: UUID, wish: ContactWish, own: bool, by: Viewer, now: datetime
) -> None:
    """How the reporter may be reached is changed at once; what they said before stays on record."""
    case = Case.objects.select_for_update().get(pk=case_id)
    role = PartyRole.SURVIVOR if own else PartyRole.REPORTER
    party = Party.objects.filter(case=case, role=role).order_by("added_at").first()
    if party is None:
        party = Party(case=case, role=role, wants_updates=False, added_at=now)
    change_card(case, party, wish, where="their mailbox", by=by, now=now)


def change_card(
    case: Case, party: Party, wish: ContactWish, *, where: str, by: Viewer, now: datetime
) -> None:
    """What somebody changed about being reached counts at once, also for what waits to be sent. The case is locked."""
    role = PartyRole(party.role)
    before = safe_contact_of(party.id) or SafeContactCard()
    said = f"Changed by themselves, from {where}: {wish.note}" if wish.note else ""
    if said in before.note.splitlines():
        said = ""
    card = replace(
        before if wish.phone in ("", before.phone) else _without_number(before),
        ways=wish.ways,
        phone=wish.phone or before.phone,
        email=wish.email or before.email,
        valid_until="",
        note="\n".join(each for each in (said, before.note) if each),
    )
    if wish.more is not None:
        more = wish.more
        if more.times != before.times:  # hours that were spelt out give way to what is ticked now
            card = replace(card, times=more.times, hours_from="", hours_to="", days=())
        card = replace(
            card,
            voicemail_ok=more.voicemail_ok,
            shared_device=more.shared_device,
            not_at_home=more.not_at_home,
        )
    if card == before:
        return  # pressed twice
    party.contactable = card.reachable
    party.save()
    set_safe_contact(card, case_id=case.id, person_on_case_id=party.id, by=by, now=now)
    recheck_messages(case, [party.id], by=by, now=now)
    recheck_visits(case, now=now)
    case.version += 1
    case.save(update_fields=["version"])
    write_entry(
        case,
        "contact_changed",
        by=by,
        at=now,
        now=now,
        codes={"role": role.value, "ways": [way.value for way in wish.ways]},
        body=wish.note,
    )
    reconcile(case, by=by, now=now)
    tell_somebody(case, "contact_changed", now)


def reporter_changes(case_id: UUID, since: datetime) -> int:
    """How often files came or contact was changed from a mailbox of this case since then. Inside an elevated step."""
    kinds = ("contact_changed", "files_added")
    return TimelineEntry.objects.filter(case_id=case_id, kind__in=kinds, at__gt=since).count()


def _without_number(card: SafeContactCard) -> SafeContactCard:
    """What was said of the old number does not hold for a new one: whether a message may be left, who picks up, at which hours."""
    return replace(
        card,
        voicemail_ok=False,
        say_who_is_calling=False,
        answers="",
        what_to_say="",
        hours_from="",
        hours_to="",
        other_numbers=(),
    )


def write_to_reporter(
    *,
    case_id: UUID,
    text: str,
    reference: str,
    third_party: bool,
    own: bool,
    answers_them: bool,
    answers: Sequence[Answer] = (),
    asking: str = "",
    version: int | None = None,
    by: Viewer,
    now: datetime,
) -> None:
    """Staff write into a reporter's mailbox. It meets the acknowledgement; as an answer to the survivor it is two-way contact as well.

    A third party is told that the report was received and nothing of what follows (clause 3.2.3); `asking` says why it is
    written all the same. Raises Refused, NoSuchCase, StaleEdit.
    """
    with working(case_id, by=by, now=now, action="case.mailbox", version=version, after_closure=True) as work:
        if not text.strip():
            refuse("Write the message first.").enforce()
        if third_party and not asking.strip():
            told = Discharge.objects.filter(
                case=work.case, slug__in=answered_by(work.case.edition, Deed.REPLY)
            ).exists()
            if told and work.restricted("no-feedback-to-third-party"):
                raise Refused(
                    "Somebody who reported for another person is told that it was received, and nothing of what follows."
                    " If you only ask them something, say so below.",
                    "3.2.3",
                )
        body = "\n\n".join(
            each
            for each in (text.strip(), asking.strip() and f"Why it was written: {asking.strip()}")
            if each
        )
        entry = work.entry("mailbox_sent", codes={"reference": reference}, body=body)
        spoken = own and answers_them
        check_reached(work, answers, reached=spoken, message=True)
        deeds = (Deed.REPLY, Deed.CONVERSATION) if spoken else (Deed.REPLY,)
        work.discharge([*answers, *work.answered(*deeds)], at=now, entry=entry)


def reporter_needs_no_answer(
    *, case_id: UUID, reference: str, reason: str, version: int | None, by: Viewer, now: datetime
) -> None:
    """Staff say that what the reporter wrote needs no answer. It meets no duty. Raises Refused, NoSuchCase, StaleEdit."""
    with working(case_id, by=by, now=now, action="case.mailbox", version=version, after_closure=True) as work:
        work.entry("mailbox_settled", codes={"reference": reference}, body=reason.strip())


def _spoke(case: Case, entry: TimelineEntry, by: Viewer, now: datetime) -> None:
    # The act is the reporter's, who may not write to a case: the step is elevated again inside it.
    with acting(by, now, "case.two_way_contact", case_id=case.id) as act, elevated("intake.mailbox"):
        work = Work(case, act)
        work.discharge(work.answered(Deed.CONVERSATION), at=now, entry=entry)


def tell_somebody(case: Case, kind: str, now: datetime, *, loud: bool = False) -> None:
    """The officer, or their cover; the managers too when it is loud, or instead when nobody has the case.

    A new report that waits for triage stands in the queue; a message on it is told to whoever triages.
    """
    people: set[UUID] = set()
    if case.officer_id or case.state != CaseState.RECEIVED:
        people = holders(case, now=now)
    elif kind in ("message_waits", "message_came", "picture_missing", "file_held"):
        triager = Permission.SEALED_TRIAGE if case.sealed else Permission.REPORT_TRIAGE
        people = {card.id for card in staff_with(triager)} - conflicted_staff(case.id)
    tell(case, people | managers_of(case) if loud else people, kind, now)


# What intake asks about a case -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a case stands, for its reporter's mailbox."""

    state: str
    sealed: bool
    closed_at: datetime | None


def standing_of(case_id: UUID) -> Standing:
    """Inside an elevated step."""
    case = Case.objects.get(pk=case_id)
    return Standing(case.state, case.sealed, case.closed_at)


def people_of(case_id: UUID) -> tuple[PartyTold, ...]:
    """Everybody on a case as they were told, so that a new case by the same reporter begins with them, and with the same conflicts.

    Inside an elevated step.
    """
    return tuple(_told(row) for row in Party.objects.filter(case_id=case_id).order_by("added_at"))


def _told(row: Party) -> PartyTold:
    person_id, home_id = links_of(row)
    return PartyTold(
        role=row.role,
        name=vault.unseal(row, "name"),
        details=vault.unseal(row, "details"),
        person_id=person_id,
        home_id=None
        if moved_of(row)[0]
        else home_id,  # what happens now does not happen at the home they left
        safeguarding=tuple(row.safeguarding),
        capacity_concern=row.capacity_concern_at is not None,
        communication_need=row.communication_need_at is not None,
        safe_contact=safe_contact_of(row.id),
        since=row.affiliation_at or row.identified_at,
        **{name: getattr(row, name) for name in (*AS_TOLD, "age")},
    )
