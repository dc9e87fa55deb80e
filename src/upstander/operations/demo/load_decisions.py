"""What waits for a manager on the demonstration: closing that somebody proposed, and a warning that nobody has read yet."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.db import transaction

from upstander.cases.closing.api import Becomes, closing_page, propose_closure
from upstander.cases.queries.api import listed_cases
from upstander.confidentiality.api import Viewer
from upstander.lib.decision import Refused
from upstander.operations.demo.load_enforcement import write_warning


def load_decisions(officers: Iterable[Viewer], *, now: datetime) -> int:
    """One of each, on the first case where the policy allows it. Returns how many wait."""
    mine = [
        (head.id, officer)
        for officer in officers
        for head in listed_cases(officer, now=now, everyone=False)[0]
        if head.state == "open" and head.officer_id == officer.staff_id and not (head.danger or head.sealed)
    ]
    return sum(any(_done(what, *one, now) for one in reversed(mine)) for what in (write_warning, _propose))


def _done(what: Callable[[UUID, Viewer, datetime], object], case_id: UUID, by: Viewer, now: datetime) -> bool:
    with suppress(Refused, StopIteration), transaction.atomic():
        what(case_id, by, now)
        return True
    return False


def _propose(case_id: UUID, by: Viewer, now: datetime) -> None:
    propose_closure(
        case_id=case_id,
        reason="resolved",
        explanation="Quiet since the talk with both, and they know whom to ring.",
        survivor_view="agrees",
        survivor_words="It is the first month that I have slept.",
        letter_words="Told on the telephone, as they asked.",
        left_open=tuple(
            Becomes(each.id, "goes_on", "The team looks at it in a month.")
            for each in closing_page(by, case_id, now=now).open
        ),
        by=by,
        now=now,
    )
