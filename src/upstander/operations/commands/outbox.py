"""`upstander outbox`: what the demonstration would have sent, since it sends to nobody."""

from __future__ import annotations

import textwrap
from datetime import datetime
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from upstander.lib.kept_messages import FOLDER, kept_messages
from upstander.operations import startup

_LONDON = ZoneInfo("Europe/London")


@click.command()
@click.option(
    "--data",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Data directory (default: UPSTANDER_DATA, or ./data).",
)
@click.option("--to", default="", help="Only to addresses or numbers that hold this.")
@click.option(
    "-n", "--number", default=10, show_default=True, type=click.IntRange(1), help="At most so many."
)
def command(data: Path | None, to: str, number: int) -> None:
    """Print the emails and texts of the demonstration, the newest first."""
    folder = startup.data_directory(data) / FOLDER
    wanted = (each for each in kept_messages(folder) if to.casefold() in each.to.casefold())
    shown = list(islice(wanted, number))
    for each in shown:
        click.echo(f"{datetime.fromtimestamp(each.at, _LONDON):%d %b %H:%M:%S}  {each.way} to {each.to}")
        words = f"{each.subject}\n\n{each.body}" if each.subject else each.body
        click.echo(textwrap.indent(words, "    ") + "\n")
    if not shown:
        click.echo("Nothing has been sent yet. The worker sends within a minute; quiet hours are kept.")
