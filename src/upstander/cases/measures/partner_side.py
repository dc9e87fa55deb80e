"""What a body sees and does on its secure page, knowing only its address: ask for a code, read, answer (clause 3.5.2).

Nothing here tells a page that never was from one that has ended. A code goes to the mailbox on the register and nowhere else, works
once, for fifteen minutes, and not after five wrong tries; what it opens stays open for half an hour in that browser.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings

from upstander.cases.measures.catalogue import KINDS
from upstander.cases.measures.secure_page import lookup_of
from upstander.cases.measures.steps import write_step
from upstander.cases.merged import lock_where_it_goes_on
from upstander.cases.models import Case, Measure, Referral
from upstander.cases.officers import holders, tell
from upstander.cases.reconcile import reconcile
from upstander.cases.timeline import write_entry
from upstander.confidentiality.api import PUBLIC, Viewer, acting, elevated, vault, viewing
from upstander.lib.days import london_day
from upstander.lib.decision import Refused, refuse
from upstander.messages.api import By, deliver
from upstander.partners.api import agency_names, in_use
from upstander.partners.api import mailbox_of as agency_mailbox

ANSWERS = {
    "accepted": "We take it on",
    "declined": "We cannot take it on",
    "done": "It is done",
}
ASK_AFTER = timedelta(days=14)
CODE_LASTS = timedelta(minutes=15)
CODE_AGAIN = timedelta(minutes=1)
VISIT_LASTS = timedelta(minutes=30)
_TRIES = 5


class PageEnded(Exception):
    """No page has this address, or none any more."""


@dataclass(frozen=True, slots=True)
class PartnerPage:
    """What the body reads."""

    agency: str
    items: tuple[tuple[str, str], ...]
    sent_at: datetime
    expires_at: datetime
    answer: str
    answered_at: datetime | None


def check_there(token: str, *, now: datetime) -> None:
    """Raises PageEnded when no page has this address, or none any more."""
    with viewing(PUBLIC), elevated("partner page"):
        _live(token, now)


def send_code(token: str, *, now: datetime) -> None:
    """Send a code to the body's mailbox; asked again within a minute, the first one stands. Raises PageEnded, Refused."""
    with acting(PUBLIC, now, "partner.code") as act, elevated("partner page"):
        row = _live(token, now, lock=True)
        act.subject_id, act.case_id = row.id, row.case_id
        waits = row.code_sent_at is not None and now - row.code_sent_at < CODE_AGAIN
        if waits and row.code_digest is not None:  # not one that has been used
            return
        code = f"{secrets.randbelow(10**8):08d}"
        row.code_digest, row.code_sent_at = _digest(token, code), now
        row.code_until, row.code_tries = now + CODE_LASTS, 0
        row.save(update_fields=["code_digest", "code_sent_at", "code_until", "code_tries"])
        to = agency_mailbox(row.agency_id)
    landlord = settings.LANDLORD
    body = (
        f"Your code is {code}. It works once, for 15 minutes.\n\n"
        f"If nobody in your team asked for it, call {landlord['phone']}."
    )
    answer = deliver(By.EMAIL, to=to, subject="Your code", body=body, key=secrets.token_hex(16), now=now)
    if answer.kind != "taken":
        refuse(f"The code could not be sent. Try again in a minute, or call {landlord['phone']}.").enforce()


def open_with_code(token: str, code: str, *, now: datetime) -> str:
    """A visit's secret for the browser. The first opening is the read receipt. Raises PageEnded, Refused."""
    wrong = False
    with acting(PUBLIC, now, "partner.open") as act, elevated("partner page"):
        case_id = _live(token, now).case_id
        case = Case.objects.select_for_update().get(pk=case_id)
        row = _live(token, now, lock=True)
        act.subject_id, act.case_id = row.id, case_id
        typed = "".join(each for each in code if each.isdigit())
        live = row.code_until is not None and now < row.code_until and row.code_tries < _TRIES
        right = live and hmac.compare_digest(bytes(row.code_digest or b""), _digest(token, typed))
        if not right:
            wrong = True
            row.code_tries += 1
            row.save(update_fields=["code_tries"])
            act.detail["opened"] = False
        else:
            visit = secrets.token_urlsafe(32)
            row.code_digest, row.code_until = None, None
            row.visit_digest, row.visit_until = _digest(token, visit), now + VISIT_LASTS
            first = row.opened_at is None
            row.opened_at = row.opened_at or now
            row.save()
            act.detail["opened"] = True
            if first:
                write_entry(case, "referral", by=PUBLIC, at=now, now=now, codes={"what": "read"})
    if wrong:  # after the count of tries is committed
        raise Refused("That code is wrong, or has been used or run out. Ask for another one.")
    return visit


