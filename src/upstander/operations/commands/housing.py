"""`upstander housing`: the directory follows the landlord's housing system. Prints numbers and places in files, no name."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import click

from upstander.operations import startup
from upstander.operations.errors import OperatorError

_SHOWN = 40


@click.group()
def command() -> None:
    """Take homes, people and tenancies from CSV files of the housing system, as often as they come."""


@command.command()
def columns() -> None:
    """Print the files and their columns, in Markdown."""
    startup.set_up_django()
    from upstander.people.api import LAYOUTS

    for layout in LAYOUTS:
        click.echo(f"## {layout.file}\n\n{layout.says}.\n\n| column | holds | |\n|---|---|---|")
        for column in layout.columns:
            click.echo(f"| `{column.name}` | {column.says} | {'needed' if column.needed else ''} |")
        click.echo("")


@command.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--trial", is_flag=True, help="Change nothing; say what would change and what is wrong.")
@click.option(
    "--only-running",
    is_flag=True,
    help="tenancies.csv lists all tenancies that run: one that is missing there has ended.",
)
@click.option(
    "--most-departures",
    type=click.FloatRange(0, 100),
    default=5,
    show_default=True,
    help="Per cent of running tenancies that may end in one go.",
)
def take(folder: Path, trial: bool, only_running: bool, most_departures: float) -> None:
    """Take homes.csv, people.csv and tenancies.csv from FOLDER, those that are there. May be repeated.

    Exit status 1 when a file could not be read, 3 when lines were left out.
    """
    data = startup.data_directory()
    startup.set_up_django()
    startup.check_keys()

    from django.utils import timezone

    from upstander.confidentiality.api import system
    from upstander.people.api import LAYOUTS, follow_housing_system

    paths = {layout.file: folder / layout.file for layout in LAYOUTS}
    there = {name: path for name, path in paths.items() if path.is_file()}
    if not there:
        raise OperatorError(f"None of {', '.join(paths)} is in {folder}. See: upstander housing columns")
    with startup.database(data), ExitStack() as stack:
        startup.check_database()
        files = {
            name: stack.enter_context(path.open(encoding="utf-8-sig", newline=""))
            for name, path in there.items()
        }
        run = follow_housing_system(
            files=files,
            by=system("housing import"),
            now=timezone.now(),
            trial=trial,
            only_running=only_running,
            most_departures=most_departures / 100,
            say=lambda file, lines: click.echo(f"  {file}: {lines:,} lines", err=True),
        )
    for finding in run.findings[:_SHOWN]:
        place = f"{finding.file}:{finding.line}" if finding.line else finding.file
        click.echo(f"{place}: {finding.column} {finding.says}".replace(":  ", ": "))
    if run.findings_in_all > _SHOWN:
        click.echo(f"and {run.findings_in_all - _SHOWN:,} more")
    for file, counts in run.counts.items():
        click.echo(
            f"{file}: {counts['added']:,} new, {counts['changed']:,} changed, {counts['same']:,} as before, "
            f"{counts['left_out']:,} left out"
        )
    if run.departures:
        click.echo(
            f"{run.departures:,} tenancies that are no longer in the file "
            + ("would end" if trial else "ended")
        )
    if run.refused:
        raise OperatorError(run.refused)
    if trial:
        click.echo("A trial: nothing was changed.")
    if any(counts["left_out"] for counts in run.counts.values()):
        raise SystemExit(3)


@command.command()
def flags() -> None:
    """Print, as CSV, the references of people about whom somebody asks first before writing, calling or visiting.

    It says nothing of why. Take it into the housing system as a mark that sends its readers to the Community Safety team.
    """
    data = startup.data_directory()
    startup.set_up_django()
    startup.check_keys()

    from django.utils import timezone

    from upstander.cases.queries.api import ask_first
    from upstander.confidentiality.api import system

    with startup.database(data):
        startup.check_database()
        click.echo("external_ref,ask_first")
        for reference in sorted(ask_first(by=system("housing flags"), now=timezone.now())):
            click.echo(f"{reference},yes")
