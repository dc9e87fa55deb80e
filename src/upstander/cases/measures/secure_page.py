"""The secure page of one body: what is put on it, and the neutral notice that it waits (clause 3.5.2).

A notice says that something waits and where; nothing in it, nor in the address, is about anybody. It leaves as messages do: that it
is being sent is committed before the mail server is asked, so that a crash sends nothing twice.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from procrastinate.contrib.django import app

from upstander.cases.actions.common import Work, working
from upstander.cases.models import Case, Consent, Disclosure, Measure, Referral
from upstander.cases.officers import holders, tell
from upstander.cases.timeline import write_entry
from upstander.confidentiality.api import Viewer, acting, elevated, vault, viewing
from upstander.lib.decision import Refused, refuse
from upstander.messages.api import By, configured, deliver
from upstander.partners.api import INFORMATION, agency, in_use

LASTS = timedelta(days=30)
CHASE_AFTER = timedelta(days=3)
_LOST_AFTER = timedelta(minutes=10)
SUBJECT = "Something is waiting for your team"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that was chosen to be shared. `kind`: of which kind of information it is."""

    kind: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class SecurePage:
    """What one body will read. `chase_at`: when the officer is told that nothing came; in three days when nothing is said."""

    items: tuple[Item, ...]
    chase_at: datetime | None = None


def open_page(work: Work, measure: Measure, told: Disclosure, page: SecurePage) -> Referral:
    """Put the chosen items on a page of their own, and have the body told that it waits. Raises Refused."""
    now = work.act.now
    if told.agency_id is None:
        raise Refused("A secure page is for a body on the register. Choose it.", "3.5.2")
    body = agency(work.act.by, told.agency_id, now=now)
    if not body.mailbox:
        refuse(
            f"{body.called} has no mailbox on the register. Ask a manager to add it, or tell them another way."
        ).enforce()
    if not configured(By.EMAIL):
        refuse(
            "This system sends no email, so nobody would learn of the page. Tell them another way."
        ).enforce()
    chosen = [item for item in page.items if item.text.strip()]
    if not chosen:
        refuse("Choose what they are to read.", "3.5.2").enforce()
    outside = {item.kind for item in chosen} - set(told.kinds)
    if outside:
        names = "; ".join(INFORMATION[kind].lower() for kind in INFORMATION if kind in outside)
        refuse(
            f"What was chosen holds more than what was said to be shared: {names}. Leave it out, or tick it.",
            "3.5.2",
        ).enforce()
    token = secrets.token_urlsafe(32)
    row = Referral(
        id=uuid4(),
        case=work.case,
        measure=measure,
        agency_id=told.agency_id,
        disclosure=told,
        lookup=lookup_of(token),
        sent_at=now,
        expires_at=_until(told, now),
        chase_at=page.chase_at or now + CHASE_AFTER,
    )
    items = [{"kind": each.kind, "label": each.label, "text": each.text.strip()} for each in chosen]
    vault.seal(row, items=json.dumps(items), link=token)
    row.save(force_insert=True)
    queue_notice(row.id)
    return row


def _until(told: Disclosure, now: datetime) -> datetime:
    """Thirty days, or for as long as the consents last that it rests on."""
    ends = Consent.objects.filter(pk__in=told.consents, expires_at__isnull=False)
    return min([now + LASTS, *(each for each in ends.values_list("expires_at", flat=True) if each)])


def lookup_of(token: str) -> bytes:
    """Under which a page is found. The token itself is only ever sealed."""
    return hashlib.sha256(b"upstander referral:" + token.encode()).digest()


def queue_notice(referral_id: UUID) -> None:
    """The job that sends the notice, with this transaction."""
    # By the job's name: the job calls this module.
    app.configure_task("upstander.cases.jobs.referral_notice").defer(referral_id=str(referral_id))


