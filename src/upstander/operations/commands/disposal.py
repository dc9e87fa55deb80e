"""`upstander disposal`: for the operator. It says nothing of sealed cases and names no case."""

from __future__ import annotations

import click

from upstander.operations import startup


@click.group()
def command() -> None:
    """What is due, and destroying what two people approved (clause 3.5.2)."""


@command.command()
def due() -> None:
    """Count by class what may be destroyed and is on no run. Sealed cases are left out."""
    data = startup.data_directory()
    startup.set_up_django()
    startup.check_keys()

    from django.utils import timezone

    from upstander.confidentiality.api import system
    from upstander.records.api import due_by_rule

    with startup.database(data):
        startup.check_database()
        found = due_by_rule(system("disposal due"), now=timezone.now())
    for rule, count in sorted(found.items()):
        click.echo(f"{count:>6}  {rule}")
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
