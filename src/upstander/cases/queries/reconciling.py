"""From reports to cases, for the return to the regulator: sums by step, and the cases that somebody has to decide on."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from upstander.cases.models import Case, CaseReport, CaseState, Party, PartyRole
from upstander.cases.queries.desk import conflicts_of
from upstander.confidentiality.api import Viewer, elevated, viewing
from upstander.policy.api import Affiliation

_NO_CUSTOMERS = (Affiliation.PUBLIC.value, Affiliation.CONTRACTOR.value)
_THRESHOLD = (
    3  # reports, at most, for a case review (Anti-social Behaviour, Crime and Policing Act 2014, section 104)
)


@dataclass(frozen=True, slots=True)
class Reconciling:
    """What became of the reports and cases of one span. `hate` are those of `counted` with one of the strands asked for."""

    reports: int
    waiting: int
    routed: int
    joined: int
    opened: int
    without_customer: int
    decided_to_count: int
    counted: int
    hate: int


@dataclass(frozen=True, slots=True)
class ReturnCase:
    """A case without a customer that a decision is needed on, or was made on."""

    id: UUID
    reference: str
    opened_at: datetime
    affiliation: str


@dataclass(frozen=True, slots=True)
class NearReview:
    """An open case with so many reports that the person may ask for a case review, or is one short of it."""

    id: UUID
    reference: str
    reports: int
    last_at: datetime


def reconcile_return(
    viewer: Viewer, *, start: datetime, end: datetime, strands: Collection[str], counting: Collection[UUID]
) -> Reconciling:
    """Sums of the span, each case once, by when it was opened. `counting`: cases without a customer that are to count.

    Without sealed cases and those the viewer is in conflict with. Each sum is of its own index (decision 0151): what is sealed or in
    conflict is named and left out, since a join would ask every case of the year whether it is.
    """
    with viewing(viewer):
        hidden = conflicts_of(viewer)
        with elevated("sums for the return"):
            sealed = Case.objects.filter(sealed=True).values("id")
            cases = Case.objects.filter(sealed=False).exclude(id__in=hidden)
            reports = CaseReport.objects.filter(received_at__gte=start, received_at__lt=end)
            reports = reports.exclude(case_id__in=sealed).exclude(case_id__in=hidden)
            opened = _opened(cases, start, end)
            outside, chosen = opened.filter(_no_customer()), Q(id__in=list(counting))
            told = CaseReport.objects.filter(case=OuterRef("pk"), motivations__overlap=list(strands))
            hate = opened.filter(Exists(told))
            in_all, without = opened.count(), outside.count()
            decided = outside.filter(chosen).count() if counting else 0
            hate_without = hate.filter(_no_customer()).exclude(chosen).count()
            return Reconciling(
                reports=reports.count(),
                waiting=reports.filter(case__state=CaseState.RECEIVED).count(),
                routed=reports.filter(case__state=CaseState.ROUTED).count(),
                joined=cases.filter(
                    state=CaseState.JOINED, received_at__gte=start, received_at__lt=end
                ).count(),
                opened=in_all,
                without_customer=without,
                decided_to_count=decided,
                counted=in_all - without + decided,
                hate=hate.count() - hate_without,
            )


def cases_without_customer(
    viewer: Viewer, *, start: datetime, end: datetime, decided: Collection[UUID], limit: int = 100
) -> tuple[tuple[ReturnCase, ...], int]:
    """Cases of the span whose survivor is no customer, as far as the viewer may open them: of those not `decided` on the first, then
    all others. With how many of the first there are; more than `limit` are counted as one more."""
    survivor = Party.objects.filter(case=OuterRef("pk"), role=PartyRole.SURVIVOR)
    with viewing(viewer):
        found = _opened(Case.objects.filter(sealed=False), start, end).filter(_no_customer())
        rows = (
            found.annotate(who=Subquery(survivor.values("affiliation")[:1]))
            .order_by("opened_at", "id")
            .values_list("id", "reference", "opened_at", "who")
        )
        waiting = list(rows.exclude(id__in=decided)[: limit + 1])
        undecided, asked = len(waiting), [*waiting[:limit], *rows.filter(id__in=decided)]
        return tuple(ReturnCase(id, reference, at, who) for id, reference, at, who in asked if at), undecided


def counted_cases(
    viewer: Viewer,
    *,
    start: datetime,
    end: datetime,
    strands: Collection[str],
    counting: Collection[UUID],
    skip: int = 0,
    limit: int = 100,
) -> tuple[ReturnCase, ...]:
    """The cases behind the second part of the return that this viewer may open, the latest first; with no strand, behind the first."""
    with viewing(viewer):
        rows = _opened(Case.objects.filter(sealed=False), start, end).filter(
            ~_no_customer() | Q(id__in=list(counting))
        )
        if strands:
            told = CaseReport.objects.filter(case=OuterRef("pk"), motivations__overlap=list(strands))
            rows = rows.filter(Exists(told))
        found = rows.order_by("-opened_at", "id").values_list("id", "reference", "opened_at")[
            skip : skip + limit
        ]
        return tuple(ReturnCase(id, reference, at, "") for id, reference, at in found if at)


def near_review(viewer: Viewer, *, now: datetime, short_by: int = 1) -> tuple[NearReview, ...]:
    """Open cases, of those the viewer may open, that meet the threshold of a case review or are nearly there: reports made within one
    month of what they tell of, received in the last six months. The most reports first."""
    recent = Q(reports__received_at__gte=now - timedelta(days=183)) & (
        Q(reports__incident_on=None)
        | Q(reports__incident_on__gte=F("reports__received_at") - timedelta(days=31))
    )
    with viewing(viewer):
        rows = (
            Case.objects.filter(state=CaseState.OPEN, sealed=False)
            .annotate(many=Count("reports", filter=recent))
            .filter(many__gte=_THRESHOLD - short_by)
            .annotate(
                last=Subquery(
                    CaseReport.objects.filter(case=OuterRef("pk"))
                    .order_by("-received_at")
                    .values("received_at")[:1]
                )
            )
            .order_by("-many", "id")
            .values_list("id", "reference", "many", "last")[:100]
        )
        return tuple(NearReview(*row) for row in rows)


def _opened(cases: QuerySet[Case], start: datetime, end: datetime) -> QuerySet[Case]:
    """Cases of ours opened in the span, each once: what was joined or passed on is not one."""
    live = cases.filter(opened_at__gte=start, opened_at__lt=end)
    return live.filter(state__in=(CaseState.OPEN, CaseState.CLOSED))


def _no_customer() -> Exists:
    return Exists(
        Party.objects.filter(case=OuterRef("pk"), role=PartyRole.SURVIVOR, affiliation__in=_NO_CUSTOMERS)
    )
