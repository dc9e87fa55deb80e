"""Conduct of our own people (clause 2.6): employees to People and Learning, contractors to the manager of the contract."""

from __future__ import annotations

from upstander.cases.measures.against import ALLEGED
from upstander.cases.measures.kinds import Kind, Step, day, text, words
from upstander.policy.api import Deed


def _conduct(id: str, label: str, lead: str, whom: str) -> Kind:
    return Kind(
        id,
        label,
        "against",
        lead,
        "2.6",
        (
            Step(
                "referred",
                "Refer it",
                "Referred",
                (
                    text("whom", whom),
                    words("concern", "What they were told: only what they need"),
                    words("apart", "How this person is kept from the survivor, their home and their record"),
                    day("answer_by", "Hear from them by"),
                ),
                deeds=(Deed.CONDUCT_REFERRAL,),
                expects="answer_by",
            ),
            Step(
                "taken_on",
                "They took it on",
                "Taken on",
                (words("said", "What they said"), day("answer_by", "Hear from them by", needed=False)),
                ("referred",),
                expects="answer_by",
            ),
            Step(
                "ended",
                "It has ended",
                "Ended",
                (words("said", "What may be said of how it ended"),),
                ("referred", "taken_on"),
                ends=True,
            ),
        ),
        ALLEGED,
    )


CONDUCT = _conduct(
    "conduct",
    "Conduct of an employee",
    "Confidential. To People and Learning, who deal with it under the disciplinary policy.",
    "Who in People and Learning has it?",
)

CONTRACTOR = _conduct(
    "contract-manager",
    "Conduct of a contractor",
    "To the manager of the contract, who has them kept away and takes it up with their employer.",
    "Which contract manager has it?",
)

KINDS = (CONDUCT, CONTRACTOR)
