"""Reading what was answered: for managers, so that people may speak freely of the officer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from upstander.cases.models import Party, PartyRole, Survey, SurveyLink
from upstander.cases.surveys.link import check_link, link_ways
from upstander.cases.surveys.questions import SURVEY_ANSWERS, SURVEY_OVERALL, SURVEY_QUESTIONS
from upstander.confidentiality.api import Permission, Viewer, reading, vault, viewing
from upstander.lib.decision import Refused
from upstander.messages.api import Message, safe_contact_of


@dataclass(frozen=True, slots=True)
class SurveyCard:
    """What somebody answered, in words. `by_officer`: their own officer asked, or sent the link (`by_link`)."""

    asked_at: datetime
    by_officer: bool
    by_link: bool
    overall: str
    answers: tuple[tuple[str, str], ...]
    said: str


@dataclass(frozen=True, slots=True)
class SurveyState:
    """`asked_at`: it was asked, by phone or by a link that was answered. `link_way`: a link was made and waits.
    `link_state`: where its message stands. `ways`: by which one may be sent now. `why_not`: why by none, in a sentence."""

    asked_at: datetime | None
    link_way: str
    link_state: str
    link_until: datetime | None
    ways: tuple[tuple[str, str], ...]
    why_not: str


def survey_state(viewer: Viewer, case_id: UUID, *, now: datetime) -> SurveyState:
    """Where asking stands; part of the page's own read. What was answered is for `survey_of` alone."""
    with viewing(viewer):
        asked = Survey.objects.filter(case=case_id).first()
        link = SurveyLink.objects.filter(case=case_id, closed_at=None, expires_at__gt=now).first()
        message = Message.objects.filter(pk=link.message_id).first() if link else None
        survivor = Party.objects.filter(case=case_id, role=PartyRole.SURVIVOR).first()
        card = safe_contact_of(survivor.id) if survivor else None
        return SurveyState(
            asked.asked_at if asked else None,
            link.way if link else "",
            message.get_state_display() if message else "",
            link.expires_at if link else None,
            tuple((way.value, card.destinations(way)[0]) for way in link_ways(card, at=now)) if card else (),
            check_link(card).reason,
        )


def survey_of(viewer: Viewer, case_id: UUID, *, now: datetime) -> SurveyCard | None:
    """The answers on this case, or None when there are none or the viewer does not manage. The look is audited."""
    if not viewer.may(Permission.CASE_CLOSE):
        return None
    with reading(viewer, now, "case.survey_read", case_id=case_id):
        row = _answered(case_id)
        return _card(row) if row else None


def survey_for_requester(viewer: Viewer, case_id: UUID, *, now: datetime) -> SurveyCard | None:
    """The answers, for the survivor who asks for their data. They spoke to managers, so a manager puts them together, or a keeper of a
    sealed case. Raises Refused for anybody else when there are any."""
    with reading(viewer, now, "case.survey_read", case_id=case_id):
        row = _answered(case_id)
        if row is not None:
            allowed = viewer.check(Permission.CASE_CLOSE, Permission.CASE_READ_SEALED)
            if not allowed:
                raise Refused(
                    "This case holds what they said of us when they were asked. A manager puts it together: name one, who then does.",
                    "5.1",
                )
        return _card(row) if row else None


def _answered(case_id: UUID) -> Survey | None:
    return Survey.objects.filter(case=case_id, answered=True).first()


def _card(row: Survey) -> SurveyCard:
    given = row.answers  # jsonb keeps no order
    answers = tuple(
        (words, SURVEY_ANSWERS[given[code]]) for code, words in SURVEY_QUESTIONS.items() if code in given
    )
    return SurveyCard(
        row.asked_at,
        row.by_officer,
        row.way == "link",
        SURVEY_OVERALL[row.overall or 3],
        answers,
        vault.unseal(row, "said"),
    )
