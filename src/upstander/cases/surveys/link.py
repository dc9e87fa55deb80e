"""Asking by a link: sent by a safe way, answered once, without signing in (clause 5.1).

The page names nobody and says nothing of what it is about, so that whoever opens it learns nothing. It goes to no device that others
use: they could answer in somebody's place.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from upstander.cases.actions.common import working
from upstander.cases.actions.messages import spoken_by, write_to
from upstander.cases.closing.letter import safe_ways
from upstander.cases.models import Case, CaseState, Party, PartyRole, Survey, SurveyLink
from upstander.cases.reconcile import reconcile
from upstander.cases.surveys.actions import SurveyTold, end_links, store_answers
from upstander.cases.surveys.questions import SURVEY_OVERALL
from upstander.cases.timeline import write_entry
from upstander.confidentiality.api import PUBLIC, Viewer, acting, elevated, viewing
from upstander.lib.decision import ALLOWED, Decision, Refused, refuse
from upstander.messages.api import By, Message, MessageState, SafeContactCard, safe_contact_of

LASTS = timedelta(days=30)


class LinkEnded(Exception):
    """No link has this address, or none any more."""


def check_link(card: SafeContactCard | None) -> Decision:
    """A link goes to no device that others use."""
    if card is not None and card.shared_device:
        return refuse("Others use their device. Ask by phone, at a safe time.", "3.5.1")
    return ALLOWED


def link_ways(card: SafeContactCard | None, *, at: datetime) -> tuple[By, ...]:
    """By which ways a link may be sent to them now."""
    return safe_ways(card, at=at) if check_link(card) else ()


def send_survey_link(
    *, case_id: UUID, way: str, version: int | None = None, by: Viewer, now: datetime
) -> UUID:
    """Have the survivor of a closed case asked by a link; answers with the message. The duty is met when it has left, and no sooner.

    Raises Refused (not closed, asked before, no safe way), NoSuchCase, StaleEdit.
    """
    with working(
        case_id, by=by, now=now, action="case.survey_link", version=version, after_closure=True
    ) as work:
        case = work.case
        if case.state != CaseState.CLOSED:
            raise Refused("Satisfaction is asked once the case is closed.", "5.1")
        left = (MessageState.SENDING, MessageState.SENT)
        sent = Message.objects.filter(case_id=case.id, kind="survey", state__in=left).exists()
        if sent or Survey.objects.filter(case=case).exists():
            raise Refused("It was asked already. Asking twice is a burden.", "5.1")
        survivor = Party.objects.filter(case=case, role=PartyRole.SURVIVOR).first()
        card = safe_contact_of(survivor.id) if survivor else None
        check_link(card).enforce()
        if survivor is None or card is None or way not in {each.value for each in link_ways(card, at=now)}:
            raise Refused("That way is not, or no longer, safe. Choose another, or ask by phone.", "3.5.1")
        end_links(case, now)
        token = _token()
        to = card.destinations(By(way))[0]
        details = {"link": _address(token, spoken_by(card))}
        message = write_to(work, survivor, way=By(way), to=to, kind="survey", details=details)
        SurveyLink.objects.create(
            id=uuid4(), case=case, lookup=_lookup(token), way=way, message_id=message.id, sent_at=now,
            sent_by_id=by.staff_id, expires_at=now + LASTS,
        )  # fmt: skip
        work.act.detail["way"] = way
        return message.id


def check_survey_link(token: str, *, now: datetime) -> None:
    """Raises LinkEnded when nothing can be answered at this address."""
    with viewing(PUBLIC), elevated("survey link"):
        _live(token, now)


def answer_survey(
    token: str, *, overall: int | None, answers: Mapping[str, str], said: str, now: datetime
) -> None:
    """What they answered, once. None: they prefer not to answer. Raises LinkEnded, Refused."""
    if overall is not None and overall not in SURVEY_OVERALL:
        raise Refused("Choose one of the answers.")
    with acting(PUBLIC, now, "survey.answer") as act, elevated("survey link"):
        case_id = _live(token, now).case_id
        case = Case.objects.select_for_update().get(pk=case_id)
        link = _live(token, now)
        act.case_id, act.subject_id = case_id, link.id
        told = SurveyTold("link", overall, answers, said)
        store_answers(case, told, at=now, by_id=link.sent_by_id)
        write_entry(
            case, "survey", by=PUBLIC, at=now, now=now,
            codes={"answered": overall is not None, "way": "link", "safe": True},
        )  # fmt: skip
        case.version += 1
        case.save(update_fields=["version"])
        reconcile(case, by=PUBLIC, now=now)


def _live(token: str, now: datetime) -> SurveyLink:
    row = SurveyLink.objects.filter(lookup=_lookup(token), closed_at=None, expires_at__gt=now).first()
    if row is None:
        raise LinkEnded
    return row


def _token() -> str:
    """80 random bits, short enough to be typed from a letter."""
    letters = base64.b32encode(secrets.token_bytes(10)).decode().lower()
    return "-".join(letters[place : place + 4] for place in range(0, 16, 4))


def _lookup(token: str) -> bytes:
    return hashlib.sha256(b"upstander survey:" + token.lower().encode()).digest()


def _address(token: str, language: str) -> str:
    with override(language):
        return settings.UPSTANDER_BASE_URL.rstrip("/") + reverse("public:how_we_did", args=[token])
