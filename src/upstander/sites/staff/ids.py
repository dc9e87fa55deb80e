"""Ids as they come with a request."""

from __future__ import annotations

from uuid import UUID


def id_or_none(text: str) -> UUID | None:
    """The id, or None when this is none."""
    try:
        return UUID(text)
    except ValueError:
        return None
