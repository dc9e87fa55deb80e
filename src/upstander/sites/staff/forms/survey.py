"""What the survivor of a closed case is asked."""

from __future__ import annotations

from typing import Any

from upstander.cases.surveys.api import SURVEY_ANSWERS, SURVEY_OVERALL, SURVEY_QUESTIONS, SurveyTold
from upstander.sites.staff.forms.base import HappenedForm, choice, words
from upstander.sites.staff.words import WAYS

_OVERALL = {
    **{str(figure): text for figure, text in SURVEY_OVERALL.items()},
    "none": "They preferred not to answer",
}


class SurveyForm(HappenedForm):
    """The questions, one figure, and their own words. Only the figure has to be there."""

    way = choice(WAYS.items(), "Say how they were asked.")
    overall = choice(_OVERALL.items(), "Say how satisfied they are, or that they preferred not to answer.")
    said = words()
    override = words()

    def prepare(self) -> None:
        for code, question in SURVEY_QUESTIONS.items():
            self.fields[code] = choice(SURVEY_ANSWERS.items())
            self.fields[code].label = question

    def told(self) -> SurveyTold:
        given: dict[str, Any] = self.cleaned_data  # Any: values of many kinds of fields
        figure = given["overall"]
        return SurveyTold(
            way=given["way"],
            overall=None if figure == "none" else int(figure),
            answers={code: given[code] for code in SURVEY_QUESTIONS if given.get(code)},
            said=given["said"],
            override=given["override"],
        )

    def refused_at(self) -> str | None:
        return "override"