def partner_page(token: str, visit: str, *, now: datetime) -> PartnerPage:
    """What the body was sent, while its visit lasts. Raises PageEnded; Refused when a code is needed again."""
    with acting(PUBLIC, now, "partner.read") as act, elevated("partner page"):
        row = _visited(token, visit, now)
        act.subject_id, act.case_id = row.id, row.case_id
        return PartnerPage(
            agency_names([row.agency_id])[row.agency_id],
            tuple((each["label"], each["text"]) for each in json.loads(vault.unseal(row, "items") or "[]")),
            row.sent_at,
            row.expires_at,
            row.answer,
            row.answered_at,
        )


def partner_answers(token: str, visit: str, *, answer: str, words: str, now: datetime) -> None:
    """The body takes it on, declines, or has done it. The officer is told. Raises PageEnded, Refused."""
    with acting(PUBLIC, now, "partner.answer") as act, elevated("partner page"):
        row = _visited(token, visit, now)
        act.subject_id, act.case_id = row.id, row.case_id
        act.detail["answer"] = answer if answer in ANSWERS else ""
        answer_referral(row.id, answer=answer, words=words, by=PUBLIC, now=now)


def answer_referral(referral_id: UUID, *, answer: str, words: str, by: Viewer, now: datetime) -> None:
    """What a body answers, wherever it says so. The officer is told. As the system, in the action of whoever answers, which has made
    sure that the page is open to them. Raises Refused."""
    if answer not in ANSWERS:
        refuse("Choose one of the answers.").enforce()
    if answer == "declined" and not words.strip():
        refuse("Say why, so that we can find other help soon.").enforce()
    case_id = Referral.objects.values_list("case_id", flat=True).get(pk=referral_id)
    case = lock_where_it_goes_on(case_id)
    row = Referral.objects.select_for_update().get(pk=referral_id)
    if row.closed_at is not None:
        raise PageEnded
    row.answer, row.answered_at = answer, now
    vault.seal(row, answer_words=words.strip())
    row.save()
    _move(case, row, answer, words.strip(), by, now)
    tell(case, holders(case, now=now), "referral_answered", now)
    case.version += 1
    case.save(update_fields=["version"])
    reconcile(case, by=by, now=now)


def _move(case: Case, row: Referral, answer: str, words: str, by: Viewer, now: datetime) -> None:
    """The measure takes the step that the answer is, where its kind has such a step from where it stands."""
    measure = Measure.objects.select_for_update().get(pk=row.measure_id)
    kind = KINDS[measure.kind]
    codes = {"kind": kind.id, "what": answer}
    entry = write_entry(case, "referral", by=by, at=now, now=now, codes=codes, body=words)
    step = kind.step(answer)
    if step is None or measure.ended_at is not None or step not in kind.next_steps(measure.state):
        return
    write_step(measure, answer, {"said": words or ANSWERS[answer]}, entry=entry, at=now, now=now)
    measure.state, measure.moved_at = answer, now
    # Taken on is not helped yet: their officer is told to ask (3.3.2).
    measure.next_on = london_day(now) + ASK_AFTER if answer == "accepted" else None
    measure.chased_at = None
    measure.ended_at = now if step.ends else None
    measure.save()


def _live(token: str, now: datetime, *, lock: bool = False) -> Referral:
    rows = Referral.objects.select_for_update() if lock else Referral.objects
    row = rows.filter(lookup=lookup_of(token), closed_at=None, expires_at__gt=now).first()
    if row is None or not in_use(row.agency_id):  # who is no longer on the register may not be who they were
        raise PageEnded
    return row


def _visited(token: str, visit: str, now: datetime, *, lock: bool = False) -> Referral:
    row = _live(token, now, lock=lock)
    if (
        row.visit_until is None
        or now >= row.visit_until
        or not hmac.compare_digest(bytes(row.visit_digest or b""), _digest(token, visit))
    ):
        raise Refused("To keep this safe, the page closes after 30 minutes. Ask for another code.")
    return row


def _digest(token: str, secret: str) -> bytes:
    """Bound to the address, which is stored only as a digest and sealed: a stolen dump cannot be searched for the code."""
    return hmac.new(token.encode(), secret.encode(), hashlib.sha256).digest()
