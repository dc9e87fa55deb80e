"""`upstander policy simulate`: what a draft edition would have meant for the cases of the past.

With --facts it reads facts, one JSON object a line as for `upstander policy duties`, and needs no database. With --from and --to it
replays the stored cases, without sealed ones. Either way only a few cases are in memory at a time.
"""

import json
import os
import sys
import time as clocks
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from datetime import UTC, datetime, time
from itertools import islice
from pathlib import Path
from typing import TextIO

import click
import orjson

from upstander.operations.commands.policy_files import (
    Unusable,
    default_edition,
    edition_text,
    refuse_constant,
    without_doubles,
)
from upstander.policy.api import (
    Edition,
    Effect,
    FactsError,
    Past,
    Simulation,
    SimulationReport,
    Way,
    as_json,
    load_edition,
    parse_facts,
    parse_moment,
    report_on,
)
from upstander.policy.api import simulate as run

_FEW = 1_000
"""Fewer cases than this are not worth sharing out."""
_BATCH = 5_000
_AHEAD = 1
"""Batches waiting for each process, so that none idles and none piles up."""

Batch = list[tuple[int, str]]


@click.command()
@click.argument("draft")
@click.option("--facts", metavar="FILE.jsonl|-", help="Facts, one JSON object a line, each with its `now`.")
@click.option(
    "--from", "start", type=click.DateTime(["%Y-%m-%d"]), help="Stored cases received from this day."
)
@click.option(
    "--to", "end", type=click.DateTime(["%Y-%m-%d"]), help="Stored cases received until this day, included."
)
@click.option("--against", metavar="EDITION", help="Compare with this edition instead of the one in use.")
@click.option("--json", "as_data", is_flag=True, help="Print JSON.")
@click.option(
    "--processes", type=click.IntRange(1, 64), help="How many processes share a file. One for each core."
)
def simulate(
    draft: str,
    facts: str | None,
    start: datetime | None,
    end: datetime | None,
    against: str | None,
    as_data: bool,
    processes: int | None,
) -> None:
    """Replay past cases under the edition in use and under DRAFT, a file or a shipped edition by name.

    Prints who would get which duty sooner, later, newly or no longer, and what that means in visits, hours and broken promises.
    Counts by strand and need are rounded to five, small ones hidden (null in JSON).
    """
    if (facts is None) == (start is None or end is None) or (facts and (start or end)):
        raise click.UsageError("Give either --facts FILE, or both --from and --to.")
    drafted = edition_text(draft)
    load_edition(*drafted)  # a broken draft is refused before anything else is asked for
    if facts is not None:
        current = edition_text(against or default_edition())
        report = _from_file(facts, current, drafted, processes or os.cpu_count() or 1)
    else:
        assert start is not None and end is not None  # noqa: S101 - seen to above
        report = _from_database(start, end, against, drafted)
    click.echo(json.dumps(as_json(report), indent=2, ensure_ascii=False) if as_data else _in_words(report))


def _from_file(
    source: str, current: tuple[str, str], draft: tuple[str, str], processes: int
) -> SimulationReport:
    if source == "-":
        effect = _spread(sys.stdin, source, current, draft, processes)
    else:
        try:
            with Path(source).open(encoding="utf-8-sig") as lines:
                effect = _spread(lines, source, current, draft, processes)
        except OSError as fault:
            raise Unusable(f"{source}: cannot be read: {fault.strerror}.") from None
        except UnicodeDecodeError:
            raise Unusable(f"{source}: this is not text in UTF-8.") from None
    if not effect.cases:
        raise Unusable(f"{source}: there is no case in it.")
    return report_on(effect, load_edition(*current), load_edition(*draft))


def _spread(
    lines: TextIO, source: str, current: tuple[str, str], draft: tuple[str, str], processes: int
) -> Effect:
    """The effect on all lines: by this process alone when there are few, shared out otherwise."""
    batches = _batches(lines)
    first = next(batches, [])
    effect, tell = Effect(), _teller()
    if processes == 1 or len(first) < _FEW:
        editions = load_edition(*current), load_edition(*draft)
        for batch in _chained(first, batches):
            effect.add(_of_batch(batch, source, *editions))
            tell(effect.cases)
        tell(effect.cases, done=True)
        return effect
    waiting: deque[Future[Effect]] = deque()
    with ProcessPoolExecutor(processes, initializer=_prepare, initargs=(source, current, draft)) as pool:
        for batch in _chained(first, batches):
            waiting.append(pool.submit(_work, batch))
            if len(waiting) > processes * _AHEAD:
                effect.add(waiting.popleft().result())
                tell(effect.cases)
        while waiting:
            effect.add(waiting.popleft().result())
            tell(effect.cases)
    tell(effect.cases, done=True)
    return effect


def _batches(lines: Iterable[str]) -> Iterator[Batch]:
    numbered = ((number, line) for number, line in enumerate(lines, start=1) if line.strip())
    while batch := list(islice(numbered, _BATCH)):
        yield batch


def _chained(first: Batch, rest: Iterator[Batch]) -> Iterator[Batch]:
    yield first
    yield from rest


_prepared: tuple[str, Edition, Edition]


def _prepare(source: str, current: tuple[str, str], draft: tuple[str, str]) -> None:
    global _prepared
    _prepared = source, load_edition(*current), load_edition(*draft)


def _work(batch: Batch) -> Effect:
    source, current, draft = _prepared
    return _of_batch(batch, source, current, draft)


