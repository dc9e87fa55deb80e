"""What disposal needs of a case, and the erasing of its rows. Parts of a larger action in records, seen as the system."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

from django.db.models import Exists, F, Max, Q

from upstander.cases.editions import current_edition, edition, governed
from upstander.cases.facts import case_facts
from upstander.cases.links import links_of, person_token
from upstander.cases.models import (
    Case,
    CaseReport,
    CaseState,
    Discharge,
    DisposedCount,
    Duty,
    Party,
    TimelineEntry,
)
from upstander.cases.saved import forget_searches_for
from upstander.confidentiality.api import Erased, blind_index, by_the_clock, erase_cases
from upstander.lib.decision import ALLOWED, Decision, refuse
from upstander.people.api import birth_dates, same_people
from upstander.policy.api import CaseFacts, Edition, StartEvent, add_months

_OVER = (CaseState.CLOSED, CaseState.ROUTED)


@dataclass(frozen=True, slots=True)
class EndedCase:
    """A case on which work is over: what its retention rests on. Days are the landlord's own. Holds no name and no words."""

    id: UUID
    reference: str
    references: tuple[str, ...]
    version: int
    sealed: bool
    ended_on: date
    facts: CaseFacts
    taken: frozenset[str]
    child: bool
    days: Mapping[StartEvent, date]
    people: tuple[UUID, ...]
    editions: tuple[Edition, ...]
    edition: str


def ended_case(case_id: UUID, *, now: datetime, lock: bool = False) -> EndedCase | None:
    """The case of that id when its work is over, else None. `lock`: nobody changes it, or a case joined to it, until the
    transaction ends."""
    if lock:
        list(
            Case.objects.select_for_update().filter(pk__in=unit_of(case_id)).order_by("id").values_list("id")
        )
    case = Case.objects.filter(pk=case_id, state__in=_OVER).first()
    return _ended(case, now) if case is not None else None


def ended_before(
    day: datetime, *, sealed: bool, without: Iterable[UUID], besides: Exists, limit: int
) -> list[UUID]:
    """Ids of cases received before that moment whose work is over, the oldest first, without those of which `besides` is true."""
    found = Case.objects.filter(~besides, state__in=_OVER, sealed=sealed, received_at__lt=day)
    found = found.exclude(id__in=list(without)).order_by("received_at", "id")
    return list(found.values_list("id", flat=True)[:limit])


def ended_after(last: UUID, *, limit: int) -> list[tuple[UUID, int]]:
    """Ids and versions of cases whose work is over, in the order of their ids, from after that one on: for walking through all."""
    found = Case.objects.filter(id__gt=last, state__in=_OVER).order_by("id")
    return list(found.values_list("id", "version")[:limit])


def lock_case(case_id: UUID) -> tuple[str, bool] | None:
    """Reference and whether it is sealed, of a case that the viewer sees, also once it is locked; until the transaction ends."""
    found = Case.objects.select_for_update().filter(pk=case_id).values_list("reference", "sealed").first()
    with by_the_clock():
        return found if found and Case.objects.filter(pk=case_id).exists() else None


def reference_of(case_id: UUID) -> tuple[str, bool] | None:
    """Reference and whether it is sealed, of a case that the viewer sees."""
    return Case.objects.filter(pk=case_id).values_list("reference", "sealed").first()


def goes_on(case: EndedCase) -> bool:
    """True while an open case that is not sealed names somebody of this one: its history may be needed there."""
    tokens = blind_index.typed([person_token(each) for each in case.people])
    live = Case.objects.filter(state__in=(CaseState.RECEIVED, CaseState.OPEN), sealed=False)
    return bool(case.people) and live.filter(index_tokens__overlap=tokens).exclude(pk=case.id).exists()


def named_elsewhere(person_id: UUID) -> bool:
    """True when any case names this person."""
    entries = same_people([person_id])[person_id]
    return Case.objects.filter(index_tokens__overlap=blind_index.typed(map(person_token, entries))).exists()


def check_disposal_gate(case: EndedCase, recorded: Iterable[str], *, now: datetime) -> Decision:
    """The policy's own gate on destroying, asked with what is on record. An edition without one adds nothing to our rules."""
    answer = governed(replace(case.facts, recorded=frozenset(recorded)), case.edition, now)
    try:
        gate = answer.gate("disposal")
    except KeyError:
        return ALLOWED
    return ALLOWED if gate.open else refuse(gate.needs, gate.clause)


