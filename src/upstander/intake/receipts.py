"""What a reporter is told after reporting."""

from __future__ import annotations

import json
from datetime import datetime
from uuid import UUID

from upstander.cases.api import current_edition
from upstander.cases.queries.api import danger_told, promises_of_report
from upstander.confidentiality.api import system, vault, viewing
from upstander.intake.models import Report
from upstander.intake.tokens import submit_key
from upstander.intake.told import Promise, Receipt, ReportReceived
from upstander.policy.api import Listener

_LISTENERS = {"survivor": Listener.SURVIVOR, "household": Listener.HOUSEHOLD}


def listener_of(reporter: str) -> Listener:
    """As whom the edition speaks to this reporter."""
    return _LISTENERS.get(reporter, Listener.OTHER)


def receipt_of(
    report: Report,
    *,
    danger: bool | None = None,
    files: int | None = None,
    again: bool = False,
    promises: bool = True,
) -> Receipt:
    """The receipt of a report. Inside an elevated step. A third party is told that it was received, and nothing more (3.2.3).

    `danger` and `files` from whoever has just stored it; otherwise they are looked up. `promises`: whether it will say them.
    """
    listener = listener_of(report.reporter)
    return Receipt(
        reference=report.reference,
        received_at=report.received_at,
        danger=danger_told(report.id) if danger is None else danger,
        third_party=report.reporter in current_edition(report.received_at).third_parties,
        promises=tuple(
            Promise(owing.says, owing.due_at, owing.why)
            for owing in (promises_of_report(report.case_id, report.id, listener) if promises else ())
        ),
        files=report.attachments.count() if files is None else files,
        again=again,
        way_back=report.mailbox_id is not None,
        recorded_at=report.recorded_at,
    )


def report_sent(unique: bytes) -> UUID | None:
    """The report that this value made, or None. Whoever holds the value made the report."""
    with viewing(system("intake.receipt")):
        return Report.objects.filter(submit_key=submit_key(unique)).values_list("id", flat=True).first()


def told_otherwise(unique: bytes, report: ReportReceived) -> bool:
    """True when this says something that the report which that value made does not: more was typed after it had arrived."""
    with viewing(system("intake.receipt")):
        row = Report.objects.filter(submit_key=submit_key(unique)).first()
        if row is None or not report.narrative.strip():
            return False
        shown = json.loads(vault.unseal(row, "answers") or "{}").get("shown", [])
        return (vault.unseal(row, "narrative"), shown) != (
            report.narrative.strip(),
            [list(pair) for pair in report.answers],
        )


def receipt(unique: bytes, now: datetime) -> Receipt | None:
    """The receipt of the report that this value made, or None. Whoever holds the value made the report."""
    key = submit_key(unique)
    with viewing(system("intake.receipt")):
        row = Report.objects.filter(submit_key=key).first()
        return receipt_of(row, again=True) if row is not None else None
