"""A message that met a promise did not arrive: the promise is owed again, by its first time. What nobody got is no reply (5.2)."""

from __future__ import annotations

from uuid import UUID

from upstander.cases.models import Case, CaseState, Discharge, Duty, DutyState, TimelineEntry
from upstander.cases.reconcile import reconcile
from upstander.cases.timeline import write_entry
from upstander.confidentiality.api import Act
from upstander.messages.api import Message

_MET = (DutyState.MET, DutyState.MET_LATE)
_ENDED = (CaseState.JOINED, CaseState.ROUTED)


def owe_again(case: Case, row: Message, act: Act) -> None:
    """Take back what this message answered, on its case and on the one that it was merged into. Again: no change.

    The duty keeps its due time and says so; its clocks begin to chase anew. What something else has answered meanwhile stays met.
    """
    sent = _sending_of(row)
    answered = list(Discharge.objects.filter(entry=sent)) if sent else []
    if not answered:
        return
    cases = [case]
    if case.joined_to_id is not None:
        cases.append(Case.objects.get(pk=case.joined_to_id))
        # Merging copies what was done, with the entry of the merging.
        for each in tuple(answered):
            answered += Discharge.objects.filter(
                case=cases[1], slug=each.slug, at=each.at, entry__kind="case_merged"
            )
    Discharge.objects.filter(pk__in=[each.pk for each in answered]).update(undone_at=act.now)
    for place in cases:
        _reopen(place, [each for each in answered if each.case_id == place.id], row, act)


def sent_by_hand(row: Message) -> bool:
    """True when it left a person's hand at last: what a provider says of an earlier try by the machine is no word on that."""
    sent = _sending_of(row)
    return sent is not None and bool(sent.codes.get("by_hand"))


def lock_with_joined(case_id: UUID) -> Case:
    """The case, and the one it was joined to, in the order in which everybody locks two."""
    joined = Case.objects.filter(pk=case_id).values_list("joined_to_id", flat=True).first()
    ids = [each for each in (case_id, joined) if each]
    return {row.id: row for row in Case.objects.select_for_update().filter(pk__in=ids).order_by("pk")}[
        case_id
    ]


def _sending_of(row: Message) -> TimelineEntry | None:
    return (
        TimelineEntry.objects.filter(case_id=row.case_id, kind="message_sent", codes__message=str(row.id))
        .order_by("recorded_at")
        .last()
    )


def _reopen(case: Case, answered: list[Discharge], row: Message, act: Act) -> None:
    taken_back = {(each.slug, each.at) for each in answered}
    open_now: set[tuple[str, UUID | None]] = set(
        Duty.objects.filter(case=case, state=DutyState.OPEN).values_list("slug", "report_id")
    )  # one of a kind: what was opened since asks for the same
    again = []
    for duty in Duty.objects.filter(case=case, state__in=_MET).order_by("due_at"):
        key = (duty.slug, duty.report_id)
        if (duty.slug, duty.met_at) not in taken_back:
            continue
        if key in open_now or case.state in _ENDED:
            duty.state, duty.withdrawn_at = DutyState.WITHDRAWN, act.now
            duty.withdrawn_because = "The message that answered it did not arrive"
            duty.save(update_fields=["state", "withdrawn_at", "withdrawn_because"])
            continue
        duty.state, duty.met_at = DutyState.OPEN, None
        duty.overdue_at = duty.told_officer_at = duty.told_manager_at = None
        duty.save(update_fields=["state", "met_at", "overdue_at", "told_officer_at", "told_manager_at"])
        open_now.add(key)
        again.append(duty)
    if not again:
        return
    reconcile(case, by=act.by, now=act.now)
    # Met by something else after all, or no longer owed: nothing to say of those.
    open_still = Duty.objects.filter(pk__in=[each.pk for each in again], state=DutyState.OPEN)
    again = list(open_still.order_by("due_at"))
    if again:
        duties = [
            {"slug": d.slug, "label": d.label, "due_at": d.due_at.isoformat(), "clause": d.clause}
            for d in again
        ]
        codes = {"way": row.way, "duties": duties}
        write_entry(case, "duties_owed_again", by=act.by, at=act.now, now=act.now, codes=codes)
