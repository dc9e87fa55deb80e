"""The clause page: every clause of the edition in force, what keeps it, and how it stands today, this month and this year."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from upstander.cases.api import current_edition
from upstander.cases.queries.api import DutyStanding, Tally, duty_standings
from upstander.confidentiality.api import Permission, Viewer
from upstander.governance.keeping.queries import review_of
from upstander.policy.api import Clause, DutyRow, DutyRule, Edition, GateRule, RestrictionRule, Review

STANDARD = "standard"
"""Stands where a clause number would, for what only the landlord's service standards ask."""

FEW = 5  # as of performance: fewer are not told apart to those who may not open cases
SPANS = {"today": "Today", "month": "This month", "year": "This year"}


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One row of a duty: why it arises, must or consider, within what time, and whose word the time is."""

    because: str
    kind: str
    times: tuple[tuple[str, str], ...]
    source: str
    basis: str


@dataclass(frozen=True, slots=True)
class ClauseDuty:
    """A duty as far as one clause asks for it, with how it stands."""

    id: str
    label: str
    do: str
    team: str
    done_when: str
    for_whom: str
    rows: tuple[RuleLine, ...]
    spans: Mapping[str, Tally]
    recurs: bool
    per_report: bool


@dataclass(frozen=True, slots=True)
class ClauseCard:
    """One clause. `keeper`: duties (with clocks), rules (gates and restrictions), people, or software (built in, without a clock)."""

    id: str
    asks: str
    product: str
    kept_by: str
    duties: tuple[ClauseDuty, ...]
    gates: tuple[GateRule, ...]
    restrictions: tuple[RestrictionRule, ...]
    spans: Mapping[str, Tally]

    @property
    def keeper(self) -> str:
        """What keeps the clause, the strongest first."""
        if self.duties:
            return "duties"
        if self.gates or self.restrictions:
            return "rules"
        return "people" if self.kept_by else "software"


@dataclass(frozen=True, slots=True)
class ClauseBook:
    """The whole policy as running law. `whole`: the counts cover the landlord's cases, not only those the viewer may open."""

    edition: Edition
    review: Review
    clauses: tuple[ClauseCard, ...]
    standards: ClauseCard
    starts: Mapping[str, datetime]
    totals: Mapping[str, Tally]
    whole: bool

    def card(self, id: str) -> ClauseCard | None:
        """The clause of that number, or the service standards for "standard"."""
        return next((card for card in (*self.clauses, self.standards) if card.id == id), None)


def clause_book(viewer: Viewer, *, now: datetime) -> ClauseBook:
    """The edition in force, clause by clause. Raises Refused without `policy.read`."""
    viewer.check(Permission.POLICY_READ).enforce()
    edition, whole = current_edition(now), not viewer.may(Permission.CASE_READ_ALL)
    starts = span_starts(edition, now)
    standings = duty_standings(viewer, spans=starts, now=now)
    return ClauseBook(
        edition=edition,
        review=review_of(viewer, edition, now=now),
        clauses=tuple(_card(clause, edition, standings, whole) for clause in edition.clauses),
        standards=_card(_silent(), edition, standings, whole),
        starts=starts,
        totals=_shown({span: _sum(each.spans[span] for each in standings) for span in SPANS}, whole),
        whole=whole,
    )


def span_starts(edition: Edition, now: datetime) -> dict[str, datetime]:
    """When today, this month and this year began, on the landlord's own clock."""
    day = edition.calendar.local(now).replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    starts = {"today": day, "month": day.replace(day=1), "year": day.replace(month=1, day=1)}
    return {name: start.astimezone(UTC) for name, start in starts.items()}


def _silent() -> Clause:
    return Clause(
        STANDARD,
        "Where the policy is silent, the landlord sets service standards of its own and keeps them as strictly.",
        "Duties with clocks, each marked as the landlord's own.",
    )


def _shown(spans: Mapping[str, Tally], whole: bool) -> dict[str, Tally]:
    """Who may not open the cases is not told which of a few could not be done."""
    return {name: each.told_apart(least=FEW) if whole else each for name, each in spans.items()}


def _card(clause: Clause, edition: Edition, standings: Iterable[DutyStanding], whole: bool) -> ClauseCard:
    own = [each for each in standings if clause.id in _numbers(each.clause)]
    duties = tuple(_duties(clause.id, edition, own, whole))
    spans = {span: _sum(each.spans[span] for each in own) for span in SPANS}
    return ClauseCard(
        id=clause.id,
        asks=clause.asks,
        product=clause.product,
        kept_by=clause.kept_by,
        duties=duties,
        gates=tuple(gate for gate in edition.gates if clause.id in _numbers(gate.clause)),
        restrictions=tuple(rule for rule in edition.restrictions if clause.id in _numbers(rule.clause)),
        spans=_shown(spans, whole),
    )


def _duties(
    clause: str, edition: Edition, standings: list[DutyStanding], whole: bool
) -> Iterator[ClauseDuty]:
    for rule in edition.duties:
        rows = tuple(_line(row) for row in rule.rows if clause in _numbers(row.clause))
        if rows:
            counted = [each for each in standings if each.slug == rule.id]
            spans = {span: _sum(each.spans[span] for each in counted) for span in SPANS}
            yield ClauseDuty(
                rule.id,
                rule.label,
                rule.do,
                edition.teams[rule.team],
                rule.done_when,
                _whom(rule),
                rows,
                _shown(spans, whole),
                rule.recurs,
                rule.per_report,
            )


def _line(row: DutyRow) -> RuleLine:
    if isinstance(row.due, dict):
        times = tuple(
            (f"risk {level.value}" if level else "risk not assessed", clock.plain)
            for level, clock in row.due.items()
        )
    else:
        times = (("", row.due.plain),)
    return RuleLine(row.because, row.kind.value, times, row.source.value, row.basis)


def _whom(rule: DutyRule) -> str:
    return {"all": "everyone", "customers": "customers", "non_customers": "people who are not customers"}.get(
        rule.scope, "members of staff"
    )


def _numbers(clause: str) -> list[str]:
    return clause.split(", ")


def _sum(tallies: Iterable[Tally]) -> Tally:
    return sum(tallies, Tally())
