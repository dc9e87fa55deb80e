"""`upstander audit`: proof that nobody changed what is on record."""

from __future__ import annotations

import click

from upstander.operations import startup


@click.group()
def command() -> None:
    """Verify or seal the audit."""


@command.command()
def verify() -> None:
    """Check every entry against its seal, and the seals against each other. Exit status 1 when anything was changed."""
    data = startup.data_directory()
    startup.set_up_django()
    startup.check_keys()

    from upstander.confidentiality.api import audit, system, viewing

    with startup.database(data):
        startup.check_database()
        with viewing(system("audit verify")):
            found = audit.verify()
    for fault in found.faults:
        click.echo(fault.what)
    click.echo(f"{found.entries} entries, {found.seals} seals, {found.unsealed} entries not sealed yet.")
    if found.faults:
        click.echo("The audit was tampered with.", err=True)
        raise SystemExit(1)
    click.echo("The audit is whole.")


@command.command()
def seal() -> None:
    """Seal the entries made since the last seal. The worker does this by itself."""
    data = startup.data_directory()
    startup.set_up_django()
    startup.check_keys()

    from django.utils import timezone

    from upstander.confidentiality.api import audit, system, viewing

    with startup.database(data):
        startup.check_database()
        with viewing(system("audit seal")):
            count = audit.seal(now=timezone.now())
    click.echo(f"{count} entries sealed." if count else "Nothing to seal.")
