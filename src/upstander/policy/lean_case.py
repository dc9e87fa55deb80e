"""A case on whole numbers, for trying out drafts on many: each word that facts can say is one bit of a mask.

`Words` gives the bits; `case_of` turns facts into a `Case`. A case with a word that neither edition has, or a time that the
tables do not cover, has no such form (None) and is left to the plain way.
"""

from dataclasses import dataclass
from datetime import date

from upstander.policy.edition import Edition
from upstander.policy.fact_words import fact_values
from upstander.policy.facts import CaseFacts, ReportFacts
from upstander.policy.lean_time import EARLIEST, LATEST, number
from upstander.policy.moments import in_order, told_later
from upstander.policy.vocabulary import Evidence

LEVELS = (None, "standard", "medium", "high")
"""The risk levels by which a row may have different clocks, in the order used here."""


@dataclass(slots=True)
class Report:
    """One report. `index` is its place in the facts."""

    at: int
    mask: int
    incident: date | None
    triaged: int | None
    index: int


@dataclass(slots=True)
class Case:
    """Facts up to `now`. `reports` by receipt. `dated`: at a time, clear the first mask and set the second.

    `done` holds the times of discharges that answer for every report; `done_for` those for one, by duty and index.
    """

    now: int
    affiliation: str
    settled: int
    level: int
    reports: list[Report]
    dated: list[tuple[int, int, int]]
    done: dict[str, list[int]]
    done_for: dict[tuple[str, int], list[int]]


class Words:
    """Which bit stands for which value of which fact, for the words of two editions together."""

    def __init__(self, current: Edition, draft: Edition) -> None:
        found: dict[str, dict[str, int]] = {}
        bit = 1
        for edition in (current, draft):
            values = fact_values(
                tuple(term.id for term in edition.channels),
                tuple(term.id for term in edition.behaviours),
                tuple(term.id for term in edition.strands),
                tuple(pattern.id for pattern in edition.patterns),
                tuple(trigger.id for trigger in edition.risk.triggers),
            )
            for fact, words in values.items():
                bits = found.setdefault(fact, {})
                for word in words:
                    if word not in bits:
                        bits[word] = bit
                        bit <<= 1
        self.bits = found
        self.whole = {fact: sum(bits.values()) for fact, bits in found.items()}

    def of(self, fact: str, *values: str) -> int:
        """The mask of these values of the fact. Raises KeyError for one that neither edition has."""
        bits = self.bits[fact]
        mask = 0
        for value in values:
            mask |= bits[value]
        return mask

    def flag(self, fact: str, value: bool) -> int:
        """The mask of a yes or no."""
        return self.bits[fact]["true" if value else "false"]


def case_of(facts: CaseFacts, now: int, words: Words) -> Case | None:
    """The case in this form, or None where it has none."""
    try:
        case = _case(facts, now, words)
    except KeyError:
        return None
    times = [now, *(at for at, _, _ in case.dated), *(report.at for report in case.reports)]
    times += (at for report in case.reports if (at := report.triaged) is not None)
    for done in (*case.done.values(), *case.done_for.values()):
        times += done
    return case if min(times) >= EARLIEST and max(times) <= LATEST else None


def _case(facts: CaseFacts, now: int, words: Words) -> Case:
    indexed = {id(report): index for index, report in reversed(list(enumerate(facts.reports)))}
    reports = [_report(report, indexed[id(report)], words) for report in in_order(facts.reports)]
    done: dict[str, list[int]] = {}
    done_for: dict[tuple[str, int], list[int]] = {}
    for each in facts.discharged:
        if each.report is None:
            done.setdefault(each.duty, []).append(number(each.at))
        else:
            done_for.setdefault((each.duty, each.report), []).append(number(each.at))
    risk = facts.risk
    return Case(
        now=now,
        affiliation=facts.survivor.affiliation.value,
        settled=_settled(facts, words),
        level=LEVELS.index(risk.level.value) if risk else 0,
        reports=reports,
        dated=_dated(facts, reports[0].at, words),
        done=done,
        done_for=done_for,
    )


def _report(report: ReportFacts, index: int, words: Words) -> Report:
    mask = words.of("reports.behaviours", *report.behaviours) | words.of(
        "reports.motivations", *report.motivations
    )
    if report.channel:
        mask |= words.of("reports.channel", report.channel)
    if report.reporter:
        mask |= words.of("reports.reporter", report.reporter.value)
    if report.reporter_contactable:
        mask |= words.flag("reports.reporter_contactable", True)
    if report.immediate_danger:
        mask |= words.flag("reports.immediate_danger", True)
    triaged = number(report.triaged_at) if report.triaged_at else None
    return Report(number(report.received_at), mask, report.incident_on, triaged, index)


def _settled(facts: CaseFacts, words: Words) -> int:
    survivor = facts.survivor
    flags = {
        "survivor.identified": survivor.identified,
        "survivor.contactable": survivor.contactable,
        **{name: holds and since is None for name, holds, since in told_later(survivor)},
        "survivor.wants_updates": survivor.wants_updates,
        "perpetrators.any": bool(facts.perpetrators),
        "perpetrators.known": any(p.known and p.known_at is None for p in facts.perpetrators),
        "exemption_requested": facts.exemption_requested,
        "material_on_landlord_property": facts.material_on_landlord_property,
        "incident_at_home": facts.incident_at_home,
    }
    mask = 0
    for fact, value in flags.items():
        mask |= words.flag(fact, value)
    if facts.crime_likely is not None:
        mask |= words.flag("crime_likely", facts.crime_likely)
    mask |= words.of("survivor.affiliation", survivor.affiliation.value)
    mask |= words.of("survivor.safeguarding", *(each.value for each in survivor.safeguarding))
    there = (p.affiliation.value for p in facts.perpetrators if p.affiliation_at is None)
    mask |= words.of("perpetrators.affiliation", *there)
    mask |= words.of("evidence", (Evidence.NONE if facts.evidence_at else facts.evidence).value)
    return mask | words.of("validity", facts.validity.value)


def _dated(facts: CaseFacts, first: int, words: Words) -> list[tuple[int, int, int]]:
    survivor, risk = facts.survivor, facts.risk
    found = []
    if risk:
        at = number(risk.assessed_at) if risk.assessed_at else first
        found.append((at, words.whole["risk.level"], words.of("risk.level", risk.level.value)))
        found += [(number(each.at), 0, words.of("risk.found", each.trigger)) for each in risk.found]
    if facts.evidence_at:
        strength = words.of("evidence", facts.evidence.value)
        found.append((number(facts.evidence_at), words.whole["evidence"], strength))
    later = [
        *told_later(survivor),
        *(("perpetrators.known", p.known, p.known_at) for p in facts.perpetrators),
    ]
    for name, holds, since in later:
        if holds and since:
            found.append((max(number(since), first), words.whole[name], words.flag(name, True)))
    for p in facts.perpetrators:
        if p.affiliation_at:
            named = words.of("perpetrators.affiliation", p.affiliation.value)
            found.append((max(number(p.affiliation_at), first), 0, named))
    for at_time, fact in (
        (survivor.capacity_concern_at, "survivor.capacity_concern"),
        (survivor.communication_need_at, "survivor.communication_need"),
        (facts.closed_at, "closed"),
    ):
        if at_time:
            found.append((number(at_time), 0, words.of(fact, "true")))
    return found
