"""Replaying one case under some duties of an edition, counting as it goes: `duties_of` and `turns` on whole numbers."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from upstander.policy.lean_case import Case
from upstander.policy.lean_moments import Known, Reading
from upstander.policy.lean_rules import Rule, Rules, Together
from upstander.policy.lean_time import HOUR, Reckoner, Times
from upstander.policy.simulation_recurring import MOST_TURNS

_JUST_BEFORE = HOUR // 60
_NEVER: list[int] = []


class Owed(NamedTuple):
    """What is compared between two editions: when it is (first) due, and whether it must be done."""

    due: int
    must: bool


Found = dict[tuple[str, int | None], Owed]


class Part:
    """Some duties of an edition. `replay` counts in the rules themselves and says whether a duty had too many turns."""

    def __init__(self, all: list[Rule], rules: dict[str, Rules], reading: Reading, times: Times) -> None:
        self.all = all
        self._rules = rules
        self._reading = reading
        self._times = times

    def replay(self, case: Case, known: Known, found: Found | None) -> bool:
        """Count every duty of the case, and put it into `found` where that is given. True when turns were cut short."""
        once, per_report, recurring = self._rules[case.affiliation]
        if once:
            self._once(once, case, known, found)
        if per_report:
            self._per_report(per_report, case, known, found)
        cut = False
        for rule in recurring:
            cut = self._turns(rule, case, known, found) or cut
        return cut

    def _once(self, groups: list[Together], case: Case, known: Known, found: Found | None) -> None:
        last, level, now, done = known.masks[-1], case.level, case.now, case.done
        began, month = known.times[known.first], self._times.month
        # Before any report only some rows count: then look closely at them all.
        varying = -1 if known.first else known.varying
        reckoned: dict[tuple[Reckoner, ...], tuple[int, int]] = {}
        for group in groups:
            for rule, must, reckoners in group.asked(last, varying, level):
                if reckoners is None:
                    hits = _hits(rule, level, known)
                    if not hits:
                        continue
                    hits = _still_asked(hits, done.get(rule.id, _NEVER))
                    start, clock, must, _ = hits[0]
                    due = rule.reckoners[clock](start)
                    for at, clock, other, _ in hits[1:]:
                        start, due, must = min(start, at), min(due, rule.reckoners[clock](at)), must or other
                    place = month(due)
                else:
                    start = began
                    if reckoners not in reckoned:
                        due = min([reckon(start) for reckon in reckoners])
                        reckoned[reckoners] = due, month(due)
                    due, place = reckoned[reckoners]
                rule.due[place] += 1
                at = now
                if rule.id in done:
                    at = min([each for each in done[rule.id] if each >= start], default=now)
                if at > due:
                    rule.broken[place] += 1
                if found is not None:
                    found[rule.id, None] = Owed(due, must)

    def _per_report(self, rules: list[Rule], case: Case, known: Known, found: Found | None) -> None:
        last, level, month = known.masks[-1], case.level, self._times.month
        for report in case.reports:
            mask, start = self._reading.on(report, case, last), report.at
            for rule in rules:
                must, clocks = rule.tables[level].get(mask & rule.reads) or rule.asked(mask, level)
                if not clocks:
                    continue
                due = rule.reckoners[clocks[0]](start)
                for clock in clocks[1:]:
                    due = min(due, rule.reckoners[clock](start))
                times = case.done.get(rule.id, _NEVER)
                if case.done_for:
                    times = times + case.done_for.get((rule.id, report.index), _NEVER)
                met = min([each for each in times if each >= start], default=None) if times else None
                own = report.triaged if rule.rule.met_by_triage else None
                if own is not None and own >= start and (met is None or own < met):
                    met = own
                place = month(due)
                rule.due[place] += 1
                if (case.now if met is None else met) > due:
                    rule.broken[place] += 1
                if found is not None:
                    found[rule.id, report.index] = Owed(due, must)

    def _turns(self, rule: Rule, case: Case, known: Known, found: Found | None) -> bool:
        begun, laid, cut = None, 0, False
        missed: list[int] = []
        for stretch in _stretches(rule, case.level, case.now, known):
            ends = _ender(rule, stretch, case)
            first, laid, short = self._lay_out(rule, stretch, case, ends, laid)
            begun = first if begun is None else begun
            cut = cut or short
            missed += _missed(rule, stretch, case, ends)
        if begun is None:
            return False
        for at in missed:
            rule.broken[self._times.month(at)] += 1
        if found is not None:
            found[rule.id, None] = Owed(begun, rule.must)
        return cut

    def _lay_out(
        self, rule: Rule, stretch: "_Stretch", case: Case, ends: Callable[[int], int], laid: int
    ) -> tuple[int | None, int, bool]:
        """Count the turns of a stretch: when the first falls due, how many there are by now, whether there were too many."""
        first, start, due, month = None, stretch.start, rule.due, self._times.month
        alone = stretch.clocks[0] if len(stretch.clocks) == 1 else None
        while laid < MOST_TURNS:
            if alone is not None and (not stretch.on_report or case.reports[-1].at <= start):
                if rule.working_days[alone]:
                    return self._run(rule, rule.working_days[alone] or 0, start, stretch, first, laid)
                if rule.elapsed[alone]:
                    return self._steps(rule, rule.elapsed[alone] or 0, start, stretch, first, laid)
            end = ends(start)
            within = end <= stretch.end
            if within or stretch.running:
                due[month(end)] += 1
                laid += 1
                first = end if first is None else first
            if not within:
                return first, laid, False
            start = end - _JUST_BEFORE
        return first, laid, True

    def _run(
        self, rule: Rule, days: int, start: int, stretch: "_Stretch", first: int | None, laid: int
    ) -> tuple[int | None, int, bool]:
        """Turns of so many working days fall due at closing time of every nth working day: only where they begin and end is noted."""
        times = self._times
        day, after = times.working_day(start) + days, times.working_day(stretch.end)
        turns, short = _fitting(-(-(after - day) // days), stretch, laid)
        if turns:
            runs = rule.runs.get(days)
            if runs is None:
                size = len(times.closes) + days + 1
                runs = rule.runs[days] = [0] * size, [0] * size
            runs[0][day] += 1
            runs[1][day + turns * days] += 1
            first = times.closes[day] if first is None else first
        return first, laid + turns, short

    def _steps(
        self, rule: Rule, length: int, start: int, stretch: "_Stretch", first: int | None, laid: int
    ) -> tuple[int | None, int, bool]:
        """Turns that run day and night come at even steps."""
        at, step, due, month = start + length, length - _JUST_BEFORE, rule.due, self._times.month
        turns, short = _fitting((stretch.end - at) // step + 1, stretch, laid)
        if turns and first is None:
            first = at
        for each in range(at, at + turns * step, step):
            due[month(each)] += 1
        return first, laid + turns, short


class _Stretch(NamedTuple):
    """As in `simulation_recurring`, with clocks for rows."""

    start: int
    end: int
    clocks: tuple[int, ...]
    on_report: tuple[int, ...]
    running: bool


def _fitting(within: int, stretch: _Stretch, laid: int) -> tuple[int, bool]:
    """How many turns are laid out where so many end within the stretch, and whether that was all there was room for."""
    within, room = max(within, 0), MOST_TURNS - laid
    return (room, True) if within >= room else (within + stretch.running, False)


_Hit = tuple[int, int, bool, bool]


def _still_asked(hits: list[_Hit], done: list[int]) -> list[_Hit]:
    """As the engine has it."""
    for anew in sorted({at for at, _, _, again in hits if again}, reverse=True):
        first = min([at for at, _, _, _ in hits if at < anew], default=anew)
        if any(first <= each < anew for each in done):
            return [hit for hit in hits if hit[0] >= anew]
    return hits


def _hits(rule: Rule, level: int, known: Known) -> list[_Hit]:
    """Each row that ever applied: since when, its clock, whether it is a must, and whether it is owed anew."""
    times, masks, first = known.times, known.masks, known.first
    hits = []
    for row in rule.rows:
        clock = row.clocks[level]
        if clock is None or row.on_new_report or (row.lasting and not row.holds(masks[-1])):
            continue
        for place in range(0 if row.dated else first, len(times)):
            if row.holds(masks[place]):
                hits.append((times[place], clock, row.must, row.anew))
                break
    return hits


def _stretches(rule: Rule, level: int, now: int, known: Known) -> Iterator[_Stretch]:
    since: int | None = None
    clocks: tuple[int, ...] = ()
    on_report: tuple[int, ...] = ()
    masks, first, held, reads = known.masks, known.first, rule.held, rule.reads
    for place, at in enumerate(known.times):
        if at > now:
            break
        key = (masks[place] & reads) << 3 | level << 1 | (place >= first)
        lasting, extra = held.get(key) or rule.holding(masks[place], level, place >= first)
        if lasting:
            since = at if since is None else since
            clocks, on_report = lasting, extra
        elif since is not None:
            yield _Stretch(since, at, clocks, on_report, False)
            since = None
    if since is not None:
        yield _Stretch(since, now, clocks, on_report, True)


def _ender(rule: Rule, stretch: _Stretch, case: Case) -> Callable[[int], int]:
    reckoners, reports = [rule.reckoners[clock] for clock in stretch.clocks], case.reports
    if len(reckoners) == 1 and (not stretch.on_report or reports[-1].at <= stretch.start):
        return reckoners[0]
    extra = [rule.reckoners[clock] for clock in stretch.on_report]

    def ends(start: int) -> int:
        found = [reckon(start) for reckon in reckoners]
        if extra:
            for report in reports:
                if report.at > start:
                    found += [reckon(report.at) for reckon in extra]
                    break
        return min(found)

    return ends


def _missed(rule: Rule, stretch: _Stretch, case: Case, ends: Callable[[int], int]) -> list[int]:
    done = case.done.get(rule.id, _NEVER)
    if case.done_for:
        done = done + [at for (duty, _), times in case.done_for.items() if duty == rule.id for at in times]
    start, last = stretch.start, stretch.end
    missed = []
    if done:
        for at in sorted([at for at in done if start <= at <= last]):
            end = ends(start)
            if end < at:
                missed.append(end)
            start = at
    end = ends(start)
    if end < last:
        missed.append(end)
    return missed
