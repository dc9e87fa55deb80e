"""What was known when, as masks: `moments` and `carried` on a `Case`. Times and masks in order; see `moments` for the rules."""

from typing import NamedTuple

from upstander.policy.calendars import add_months
from upstander.policy.edition import Edition, Pattern
from upstander.policy.lean_case import Case, Report, Words
from upstander.policy.lean_time import Times


class Known(NamedTuple):
    """What was known at each time. From place `first` on there was a report. `varying`: bits that were not always as at last."""

    times: list[int]
    masks: list[int]
    first: int
    varying: int


class Reading:
    """How one edition reads facts: who belongs to which group, who is a third party, what makes a pattern."""

    def __init__(self, edition: Edition, words: Words, times: Times) -> None:
        self._times = times
        self._groups = {
            who.value: words.of("survivor.group", group)
            for group, members in edition.people.items()
            for who in members
        }
        self._third = words.of("reports.reporter", *(role.value for role in edition.third_parties))
        self._patterns = [(p, words.of("reports.pattern", p.id)) for p in edition.patterns]
        self._fewest = min((p.reports for p in edition.patterns), default=1_000_000)
        self._unknown = words.of("risk.level", "not_assessed")
        self._flags = [
            (words.flag(fact, True), words.flag(fact, False))
            for fact in ("reports.reporter_contactable", "reports.immediate_danger")
        ]
        self._from_third = tuple(words.flag("reports.from_third_party", value) for value in (False, True))
        self._carried = 0
        for fact, whole in words.whole.items():
            if fact.startswith("reports."):
                self._carried |= whole

    def known(self, case: Case) -> Known:
        """What was known when."""
        reports, dated = case.reports, case.dated
        base = case.settled | self._groups[case.affiliation]
        start = reports[0].at
        times = {report.at for report in reports}
        times.update([at for at, _, _ in dated])
        ordered = sorted(times)
        single = self._told(reports) if len(reports) == 1 else 0
        masks = []
        for at in ordered:
            mask = self._unknown
            if at >= start:
                mask |= base | (single or self._told([r for r in reports if r.at <= at]))
            for since, clear, bits in dated:
                if since <= at:
                    mask = mask & ~clear | bits
            masks.append(mask)
        first = ordered.index(start)
        last, varying = masks[-1], 0
        for mask in masks[first:-1]:
            varying |= mask ^ last
        return Known(ordered, masks, first, varying)

    def on(self, report: Report, case: Case, last: int) -> int:
        """What is known at last, but of reports this one alone."""
        if len(case.reports) == 1:
            return last
        return last & ~self._carried | self._told([report])

    def _told(self, reports: list[Report]) -> int:
        mask = 0
        for report in reports:
            mask |= report.mask
        mask |= self._from_third[mask & self._third != 0]
        for yes, no in self._flags:
            if not mask & yes:
                mask |= no
        if len(reports) >= self._fewest:
            for pattern, bit in self._patterns:
                if self._shows(pattern, reports):
                    mask |= bit
        return mask

    def _shows(self, pattern: Pattern, reports: list[Report]) -> bool:
        """As `moments` has it."""
        if len(reports) < pattern.reports:
            return False
        days = []
        for report in reports:
            received, happened = self._times.local_date(report.at), report.incident
            if happened and happened <= received <= add_months(happened, pattern.made_within.count):
                days.append(received)
        return any(
            last <= add_months(start, pattern.window.count)
            for start, last in zip(days, days[pattern.reports - 1 :], strict=False)
        )
