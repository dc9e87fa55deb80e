"""What was known when: the facts of a case laid out moment by moment.

A fact without a date of its own holds from the first report, one that a report carries from that report on, a dated
one (an assessment, a recorded concern, closure) from its own date, even before the first report.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from upstander.policy.calendars import add_months
from upstander.policy.conditions import Known
from upstander.policy.edition import DutyRow, Edition, Pattern
from upstander.policy.fact_words import FACTS
from upstander.policy.facts import CaseFacts, PerpetratorFacts, ReportFacts, RiskFacts, SurvivorFacts
from upstander.policy.vocabulary import Evidence

YES = frozenset({"true"})
NO = frozenset({"false"})
NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Moment:
    """A time (UTC) and what was known then. `reported` is False before the first report."""

    at: datetime
    known: Known
    reported: bool


def moments(facts: CaseFacts, edition: Edition) -> list[Moment]:
    """Every time at which something became known, in order."""
    reports = in_order(facts.reports)
    first = utc(reports[0].received_at)
    dated = _dated(facts, first)
    times = sorted({utc(report.received_at) for report in reports} | {at for at, _, _ in dated})
    settled = _undated(facts, edition)
    found = []
    so_far: dict[str, frozenset[str]] = {}
    for at in times:
        known = dict(_UNKNOWN)
        if at >= first:
            known.update(settled)
            if len(reports) > 1 or not so_far:
                so_far = carried([r for r in reports if r.received_at <= at], edition)
            known.update(so_far)
        for since, name, values in dated:
            if since <= at:
                known[name] = values
        found.append(Moment(at, known, at >= first))
    return found


def earliest(row: DutyRow, found: list[Moment]) -> datetime | None:
    """The earliest moment the row's condition held, or None. Only dated facts can make it hold before any report."""
    when = row.when
    if row.lasting and not when.holds(found[-1].known):
        return None
    for moment in found:
        if (moment.reported or row.dated) and when.holds(moment.known):
            return moment.at
    return None


def in_order(reports: Iterable[ReportFacts]) -> list[ReportFacts]:
    """The reports by the time they were received."""
    return sorted(reports, key=lambda report: report.received_at)


def utc(moment: datetime) -> datetime:
    """The same instant in UTC."""
    return moment if moment.tzinfo is UTC else moment.astimezone(UTC)


def _dated(facts: CaseFacts, first: datetime) -> list[tuple[datetime, str, frozenset[str]]]:
    survivor = facts.survivor
    found = []
    if facts.risk:
        found.append(
            (utc(facts.risk.assessed_at or first), "risk.level", frozenset({facts.risk.level.value}))
        )
        found += _found(facts.risk)
    if facts.evidence_at:
        found.append((utc(facts.evidence_at), "evidence", frozenset({facts.evidence.value})))
    for name, holds, since in told_later(survivor):
        if holds and since:
            found.append((max(utc(since), first), name, YES))
    found += _named(facts.perpetrators, first)
    if survivor.capacity_concern_at:
        found.append((utc(survivor.capacity_concern_at), "survivor.capacity_concern", YES))
    if survivor.communication_need_at:
        found.append((utc(survivor.communication_need_at), "survivor.communication_need", YES))
    if facts.closed_at:
        found.append((utc(facts.closed_at), "closed", YES))
    return found


def told_later(survivor: SurvivorFacts) -> tuple[tuple[str, bool, datetime | None], ...]:
    """What they need or wish: fact, whether it is so, and since when. None: from the first report; never from before it."""
    return (
        ("survivor.wants_to_move", survivor.wants_to_move, survivor.wants_to_move_at),
        ("survivor.applied_for_banding", survivor.applied_for_banding, survivor.applied_for_banding_at),
        ("survivor.cannot_stay_tonight", survivor.cannot_stay_tonight, survivor.cannot_stay_tonight_at),
        ("survivor.wants_female_staff", survivor.wants_female_staff, survivor.wants_female_staff_at),
        ("survivor.support_needs", survivor.support_needs, survivor.support_needs_at),
    )


