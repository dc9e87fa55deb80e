"""`upstander policy simulate`: what a draft edition would have meant for the cases of the past.

With --facts it reads facts, one JSON object a line as for `upstander policy duties`, and needs no database. With --from and --to it
replays the stored cases, without sealed ones. Either way only a few cases are in memory at a time.
"""

import json
import os
import sys
import time as clocks
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time
from pathlib import Path

import click

from upstander.operations.commands.policy_files import Unusable, default_edition, edition_text
from upstander.operations.commands.policy_history import replay_file, replay_lines
from upstander.policy.api import Past, SimulationReport, Way, as_json, load_edition, report_on
from upstander.policy.api import simulate as run

_FEW = 1_000


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
    "--processes",
    type=click.IntRange(1, 64),
    help="How many processes share a file (not a pipe). One for each core.",
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
    editions = load_edition(*current), load_edition(*draft)
    tell = _teller()
    if source == "-":
        effect = replay_lines(sys.stdin.buffer, source, *editions, tell)
    else:
        try:
            effect = replay_file(Path(source), source, *editions, processes, tell)
        except OSError as fault:
            raise Unusable(f"{source}: cannot be read: {fault.strerror}.") from None
    tell(effect.cases, done=True)
    if not effect.cases:
        raise Unusable(f"{source}: there is no case in it.")
    return report_on(effect, *editions)


def _from_database(
    start: datetime, end: datetime, against: str | None, drafted: tuple[str, str]
) -> SimulationReport:
    from upstander.operations import startup

    data = startup.data_directory()
    startup.set_up_django()
    startup.check_policy()

    from django.utils import timezone

    from upstander.cases.api import current_edition, edition, shelf
    from upstander.cases.queries.api import history
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
