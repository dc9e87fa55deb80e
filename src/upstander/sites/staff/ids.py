"""Ids and numbers of pages as they come with a request."""

from __future__ import annotations

from uuid import UUID


def id_or_none(text: str) -> UUID | None:
    """The id, or None when this is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def read_page(text: str) -> int:
    """The number of a page, from 1; anything else is the first."""
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 6 else 1
