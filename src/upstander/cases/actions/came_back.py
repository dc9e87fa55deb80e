"""A message that met a promise did not arrive: the promise is owed again, by its first time. What nobody got is no reply (5.2)."""

from __future__ import annotations

from uuid import UUID

from upstander.cases.models import Case, Discharge, TimelineEntry
from upstander.cases.owed_again import reopen
from upstander.cases.timeline import write_entry
from upstander.confidentiality.api import Act
from upstander.messages.api import Message


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
    again = reopen(case, answered, because="The message that answered it did not arrive", act=act)
    if again:
        codes = {"way": row.way, "duties": again}
        write_entry(case, "duties_owed_again", by=act.by, at=act.now, now=act.now, codes=codes)
