"""The edition of the policy that governs a case, parsed once."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources

from django.conf import settings

from upstander.policy.api import Edition, load_edition


@lru_cache(maxsize=16)
def edition(slug: str) -> Edition:
    """The edition of that slug. Raises EditionError, naming file and line, when it is broken; FileNotFoundError when absent."""
    file = resources.files("upstander.policy.editions").joinpath(f"{slug}.yaml")
    return load_edition(file.read_text(encoding="utf-8"), f"{slug}.yaml")


def current_edition() -> Edition:
    """The edition that new cases are opened under: the landlord's, by settings."""
    return edition(settings.LANDLORD["policy_edition"])