def notify_again(
    *, case_id: UUID, referral_id: UUID, version: int | None = None, by: Viewer, now: datetime
) -> None:
    """Have the body told once more, for another thirty days. Raises Refused, NoSuchCase, StaleEdit."""
    with working(
        case_id, by=by, now=now, action="case.referral_again", version=version, after_closure=True
    ) as work:
        row = _open(work.case, referral_id)
        if not in_use(row.agency_id):
            raise Refused("This body is no longer in use. Refer to the one that took its place.", "3.5.2")
        row.notice, row.expires_at = "waiting", _until(row.disclosure, now)
        row.chase_at, row.chased_at = now + CHASE_AFTER, None
        row.save()
        queue_notice(row.id)
        work.entry("referral", codes={"what": "again"})


def close_page(
    *, case_id: UUID, referral_id: UUID, version: int | None = None, by: Viewer, now: datetime
) -> None:
    """Nobody reads the page from now on. Raises Refused, NoSuchCase, StaleEdit."""
    with working(
        case_id, by=by, now=now, action="case.referral_close", version=version, any_state=True
    ) as work:
        row = _open(work.case, referral_id)
        row.closed_at = now
        row.save(update_fields=["closed_at"])
        work.entry("referral", codes={"what": "closed"})


def _open(case: Case, referral_id: UUID) -> Referral:
    row = Referral.objects.select_for_update().filter(pk=referral_id, case=case).first()
    if row is None or row.closed_at is not None:
        raise Refused("That page is closed already.")
    return row


def notice_words(token: str) -> tuple[str, str]:
    """Subject and body of a notice: nothing about anybody."""
    landlord = settings.LANDLORD
    body = (
        f"{landlord['name']} has left something for your team on a secure page.\n\n"
        f"{settings.UPSTANDER_BASE_URL}/handover/{token}/\n\n"
        "Open it on a device of your organisation. You will be sent a code to this mailbox, which works once.\n\n"
        f"If you did not expect this, call {landlord['phone']}. Please do not reply to this email."
    )
    return SUBJECT, body


def send_notice(*, referral_id: UUID, by: Viewer, clock: Callable[[], datetime]) -> None:
    """Tell the body that its page waits, once. Doing this twice sends it once."""
    with viewing(by):
        case_id = Referral.objects.filter(pk=referral_id).values_list("case_id", flat=True).first()
    if case_id is None:
        return
    now = clock()
    with acting(by, now, "referral.notice", case_id=case_id, subject_id=referral_id):
        Case.objects.select_for_update().get(pk=case_id)
        row = Referral.objects.select_for_update().get(pk=referral_id)
        if row.notice != "waiting" or row.closed_at is not None:
            return
        if not in_use(row.agency_id):
            row.closed_at = now
            row.save(update_fields=["closed_at"])
            return
        row.notice = "sending"
        row.save(update_fields=["notice"])
        to = agency(by, row.agency_id, now=now).mailbox
        subject, body = notice_words(vault.unseal(row, "link"))
    answer = deliver(By.EMAIL, to=to, subject=subject, body=body, key=str(referral_id), now=clock())
    _finish(referral_id, case_id, answer.kind == "taken", by, clock())


def hold_lost_notices(*, by: Viewer, now: datetime) -> int:
    """A notice that began to be sent and never came back has failed, and a person is told. Returns how many."""
    with viewing(by):
        lost = list(
            Referral.objects.filter(notice="sending", sent_at__lt=now - _LOST_AFTER).values_list(
                "id", "case_id"
            )
        )
    for referral_id, case_id in lost:
        _finish(referral_id, case_id, False, by, now)
    return len(lost)


def _finish(referral_id: UUID, case_id: UUID, taken: bool, by: Viewer, now: datetime) -> None:
    with acting(by, now, "referral.notice_end", case_id=case_id, subject_id=referral_id) as act:
        case = Case.objects.select_for_update().get(pk=case_id)
        row = Referral.objects.select_for_update().get(pk=referral_id)
        act.detail["taken"] = taken
        if row.notice != "sending" and not (taken and row.notice == "failed"):
            return  # one that was given up as lost, and went after all, has gone
        row.notice = "sent" if taken else "failed"
        row.save(update_fields=["notice"])
        if not taken:
            write_entry(case, "referral", by=by, at=now, now=now, codes={"what": "notice_failed"})
            with elevated("notice about a message"):
                tell(case, holders(case, now=now), "referral_failed", now)
