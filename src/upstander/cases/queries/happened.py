"""What happened on cases in a span of time, as countable facts: codes, times and whether a promise was kept, and no word or name.

For the performance room, which stores them month by month. Seen as the system by its job; sealed cases are left out. A promise is
read as it was stored and never worked out again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import chain
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery

from upstander.cases.editions import ever_answered_by, shelf
from upstander.cases.links import links_of, person_token
from upstander.cases.models import (
    GOES_ON,
    ActionPlan,
    Case,
    CaseReport,
    CaseState,
    Discharge,
    Disclosure,
    Duty,
    DutyState,
    Party,
    PartyRole,
    PlanAction,
    RiskAssessment,
    TimelineEntry,
)
from upstander.cases.queries.clauses import COULD_NOT
from upstander.cases.queries.happened_wider import wider
from upstander.cases.queries.spans import Happened, Span, between, read_through
from upstander.confidentiality.api import blind_index, vault
from upstander.policy.api import Deed

_NOWHERE: tuple[UUID | None, UUID | None] = (None, None)


def happened(span: Span, *, repeat_months: int, danger_hours: int) -> Iterator[Happened]:
    """Everything of the span, in a `viewing` block of the system."""
    yield from _reports(span)
    yield from _danger(span, timedelta(hours=danger_hours))
    yield from _cases(span)
    yield from _repeats(span, timedelta(days=round(repeat_months * 365.25 / 12)))
    yield from _risk(span)
    yield from _plans(span)
    yield from _answers(span)
    yield from _sharing(span)
    yield from _broken(span)
    yield from wider(span)


def kept_by_clause(span: Span) -> dict[str, int]:
    """How many promises that fell due in the span were kept, by clause ("standard" for service standards alone). What could not be
    done was not, however soon that was said."""
    rows = Duty.objects.filter(span.within("due_at"), ~COULD_NOT, state=DutyState.MET, case__sealed=False)
    return dict(rows.values_list("clause").annotate(count=Count("id")).order_by("clause"))


def _reports(span: Span) -> Iterator[Happened]:
    found = CaseReport.objects.filter(span.within("received_at"), case__sealed=False).select_related("case")
    entries = TimelineEntry.objects.filter(
        case=OuterRef("case"), at__gte=OuterRef("received_at"), at__lt=span.now + timedelta(seconds=1)
    ).filter(
        Q(kind="contact", codes__outcome="spoke", codes__role__in=["survivor", "reporter"])
        | Q(kind="visit", codes__seen=True)
        | Q(kind="mailbox_sent")
    )
    promised = (
        Duty.objects.filter(
            case=OuterRef("case"), slug__in=_response_duties(), triggered_at__gte=OuterRef("received_at")
        )
        .exclude(state=DutyState.WITHDRAWN)
        .order_by()
        .values("case")
    )
    reachable = Party.objects.filter(
        case=OuterRef("case"), contactable=True, role__in=[PartyRole.SURVIVOR, PartyRole.REPORTER]
    )
    found = found.annotate(
        answered_at=Subquery(entries.order_by("at").values("at")[:1]),
        promised_at=Subquery(promised.annotate(first=Min("due_at")).values("first")),
        reachable=Exists(reachable),
    )
    for rows in read_through(found.order_by("received_at", "id")):
        homes = _homes({row.case_id for row in rows})
        for row in rows:
            answered_at, promised_at, reachable = row.answered_at, row.promised_at, row.reachable
            about: dict[str, Any] = {  # Any: the parts that both facts share
                "case_id": row.case_id,
                "report_id": row.id,
                "at": row.received_at,
                "channel": row.channel,
                "risk": row.case.risk_level,
                "strands": tuple(row.motivations),
                "behaviours": tuple(row.behaviours),
                "home": homes.get(row.case_id, _NOWHERE)[1],
                "person": homes.get(row.case_id, _NOWHERE)[0],
            }
            yield Happened(kind="report", code="danger" if row.immediate_danger else "", **about)
            if row.case.state != CaseState.ROUTED and (row.reporter_contactable or reachable):
                yield Happened(
                    kind="response",
                    seconds=between(row.received_at, answered_at),
                    kept=_in_time(answered_at, promised_at, span.now),
                    **about,
                )


def _response_duties() -> frozenset[str]:
    """Duties that speaking with the survivor, or seeing them, answers, and that do not come round again."""
    slugs = ever_answered_by(Deed.CONVERSATION) | ever_answered_by(Deed.VISIT)
    recurring = {rule.id for volume in shelf().volumes for rule in volume.edition.duties if rule.recurs}
    return slugs - recurring


def _danger(span: Span, within: timedelta) -> Iterator[Happened]:
    """What the policy wants within hours of immediate danger: promises of clause 3.3.1 with no more time than `within`."""
    rows = (
        Duty.objects.filter(
            span.within("triggered_at"), clause__contains="3.3.1", due_at__lte=F("triggered_at") + within
        )
        .exclude(state=DutyState.WITHDRAWN)
        .annotate(could_not=COULD_NOT)
    )
    # Their cases are asked for afterwards: joined, the database would begin with every case in danger that there ever was.
    for batch in read_through(rows.order_by("triggered_at", "id")):
        cases = Case.objects.filter(sealed=False, danger=True).in_bulk({row.case_id for row in batch})
        for row in batch:
            if case := cases.get(row.case_id):
                done_at = None if row.could_not else row.met_at
                yield Happened(
                    row.case_id, "danger", row.triggered_at, row.slug, between(row.triggered_at, done_at),
                    False if row.could_not else _in_time(done_at, row.due_at, span.now), risk=case.risk_level,
                )  # fmt: skip


def _cases(span: Span) -> Iterator[Happened]:
    live = Case.objects.filter(sealed=False).exclude(state__in=(CaseState.JOINED, CaseState.ROUTED))
    for row in live.filter(span.within("opened_at")).iterator(chunk_size=2000):
        assert row.opened_at is not None  # noqa: S101  # filtered
        yield Happened(row.id, "opened", row.opened_at, risk=row.risk_level)
    for row in live.filter(span.within("closed_at"), state=CaseState.CLOSED).iterator(chunk_size=2000):
        yield Happened(
            row.id,
            "closed",
            row.closed_at or row.received_at,
            seconds=between(row.received_at, row.closed_at),
            risk=row.risk_level,
        )
    # What was closed since, and what was not: each by an index of its own.
    still = live.filter(opened_at__lt=span.end)
    unclosed = still.filter(state__in=(CaseState.RECEIVED, CaseState.OPEN), closed_at=None)
    since = still.filter(closed_at__gte=span.end)
    for row in chain(unclosed.iterator(chunk_size=2000), since.iterator(chunk_size=2000)):
        yield Happened(
            row.id, "open", span.until, seconds=between(row.received_at, span.until), risk=row.risk_level
        )


def _repeats(span: Span, within: timedelta) -> Iterator[Happened]:
    """Survivors, and people alleged to have done it, who stood in the same role on another case opened not long before."""
    cases = (
        Case.objects.filter(span.within("opened_at"), sealed=False)
        .exclude(state=CaseState.JOINED)
        .order_by("opened_at", "id")
    )
    for batch in read_through(cases):
        mine = _people({each.id for each in batch})
        tokens = {person_token(person) for people in mine.values() for _, person in people}
        before = Case.objects.filter(
            opened_at__gte=span.start - within,
            opened_at__lt=span.end,
            sealed=False,
            index_tokens__overlap=blind_index.typed(tokens),
        ).exclude(state=CaseState.JOINED)
        opened = {id: at for id, at in before.values_list("id", "opened_at") if at} if tokens else {}
        seen: dict[tuple[str, UUID], list[datetime]] = defaultdict(list)
        for case_id, people in _people(set(opened)).items():
            for each in people:
                seen[each].append(opened[case_id])
        for case in batch:
            assert case.opened_at is not None  # noqa: S101  # filtered
            for role in (PartyRole.SURVIVOR, PartyRole.PERPETRATOR):
                known = [each for each in mine.get(case.id, ()) if each[0] == role]
                if known:
                    again = any(
                        case.opened_at - within <= at < case.opened_at for each in known for at in seen[each]
                    )
                    yield Happened(case.id, f"repeat_{role}", case.opened_at, kept=again)


def _risk(span: Span) -> Iterator[Happened]:
    before = RiskAssessment.objects.filter(case=OuterRef("case"), assessed_at__lt=OuterRef("assessed_at"))
    rows = RiskAssessment.objects.filter(span.within("assessed_at"), case__sealed=False).annotate(
        was=Subquery(before.order_by("-assessed_at").values("level")[:1])
    )
    order = {"standard": 0, "medium": 1, "high": 2}
    for row in rows.iterator(chunk_size=2000):
        change = order[row.level] - order[row.was] if row.was in order and row.level in order else None
        code = "first" if change is None else "rose" if change > 0 else "fell" if change else "same"
        yield Happened(row.case_id, "risk", row.assessed_at, code, risk=row.level)


def _plans(span: Span) -> Iterator[Happened]:
    for plan in ActionPlan.objects.filter(span.within("agreed_at"), case__sealed=False).iterator():
        code = "with_survivor" if plan.agreed_with_survivor else "without_survivor"
        yield Happened(plan.case_id, "plan", plan.agreed_at, code)
    for step in PlanAction.objects.filter(span.within("settled_at"), case__sealed=False).iterator():
        yield Happened(step.case_id, "step", step.settled_at or span.start, step.state)


def _answers(span: Span) -> Iterator[Happened]:
    """Referrals with what became of them, whether satisfaction was asked for, and what could not be done."""
    rows = Discharge.objects.filter(span.within("at"), case__sealed=False)
    wanted = rows.filter(
        Q(slug__endswith="-referral")
        | Q(slug__in=["satisfaction", "target-hardening"])
        | Q(outcome="could_not")
    )
    for row in wanted.iterator(chunk_size=2000):
        if row.outcome == "could_not":
            yield Happened(row.case_id, "put_aside", row.at, f"could_not/{row.slug}")
        if row.slug == "satisfaction":
            yield Happened(row.case_id, "satisfaction", row.at, row.outcome)
        elif row.slug.endswith("-referral") or row.slug == "target-hardening":
            yield Happened(row.case_id, "referral", row.at, f"{row.slug}/{row.outcome}")


def _sharing(span: Span) -> Iterator[Happened]:
    for row in Disclosure.objects.filter(span.within("at"), case__sealed=False).iterator():
        yield Happened(row.case_id, "sharing", row.at, row.ground, kept=row.ground != "consent")


def _broken(span: Span) -> Iterator[Happened]:
    """Promises that fell due in the span and were not kept by then: done late, answered with why they could not be kept, or not done
    yet; and those that were late when they were put aside."""
    aside = Q(state=DutyState.WITHDRAWN, withdrawn_at__gt=F("due_at"))
    rows = Duty.objects.filter(span.within("due_at"), case__sealed=False, due_at__lt=span.now).filter(
        Q(state=DutyState.OPEN) | Q(state=DutyState.MET_LATE) | aside
    )
    rows = rows.annotate(could_not=COULD_NOT)
    for row in rows.iterator(chunk_size=2000):
        if row.state == DutyState.WITHDRAWN:
            if not row.withdrawn_because.startswith(GOES_ON):
                yield Happened(row.case_id, "put_aside", row.due_at, f"too_late/{row.slug}")
            continue
        how = "could_not" if row.could_not else "late" if row.met_at else "open"
        late = between(row.due_at, row.met_at or span.now)
        yield Happened(row.case_id, "broken", row.due_at, f"{row.clause}/{row.slug}/{how}", late, False)
    in_time = Duty.objects.filter(span.within("due_at"), COULD_NOT, state=DutyState.MET, case__sealed=False)
    for case_id, due_at, clause, slug in in_time.values_list("case_id", "due_at", "clause", "slug").iterator(
        chunk_size=2000
    ):
        yield Happened(case_id, "broken", due_at, f"{clause}/{slug}/could_not", kept=False)


def _homes(cases: set[UUID]) -> Mapping[UUID, tuple[UUID | None, UUID | None]]:
    """Who the survivor of each case is in the directory, and where they live, where that is known."""
    vault.warm(cases)
    found: dict[UUID, tuple[UUID | None, UUID | None]] = {}
    for party in Party.objects.filter(case__in=cases, role=PartyRole.SURVIVOR, links__isnull=False):
        person, home = links_of(party)
        if person or home:
            found[party.case_id] = (person, home)
    return found


def _people(cases: set[UUID]) -> dict[UUID, list[tuple[str, UUID]]]:
    """Known survivors and alleged perpetrators of each case, by directory entry."""
    vault.warm(cases)
    found: dict[UUID, list[tuple[str, UUID]]] = defaultdict(list)
    roles = [PartyRole.SURVIVOR, PartyRole.PERPETRATOR]
    for party in Party.objects.filter(case__in=cases, role__in=roles, links__isnull=False):
        person, _ = links_of(party)
        if person:
            found[party.case_id].append((party.role, person))
    return found


def _in_time(done: datetime | None, promised: datetime | None, now: datetime) -> bool | None:
    """None: nothing was promised, or the promise is not due yet."""
    if promised is None:
        return None
    if done is not None:
        return done <= promised
    return False if promised < now else None


def reports_of_cases(cases: Iterable[UUID]) -> dict[UUID, list[UUID]]:
    """Ids of the reports on each of these cases."""
    found: dict[UUID, list[UUID]] = defaultdict(list)
    for case_id, report_id in CaseReport.objects.filter(case__in=list(cases)).values_list("case_id", "id"):
        found[case_id].append(report_id)
    return found


def first_received() -> datetime | None:
    """When the first report came in that is still held."""
    # The first of each state stands at an end of their index; the first of all would be looked for among all.
    firsts = (
        Case.objects.filter(state=each).order_by("received_at").values_list("received_at", flat=True).first()
        for each in CaseState.values
    )
    return min((each for each in firsts if each is not None), default=None)


def sealed_cases() -> QuerySet[Case, UUID]:
    """Ids of the cases that are sealed today, to be asked within a query of the system."""
    return Case.objects.filter(sealed=True).values_list("id", flat=True)
