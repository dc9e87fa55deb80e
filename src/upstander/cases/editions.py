"""The shelf of editions, read once, and which of them govern a case.

Editions ship with the product; a landlord's own lie in the directory that UPSTANDER_EDITIONS names. A broken one, or two of one
landlord that are in force on the same day, stop start-up with file and line (EditionError).
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from importlib import resources

from django.conf import settings

from upstander.policy.api import CaseFacts as Facts
from upstander.policy.api import Clock, Deed, Edition, Outcome, Period, Shelf, due, outcome_over, shelve


@cache
def shelf() -> Shelf:
    """Every edition there is. Raises EditionError, naming file and line, when one is broken or two overlap."""
    shipped = resources.files("upstander.policy.editions").iterdir()
    texts = {file.name: file.read_text(encoding="utf-8") for file in shipped if file.name.endswith(".yaml")}
    own = settings.UPSTANDER_EDITIONS
    if own is not None:
        if not own.is_dir():
            raise FileNotFoundError(f"UPSTANDER_EDITIONS names {own}, which is not a directory")
        texts |= {str(path): path.read_text(encoding="utf-8") for path in sorted(own.glob("*.yaml"))}
    return shelve(sorted(texts.items()))


def edition(slug: str) -> Edition:
    """The edition of that slug. Raises KeyError when it is not on the shelf."""
    return shelf().edition(slug)


def standard_now(standard: str, start: datetime, *, otherwise: str) -> datetime:
    """When a service standard that starts then runs out, by the edition in force; `otherwise` where the edition is silent."""
    rules = current_edition(start)
    try:
        clock = rules.standard(standard).clock
    except KeyError:
        clock = Clock.parse(otherwise)
    return due(clock, start, rules.calendar)


def current_edition(at: datetime | None = None) -> Edition:
    """The landlord's edition that governs what begins at that moment; without one, the edition that the settings name.

    The settings name one edition of the landlord's; those that follow it take over on their dates.
    """
    named = edition(settings.LANDLORD["policy_edition"])
    return named if at is None else shelf().in_force(named.landlord, at)


def periods(slug: str) -> tuple[Period, ...]:
    """The edition of that slug with those of the same landlord before and after it, each with the time it governs."""
    return shelf().periods(edition(slug).landlord)


@cache
def answered_by(slug: str, deed: Deed) -> frozenset[str]:
    """The duties that this deed answers on a case of that edition, in it and in those before and after it."""
    return frozenset().union(*(period.edition.answered_by(deed) for period in periods(slug)))


def ever_answered_by(deed: Deed) -> frozenset[str]:
    """The duties that this deed answers in any edition on the shelf."""
    return frozenset().union(*(volume.edition.answered_by(deed) for volume in shelf().volumes))


def governed(facts: Facts, slug: str, now: datetime) -> Outcome:
    """What is asked on a case received under the edition of that slug, by it and by those that followed it."""
    return outcome_over(facts, periods(slug), now)
