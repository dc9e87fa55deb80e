"""The engine: facts about a case in, duties, gates and restrictions out. Pure and deterministic.

The rules for reading an edition's tables are those of policy.md §3; each function below names the one it keeps.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime

from upstander.policy.calendars import due
from upstander.policy.clocks import Clock
from upstander.policy.conditions import Known
from upstander.policy.edition import DutyRow, DutyRule, Edition
from upstander.policy.errors import FactsError
from upstander.policy.facts import CaseFacts, Discharge, ReportFacts
from upstander.policy.gates import gate
from upstander.policy.moments import NO, YES, Moment, carried, earliest, moments, utc
from upstander.policy.outcomes import Duty, Outcome, Restriction
from upstander.policy.vocabulary import DutyKind, DutyState, RiskLevel
from upstander.policy.wording import EditionWording, Hit


def outcome(facts: CaseFacts, edition: Edition, now: datetime) -> Outcome:
    """Everything the edition asks on these facts at `now` (aware). Raises FactsError when `now` has no offset."""
    if now.tzinfo is None:
        raise FactsError("now", "the time has no offset from UTC.")
    found = moments(facts, edition)
    return settled(facts, edition, now, found, tuple(duties_of(facts, edition, utc(now), found)))


def settled(
    facts: CaseFacts, edition: Edition, now: datetime, found: list[Moment], duties: tuple[Duty, ...]
) -> Outcome:
    """The whole answer, once the duties are known: the gates rest on them too."""
    last = found[-1].known
    known = {**last, **_arisen(duties, edition)}
    return Outcome(
        edition=edition.id,
        at=utc(now),
        duties=duties,
        gates=tuple(gate(rule, known, facts.recorded) for rule in edition.gates),
        restrictions=tuple(_restrictions(edition, last)),
    )


def duties_of(
    facts: CaseFacts,
    edition: Edition,
    now: datetime,
    found: list[Moment],
    within: Callable[[datetime], bool] | None = None,
) -> Iterator[Duty]:
    """The duties alone, from what was known when. `within` leaves out what another edition governs, by when its clock began."""
    level = facts.risk.level if facts.risk else None
    discharges = _discharges(facts)
    last = found[-1].known
    candidates = edition.rows_by_affiliation[facts.survivor.affiliation]
    possible = {id for id, row in candidates if not row.lasting or row.when.holds(last)}
    for rule in edition.rules_by_affiliation[facts.survivor.affiliation]:
        if rule.per_report:
            yield from _per_report(rule, facts, edition, now, found[-1], within)
            continue
        if rule.id not in possible:
            continue
        hits = _hits(rule, edition, found, level)
        if hits and rule.recurs:
            hits = _governed(_current_period(rule, facts, edition, hits, last), within)
            if hits:
                yield _duty(rule, edition, hits, None, now, None)
        elif hits := _governed(hits, within):
            done = discharges.get(rule.id, ())
            hits = _still_asked(hits, done)
            met = _met(hits, done, None)
            yield _duty(rule, edition, hits, met, now, None)


def _governed(hits: list[Hit], within: Callable[[datetime], bool] | None) -> list[Hit]:
    return hits if within is None else [hit for hit in hits if within(hit.started)]


def _hits(rule: DutyRule, edition: Edition, found: list[Moment], level: RiskLevel | None) -> list[Hit]:
    """Each row that ever applied, from the earliest moment that its condition held."""
    hits = []
    for row in rule.rows:
        triggered = None if row.on_new_report else earliest(row, found)
        if triggered:
            clock = row.clock(level)
            if clock:
                hits.append(_hit(row, clock, triggered, triggered, edition))
    return hits


def _still_asked(hits: list[Hit], done: Iterable[Discharge]) -> list[Hit]:
    """All of them, or from the last that is owed anew: one that came about after what was asked before it had been answered."""
    for anew in sorted({hit.triggered for hit in hits if hit.row.anew}, reverse=True):
        before = [hit for hit in hits if hit.triggered < anew]
        met = _met(before, done, None) if before else None
        if met is not None and met < anew:
            return [hit for hit in hits if hit.triggered >= anew]
    return hits


def _per_report(
    rule: DutyRule,
    facts: CaseFacts,
    edition: Edition,
    now: datetime,
    last: Moment,
    within: Callable[[datetime], bool] | None,
) -> Iterator[Duty]:
    """A duty appears once per trigger: for each report, on what that report alone carries."""
    level = facts.risk.level if facts.risk else None
    discharges = [d for d in facts.discharged if d.duty == rule.id]
    for index, report in sorted(enumerate(facts.reports), key=_by_receipt):
        known = last.known if len(facts.reports) == 1 else {**last.known, **carried([report], edition)}
        received = utc(report.received_at)
        if within is not None and not within(received):
            continue
        hits = [
            _hit(row, clock, received, received, edition)
            for row in rule.rows
            if row.when.holds(known) and (clock := row.clock(level))
        ]
        if hits:
            met = _met(hits, discharges, index, report.triaged_at if rule.met_by_triage else None)
            yield _duty(rule, edition, hits, met, now, index)


def _by_receipt(indexed: tuple[int, ReportFacts]) -> tuple[datetime, int]:
    index, report = indexed
    return report.received_at, index


def _discharges(facts: CaseFacts) -> dict[str, list[Discharge]]:
    by_duty: dict[str, list[Discharge]] = {}
    for discharge in facts.discharged:
        by_duty.setdefault(discharge.duty, []).append(discharge)
    return by_duty


def _current_period(
    rule: DutyRule, facts: CaseFacts, edition: Edition, hits: list[Hit], now_known: Known
) -> list[Hit]:
    """A recurring duty gives the current period only: a discharge starts the next, and it ends with its condition."""
    hits = [hit for hit in hits if hit.row.when.holds(now_known)]
    if not hits:
        return []
    level = facts.risk.level if facts.risk else None
    first = min(hit.triggered for hit in hits)
    start = max([first, *(utc(d.at) for d in facts.discharged if d.duty == rule.id and d.at >= first)])
    period = [_hit(hit.row, hit.clock, start, start, edition) for hit in hits]
    later = [utc(report.received_at) for report in facts.reports if report.received_at > start]
    if later:
        for row in rule.rows:
            clock = row.clock(level) if row.on_new_report and row.when.holds(now_known) else None
            if clock:
                period.append(_hit(row, clock, start, min(later), edition))
    return period


def _hit(row: DutyRow, clock: Clock, triggered: datetime, started: datetime, edition: Edition) -> Hit:
    return Hit(triggered, started, clock, due(clock, started, edition.calendar), row)


def _met(
    hits: list[Hit], discharges: Iterable[Discharge], report: int | None, own: datetime | None = None
) -> datetime | None:
    """The first discharge at or after the trigger. One from before it does not count."""
    times = [utc(d.at) for d in discharges if d.report is None or d.report == report]
    if own:
        times.append(utc(own))
    if not times:
        return None
    triggered = _triggered(hits)
    return min((at for at in times if at >= triggered), default=None)


def _triggered(hits: list[Hit]) -> datetime:
    return hits[0].triggered if len(hits) == 1 else min(hit.triggered for hit in hits)


def _duty(
    rule: DutyRule, edition: Edition, hits: list[Hit], met: datetime | None, now: datetime, report: int | None
) -> Duty:
    """Where several rows apply, the stronger kind wins, the earlier trigger and the earlier due time."""
    leading = hits[0]
    kind = leading.row.kind
    if len(hits) > 1:
        hits = sorted(hits, key=_by_due)
        leading = hits[0]
        kind = DutyKind.MUST if any(hit.row.kind is DutyKind.MUST for hit in hits) else DutyKind.CONSIDER
    triggered = _triggered(hits)
    return Duty(
        id=rule.id,
        label=rule.label,
        kind=kind,
        clause=leading.row.clause,
        source=leading.row.source,
        triggered_at=triggered,
        due_at=leading.due,
        state=_state(leading.due, met, now),
        met_at=met,
        report=report,
        edition=edition.id,
        anew=any(hit.row.anew and hit.triggered == triggered for hit in hits),
        wording=EditionWording(edition, rule, tuple(hits)),
    )


def _by_due(hit: Hit) -> datetime:
    return hit.due


def _state(due_at: datetime, met: datetime | None, now: datetime) -> DutyState:
    if met is not None:
        return DutyState.MET if met <= due_at else DutyState.MET_LATE
    return DutyState.OVERDUE if now > due_at else DutyState.OPEN


def _arisen(duties: tuple[Duty, ...], edition: Edition) -> Mapping[str, frozenset[str]]:
    """What the duties themselves make known, for gates.

    A recurring duty is always running on an open case, so its current period counts as open only once overdue.
    """
    disclosing = pending = NO
    for duty in duties:
        rule = edition.find_duty(duty.id)  # None: promised under an earlier edition that had it
        if rule and rule.discloses:
            disclosing = YES
        unmet_must = duty.met_at is None and duty.kind is DutyKind.MUST
        if unmet_must and (duty.state is DutyState.OVERDUE or not (rule and rule.recurs)):
            pending = YES
    return {
        "duties.arisen": frozenset([duty.id for duty in duties]),
        "duties.disclosing": disclosing,
        "duties.must_open": pending,
    }


def _restrictions(edition: Edition, known: Known) -> Iterator[Restriction]:
    for rule in edition.restrictions:
        if rule.when.holds(known):
            yield Restriction(rule.id, rule.label, rule.clause, rule.closes)
