"""What an act asks once more when it has the lock that it waited for: it was let in by what held when it began."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from upstander.confidentiality.models import Staff
from upstander.confidentiality.staffing import viewer_of
from upstander.confidentiality.viewer import Viewer, ViewerKind
from upstander.lib.decision import ALLOWED, Decision, refuse

_SET = (
    "SELECT set_config('upstander.clock', clock_timestamp()::text, true)"
    " WHERE coalesce(current_setting('upstander.clock', true), '') = ''"
)


def check_still(viewer: Viewer) -> Decision:
    """No role or team was taken from a colleague since they were let in, nor have they left."""
    if viewer.kind is not ViewerKind.STAFF:
        return ALLOWED
    row = Staff.objects.filter(pk=viewer.staff_id).first() if viewer.staff_id else None
    still = viewer_of(row) if row else None
    if still and viewer.permissions <= still.permissions and set(viewer.teams) <= set(still.teams):
        return ALLOWED
    return refuse("Your roles or teams were changed while this waited. Nothing was done.", "3.5.1")


@contextmanager
def by_the_clock() -> Iterator[None]:
    """Inside, access that ends by time has ended when it is over by now, and not by when the transaction began."""
    with connection.cursor() as cursor:
        cursor.execute(_SET)
        ours = cursor.fetchone() is not None
    try:
        yield
    finally:
        if ours and not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('upstander.clock', '', true)")
