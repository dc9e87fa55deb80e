"""Keeps the sums of what officers carry small, and right (decision 0187). The changes are written by the database, in each act."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import connection, transaction

from upstander.confidentiality.api import Viewer, viewing

logger = logging.getLogger(__name__)
_LATE = timedelta(
    hours=1
)  # no page is so slow, nor two hosts' clocks so far apart, that this is not late to them


def add_up_carried(*, by: Viewer, now: datetime) -> int:
    """Small changes are replaced by their sums. Nobody waits for it, and no page sees other numbers before and after. Returns how many
    went."""
    return _run("cases_carried_added_up", by, now)


def put_carried_right(*, by: Viewer, now: datetime) -> int:
    """Compare the sums with the rows themselves, of one moment, and write down what they differ by. Returns how many sums were wrong,
    and says so in the log."""
    if wrong := _run("cases_carried_put_right", by, now):
        logger.error("%d sums of what officers carry were wrong, and were put right", wrong)
    return wrong


def wrong_carried(*, by: Viewer, now: datetime) -> int:
    """How many sums are wrong: compared as by `put_carried_right`, and left as they are."""
    with viewing(by), transaction.atomic():
        wrong = _run("cases_carried_put_right", by, now)
        transaction.set_rollback(True)
    return wrong


def _run(function: str, by: Viewer, now: datetime) -> int:
    with viewing(by), connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [now - _LATE])
        return int(cursor.fetchone()[0])
