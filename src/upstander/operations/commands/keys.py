"""`upstander keys`: what a new installation needs before its first start."""

from __future__ import annotations

import click

from upstander.operations import startup


@click.command()
def command() -> None:
    """Make the signing key and the master keys, where they are missing. Back the master keys up, apart from the database."""
    data = startup.data_directory()
    startup.make_secret(data)
    startup.set_up_django()
    startup.make_master_keys()
    startup.check_keys()

    from django.conf import settings

    click.echo(
        f"Master keys: {settings.UPSTANDER_MASTER_KEYSET}. Without them nothing that is sealed can be read again."
    )
