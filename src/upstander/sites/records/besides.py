"""What rooms above the records hold about somebody who asks for their data."""

from __future__ import annotations

from uuid import UUID

from upstander.governance.api import training_of_requester
from upstander.performance.api import answers_of_requester
from upstander.records.api import Besides
from upstander.sites.staff.desk import Desk


def besides(desk: Desk) -> Besides:
    """Asked as whoever puts the answer together."""

    def of_report(case_id: UUID, report_id: UUID) -> tuple[tuple[str, str], ...]:
        return answers_of_requester(report_id=report_id, case_id=case_id, by=desk.viewer, now=desk.now)

    def of_colleague(staff_id: UUID) -> tuple[tuple[str, str], ...]:
        done = training_of_requester(staff_id=staff_id, by=desk.viewer, now=desk.now)
        return tuple((f"Training, {each.done_on:%d/%m/%Y}", f"{each.course}. {each.how}") for each in done)

    return Besides(of_report, of_colleague)
