"""Reports that another body hands over: once for each key, whatever happens to the line between us, and a receipt for nobody else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import IntegrityError

from upstander.cases.api import lock_where_it_goes_on, reporter_sent_files
from upstander.confidentiality.api import (
    PUBLIC,
    Viewer,
    acting,
    elevated,
    insert_rows,
    keyed_digest,
    same_digest,
    system,
    viewing,
)
from upstander.intake.actions.receive import take_in
from upstander.intake.actions.storing import store_file
from upstander.intake.channels.partner import TellingOfPartner, report_of_partner
from upstander.intake.errors import FileRefused, KeyReused, NoSuchReport
from upstander.intake.files import MOST_BYTES, MOST_FILES
from upstander.intake.models import PartnerReport
from upstander.intake.told import FileTold


@dataclass(frozen=True, slots=True)
class PartnerReceipt:
    """All that a body is ever told of a report of its own (clause 3.2.3). `again`: it had been received before."""

    reference: str
    received_at: datetime
    again: bool = False


def receive_from_partner(
    *,
    agency_id: UUID,
    token_id: UUID | None,
    key: str,
    body: bytes,
    told: TellingOfPartner,
    received_at: datetime,
    by: Viewer = PUBLIC,
    now: datetime,
) -> PartnerReceipt:
    """One report of this body under its key. `body` is what was sent, to know the same from another.

    Raises KeyReused when the key stands for other words already, Refused when nothing was said.
    """

    def once() -> PartnerReceipt:
        return _received(agency_id, token_id, _key(agency_id, key), body, told, received_at, by, now)

    try:
        return once()
    except IntegrityError:  # the same key came by another line at the same moment, and has committed
        return once()


def _received(
    agency_id: UUID,
    token_id: UUID | None,
    unique: bytes,
    body: bytes,
    told: TellingOfPartner,
    received_at: datetime,
    by: Viewer,
    now: datetime,
) -> PartnerReceipt:
    digest = keyed_digest("partner body", body)
    with acting(by, now, "partner.report", seeing=system("intake.partner")) as act:
        act.detail.update(agency=str(agency_id))
        report, known = take_in(report_of_partner(told, unique, received_at), act.step("report.receive"))
        act.case_id, act.subject_id = report.case_id, report.id
        if known:
            if not same_digest(bytes(PartnerReport.objects.get(key=unique).body), digest):
                raise KeyReused
        else:
            row = PartnerReport(
                id=uuid4(),
                report_id=report.id,
                case_id=report.case_id,
                agency_id=agency_id,
                token_id=token_id,
                key=unique,
                body=digest,
                at=now,
            )
            insert_rows([row])
    return PartnerReceipt(report.reference, report.received_at, known)


def known_to_us(agency_id: UUID, key: str, body: bytes) -> str:
    """What stands under this key: nothing (""), the same words ("same"), or others ("other")."""
    with viewing(PUBLIC), elevated("intake.partner"):
        known = PartnerReport.objects.filter(key=_key(agency_id, key)).first()
    if known is None:
        return ""
    return "same" if same_digest(bytes(known.body), keyed_digest("partner body", body)) else "other"


def partner_receipt(agency_id: UUID, reference: str) -> PartnerReceipt:
    """That a report of this body was received. Raises NoSuchReport for every other, whether there is one or not."""
    with viewing(PUBLIC), elevated("intake.partner"):
        found = _of(agency_id, reference)
        return PartnerReceipt(found.report.reference, found.report.received_at)


def add_partner_files(*, agency_id: UUID, reference: str, files: Sequence[FileTold], now: datetime) -> int:
    """Files for a report of this body. The same file twice is kept once. Returns how many were new.

    Raises NoSuchReport, FileRefused past the limits of a report.
    """
    with acting(PUBLIC, now, "partner.files") as act, elevated("intake.partner"):
        report = _of(agency_id, reference).report
        home = lock_where_it_goes_on(report.case_id)
        act.case_id, act.subject_id = home.id, report.id
        there = list(report.attachments.values_list("sha256", "size"))
        known = {bytes(sha) for sha, _ in there}
        new = [file for file in {file.sha256: file for file in files}.values() if file.sha256 not in known]
        size = sum(each for _, each in there) + sum(file.size for file in new)
        if len(there) + len(new) > MOST_FILES or size > MOST_BYTES:
            raise FileRefused(
                f"That is more than one report can carry: {MOST_FILES} files in all, 100 MB together."
            )
        for file in new:
            store_file(report, file, now)
        if new:
            reporter_sent_files(
                case_id=home.id, reference=report.reference, files=len(new), by=PUBLIC, now=now
            )
        return len(new)


def _of(agency_id: UUID, reference: str) -> PartnerReport:
    found = (
        PartnerReport.objects.filter(agency_id=agency_id, report__reference=reference)
        .select_related("report", "report__case")
        .first()
    )
    if found is None:
        raise NoSuchReport
    return found


def _key(agency_id: UUID, key: str) -> bytes:
    return keyed_digest("partner key", agency_id.bytes + key.encode())
