"""Reading what was answered: for managers, so that people may speak freely of the officer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from upstander.cases.models import Survey
from upstander.cases.surveys.questions import SURVEY_ANSWERS, SURVEY_OVERALL, SURVEY_QUESTIONS
from upstander.confidentiality.api import Permission, Viewer, reading, vault


@dataclass(frozen=True, slots=True)
class SurveyCard:
    """What somebody answered, in words."""

    asked_at: datetime
    by_officer: bool
    overall: str
    answers: tuple[tuple[str, str], ...]
    said: str


def survey_of(viewer: Viewer, case_id: UUID, *, now: datetime) -> SurveyCard | None:
    """The answers on this case, or None when there are none or the viewer does not manage. The look is audited."""
    if not viewer.may(Permission.CASE_CLOSE):
        return None
    with reading(viewer, now, "case.survey_read", case_id=case_id):
        row = Survey.objects.filter(case=case_id, answered=True).first()
        if row is None:
            return None
        answers = tuple(
            (SURVEY_QUESTIONS[code], SURVEY_ANSWERS[given]) for code, given in row.answers.items()
        )
        return SurveyCard(
            row.asked_at, row.by_officer, SURVEY_OVERALL[row.overall or 3], answers, vault.unseal(row, "said")
        )
