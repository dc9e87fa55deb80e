"""`upstander disposal`: for the operator. It says nothing of sealed cases and names no case."""

from __future__ import annotations

import time

import click

from upstander.operations import startup

_LONGEST = 600  # seconds


@click.group()
def command() -> None:
    """What is due, and destroying what two people approved (clause 3.5.2)."""


@command.command()
def due() -> None:
    """Count by class what may be destroyed and is on no run. Sealed cases are left out.

    Cases that nobody looked at lately are worked out first, for ten minutes at most.
    """
    data = startup.data_directory()
    startup.set_up_django()
    startup.check_keys()

    from django.utils import timezone

    from upstander.confidentiality.api import system
    from upstander.records.api import due_by_rule, note_all

    ends = time.monotonic() + _LONGEST
    with startup.database(data):
        startup.check_database()
        whole = note_all(now=timezone.now(), enough=lambda: time.monotonic() > ends)
        found = due_by_rule(system("disposal due"), now=timezone.now())
    for rule, count in sorted(found.items()):
        click.echo(f"{count:>6}  {rule}")
    if not whole:
        click.echo("Not all cases are worked out yet: there may be more. Ask again, or wait for the worker.")
    click.echo("Somebody prepares a run on the page Disposal." if found else "Nothing is due.")


@command.command()
def run() -> None:
    """Carry out whatever is approved and not done yet. The worker does this by itself. Exit status 1 when something failed."""
    data = startup.data_directory()
    startup.set_up_django()
    startup.check_keys()

    from django.utils import timezone

    from upstander.records.api import carry_out

    with startup.database(data):
        startup.check_database()
        _, failed = carry_out(now=timezone.now())
    if failed:
        click.echo(
            "Something could not be destroyed. The run's page says which; it is tried again.", err=True
        )
        raise SystemExit(1)
    click.echo("Everything that is approved has been carried out.")


@command.command()
def again() -> None:
    """After restoring an older back-up: erase the rows of cases whose keys were destroyed since. Not told how many."""
    data = startup.data_directory()
    startup.set_up_django()
    startup.check_keys()

    from django.utils import timezone

    from upstander.records.api import dispose_again

    with startup.database(data):
        startup.check_database()
        dispose_again(now=timezone.now())
    click.echo("What was destroyed before is erased again.")