def dispose_of(case: EndedCase, *, now: datetime) -> Erased:
    """Erase the case, the reports that were joined to it, and their keys; leave sums behind. Inside `erasing`."""
    unit = unit_of(case.id)
    forget_searches_for(unit)
    if not case.sealed:
        _count(unit)
    erased = erase_cases(unit, now=now)
    cases = Case.objects.filter(pk__in=unit)
    erased.add("cases_case", cases._raw_delete(cases.db))
    return erased


def cases_brought_back(destroyed: Iterable[UUID]) -> list[UUID]:
    """Of these subjects, whose key was destroyed, the cases whose rows are here again, from an older back-up."""
    return list(Case.objects.filter(id__in=list(destroyed)).order_by("id").values_list("id", flat=True))


def dispose_of_returned(case_ids: list[UUID], *, now: datetime) -> Erased:
    """Erase again what a back-up brought back after its disposal. Inside `erasing`."""
    forget_searches_for(case_ids)
    _count(list(Case.objects.filter(pk__in=case_ids, sealed=False).values_list("id", flat=True)))
    erased = erase_cases(case_ids, now=now)
    cases = Case.objects.filter(pk__in=case_ids)
    erased.add("cases_case", cases._raw_delete(cases.db))
    return erased


def unit_of(case_id: UUID) -> list[UUID]:
    """The case and every case that was joined to it, however often."""
    unit, fresh = [case_id], [case_id]
    while fresh:
        fresh = list(
            Case.objects.filter(joined_to__in=fresh).exclude(pk__in=unit).values_list("id", flat=True)
        )
        unit += fresh
    return unit


def _ended(case: Case, now: datetime) -> EndedCase:
    landlord = current_edition(now)
    facts, _ = case_facts(case, now)
    parties = list(Party.objects.filter(case=case))
    linked = same_people(person for person, _ in map(links_of, parties) if person)
    people = tuple(sorted(frozenset().union(*linked.values())))
    ended_on = landlord.calendar.local(_ended_at(case)).date()
    born = birth_dates(people)
    children = [day for day in born if add_months(day, 18 * 12) > ended_on]
    latest = dict(
        TimelineEntry.objects.filter(case=case, kind__in=("finding", "contact", "visit"))
        .values_list("kind")
        .annotate(last=Max("at"))
    )
    contacts = [latest[kind] for kind in ("contact", "visit") if kind in latest]
    days: dict[StartEvent, date] = {}
    if "finding" in latest:
        days[StartEvent.FINDING] = landlord.calendar.local(latest["finding"]).date()
    if contacts:
        days[StartEvent.CONTACT] = landlord.calendar.local(max(contacts)).date()
    concern = any("child" in party.safeguarding or party.age for party in parties)
    if children:
        days[StartEvent.CHILD_18] = max(children)
    return EndedCase(
        id=case.id,
        reference=case.reference,
        version=case.version,
        references=tuple(CaseReport.objects.filter(case=case).values_list("reference", flat=True)),
        sealed=case.sealed,
        ended_on=ended_on,
        facts=facts,
        taken=frozenset(
            Discharge.objects.filter(case=case, outcome__in=("done", "taken")).values_list("slug", flat=True)
        ),
        child=concern or bool(children),
        days=days,
        people=people,
        editions=tuple({each.id: each for each in (edition(case.edition), landlord)}.values()),
        edition=case.edition,
    )


def _ended_at(case: Case) -> datetime:
    """When it was closed or passed on. A case passed on has no time of closing; its timeline says when."""
    if case.closed_at is not None:
        return case.closed_at
    passed = TimelineEntry.objects.filter(case=case, kind="routed").aggregate(last=Max("at"))["last"]
    return passed or case.received_at


def _count(unit: list[UUID]) -> None:
    """Add these cases to the sums of their quarters, each thing by itself, so that no row stands for a case."""
    for case in Case.objects.filter(pk__in=unit, state=CaseState.CLOSED):
        received = case.received_at.astimezone(UTC).date()
        quarter = received.replace(month=received.month - (received.month - 1) % 3, day=1)
        reports = list(CaseReport.objects.filter(case=case))
        things = Counter({("case", ""): 1})
        things.update({("strand", each) for report in reports for each in report.motivations})
        things.update({("behaviour", each) for report in reports for each in report.behaviours})
        things.update({("risk", case.risk_level or "not_assessed")})
        for slug, state in Duty.objects.filter(case=case).values_list("slug", "state"):
            if state in ("met", "met_late"):
                things["kept" if state == "met" else "late", slug] += 1
        for (measure, code), count in sorted(things.items()):
            where = Q(quarter=quarter, measure=measure, code=code)
            if not DisposedCount.objects.filter(where).update(count=F("count") + count):
                DisposedCount.objects.create(
                    id=uuid4(), quarter=quarter, measure=measure, code=code, count=count
                )
