"""How the promises of each clause stand: counts of stored duties, and the duties behind them for those who may see them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from upstander.cases.models import Case, Discharge, DischargeOutcome, Duty, DutyState
from upstander.cases.queries.desk import conflicts_of
from upstander.cases.queries.spans import Span
from upstander.confidentiality.api import Permission, Viewer, elevated, viewing

AT_RISK = timedelta(hours=24)
"""An open duty is at risk when less than this is left."""

STANDINGS = ("broken", "at_risk", "under_way", "kept", "answered")
"""How a duty stands, what presses most first; `answered`, in time, with why it could not be done, keeps no promise."""

COULD_NOT = Exists(
    Discharge.objects.filter(
        case=OuterRef("case"),
        slug=OuterRef("slug"),
        at=OuterRef("met_at"),
        outcome=DischargeOutcome.COULD_NOT,
    )
)
"""Of a duty that was answered: with why it could not be done. An answer in time, and no promise kept."""

_SETTLED = (DutyState.MET, DutyState.MET_LATE)


@dataclass(frozen=True, slots=True)
class Tally:
    """Duties in one span: broken (late during it, done since or not), at risk and under way (open now), kept (done in time), answered
    (in time, with why it could not be done). `together`: too few are settled to be told apart, and all count as kept."""

    broken: int = 0
    at_risk: int = 0
    under_way: int = 0
    kept: int = 0
    answered: int = 0
    together: bool = False

    @property
    def state(self) -> str:
        """One of `STANDINGS`, the first there is; "quiet" when nothing was asked."""
        return next((name for name in STANDINGS if getattr(self, name)), "quiet")

    def stands_as(self, name: str) -> bool:
        """By its state; `answered` by each that is, beside however many were kept."""
        return self.state == name or (name == "answered" and bool(self.answered))

    def __add__(self, other: Tally) -> Tally:
        return Tally(*(getattr(self, name) + getattr(other, name) for name in STANDINGS))

    def told_apart(self, *, least: int) -> Tally:
        """What may be told apart to whoever may not open cases: kept and answered where at least so many are settled."""
        if not self.answered or self.kept + self.answered >= least:
            return self
        return replace(self, kept=self.kept + self.answered, answered=0, together=True)


@dataclass(frozen=True, slots=True)
class DutyStanding:
    """One duty of one clause, over the spans asked for."""

    slug: str
    clause: str
    spans: Mapping[str, Tally]


@dataclass(frozen=True, slots=True)
class DutyBehind:
    """A duty on a case that the viewer may open. No name and no content."""

    case_id: UUID
    reference: str
    slug: str
    label: str
    standing: str
    due_at: datetime
    met_at: datetime | None


def duty_standings(
    viewer: Viewer, *, spans: Mapping[str, datetime], now: datetime
) -> tuple[DutyStanding, ...]:
    """Counts for each duty and clause. `spans` gives each span's name its start; each ends now. Raises Refused without `policy.read`.

    Those who read every case count what they see. For everybody else the landlord's whole is counted, without sealed cases and
    without those they are in conflict with.
    """
    viewer.check(Permission.POLICY_READ).enforce()
    found: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)

    def count(duties: QuerySet[Duty], *standings: str, called: str = "") -> None:
        counts: dict[str, Any] = {
            f"{name}__{called or standing}": Count("slug", filter=_standing(standing, start, now))
            for name, start in spans.items()
            for standing in standings
        }
        rows: list[dict[str, Any]] = list(duties.values("slug", "clause").annotate(**counts).order_by())  # type: ignore[arg-type]
        for row in rows:  # Any: columns named at run time
            found[row["slug"], row["clause"]].update({name: row[name] for name in counts})

    def add(duties: QuerySet[Duty]) -> None:
        """What is open, and what was done since, each by an index of its own. All other promises count in no span."""
        count(duties.filter(state=DutyState.OPEN), "late", "at_risk", "under_way")
        settled = duties.filter(state__in=_SETTLED, met_at__gte=min(spans.values()))
        count(settled, "done_late", "in_time")
        # By the few that were answered, and an index of their own: asked of each that was kept, a year of them would be read twice.
        could_not = Discharge.objects.filter(outcome=DischargeOutcome.COULD_NOT, at__gte=min(spans.values()))
        same = could_not.filter(case=OuterRef("case"), slug=OuterRef("slug"), at=OuterRef("met_at"))
        count(settled.filter(Exists(same)), "in_time", called="answered")

    # Ordinary cases are counted as the system, without the viewer's conflicts: the database's rules would ask of every single promise
    # whether its case may be seen. Sealed ones are counted by those who see them.
    with viewing(viewer):
        hidden = conflicts_of(viewer)
        if viewer.may(Permission.CASE_READ_ALL):
            add(Duty.objects.filter(case__sealed=True))
        with elevated("counts for the clause page"), _by_hash():
            sealed = Case.objects.filter(sealed=True).values("id")
            add(Duty.objects.exclude(case_id__in=sealed).exclude(case_id__in=hidden))
    return tuple(
        DutyStanding(
            slug=slug,
            clause=clause,
            spans={name: _tally(sums, name) for name in spans},
        )
        for (slug, clause), sums in sorted(found.items())
    )


def duties_behind(
    viewer: Viewer,
    *,
    clause: str,
    standing: str,
    since: datetime,
    now: datetime,
    limit: int = 50,
) -> tuple[DutyBehind, ...]:
    """The duties of a clause that stand so, on cases the viewer may open: the open by their time,
    then what was done, the latest first."""
    viewer.check(Permission.POLICY_READ).enforce()
    if standing not in STANDINGS:
        return ()
    with viewing(viewer):
        of_clause = Duty.objects.filter(clause__regex=rf"(^|, ){re.escape(clause)}(,|$)").select_related(
            "case"
        )
        found = of_clause.filter(_standing(standing, since, now))
        rows = list(found.filter(state=DutyState.OPEN).order_by("due_at", "id")[:limit])
        if len(rows) < limit:
            done = found.filter(state__in=_SETTLED, met_at__gte=since).order_by("-met_at")
            rows += done[: limit - len(rows)]
        return tuple(
            DutyBehind(row.case_id, row.case.reference, row.slug, row.label, standing, row.due_at, row.met_at)
            for row in rows
        )


def kept_behind(
    viewer: Viewer, span: Span, *, clause: str = "", skip: int = 0, limit: int = 100
) -> tuple[DutyBehind, ...]:
    """The promises that fell due in the span and were kept, on cases the viewer may open and that are not sealed (those are in no
    figure): the last done first, by the index of what was done. `clause`: as stored figures name it."""
    viewer.check(Permission.MEASURES_READ).enforce()
    with viewing(viewer):
        found = Duty.objects.filter(span.within("due_at"), state=DutyState.MET, case__sealed=False)
        found = found.filter(~COULD_NOT, met_at__lt=span.end)
        if clause:
            found = found.filter(clause__regex=rf"(^|, ){re.escape(clause)}(,|$)")
        rows = found.select_related("case").order_by("-met_at", "-id")[skip : skip + limit]
        return tuple(
            DutyBehind(row.case_id, row.case.reference, row.slug, row.label, "kept", row.due_at, row.met_at)
            for row in rows
        )


@contextmanager
def _by_hash() -> Iterator[None]:
    """Groups are made without sorting. In every estimate stands what the rules on a case might cost, beside which sorting two million
    promises looks no dearer than hashing them; it takes half of the time."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_sort = off")
        yield
        cursor.execute("SET LOCAL enable_sort = on")


def _tally(sums: Counter[str], span: str) -> Tally:
    late, at_risk, under_way, done_late, in_time, answered = (
        sums[f"{span}__{name}"]
        for name in ("late", "at_risk", "under_way", "done_late", "in_time", "answered")
    )
    return Tally(late + done_late, at_risk, under_way, in_time - answered, answered)


def _standing(standing: str, start: datetime, now: datetime) -> Q:
    """`broken` is `late`, open and past its time, or `done_late`; `in_time` is `kept` or `answered`."""
    soon = now + AT_RISK
    in_time = Q(state=DutyState.MET, met_at__gte=start)
    still = Q(state=DutyState.OPEN)
    late, done_late = Q(still, due_at__lt=now), Q(state=DutyState.MET_LATE, met_at__gte=start)
    return {
        "late": late,
        "done_late": done_late,
        "broken": late | done_late,
        "at_risk": Q(still, due_at__gte=now, due_at__lt=soon),
        "under_way": Q(still, due_at__gte=soon),
        "in_time": in_time,
        "kept": in_time & ~Q(COULD_NOT),
        "answered": in_time & Q(COULD_NOT),
    }[standing]
