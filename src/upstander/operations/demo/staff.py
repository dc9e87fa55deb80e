"""Who works for the demo landlord and how they sign in: one password for all, and a fixed one-time-code secret each.

The password and the secrets are for the demo alone. They are in the source on purpose, so that what is printed at start
is always the same; the loader must refuse to make these accounts anywhere but in a demo.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from functools import lru_cache

from upstander.operations.demo.lists import read_list
from upstander.operations.demo.phones import landline

DEMO_PASSWORD = "lantern-harbour-thistle-demo"  # noqa: S105 - printed at every start of the demo
EMAIL_DOMAIN = "onevision.example"


@dataclass(frozen=True, slots=True)
class Team:
    """A team of the landlord."""

    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class Staff:
    """Somebody who works here. `manager` is a slug, None for the chief executive; roles are the policy's slugs."""

    slug: str
    given: str
    family: str
    post: str
    team: Team
    roles: tuple[str, ...]
    manager: str | None
    phone: str

    @property
    def name(self) -> str:
        """Given and family name."""
        return f"{self.given} {self.family}"

    @property
    def email(self) -> str:
        """The address to sign in with, in a domain that is reserved for examples."""
        return f"{self.slug}@{EMAIL_DOMAIN}"

    @property
    def totp_secret(self) -> str:
        """The secret for one-time codes: 32 letters of base32, the same in every demo."""
        digest = hashlib.sha256(f"upstander demo one-time codes: {self.slug}".encode()).digest()
        return base64.b32encode(digest)[:32].decode()


@dataclass(frozen=True, slots=True)
class SignIn:
    """What to print so that somebody can sign in as this person."""

    name: str
    post: str
    email: str
    password: str
    totp_secret: str


@lru_cache(maxsize=1)
def teams() -> tuple[Team, ...]:
    """The landlord's teams."""
    return tuple(Team(**row) for row in read_list("staff.yaml")["teams"])


@lru_cache(maxsize=1)
def staff() -> tuple[Staff, ...]:
    """Everybody who works here, in no order of rank: a manager may come after those they manage."""
    by_slug = {team.slug: team for team in teams()}
    return tuple(
        Staff(
            slug=row["slug"],
            given=row["given"],
            family=row["family"],
            post=row["post"],
            team=by_slug[row["team"]],
            roles=tuple(row["roles"]),
            manager=row["manager"],
            phone=landline(number),
        )
        for number, row in enumerate(read_list("staff.yaml")["staff"], start=1)
    )


def staff_by_slug() -> dict[str, Staff]:
    """Everybody, by slug."""
    return {person.slug: person for person in staff()}


def sign_ins() -> list[SignIn]:
    """How to sign in as each of the staff."""
    return [
        SignIn(person.name, person.post, person.email, DEMO_PASSWORD, person.totp_secret)
        for person in staff()
    ]
