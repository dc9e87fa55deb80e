"""Writing down what somebody answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from upstander.cases import rules
from upstander.cases.actions.common import working
from upstander.cases.models import Case, CaseState, Party, PartyRole, Survey, SurveyLink
from upstander.cases.surveys.questions import SURVEY_ANSWERS, SURVEY_OVERALL, SURVEY_QUESTIONS
from upstander.confidentiality.api import Viewer, vault
from upstander.lib.decision import Refused, refuse
from upstander.messages.api import By, Message, MessageState, check_contact, safe_contact_of
from upstander.policy.api import Deed

_NOT_LEFT = (MessageState.QUEUED, MessageState.BY_HAND, MessageState.HELD, MessageState.FAILED)


@dataclass(frozen=True, slots=True)
class SurveyTold:
    """`overall` from 1 to 5; None when they were asked and preferred not to answer. `override`: why by a way not called safe."""

    way: str
    overall: int | None
    answers: Mapping[str, str]
    said: str = ""
    override: str = ""


def record_survey(
    *, case_id: UUID, told: SurveyTold, at: datetime, version: int | None = None, by: Viewer, now: datetime
) -> None:
    """Satisfaction was asked of the survivor of a closed case: once. It answers what the edition says a survey answers (clause 5.1).

    Raises Refused when the case is not closed, when it was asked before, and when the way was not safe and nobody says why.
    """
    with working(case_id, by=by, now=now, action="case.survey", version=version, after_closure=True) as work:
        case = work.case
        if case.state != CaseState.CLOSED or case.closed_at is None:
            raise Refused("Satisfaction is asked once the case is closed.", "5.1")
        rules.check_happened(at, received_at=case.closed_at, now=now).enforce()
        if Survey.objects.filter(case=case).exists():
            raise Refused("It was asked already. Asking twice is a burden.", "5.1")
        survivor = Party.objects.filter(case=case, role=PartyRole.SURVIVOR).first()
        if survivor is None:
            raise Refused("Nobody on this case can be asked.", "5.1")
        decision = check_contact(safe_contact_of(survivor.id), By(told.way), at=at, danger=False)
        if not decision and not told.override.strip():
            refuse(f"{decision.reason} If you did ask this way, say why below.", "3.5.1").enforce()
        store_answers(case, told, at=at, by_id=by.staff_id)
        answered = told.overall in SURVEY_OVERALL
        entry = work.entry(
            "survey",
            at=at,
            codes={"answered": answered, "way": told.way, "safe": decision.allowed},
            body=f"Why by this way: {told.override.strip()}" if told.override.strip() else "",
        )
        work.discharge(work.answered(Deed.SURVEY), at=at, entry=entry)


def store_answers(case: Case, told: SurveyTold, *, at: datetime, by_id: UUID | None) -> None:
    """The one row of the case; any link that waits opens nothing from now on. Part of a larger action."""
    answered = told.overall in SURVEY_OVERALL
    given = {
        code: told.answers[code] for code in SURVEY_QUESTIONS if told.answers.get(code) in SURVEY_ANSWERS
    }
    row = Survey(
        id=uuid4(),
        case=case,
        asked_at=at,
        asked_by_id=by_id,
        by_officer=by_id is not None and by_id == case.officer_id,
        way=told.way,
        answered=answered,
        answers=given if answered else {},
        overall=told.overall if answered else None,
    )
    if told.said.strip():
        vault.seal(row, said=told.said.strip())
    row.save(force_insert=True)
    end_links(case, at)


def end_links(case: Case, at: datetime) -> None:
    """A link that was sent opens nothing from now on, and one that waits does not leave: nobody is asked twice."""
    SurveyLink.objects.filter(case=case, closed_at=None).update(closed_at=at)
    waiting = Message.objects.filter(case_id=case.id, kind="survey", state__in=_NOT_LEFT)
    waiting.update(state=MessageState.CANCELLED, ended_at=at)
