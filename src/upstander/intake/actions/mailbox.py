"""What a reporter does behind their return code, and what staff write back. Every action locks the case, then the mailbox,
as triage does: nobody waits in a circle."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from upstander.cases.api import (
    Answer,
    ContactWish,
    ReportTold,
    current_edition,
    lock_case,
    people_of,
    receive_case,
    reporter_changed_contact,
    reporter_changes,
    reporter_needs_no_answer,
    reporter_sent_files,
    reporter_wrote,
    standing_of,
    stands_in,
    take_in_again,
    write_to_reporter,
)
from upstander.confidentiality.api import PUBLIC, Viewer, acting, elevated, vault
from upstander.intake.actions.receive import case_told, store_report
from upstander.intake.actions.storing import add_to_report
from upstander.intake.errors import MailboxShut, NoSuchReport
from upstander.intake.mailboxes import on_own_case
from upstander.intake.models import Mailbox, MailboxMessage, Report
from upstander.intake.tokens import submit_key
from upstander.intake.told import OWN, FileTold, ReportReceived
from upstander.intake.visits import mailbox_of
from upstander.lib.decision import refuse

_DAY, _MOST_A_DAY = timedelta(days=1), 40


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of something sent: the new report's reference, when it was one."""

    reference: str = ""
    danger: bool = False


def send_message(*, token: str, text: str, once: str, now: datetime) -> Sent:
    """A message to whoever works on it. On a case that was passed on it is a report of its own, so that somebody reads it.

    The same words under the same `once` again change nothing. Raises MailboxShut, Refused.
    """
    with _at(token, "mailbox.message", now) as mailbox:
        if not text.strip():
            refuse(_("Write your message first.")).enforce()
        message_id = UUID(bytes=hashlib.sha256(_same(mailbox, once, text.strip())).digest()[:16])
        if MailboxMessage.objects.filter(pk=message_id).exists():
            return Sent()
        _not_too_many(mailbox, now)
        wrote = MailboxMessage.objects.filter(mailbox=mailbox, inbound=False).exists()
        first = _first(mailbox)
        taken = reporter_wrote(
            case_id=mailbox.case_id,
            text=text.strip(),
            reference=first.reference,
            answers_us=wrote,
            own=_is_survivor(mailbox),
            by=PUBLIC,
            now=now,
        )
        if not taken:
            told = ReportReceived(b"", "web", now, text.strip(), reporter=mailbox.reporter)
            return Sent(_report(mailbox, told, once, now).reference)
        row = MailboxMessage(id=message_id, mailbox=mailbox, case_id=mailbox.case_id, inbound=True, at=now)
        vault.seal(row, text=text.strip())
        row.save(force_insert=True)
        return Sent()


def tell_again(*, token: str, report: ReportReceived, once: str, now: datetime) -> Sent:
    """Another incident, or danger now: a report of its own on the same case, and a new case when that one is closed or passed on.

    The same words under the same `once` again give the same report. Raises MailboxShut, Refused.
    """
    with _at(token, "mailbox.report", now) as mailbox:
        if not report.narrative.strip():
            refuse(_("Tell us what happened, in as few words as you like."), "3.2.1").enforce()
        if not report.immediate_danger:
            _not_too_many(mailbox, now)
        row = _report(mailbox, replace(report, reporter=mailbox.reporter), once, now)
        return Sent(row.reference, report.immediate_danger)


def send_files(*, token: str, files: Sequence[FileTold], number: int, now: datetime) -> int:
    """Photos or files for the report of that number (0 is the first). The same file twice is kept once. Returns how many were new.

    Raises MailboxShut, FileRefused past the limits of a report.
    """
    with _at(token, "mailbox.files", now) as mailbox:
        _not_too_many(mailbox, now)
        reports = list(mailbox.reports.order_by("received_at", "number"))
        report = reports[number] if 0 <= number < len(reports) else reports[-1]
        new = add_to_report(report, files, now)
        if new:
            reporter_sent_files(
                case_id=mailbox.case_id, reference=report.reference, files=new, by=PUBLIC, now=now
            )
        return new


def change_contact(*, token: str, wish: ContactWish, once: str, now: datetime) -> bool:
    """What is safe has changed. At once where the case is the reporter's own; elsewhere the officer is asked to change it.

    A report that was put together with another case does not show that its reporter is that case's survivor, and nobody may turn
    contact with a survivor towards themselves. True when it is changed, False when an officer is asked to. Raises MailboxShut,
    Refused; to be contacted no more is never refused.
    """
    with _at(token, "mailbox.contact", now) as mailbox:
        if on_own_case(mailbox):
            if wish.ways:
                _not_too_many(mailbox, now)
            own = mailbox.reporter in OWN
            reporter_changed_contact(case_id=mailbox.case_id, wish=wish, own=own, by=PUBLIC, now=now)
            return True
    ways = ", ".join(way.value for way in wish.ways) or "none: do not contact me"
    lines = [
        "I want to change how you reach me.",
        f"Safe from now on: {ways}.",
        wish.phone,
        wish.email,
        wish.note,
    ]
    send_message(token=token, text="\n".join(line for line in lines if line), once=once, now=now)
    return False