def _named(
    people: tuple[PerpetratorFacts, ...], first: datetime
) -> list[tuple[datetime, str, frozenset[str]]]:
    """Those who were named later, one after the other, each with those before: whoever is named stays named."""
    found = [
        (max(utc(p.known_at), first), "perpetrators.known", YES) for p in people if p.known and p.known_at
    ]
    so_far = {p.affiliation.value for p in people if p.affiliation_at is None}
    later = [(max(utc(p.affiliation_at), first), p.affiliation.value) for p in people if p.affiliation_at]
    for at, affiliation in sorted(later):
        so_far.add(affiliation)
        found.append((at, "perpetrators.affiliation", frozenset(so_far)))
    return found


def _found(risk: RiskFacts) -> list[tuple[datetime, str, frozenset[str]]]:
    """One after the other, each with those before it: what an assessment found stays found."""
    ordered = sorted(risk.found, key=lambda each: each.at)
    return [
        (utc(each.at), "risk.found", frozenset(known.trigger for known in ordered[: place + 1]))
        for place, each in enumerate(ordered)
    ]


def _undated(facts: CaseFacts, edition: Edition) -> dict[str, frozenset[str]]:
    survivor = facts.survivor
    return {
        "survivor.affiliation": frozenset({survivor.affiliation.value}),
        "survivor.group": frozenset({edition.group(survivor.affiliation)}),
        "survivor.identified": _flag(survivor.identified),
        "survivor.contactable": _flag(survivor.contactable),
        "survivor.safeguarding": frozenset(concern.value for concern in survivor.safeguarding),
        # `_dated` goes on from here, as with those named later and the evidence.
        **{name: _flag(holds and since is None) for name, holds, since in told_later(survivor)},
        "survivor.wants_updates": _flag(survivor.wants_updates),
        "perpetrators.any": _flag(bool(facts.perpetrators)),
        "perpetrators.known": _flag(any(p.known and p.known_at is None for p in facts.perpetrators)),
        "perpetrators.affiliation": frozenset(
            p.affiliation.value for p in facts.perpetrators if p.affiliation_at is None
        ),
        "crime_likely": NOTHING if facts.crime_likely is None else _flag(facts.crime_likely),
        "exemption_requested": _flag(facts.exemption_requested),
        "material_on_landlord_property": _flag(facts.material_on_landlord_property),
        "incident_at_home": _flag(facts.incident_at_home),
        "evidence": frozenset({(Evidence.NONE if facts.evidence_at else facts.evidence).value}),
        "validity": frozenset({facts.validity.value}),
    }


def carried(reports: list[ReportFacts], edition: Edition) -> dict[str, frozenset[str]]:
    """What these reports carry between them."""
    roles = frozenset(r.reporter.value for r in reports if r.reporter)
    return {
        "reports.channel": frozenset(r.channel for r in reports if r.channel),
        "reports.reporter": roles,
        "reports.from_third_party": _flag(not roles.isdisjoint(edition.third_parties)),
        "reports.reporter_contactable": _flag(any(r.reporter_contactable for r in reports)),
        "reports.immediate_danger": _flag(any(r.immediate_danger for r in reports)),
        "reports.behaviours": frozenset().union(*(r.behaviours for r in reports)),
        "reports.motivations": frozenset().union(*(r.motivations for r in reports)),
        "reports.pattern": frozenset(p.id for p in edition.patterns if _shows(p, reports, edition)),
    }


_UNKNOWN: dict[str, frozenset[str]] = {name: frozenset() for name in FACTS} | {
    "risk.level": frozenset({"not_assessed"})
}


def _flag(value: bool) -> frozenset[str]:
    return YES if value else NO


def _shows(pattern: Pattern, reports: list[ReportFacts], edition: Edition) -> bool:
    """Whether enough reports, each made soon enough after its incident, fall within one window. Local dates."""
    if len(reports) < pattern.reports:
        return False
    days = []
    for report in reports:
        received = edition.calendar.local(report.received_at).date()
        happened = report.incident_on
        if happened and happened <= received <= add_months(happened, pattern.made_within.count):
            days.append(received)
    return any(
        last <= add_months(start, pattern.window.count)
        for start, last in zip(days, days[pattern.reports - 1 :], strict=False)
    )
