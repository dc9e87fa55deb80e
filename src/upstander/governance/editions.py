"""The register: the landlord's editions, the review clock, the log of amendments, and two editions side by side (clauses 7, 10)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from upstander.cases.api import current_edition, shelf
from upstander.confidentiality.api import Permission, Viewer
from upstander.governance.keeping.queries import review_of
from upstander.policy.api import Amendment, Change, Edition, Period, Review, difference

_TABLES = {
    "Duties": "What must happen, and by when",
    "Duties in practice": "Who does it, and how",
    "Gates": "What may not happen yet",
    "Restrictions": "What may not happen at all",
    "Clauses": "The clauses in our words",
    "Register": "Who answers for the policy",
    "Edition": "The edition itself",
}


@dataclass(frozen=True, slots=True)
class Register:
    """The landlord's editions, in order, with the one in force and how its review stands."""

    edition: Edition
    review: Review
    periods: tuple[Period, ...]
    amendments: tuple[Amendment, ...]
    others: tuple[Edition, ...]


@dataclass(frozen=True, slots=True)
class ChangedPart:
    """One part of the policy and what differs in it."""

    heading: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two editions side by side."""

    old: Edition
    new: Edition
    parts: tuple[ChangedPart, ...]


def register(viewer: Viewer, *, now: datetime) -> Register:
    """The register of the landlord's policy. Raises Refused without `policy.read`."""
    viewer.check(Permission.POLICY_READ).enforce()
    edition = current_edition(now)
    return Register(
        edition=edition,
        review=review_of(viewer, edition, now=now),
        periods=shelf().periods(edition.landlord),
        amendments=shelf().amendments(edition.landlord),
        others=tuple(v.edition for v in shelf().volumes if v.edition.landlord != edition.landlord),
    )


def compare(viewer: Viewer, old: str, new: str) -> Comparison | None:
    """What differs from one edition on the shelf to another, or None when there is no such edition."""
    viewer.check(Permission.POLICY_READ).enforce()
    if old not in shelf() or new not in shelf():
        return None
    first, second = shelf().edition(old), shelf().edition(new)
    return Comparison(first, second, in_parts(difference(first, second)))


def edition_text(viewer: Viewer, slug: str) -> str | None:
    """The edition as it is written, or None when there is no such edition."""
    viewer.check(Permission.POLICY_READ).enforce()
    return shelf().volume(slug).text if slug in shelf() else None


def in_parts(changes: Sequence[Change]) -> tuple[ChangedPart, ...]:
    """Changes under the headings a reader looks for, in the order of the edition's tables."""
    grouped = groupby(changes, key=lambda change: change.part)
    return tuple(ChangedPart(_TABLES.get(part, part), tuple(own)) for part, own in grouped)
