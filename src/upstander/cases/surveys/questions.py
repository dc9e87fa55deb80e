"""What is asked, and what may be answered. Few, because somebody may be tired of talking about it."""

from __future__ import annotations

SURVEY_QUESTIONS: dict[str, str] = {
    "in_time": "Did we act within the times we gave you?",
    "informed": "Were you kept informed?",
    "reach": "Could you reach us when you needed to?",
    "support": "Were you offered support that helped you?",
    # Only where somebody talks with them: on a page it would tell whoever looks over their shoulder what it is about.
    "safer": "Do you feel safer than when you told us?",
}
SURVEY_ANSWERS: dict[str, str] = {"yes": "Yes", "partly": "Partly", "no": "No", "na": "Does not apply"}
SURVEY_OVERALL: dict[int, str] = {
    5: "Very satisfied",
    4: "Fairly satisfied",
    3: "Neither",
    2: "Fairly dissatisfied",
    1: "Very dissatisfied",
}