def write_to_mailbox(
    *,
    mailbox_id: UUID,
    case_id: UUID,
    text: str,
    answers: Sequence[Answer] = (),
    asking: str = "",
    seen_at: datetime,
    version: int | None = None,
    by: Viewer,
    now: datetime,
) -> None:
    """Staff write to the reporter. What the reporter wrote up to `seen_at`, when it was on screen, counts as answered.

    Raises Refused, NoSuchCase, StaleEdit, and NoSuchReport when the case has no such mailbox.
    """
    with acting(by, now, "mailbox.write", case_id=case_id) as act:
        mailbox = Mailbox.objects.filter(pk=mailbox_id, case_id=case_id).first()
        if mailbox is None:
            raise NoSuchReport
        act.subject_id = mailbox.id
        with elevated("intake.mailbox"):
            first = _first(mailbox)
            own = _is_survivor(mailbox)
        theirs = MailboxMessage.objects.filter(mailbox=mailbox, inbound=True, at__lte=seen_at)
        write_to_reporter(
            case_id=case_id,
            text=text,
            reference=first.reference,
            third_party=mailbox.reporter in current_edition(mailbox.made_at).third_parties,
            own=own,
            answers_them=theirs.exists(),
            answers=answers,
            asking=asking,
            version=version,
            by=by,
            now=now,
        )
        theirs.filter(settled_at=None).update(settled_at=now)
        row = MailboxMessage(
            id=uuid4(), mailbox=mailbox, case_id=case_id, inbound=False, at=now, by_id=by.staff_id
        )
        vault.seal(row, text=text.strip())
        row.save(force_insert=True)


def settle_messages(
    *,
    mailbox_id: UUID,
    case_id: UUID,
    seen_at: datetime,
    reason: str = "",
    version: int | None = None,
    by: Viewer,
    now: datetime,
) -> None:
    """What the reporter wrote up to `seen_at` needs no answer. They are told nothing. Raises as `write_to_mailbox` does."""
    with acting(by, now, "mailbox.settle", case_id=case_id) as act:
        mailbox = Mailbox.objects.filter(pk=mailbox_id, case_id=case_id).first()
        if mailbox is None:
            raise NoSuchReport
        act.subject_id = mailbox.id
        with elevated("intake.mailbox"):
            reference = _first(mailbox).reference
        reporter_needs_no_answer(
            case_id=case_id, reference=reference, reason=reason, version=version, by=by, now=now
        )
        waiting = MailboxMessage.objects.filter(
            mailbox=mailbox, inbound=True, settled_at=None, at__lte=seen_at
        )
        if not waiting.update(settled_at=now):
            refuse("No message waits here. A colleague may have answered.").enforce()


def move_mailboxes(*, from_case: UUID, to_case: UUID, reports: Sequence[UUID] | None = None) -> None:
    """A report was joined to a known case: its way back goes along, with what was written there. Inside triage.

    `reports`: only the ways back of these, when they leave the case again.
    """
    with elevated("intake.mailbox"):
        found = Mailbox.objects.filter(case_id=from_case)
        if reports is not None:
            found = found.filter(reports__in=list(reports)).distinct()
        for mailbox in found:
            rows = MailboxMessage.objects.filter(mailbox=mailbox, case_id=from_case)
            for row in rows.select_for_update(no_key=True).order_by("pk"):
                text = vault.unseal(row, "text")
                row.case_id = to_case
                vault.seal(row, text=text)
                row.save()
            mailbox.case_id = to_case
            mailbox.save(update_fields=["case"])


def leave_mailboxes(cases: Sequence[UUID]) -> None:
    """These cases are about to be destroyed, and their mailboxes with them; one that has reports on a case that stays goes there.

    Inside a disposal, as the system.
    """
    for mailbox in Mailbox.objects.filter(case_id__in=cases).order_by("pk"):
        stays = mailbox.reports.exclude(case_id__in=cases).order_by("-received_at", "-number").first()
        if stays is not None:
            mailbox.case_id = stands_in(stays.case).id
            mailbox.save(update_fields=["case"])


@contextmanager
def _at(token: str, action: str, now: datetime) -> Iterator[Mailbox]:
    mailbox_id = mailbox_of(token, now)
    with acting(PUBLIC, now, action) as act, elevated("intake.mailbox"):
        mailbox = _held(mailbox_id)
        act.subject_id, act.case_id = mailbox.id, mailbox.case_id
        yield mailbox


