"""`upstander demo`: a believable landlord, running."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import click

from upstander.lib.kept_messages import SCHEME
from upstander.operations import startup
from upstander.operations.commands.code import partner_emails
from upstander.operations.commands.run import alone, children, stoppable_quietly, supervised
from upstander.operations.demo.cast import AMINA_EMAIL
from upstander.operations.demo.staff import SignIn
from upstander.operations.supervisor import Supervisor, check_port, free_port

_HOST = "127.0.0.1"


@click.command()
@click.option("--quick", is_flag=True, help="A small landlord, loaded in seconds.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="0 takes any free port."
)
@click.option(
    "--data", type=click.Path(path_type=Path), help="Data directory (default: UPSTANDER_DATA, or ./data)."
)
def command(quick: bool, port: int, data: Path | None) -> None:
    """Start a demonstration with an invented landlord. Starting again keeps what is there."""
    directory = startup.data_directory(data)
    with alone(directory), stoppable_quietly():
        port = port or free_port(_HOST)
        check_port(_HOST, port)
        os.environ.setdefault("UPSTANDER_BASE_URL", f"http://{_HOST}:{port}")
        # Whatever is set for real use: nothing leaves a demonstration.
        os.environ["UPSTANDER_EMAIL_URL"] = os.environ["UPSTANDER_TEXT_URL"] = ""
        startup.make_secret(directory)
        startup.set_up_django()
        _say("Starting the database")
        with startup.database(directory) as server:
            startup.prepare_database(directory, _say)
            startup.make_master_keys()
            startup.check_policy()
            startup.check_keys()
            startup.check_database()

            from upstander.operations import demo

            demo.claim(directory)
            # For web and worker. This process sends nothing: the year that it plays is past.
            os.environ["UPSTANDER_EMAIL_URL"] = os.environ["UPSTANDER_TEXT_URL"] = f"{SCHEME}:"
            supervisor = Supervisor(children(_HOST, port), server, _say)
            _say("Starting web and worker")
            with supervised(
                supervisor
            ):  # they start while the landlord loads, and see it when all of it is there
                demo.load(quick=quick, say=_say, now=datetime.now(UTC))
                supervisor.wait_until_serving(port)
                _tell(f"http://{_HOST}:{port}", demo.sign_ins(), demo.way_back_words())
                supervisor.run()


def _say(line: str) -> None:
    click.echo(line)


def _tell(address: str, sign_ins: list[SignIn], words: tuple[str, ...]) -> None:
    width = max(len(each.email) for each in sign_ins)
    click.echo("")
    click.echo("Sign-ins of the demonstration (everybody has the same password)")
    for each in sign_ins:
        click.echo(f"  {each.email:<{width}}  {each.name}, {each.post}")
    click.echo("")
    click.echo(f"  Password       {sign_ins[0].password}")
    click.echo(
        "  One-time code  upstander code EMAIL   (in a second terminal; with `make demo`: .venv/bin/upstander code EMAIL)"
    )
    click.echo(f"  Public site    {address}/")
    if words:
        click.echo(f"  Come back      {address}/back   as somebody who reported, with the words")
        click.echo(f"                 {' '.join(words)}")
    click.echo(f"  Customer       {address}/you   as {AMINA_EMAIL}; then upstander code {AMINA_EMAIL}")
    police = partner_emails()[0]
    click.echo(f"  Other bodies   {address}/partner/   as {police}; then upstander code {police}")
    click.echo(f"  Staff          {address}/staff/")
    click.echo(
        f"  Outbox         {address}/outbox/   the emails and texts that would have been sent; or upstander outbox"
    )
    click.echo("  Stop           Ctrl-C")
    click.echo(f"Ready: {address}")
