"""The `upstander` command. Sub-commands are loaded when called, so that `upstander policy` needs neither Django nor a database."""

from __future__ import annotations

import importlib
import sys

import click

from upstander.operations.errors import OperatorError

# Name, help line. Each is a module of `commands` of the same name, with a click command called `command`.
COMMANDS = {
    "demo": "Start a demonstration with an invented landlord: database, web, worker.",
    "code": "Print a one-time code of the demonstration.",
    "outbox": "Print what the demonstration would have sent, newest first.",
    "run": "Start web and worker, and the embedded database unless DATABASE_URL is set.",
    "web": "Start a web process only.",
    "worker": "Start a worker process only.",
    "migrate": "Prepare the database's roles and bring its tables up to date.",
    "keys": "Make, rotate, back up and restore the keys.",
    "check": "Check settings, keys and database. --deploy checks for real use.",
    "staff": "List, add and end accounts of staff; set a first password.",
    "housing": "Take homes, people and tenancies from the housing system's files, or try them out.",
    "mail": "Take in the reports that lie in the mailbox.",
    "partner": "List, make and revoke tokens of bodies that hand over reports.",
    "disposal": "Count what is due, carry out what is approved, erase what a back-up brought back.",
    "audit": "Verify or seal the audit.",
    "policy": "Ask the policy engine; needs no database.",
    "manage": "Run a Django management command.",
}


class LazyCommands(click.Group):
    """Imports a sub-command's module only when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"upstander.operations.commands.{cmd_name}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=LazyCommands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="upstander")
def cli() -> None:
    """Upstander takes reports of harassment and hate, and keeps the landlord's promises."""


def main() -> None:
    """Entry point. Exit status 0 done, 1 something to mend, 2 wrong usage, 130 interrupted."""
    try:
        cli.main(prog_name="upstander", standalone_mode=True)
    except OperatorError as error:
        click.echo(f"upstander: {error}", err=True)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
