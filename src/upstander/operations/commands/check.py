"""`upstander check`: what an upgrade or a new host should be asked before it serves."""

from __future__ import annotations

import click

from upstander.operations import startup
from upstander.operations.errors import OperatorError


@click.command()
@click.option(
    "--deploy",
    is_flag=True,
    help="Also what only matters in real use: TLS, hosts, separate logins, own keys.",
)
def command(deploy: bool) -> None:
    """Check settings, keys and database. Exit status 1 when something has to be mended."""
    data = startup.data_directory()
    startup.set_up_django()

    from django.core.management import call_command
    from django.core.management.base import SystemCheckError

    from upstander.operations.deployment import advice, faults

    complaint = ""
    try:
        call_command("check", deploy=deploy, fail_level="WARNING", verbosity=0)
    except SystemCheckError as error:
        complaint = str(error)
    startup.check_policy()
    startup.check_keys()
    with startup.database(data):
        startup.check_database()
        found = faults(deploy=deploy)
        besides = advice() if deploy else []
    for risk in besides:
        click.echo(f"- To think of: {risk}", err=True)
    for fault in found:
        click.echo(f"- {fault}", err=True)
    if complaint:  # Django's words come after ours, which say what to do
        raise OperatorError(complaint)
    if found:
        raise SystemExit(1)
    click.echo("All is well.")
