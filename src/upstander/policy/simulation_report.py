"""What a simulation found, in the order and form in which a person reads it: for the page, and as JSON for the command.

Small groups of people are hidden here, so that no reader downstream has to remember to.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import timedelta

from upstander.policy.difference import Change, difference
from upstander.policy.edition import Edition
from upstander.policy.simulation import NEEDS, NONE, DutyEffect, Effect, Group, Load, Way
from upstander.policy.simulation_small_numbers import shown

NO_STRAND = "No strand named"


@dataclass(frozen=True, slots=True)
class Pair:
    """The same figure under the edition in force and under the draft."""

    current: int
    draft: int

    @property
    def more(self) -> int:
        """How much more the draft means; less when negative."""
        return self.draft - self.current


@dataclass(frozen=True, slots=True)
class DutyFigures:
    """One duty. `average_shift_hours` is how much later (sooner when negative) it would fall due, where it would."""

    id: str
    label: str
    asked: Pair
    broken: Pair
    sooner: int
    later: int
    new: int
    gone: int
    stronger: int
    weaker: int
    average_shift_hours: float | None


@dataclass(frozen=True, slots=True)
class LoadFigures:
    """Work that falls due in one month, for one team or for all. Hours are the landlord's estimates added up."""

    month: str
    team: str
    duties: Pair
    visits: Pair
    hours: Pair
    broken: Pair


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """Cases of one strand or need. None is a number too small to show, or one hidden to protect it."""

    id: str
    label: str
    cases: int | None
    sooner: int | None
    later: int | None
    new: int | None
    gone: int | None


@dataclass(frozen=True, slots=True)
class SimulationReport:
    """Everything there is to read about one simulation. `changes` is the draft in words."""

    current: str
    draft: str
    cases: int
    touched: int
    cut_short: int
    changes: tuple[Change, ...]
    duties: tuple[DutyFigures, ...]
    months: tuple[LoadFigures, ...]
    teams: tuple[LoadFigures, ...]
    by_month_and_team: tuple[LoadFigures, ...]
    total: LoadFigures
    strands: tuple[GroupFigures, ...]
    needs: tuple[GroupFigures, ...]

    @property
    def changed_duties(self) -> tuple[DutyFigures, ...]:
        """Duties that the draft treats differently on at least one case."""
        return tuple(duty for duty in self.duties if _differs(duty))


def report_on(effect: Effect, current: Edition, draft: Edition) -> SimulationReport:
    """The effect, labelled, added up and with small groups hidden."""
    teams = {**draft.teams, **current.teams}
    strands = {s.id: s.label for s in (*current.strands, *draft.strands)} | {NONE: NO_STRAND}
    by_both = sorted(effect.load.items())
    return SimulationReport(
        current=current.id,
        draft=draft.id,
        cases=effect.cases,
        touched=effect.touched,
        cut_short=effect.cut_short,
        changes=difference(current, draft),
        duties=tuple(_duties(effect, current, draft)),
        months=_added(by_both, lambda month, team: (month, "")),
        teams=_added(by_both, lambda month, team: ("", teams[team])),
        by_month_and_team=_added(by_both, lambda month, team: (month, teams[team])),
        total=next(iter(_added(by_both, lambda month, team: ("", ""))), _figures(("", ""), Load())),
        strands=_groups(effect.strands, strands),
        needs=_groups(effect.needs, NEEDS),
    )


def as_json(report: SimulationReport) -> dict[str, object]:
    """The report as plain values for JSON. None stands for a hidden number."""
    told = asdict(report)
    told["changes"] = [str(change) for change in report.changes]
    return told


def _duties(effect: Effect, current: Edition, draft: Edition) -> list[DutyFigures]:
    labels = {rule.id: rule.label for rule in (*draft.duties, *current.duties)}
    return [_duty(id, label, effect.duties[id]) for id, label in labels.items() if id in effect.duties]


def _duty(id: str, label: str, effect: DutyEffect) -> DutyFigures:
    moved = effect.ways.get(Way.SOONER, 0) + effect.ways.get(Way.LATER, 0)
    return DutyFigures(
        id=id,
        label=label,
        asked=Pair(*effect.asked),
        broken=Pair(*effect.broken),
        **{way.value: effect.ways.get(way, 0) for way in Way},
        average_shift_hours=round(effect.shift / timedelta(hours=moved), 1) if moved else None,
    )


def _differs(duty: DutyFigures) -> bool:
    ways = (duty.sooner, duty.later, duty.new, duty.gone, duty.stronger, duty.weaker)
    return any(ways) or bool(duty.asked.more) or bool(duty.broken.more)


def _added(
    loads: list[tuple[tuple[tuple[int, int], str], Load]], place: Callable[[str, str], tuple[str, str]]
) -> tuple[LoadFigures, ...]:
    sums: dict[tuple[str, str], Load] = {}
    for ((year, month), team), load in loads:
        sums.setdefault(place(f"{year}-{month:02}", team), Load()).add(load)
    return tuple(_figures(where, load) for where, load in sums.items())


def _figures(where: tuple[str, str], load: Load) -> LoadFigures:
    hours = Pair(*(round(minutes / 60) for minutes in load.minutes))
    return LoadFigures(*where, Pair(*load.duties), Pair(*load.visits), hours, Pair(*load.broken))


def _groups(groups: dict[str, Group], labels: dict[str, str]) -> tuple[GroupFigures, ...]:
    """Every group the landlord knows, those without a case too, so that a missing row tells nothing."""
    ids = [*labels, *(id for id in groups if id not in labels)]
    found = [groups.get(id, Group()) for id in ids]
    cases = shown([group.cases for group in found])
    ways = {
        way: shown([group.ways.get(way, 0) for group in found])
        for way in (Way.SOONER, Way.LATER, Way.NEW, Way.GONE)
    }
    return tuple(
        GroupFigures(
            id,
            labels.get(id, id),
            cases[n],
            *(None if cases[n] is None else counts[n] for counts in ways.values()),
        )
        for n, id in enumerate(ids)
    )
