"""What a call handler reads out to a body that somebody just agreed to, and putting on record that they did (clause 3.2.6)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from upstander.cases.api import SaidOnReport, hand_off, handed_off
from upstander.confidentiality.api import Permission, Viewer, elevated, reading, vault, viewing
from upstander.intake.actions.triage import said_on
from upstander.intake.errors import NoSuchReport
from upstander.intake.models import Report
from upstander.intake.taking import submit_key_of

SHOWN_FOR = timedelta(minutes=60)
"""Whoever took the call hands it on at once, or tells whoever has the case. After that they see nothing of it."""


@dataclass(frozen=True, slots=True)
class PreparedReferral:
    """What one body may be told: only what was agreed to. `done_at`: when it was told."""

    agency_id: UUID
    lines: tuple[tuple[str, str], ...]
    done_at: datetime | None


def prepared_referrals(viewer: Viewer, taking_id: UUID, *, now: datetime) -> tuple[PreparedReferral, ...]:
    """One for each body that was agreed to in this call, for whoever took it, for an hour. Audited. Nothing after that."""
    with viewing(viewer), elevated("intake.hand_off"):
        row = _report(viewer, taking_id, now)
        agreed = [each for each in said_on(row) if each.given] if row else []
    if row is None or not agreed:
        return ()
    with reading(viewer, now, "referral.read", case_id=row.case_id), elevated("intake.hand_off"):
        bodies = frozenset(each.agency_id for each in agreed)
        done = handed_off(case_id=row.case_id, agencies=bodies, since=row.received_at)
        return tuple(
            PreparedReferral(each.agency_id, _lines(row, each), done.get(each.agency_id)) for each in agreed
        )


def refer_from_call(*, taking_id: UUID, agency_id: UUID, recipient: str, by: Viewer, now: datetime) -> None:
    """This body has been told. Pressed twice it is on record once. Raises Refused, NoSuchReport."""
    by.check(Permission.REPORT_TAKE).enforce()
    with viewing(by), elevated("intake.hand_off"):
        row = _report(by, taking_id, now)
        said = (
            next((each for each in said_on(row) if each.given and each.agency_id == agency_id), None)
            if row
            else None
        )
    if row is None or said is None:
        raise NoSuchReport
    with viewing(by), elevated("intake.hand_off"):
        hand_off(case_id=row.case_id, said=said, recipient=recipient, by=by, now=now)


def _report(viewer: Viewer, taking_id: UUID, now: datetime) -> Report | None:
    key = submit_key_of(viewer, taking_id)
    return Report.objects.filter(
        submit_key=key, recorded_by_id=viewer.staff_id, recorded_at__gt=now - SHOWN_FOR
    ).first()


def _lines(row: Report, said: SaidOnReport) -> tuple[tuple[str, str], ...]:
    answers = json.loads(vault.unseal(row, "answers") or "{}")
    shown, person = dict(answers.get("shown", [])), answers.get("survivor") or {}
    found: list[tuple[str, str]] = [("Our reference", row.reference)]
    if "identity" in said.kinds:
        ways = [
            shown.get(each, "")
            for each in (
                "Safe ways to reach whoever told us",
                "Safe number",
                "Safe email address",
                "Safe times",
            )
        ]
        found += [
            ("Name", person.get("name", "")),
            ("How it is safe to reach them", "; ".join(each.replace("\n", ", ") for each in ways if each)),
            ("Language", shown.get("Language", "")),
        ]
    if "account" in said.kinds:
        found += [
            ("What happened, in their words", vault.unseal(row, "narrative")),
            ("When", shown.get("When", "")),
            ("Where", answers.get("where", "")),
        ]
    if said.words:
        found.append(("What they understood of this", said.words))
    return tuple((label, text) for label, text in found if text)
