"""`upstander partner`: tokens of other bodies from the command line, where a computer's secrets are put into place by another."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import click

from upstander.operations.commands.staff import ready
from upstander.operations.errors import OperatorError


@click.group()
def command() -> None:
    """List bodies with their tokens, make a token, revoke one."""


@command.command("list")
@ready
def list_tokens() -> None:
    """Every body in use, and its tokens: id, what it is for, until when."""
    from django.utils import timezone

    from upstander.confidentiality.api import system
    from upstander.partners.api import agencies, tokens_of

    by, now = system("partner list"), timezone.now()
    for card in agencies(by, now=now):
        click.echo(f"{card.id}  {card.called}")
        for token in tokens_of(by, card.id, now=now):
            state = "revoked" if token.revoked_at else f"until {token.ends_on}" if token.live else "over"
            click.echo(f"    {token.id}  {token.label}  [{', '.join(token.scopes)}]  {state}")


@command.command()
@click.argument("body", type=click.UUID)
@click.option(
    "--label", required=True, help="Which computer or programme of theirs uses it; no people's names."
)
@click.option(
    "--until", type=click.DateTime(["%Y-%m-%d"]), required=True, help="Its last day, within 13 months."
)
@click.option(
    "--scope", "scopes", multiple=True, default=("reports:write", "reports:read"), show_default=True
)
@click.option("--per-minute", type=int, default=120, show_default=True)
@ready
def token(body: UUID, label: str, until: date, scopes: tuple[str, ...], per_minute: int) -> None:
    """Make a token for BODY (its id in the list) and print it, once."""
    from datetime import datetime

    from django.utils import timezone

    from upstander.confidentiality.api import system
    from upstander.partners.api import NoSuchAgency, make_token

    last = until.date() if isinstance(until, datetime) else until
    try:
        made = make_token(
            agency_id=body, label=label, scopes=scopes, ends_on=last, per_minute=per_minute,
            by=system("partner token"), now=timezone.now(),
        )  # fmt: skip
    except NoSuchAgency:
        raise OperatorError("There is no such body. See: upstander partner list") from None
    click.echo(made)


@command.command()
@click.argument("token_id", type=click.UUID)
@ready
def revoke(token_id: UUID) -> None:
    """The token of this id (in the list) opens nothing from now on."""
    from django.utils import timezone

    from upstander.confidentiality.api import system
    from upstander.partners.api import NoSuchAgency, revoke_token

    try:
        revoke_token(token_id=token_id, by=system("partner revoke"), now=timezone.now())
    except NoSuchAgency:
        raise OperatorError("There is no such token. See: upstander partner list") from None
