"""Emails and texts, taken in once each: a new report, a further one or a message on a known case, or kept for somebody to look at.

Who an email or a text says it is from proves nothing. So nothing is told back that the sender did not write, nobody's safe contact
is widened, and it never counts as a conversation with the survivor.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import IntegrityError

from upstander.cases.api import (
    Landing,
    ReportTold,
    cases_reached_by,
    deliver_told,
    home_of_message,
    home_of_reference,
    lock_case,
    somebody_wrote,
    spoke_lately,
    stop_texts,
    take_in_again,
)
from upstander.confidentiality.api import (
    Act,
    Viewer,
    acting,
    blind_index,
    elevated,
    insert_rows,
    keyed_digest,
    vault,
    viewing,
)
from upstander.intake.actions.receive import store_report, take_in
from upstander.intake.channels.danger import own_words, sounds_dangerous
from upstander.intake.channels.email import LONGEST, MailRead, read_mail, same_mail, whole
from upstander.intake.models import Arrival, KeptMail
from upstander.intake.tokens import submit_key
from upstander.intake.told import ReportReceived
from upstander.lib.references import references_in
from upstander.messages.api import By, Delivery, SafeContactCard, our_message_ids

_CONVERSATION = timedelta(days=3)
"""A text after more silence than this is a report of its own, with its own clocks."""


# Emails --------------------------------------------------------------------------------------------------------------


def take_mail(*, raw: bytes, received_at: datetime, own: str, by: Viewer, now: datetime) -> str:
    """Take in one email. Answers with what became of it; "again" when it had been taken in before, at whatever moment that ended.

    Returns only when all of it is durable.
    """
    digest = _digest(b"email:" + same_mail(raw))
    if _known(digest, by):
        return "again"
    mail = read_mail(raw, own=own)  # outside any transaction: it may take a while
    danger = sounds_dangerous(f"{mail.subject}\n{mail.text}")
    if mail.because == "spam" and danger:
        mail = replace(mail, because="")  # rather one look too many
    try:
        with acting(by, now, "mail.take") as act, elevated("intake.arrivals"):
            became = _settle_mail(mail, raw, digest, danger, received_at, act)
            return _settled(became, digest, "email", act)
    except IntegrityError:
        if _known(digest, by):
            return "again"
        raise


def _settle_mail(
    mail: MailRead, raw: bytes, digest: bytes, danger: bool, received_at: datetime, act: Act
) -> str:
    by, now = act.by, act.now
    if mail.because == "bounce" and _came_back(mail, by, now):
        return "bounce"
    if mail.because:
        _keep(mail, raw, received_at, now)
        return "kept"
    report = report_of_mail(mail, raw, digest, danger, received_at)
    landing = _landing_of_mail(mail)
    if landing is not None:
        answers_us = landing.answers_us and not danger and not mail.files
        if answers_us and somebody_wrote(
            case_id=landing.case_id,
            channel="email",
            text=own_words(report.narrative).strip() or report.narrative,
            at=received_at,
            by=by,
            now=now,
        ):
            return "message"
        if _further(report, landing.case_id, by, now):
            return "further"
    take_in(report, act.step("report.receive"))
    return "report"


def _came_back(mail: MailRead, by: Viewer, now: datetime) -> bool:
    told = Delivery.BOUNCED if mail.for_good else Delivery.DELAYED
    heard = [
        deliver_told(message_id=each, told=told, by=by, now=now) for each in our_message_ids(mail.bounced)
    ]
    return any(heard)


def _landing_of_mail(mail: MailRead) -> Landing | None:
    """The case it belongs to: an answer to a message of ours, whose id nobody guesses; or one whose reference it names, written from
    an address that is known there. A reference alone is not enough: it stands on letters that others may have seen."""
    for message_id in our_message_ids(mail.answers):
        if found := home_of_message(message_id):
            return found
    tokens = blind_index.email_tokens(mail.sender)
    for reference in references_in(f"{mail.subject}\n{mail.text}")[:20]:
        if tokens and (found := home_of_reference(reference, tokens)):
            return found
    return None


def report_of_mail(
    mail: MailRead, raw: bytes, digest: bytes, danger: bool, received_at: datetime
) -> ReportReceived:
    """The report that an email makes. `digest` is what makes it unique."""
    words = mail.text or mail.subject or "(The email had no words.)"
    if len(words) > LONGEST:
        words = f"{words[:LONGEST]}\n\n[It goes on for {len(words) - LONGEST:,} characters: see the email itself.]"
    card = SafeContactCard(
        ways=(By.EMAIL,),
        email=mail.sender,
        shared_device=True,
        note="They wrote from this address. Nobody has asked whether it is safe, or who else reads it. It does not show who they are.",
    )
    shown = (
        ("From, as the email says", mail.shown_from),
        ("To", mail.shown_to),
        ("Subject", mail.subject),
        ("Sent, as the email says", mail.sent),
        *(("Not added", each) for each in mail.left_out),
        (
            "Words that may mean danger",
            "Yes: it counts as danger until somebody has looked" if danger else "",
        ),
    )
    return ReportReceived(
        unique=b"email:" + digest,
        channel="email",
        received_at=received_at,
        narrative=words,
        contact=card if mail.sender else None,
        immediate_danger=danger,
        answers=tuple((question, answer) for question, answer in shown if answer),
        files=(*mail.files, whole(raw)),
    )


def _keep(mail: MailRead, raw: bytes, received_at: datetime, now: datetime) -> None:
    row = KeptMail(id=uuid4(), because=mail.because, received_at=received_at, kept_at=now)
    vault.create_key(row.id, "mail")
    vault.seal(row, sender=mail.shown_from, subject=mail.subject, text=mail.text[:LONGEST])
    row.original = vault.seal_bytes(row, "original", raw)
    row.save(force_insert=True)


# Texts ---------------------------------------------------------------------------------------------------------------

_STOP = frozenset(
    {"stop", "stopall", "stop all", "unsubscribe", "end", "quit", "cancel", "opt out", "optout"}
)


def take_text(
    *,
    gateway_id: str,
    number: str,
    words: str,
    pictures: tuple[str, ...] = (),
    received_at: datetime,
    by: Viewer,
    now: datetime,
) -> str:
    """Take in one text. `gateway_id` is the gateway's own name for it: the same text again under it changes nothing, whoever sends it.
    Other words under it are another text: a gateway that counts anew loses nobody's.

    Answers with what became of it: report, further, message, stop, again.
    """
    digest = _digest(b"text:" + json.dumps([gateway_id, number, words, *pictures]).encode())
    if _known(digest, by):
        return "again"
    try:
        with acting(by, now, "text.take") as act, elevated("intake.arrivals"):
            became = _settle_text(digest, number, words.strip(), pictures, received_at, act)
            return _settled(became, digest, "text", act)
    except IntegrityError:
        if _known(digest, by):
            return "again"
        raise


def _settle_text(
    digest: bytes,
    number: str,
    words: str,
    pictures: tuple[str, ...],
    received_at: datetime,
    act: Act,
) -> str:
    by, now = act.by, act.now
    tokens = blind_index.phone_tokens(number)
    if words.casefold().strip(" .!") in _STOP and stop_texts(number=number, tokens=tokens, by=by, now=now):
        return "stop"
    danger = sounds_dangerous(words)
    report = _report_of_text(digest, number, words, pictures, danger, received_at)
    # A phone that several people on our cases use says nothing of which case is meant: then a person decides.
    cases = cases_reached_by(number=number, tokens=tokens)
    if len(cases) == 1:
        lately = spoke_lately(cases[0], since=received_at - _CONVERSATION)
        if (
            lately
            and not (danger or pictures)
            and somebody_wrote(
                case_id=cases[0], channel="text", text=report.narrative, at=received_at, by=by, now=now
            )
        ):
            return "message"
        if _further(report, cases[0], by, now):
            return "further"
    take_in(report, act.step("report.receive"))
    return "report"


def _report_of_text(
    digest: bytes, number: str, words: str, pictures: tuple[str, ...], danger: bool, received_at: datetime
) -> ReportReceived:
    card = SafeContactCard(
        ways=(By.TEXT,),
        phone=number,
        shared_device=True,
        note="They texted from this number. Nobody has asked whether it is safe, or who else reads it. It does not show who they are.",
    )
    came = str(len(pictures)) if pictures else ""
    wordless = "" if words or pictures else "It may have been a picture, which this gateway does not pass on"
    shown = (
        ("From the number", number),
        ("Pictures that came with it", came),
        ("It was empty", wordless),
        (
            "Words that may mean danger",
            "Yes: it counts as danger until somebody has looked" if danger else "",
        ),
    )
    return ReportReceived(
        unique=b"text:" + digest,
        channel="text",
        received_at=received_at,
        narrative=words[:LONGEST] or "(The text had no words.)",
        contact=card if number else None,
        immediate_danger=danger,
        answers=tuple((question, answer) for question, answer in shown if answer),
        pictures=pictures,
    )


# Both ----------------------------------------------------------------------------------------------------------------


def _settled(became: str, digest: bytes, channel: str, act: Act) -> str:
    """Noted, so that the same again changes nothing."""
    insert_rows([Arrival(id=uuid4(), digest=digest, channel=channel, became=became, at=act.now)])
    act.detail.update(became=became)
    return became


def _further(report: ReportReceived, case_id: UUID, by: Viewer, now: datetime) -> bool:
    """A report of its own on a case that takes one; False when it takes none any more."""

    def begin(told: ReportTold, tokens: list[int]) -> UUID:
        if not take_in_again(case_id=case_id, report=told, index_tokens=tokens, by=by, now=now):
            raise _Moved
        return case_id

    lock_case(case_id)
    try:
        store_report(report, submit_key(report.unique), begin, by=by, now=now)
    except _Moved:
        return False
    return True


class _Moved(Exception):
    """The case takes no more reports."""


def sweep_arrivals(*, by: Viewer, now: datetime) -> int:
    """Forget what was taken in long ago: no gateway and no mailbox brings it again. Returns how many."""
    with viewing(by):
        return Arrival.objects.filter(at__lt=now - timedelta(days=180)).delete()[0]


def _known(digest: bytes, by: Viewer) -> bool:
    with viewing(by), elevated("intake.arrivals"):
        return Arrival.objects.filter(digest=digest).exists()


def _digest(content: bytes) -> bytes:
    return keyed_digest("arrival", hashlib.sha256(content).digest())
