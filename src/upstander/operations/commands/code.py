"""`upstander code`: the one-time code of a demonstration account, since nobody's phone has its secret."""

from __future__ import annotations

import base64
import time

import click
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from upstander.operations.demo.staff import staff
from upstander.operations.errors import OperatorError


@click.command()
@click.argument("who")
def command(who: str) -> None:
    """Print the code of WHO (an email address or a first name) of the demonstration landlord, valid for half a minute."""
    wanted = who.casefold()
    for person in staff():
        if wanted in (person.email.casefold(), person.given.casefold(), person.slug):
            click.echo(one_time_code(person.totp_secret))
            return
    raise OperatorError(
        f"Nobody called {who!r} works for the demonstration landlord. `upstander demo` lists them."
    )


def one_time_code(secret: str) -> str:
    """The six digits of this half minute for a base32 secret (RFC 6238 with SHA-1, as authenticator apps use it)."""
    totp = TOTP(base64.b32decode(secret), 6, SHA1(), 30)  # noqa: S303
    return totp.generate(int(time.time())).decode()