def _of_batch(batch: Batch, source: str, current: Edition, draft: Edition) -> Effect:
    """Well-formed lines are read and replayed the quick way; whatever else there is, `_past` judges with its strict reader."""
    simulation = Simulation(current, draft)
    for number, line in batch:
        try:
            found = orjson.loads(line)
        except ValueError:
            found = None
        if found is None or not simulation.take_mapping(found, _names(line)):
            simulation.take(_past(number, line, source, current))
    return simulation.effect()


def _names(line: str) -> int:
    """How many names its objects have, or -1 where that takes a parser: the quick reader does not see one given twice.

    Without a backslash no text holds a quotation mark, so a quotation mark before a colon ends a name (or begins a text with one).
    """
    if "\\" in line or " :" in line or "\t:" in line or "\r:" in line:
        return -1
    return line.count('":')


def _past(number: int, line: str, source: str, edition: Edition) -> Past:
    """One line's facts. Raises FactsError that names the line and the entry at fault."""
    try:
        found = json.loads(line, object_pairs_hook=without_doubles, parse_constant=refuse_constant)
        if not isinstance(found, dict):
            raise FactsError("facts", "this must be one JSON object.")
        named = found.pop("edition", None)
        if named not in (None, edition.id):
            raise FactsError("edition", f"these facts are for {named!r}.", f"Name it with --against {named}.")
        if found.get("now") is None:
            raise FactsError("now", "needed: until when the case is known.")
        now = parse_moment(found.pop("now"), "now")
        return Past(parse_facts(found, edition), now)
    except json.JSONDecodeError as fault:
        raise Unusable(f"{source}: line {number}: this is not JSON: {fault.msg}.") from None
    except RecursionError:
        raise Unusable(f"{source}: line {number}: nested too deeply.") from None
    except FactsError as fault:
        raise Unusable(f"{source}: line {number}: {fault}") from None


def _from_database(
    start: datetime, end: datetime, against: str | None, drafted: tuple[str, str]
) -> SimulationReport:
    from upstander.operations import startup

    data = startup.data_directory()
    startup.set_up_django()
    startup.check_policy()

    from django.utils import timezone

    from upstander.cases.api import current_edition, edition, history, shelf
    from upstander.confidentiality.api import system

    now = timezone.now()
    if against is not None and against not in shelf():
        raise Unusable(f"no edition is called {against!r}.")
    current, draft = edition(against) if against else current_edition(now), load_edition(*drafted)
    zone = current.calendar.tz
    since = datetime.combine(start, time(), zone).astimezone(UTC)
    until = datetime.combine(end, time(23, 59, 59, 999999), zone).astimezone(UTC)
    tell = _teller()
    count = 0

    def told() -> Iterator[Past]:
        nonlocal count
        for facts in history(system("policy simulate"), start=since, end=until):
            yield Past(facts, now)
            count += 1
            if count % _FEW == 0:
                tell(count)

    with startup.database(data):
        startup.check_database()
        effect = run(told(), current, draft)
    tell(effect.cases, done=True)
    if not effect.cases:
        raise Unusable("no case was received in that time.")
    return report_on(effect, current, draft)


def _teller() -> Callable[..., None]:
    """Says on standard error how far it has got: one line that renews itself on a terminal, a line now and then elsewhere."""
    begun = said = clocks.monotonic()
    terminal = sys.stderr.isatty()

    def tell(cases: int, *, done: bool = False) -> None:
        nonlocal said
        moment = clocks.monotonic()
        if not done and moment - said < (0.2 if terminal else 5):
            return
        said = moment
        rate = cases / max(moment - begun, 0.001)
        click.echo(
            f"\r{cases:,} cases, {rate:,.0f} a second"
            if terminal
            else f"{cases:,} cases, {rate:,.0f} a second",
            err=True,
            nl=done or not terminal,
        )

    return tell


def _in_words(report: SimulationReport) -> str:
    lines = [
        f"{report.draft} against {report.current}, on {report.cases:,} cases.",
        f"{report.touched:,} of them would have been treated differently.",
        "",
        "What changes",
        *(f"  {change}" for change in report.changes or ("Nothing.",)),
        "",
        "What it means (now, draft)",
    ]
    total = report.total
    for name, pair in (
        ("duties", total.duties),
        ("visits", total.visits),
        ("hours of work, estimated", total.hours),
        ("broken promises", total.broken),
    ):
        lines.append(f"  {name}: {pair.current:,}, {pair.draft:,} ({pair.more:+,})")
    lines += ["", "Duties that differ"]
    for duty in report.changed_duties:
        ways = ", ".join(
            f"{way.value} {getattr(duty, way.value):,}" for way in Way if getattr(duty, way.value)
        )
        lines.append(
            f"  {duty.id}: {ways or 'as before'}; asked {duty.asked.more:+,}, broken {duty.broken.more:+,}"
        )
    lines += ["", "Month by month, team by team (visits, hours, broken: now to draft)"]
    for load in report.by_month_and_team:
        pairs = ", ".join(f"{p.current:,} to {p.draft:,}" for p in (load.visits, load.hours, load.broken))
        lines.append(f"  {load.month} {load.team}: {pairs}")
    for name, groups in (("strand", report.strands), ("need", report.needs)):
        lines += ["", f"By {name} (cases; sooner, later, new, gone; rounded to five, ? is hidden)"]
        for group in groups:
            figures = [
                _few(count) for count in (group.cases, group.sooner, group.later, group.new, group.gone)
            ]
            lines.append(f"  {group.label}: {figures[0]}; {', '.join(figures[1:])}")
    return "\n".join(lines)


def _few(count: int | None) -> str:
    return "?" if count is None else f"{count:,}"
