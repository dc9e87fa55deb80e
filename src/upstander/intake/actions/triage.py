"""Triage: who is who, which policy applies, new case or known case (clauses 1.2, 3.2)."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from upstander.cases.api import SaidOnReport, Triaged, join_case, open_case, route_case
from upstander.confidentiality.api import Permission, Viewer, acting, elevated, vault
from upstander.intake.actions.mailbox import move_mailboxes
from upstander.intake.errors import NoSuchReport
from upstander.intake.models import Report
from upstander.lib.decision import Refused, refuse


@dataclass(frozen=True, slots=True)
class TriageChoice:
    """What the call handler decided. `decision` is "open", "join" or "route"."""

    decision: str
    triaged: Triaged
    officer_id: UUID | None = None
    join_into: UUID | None = None
    route_to: str = ""


def triage(
    *, report_id: UUID, choice: TriageChoice, version: int | None = None, by: Viewer, now: datetime
) -> UUID:
    """Carry out what was decided and mark the report as triaged; answers with the id of the case it now belongs to.

    Raises Refused, NoSuchReport, StaleEdit (somebody else was faster), NoSuchCase.
    """
    by.check(Permission.REPORT_TRIAGE, Permission.SEALED_TRIAGE).enforce()
    with acting(by, now, "report.triage", subject_id=report_id) as act:
        # Not the strongest lock: a file that the reporter adds meanwhile points at the report, and holds the case.
        report = Report.objects.select_for_update(no_key=True).filter(pk=report_id).first()
        if report is None:
            raise NoSuchReport
        if report.triaged_at is not None:
            refuse("This report has been triaged already. Look at its case.").enforce()
        act.case_id, act.detail["decision"] = report.case_id, choice.decision
        choice = replace(choice, triaged=replace(choice.triaged, said=said_on(report)))
        target = _carry_out(report, choice, version, by, now)
        with elevated("triage"):
            Report.objects.filter(pk=report_id).update(triaged_at=now, triaged_by_id=by.staff_id)
    return target


def said_on(report: Report) -> tuple[SaidOnReport, ...]:
    """What the survivor said about telling other bodies, as it was taken down with the report."""
    rows = json.loads(vault.unseal(report, "answers") or "{}").get("said", [])
    return tuple(
        SaidOnReport(
            agency_id=UUID(row["agency_id"]),
            given=bool(row["given"]),
            kinds=tuple(row["kinds"]),
            purpose=row["purpose"],
            how=row["how"],
            at=report.received_at,
            capacity=row["capacity"],
            words=row["words"],
        )
        for row in rows
    )


def _carry_out(report: Report, choice: TriageChoice, version: int | None, by: Viewer, now: datetime) -> UUID:
    case_id, triaged = report.case_id, choice.triaged
    if choice.decision == "open":
        open_case(
            case_id=case_id,
            report_id=report.id,
            triaged=triaged,
            officer_id=choice.officer_id,
            version=version,
            by=by,
            now=now,
        )
        return case_id
    if choice.decision == "join":
        if choice.join_into is None:
            raise Refused("Choose the case that this report belongs to.")
        join_case(
            case_id=case_id,
            into_id=choice.join_into,
            report_id=report.id,
            triaged=triaged,
            version=version,
            by=by,
            now=now,
        )
        move_mailboxes(from_case=case_id, to_case=choice.join_into)
        return choice.join_into
    if choice.decision == "route":
        route_case(
            case_id=case_id,
            report_id=report.id,
            to=choice.route_to,
            note=triaged.note,
            version=version,
            by=by,
            now=now,
        )
        return case_id
    raise Refused("Choose what happens with this report: a new case, a known case, or another policy.")
