"""`upstander staff`: accounts from the command line, for the first administrator and for first passwords."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec
from uuid import UUID

import click

from upstander.operations import startup
from upstander.operations.errors import OperatorError

P = ParamSpec("P")


@click.group()
def command() -> None:
    """List, add and end accounts of staff, and set a first password."""


def ready(step: Callable[P, None]) -> Callable[P, None]:
    """A command that needs keys and an up-to-date database; what a rule refuses ends it with that reason."""

    @wraps(step)
    def ready(*args: P.args, **kwargs: P.kwargs) -> None:
        data = startup.data_directory()
        startup.set_up_django()
        startup.check_keys()
        with startup.database(data), _refusals():
            startup.check_database()
            step(*args, **kwargs)

    return ready


@contextmanager
def _refusals() -> Iterator[None]:
    from upstander.lib.decision import Refused

    try:
        yield
    except Refused as refused:
        raise OperatorError(refused.reason) from None


@command.command("list")
@ready
def list_staff() -> None:
    """Everybody: email, name, roles, and whether they can sign in."""
    from upstander.confidentiality.api import accounts, system

    for card in accounts(system("staff list")):
        state = "ended" if not card.active else "" if card.can_sign_in else "no password yet"
        click.echo(f"{card.told.email}  {card.told.name}  [{', '.join(card.told.roles)}]  {state}".rstrip())


@command.command()
@click.argument("email")
@click.option("--name", required=True)
@click.option("--post", default="")
@click.option("--role", "roles", multiple=True, required=True, help="A role's slug; may be given again.")
@click.option("--team", "teams", multiple=True, help="A team's slug; may be given again.")
@click.option("--manager", default="", help="The manager's email address.")
@ready
def add(
    email: str, name: str, post: str, roles: tuple[str, ...], teams: tuple[str, ...], manager: str
) -> None:
    """Add an account. Then set its first password with `upstander staff password EMAIL`."""
    from django.utils import timezone

    from upstander.cases.api import add_colleague
    from upstander.confidentiality.api import AccountTold, system

    told = AccountTold(name, email, post, roles, teams, _id_of(manager) if manager else None)
    add_colleague(told=told, by=system("staff add"), now=timezone.now())
    click.echo(f"Added. Now: upstander staff password {email}")


@command.command()
@click.argument("email")
@click.password_option(help="Asked for when it is not given, which keeps it out of the shell's history.")
@ready
def password(email: str, password: str) -> None:
    """Set the first password, or a new one for somebody who forgot theirs. They change it when they have signed in."""
    from django.contrib.auth import get_user_model
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError
    from django.utils import timezone

    from upstander.confidentiality.api import set_first_password, system

    staff_id = _id_of(email)
    try:
        validate_password(password, get_user_model()(email=email))
    except ValidationError as wrong:
        raise OperatorError(" ".join(wrong.messages)) from None
    set_first_password(staff_id, password, by=system("staff password"), now=timezone.now())
    click.echo("Set. Tell them in person or by phone, never by email.")


@command.command()
@click.argument("email")
@ready
def deactivate(email: str) -> None:
    """End an account at once. Open cases go to colleagues who can take them."""
    from django.utils import timezone

    from upstander.cases.api import end_colleague
    from upstander.confidentiality.api import system

    end_colleague(staff_id=_id_of(email), by=system("staff deactivate"), now=timezone.now())
    click.echo("Ended.")


def _id_of(email: str) -> UUID:
    from upstander.confidentiality.api import accounts, system

    found = [card.id for card in accounts(system("staff list")) if card.told.email == email.strip().lower()]
    if not found:
        raise OperatorError(f"Nobody has the address {email}. `upstander staff list` shows everybody.")
    return found[0]
