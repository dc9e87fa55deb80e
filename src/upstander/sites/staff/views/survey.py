"""Asking the survivor of a closed case how we did (clause 5.1)."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from upstander.cases.surveys.api import (
    SURVEY_QUESTIONS,
    record_survey,
    send_survey_link,
    survey_of,
    survey_state,
)
from upstander.confidentiality.api import Permission
from upstander.sites.staff.change import change_case
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.forms.survey import SurveyForm
from upstander.sites.staff.frame import go
from upstander.sites.staff.guard import staff_page


@staff_page(Permission.CASE_WORK, "GET", "POST")
def survey(request: HttpRequest, desk: Desk, case_id: UUID) -> HttpResponse:
    """The questions; for a manager, also what was answered."""

    def save(form: SurveyForm, version: int) -> None:
        record_survey(
            case_id=case_id,
            told=form.told(),
            at=form.cleaned_data["moment"],
            version=version,
            by=desk.viewer,
            now=desk.now,
        )

    return change_case(
        request,
        desk,
        case_id,
        SurveyForm,
        "staff/forms/survey.html",
        save,
        done="survey",
        states=("closed",),
        context=lambda form, page: {
            "questions": SURVEY_QUESTIONS,
            "answered": survey_of(desk.viewer, case_id, now=desk.now),
            "state": survey_state(desk.viewer, case_id, now=desk.now),
        },
    )


@staff_page(Permission.CASE_WORK, "POST")
def send_link(request: HttpRequest, desk: Desk, case_id: UUID) -> HttpResponse:
    """Have them asked by a link that works once."""
    send_survey_link(case_id=case_id, way=request.POST.get("way", ""), by=desk.viewer, now=desk.now)
    return go("case", case_id, done="survey-link")
