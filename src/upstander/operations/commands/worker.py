"""`upstander worker`: takes jobs from the queue until told to stop."""

from __future__ import annotations

import click

from upstander.operations import startup


@click.command()
def command() -> None:
    """Start a worker process only."""
    startup.data_directory()
    startup.set_up_django()
    startup.check_policy()
    startup.check_keys()
    startup.check_database()

    from upstander.operations.queue import work

    work()
