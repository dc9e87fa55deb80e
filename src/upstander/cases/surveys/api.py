"""The door of satisfaction surveys."""

from upstander.cases.surveys.actions import SurveyTold, record_survey
from upstander.cases.surveys.link import LinkEnded, answer_survey, check_survey_link, send_survey_link
from upstander.cases.surveys.queries import survey_for_requester, survey_of, survey_state
from upstander.cases.surveys.questions import SURVEY_ANSWERS, SURVEY_OVERALL, SURVEY_QUESTIONS

__all__ = [
    "SURVEY_ANSWERS",
    "SURVEY_OVERALL",
    "SURVEY_QUESTIONS",
    "LinkEnded",
    "SurveyTold",
    "answer_survey",
    "check_survey_link",
    "record_survey",
    "send_survey_link",
    "survey_for_requester",
    "survey_of",
    "survey_state",
]
