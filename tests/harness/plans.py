"""What the server has planned it keeps: access rules make every statement dear to plan, and each test asks the same things."""

from __future__ import annotations

from psycopg._preparing import PrepareManager

from upstander.operations.postgresql import base


def keep() -> None:
    """Let the driver forget no statement that is prepared.

    It does so at each rollback, with which every test ends, because that may have taken back a table. No test changes tables
    as the app, and the server plans anew by itself where one has changed.
    """
    PrepareManager.clear = lambda self: False  # type: ignore[method-assign]
    base.MOST_PREPARED = 2_000
