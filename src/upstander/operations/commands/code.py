"""`upstander code`: the one-time code of a demonstration account, since nobody's phone has its secret and no mailbox its email."""

from __future__ import annotations

import base64
import re
import time
from pathlib import Path

import click
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from upstander.lib.kept_messages import FOLDER, kept_messages
from upstander.operations import startup
from upstander.operations.demo.cast import AMINA_EMAIL
from upstander.operations.demo.lists import read_list
from upstander.operations.demo.staff import staff
from upstander.operations.errors import OperatorError

_CODE = re.compile(r"\b(?:[A-Z0-9]{4}-[A-Z0-9]{4}|\d{8})\b")


@click.command()
@click.argument("who")
@click.option(
    "--data", type=click.Path(path_type=Path), help="Data directory (default: UPSTANDER_DATA, or ./data)."
)
def command(who: str, data: Path | None) -> None:
    """Print the code of WHO (an email address or a first name) of the demonstration landlord.

    Of staff it is valid for half a minute. Of the customer and of other bodies' people it is the one last asked for on their page
    for signing in.
    """
    wanted = who.casefold()
    for person in staff():
        if wanted in (person.email.casefold(), person.given.casefold(), person.slug):
            click.echo(one_time_code(person.totp_secret))
            return
    if wanted in (AMINA_EMAIL, "amina"):
        wanted = AMINA_EMAIL
    if wanted == AMINA_EMAIL or wanted in partner_emails():
        click.echo(last_code(startup.data_directory(data) / FOLDER, wanted))
        return
    raise OperatorError(
        f"Nobody called {who!r} works for the demonstration landlord. `upstander demo` lists them."
    )


def partner_emails() -> list[str]:
    """With which other bodies' people sign in on the demonstration."""
    return [str(each["email"]) for each in read_list("partner_people.yaml")]


def one_time_code(secret: str) -> str:
    """The six digits of this half minute for a base32 secret (RFC 6238 with SHA-1, as authenticator apps use it)."""
    totp = TOTP(base64.b32decode(secret), 6, SHA1(), 30)  # noqa: S303
    return totp.generate(int(time.time())).decode()


def last_code(outbox: Path, address: str) -> str:
    """The code in the latest email to this address, out of the files that stand for email on the demonstration."""
    for message in kept_messages(outbox):
        found = _CODE.findall(message.body) if address in message.to else []
        if found:
            return str(found[-1])
    raise OperatorError(
        "No code has been sent yet. Ask for one at /you or /partner/ first; it takes a moment."
    )
