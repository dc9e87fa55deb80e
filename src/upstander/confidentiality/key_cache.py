"""Unwrapped data keys, kept for one unit of work and dropped at its end, so that a destroyed key is never used after."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from uuid import UUID

opened: ContextVar[dict[UUID, Any] | None] = ContextVar("upstander_opened_keys", default=None)


@contextmanager
def keys_in_hand() -> Iterator[None]:
    """While inside, an unwrapped key is kept for reuse. Nested uses share the outermost."""
    if opened.get() is not None:
        yield
        return
    token = opened.set({})
    try:
        yield
    finally:
        opened.reset(token)
