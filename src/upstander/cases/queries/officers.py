"""Who can be given a case."""

from __future__ import annotations

from uuid import UUID

from upstander.cases.actions.common import GIVERS, TRIAGE
from upstander.cases.errors import NoSuchCase
from upstander.cases.officers import possible_officers
from upstander.cases.rows import case_row
from upstander.confidentiality.api import Permission, StaffCard, Viewer, elevated, viewing


def officers_for(viewer: Viewer, case_id: UUID) -> list[StaffCard]:
    """Officers who can take this case. Those in conflict with it are simply not there. Raises Refused, NoSuchCase."""
    viewer.check(*GIVERS).enforce()
    return _officers(viewer, case_id)


def triage_officers(viewer: Viewer, case_id: UUID) -> list[StaffCard]:
    """The same, at triage."""
    viewer.check(*TRIAGE).enforce()
    return _officers(viewer, case_id)


def visit_officers(viewer: Viewer, case_id: UUID) -> list[StaffCard]:
    """Who can go on a visit for this case: as above, and for sealed cases its keepers. Raises Refused, NoSuchCase."""
    viewer.check(Permission.CASE_WORK).enforce()
    return _officers(viewer, case_id)


def _officers(viewer: Viewer, case_id: UUID) -> list[StaffCard]:
    with viewing(viewer):
        case = case_row(case_id)
        if case is None:
            raise NoSuchCase
        with elevated("officers without conflict"):
            return possible_officers(case)
