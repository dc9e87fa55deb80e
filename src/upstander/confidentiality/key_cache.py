"""Unwrapped data keys, kept for one unit of work and dropped at its end, so that a destroyed key is never used after.

The master keys are kept with them: within one transaction the file is looked at once. A rotation waits for the transactions that
began before the file changed (`reindex.transactions_under_way`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from uuid import UUID

opened: ContextVar[dict[UUID, Any] | None] = ContextVar("upstander_opened_keys", default=None)

masters: ContextVar[dict[str, Any] | None] = ContextVar(
    "upstander_master_keys", default=None
)  # by the file's path


@contextmanager
def keys_in_hand() -> Iterator[None]:
    """While inside, an unwrapped key is kept for reuse. Nested uses share the outermost."""
    if opened.get() is not None:
        yield
        return
    token, other = opened.set({}), masters.set({})
    try:
        yield
    finally:
        opened.reset(token)
        masters.reset(other)
