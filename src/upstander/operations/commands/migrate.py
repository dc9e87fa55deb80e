"""`upstander migrate`: roles, grants and tables."""

from __future__ import annotations

import click

from upstander.operations import startup


@click.command()
def command() -> None:
    """Prepare the database's roles and bring its tables up to date. Safe to run again."""
    data = startup.data_directory()
    startup.set_up_django()
    with startup.database(data):
        startup.prepare_database(data, click.echo)
    click.echo("The database is ready.")
