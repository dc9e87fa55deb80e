"""`upstander manage …`: Django's management commands, with the database up."""

from __future__ import annotations

import click

from upstander.operations import startup


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(arguments: tuple[str, ...]) -> None:
    """Run a Django management command."""
    data = startup.data_directory()
    startup.set_up_django()

    from django.core.management import execute_from_command_line

    with startup.database(data):
        execute_from_command_line(["upstander manage", *arguments])