def _held(mailbox_id: UUID) -> Mailbox:
    """The mailbox with its case, both locked. Raises MailboxShut when it was destroyed with its case.

    While we wait for the case, triage may take the mailbox to another one. Then we let go of it and begin again.
    """
    for _again in range(5):
        case_id = Mailbox.objects.filter(pk=mailbox_id).values_list("case_id", flat=True).first()
        if case_id is None:
            break
        point = transaction.savepoint()
        lock_case(case_id)
        # Not the strongest lock: a message may point at the mailbox meanwhile.
        rows = Mailbox.objects.select_for_update(no_key=True).filter(pk=mailbox_id, case_id=case_id)
        if found := rows.first():
            transaction.savepoint_commit(point)
            return found
        transaction.savepoint_rollback(point)
    raise MailboxShut


def _report(mailbox: Mailbox, report: ReportReceived, once: str, now: datetime) -> Report:
    told_now = (report.narrative.strip(), str(report.immediate_danger), repr(report.answers))
    key = submit_key(b"mailbox:" + _same(mailbox, once, *told_now))
    known = Report.objects.filter(submit_key=key).first()
    if known is not None:
        return known
    first = _first(mailbox)

    def begin(told: ReportTold, tokens: list[int]) -> UUID:
        if take_in_again(case_id=mailbox.case_id, report=told, index_tokens=tokens, by=PUBLIC, now=now):
            return mailbox.case_id
        sealed = standing_of(mailbox.case_id).sealed or standing_of(first.case_id).sealed
        return receive_case(
            report=told,
            parties=people_of(first.case_id),
            told=case_told(report),
            index_tokens=tokens,
            sealed=sealed,
            after=mailbox.case_id,
            by=PUBLIC,
            now=now,
        )

    told = replace(report, answers=(*report.answers, ("Adds to", first.reference)))
    row = store_report(told, key, begin, mailbox=mailbox, by=PUBLIC, now=now)
    if row.case_id != mailbox.case_id:
        mailbox.case_id = row.case_id
        mailbox.save(update_fields=["case"])
    return row


def begin_mailbox(
    *,
    case_id: UUID,
    text: str,
    danger: bool,
    once: str,
    reporter: str = "survivor",
    owner: UUID | None = None,
    now: datetime,
) -> Mailbox:
    """A mailbox on a case of which the `reporter` told nothing themselves yet, with what they write as their own report.

    `owner`: the account that it belongs to, of somebody other than the survivor. No words lead to it.
    The case is locked; inside an elevated step."""
    box = Mailbox.objects.create(
        id=uuid4(),
        case_id=case_id,
        reporter=reporter,
        owner=owner,
        lookup=secrets.token_bytes(32),
        verifier="",
        made_at=now,
    )
    told = ReportReceived(b"", "account", now, text.strip(), reporter=reporter, immediate_danger=danger)

    def begin(report: ReportTold, tokens: list[int]) -> UUID:
        if take_in_again(case_id=case_id, report=report, index_tokens=tokens, by=PUBLIC, now=now):
            return case_id
        return receive_case(
            report=report,
            parties=people_of(case_id),
            told=case_told(told),
            index_tokens=tokens,
            sealed=standing_of(case_id).sealed,
            after=case_id,
            by=PUBLIC,
            now=now,
        )

    row = store_report(told, _first_key(box, text, danger, once), begin, mailbox=box, by=PUBLIC, now=now)
    if row.case_id != case_id:
        box.case_id = row.case_id
        box.save(update_fields=["case"])
    return box


def first_words(box: Mailbox, *, text: str, danger: bool, once: str) -> bool:
    """True when these very words, under this press of the button, began the mailbox. Inside an elevated step."""
    return box.reports.filter(submit_key=_first_key(box, text, danger, once)).exists()


def _first_key(box: Mailbox, text: str, danger: bool, once: str) -> bytes:
    return submit_key(b"account:" + _same(box, once, text.strip(), str(danger)))


def _first(mailbox: Mailbox) -> Report:
    return mailbox.reports.order_by("received_at", "number")[0]


def _is_survivor(mailbox: Mailbox) -> bool:
    """The reporter is the case's survivor: they said it happened to them, and it was not put together with another case."""
    return mailbox.reporter in OWN and on_own_case(mailbox)


def _same(mailbox: Mailbox, once: str, *told: str) -> bytes:
    """Stands for one press of one button: the same form with other words in it, or with danger now, is something else."""
    return mailbox.id.bytes + json.dumps([once, *told]).encode()


def _not_too_many(mailbox: Mailbox, now: datetime) -> None:
    since = now - _DAY
    sent = mailbox.messages.filter(inbound=True, at__gt=since).count()
    sent += reporter_changes(mailbox.case_id, since)
    if sent + mailbox.reports.filter(received_at__gt=since).count() >= _MOST_A_DAY:
        refuse(
            _(
                "You have sent a great deal today. All of it is with us. Call us if there is more, and 999 if anybody is in danger."
            )
        ).enforce()
