"""Several policies, several bodies (clauses 1.2, 2.3, 3.6): work beside another policy, lead together, hand over with history."""

from __future__ import annotations

from upstander.cases.measures.kinds import Kind, Step, day, pick, text, words
from upstander.partners.api import BODIES

SURVIVOR = ("survivor",)
LEADS = {"us": "We lead", "them": "They lead", "both": "Both, each for a part"}
_LEAD = pick("lead", "Who leads?", LEADS)
_KNOWS = words("knows", "Whom the survivor calls, and what they said of it")
_LOOK = day("look_on", "Look at it again on")
_ENDED = words("how", "How it ended")

OTHER_POLICY = Kind(
    "other-policy",
    "Case under another policy of ours",
    "together",
    "Anti-social behaviour, domestic abuse or safeguarding, here or elsewhere. Both go on; one leads, the survivor tells once.",
    "1.2",
    (
        Step(
            "linked",
            "Link it",
            "Linked",
            (
                pick(
                    "policy",
                    "Which policy?",
                    {
                        "asb": "Anti-social behaviour",
                        "domestic_abuse": "Domestic abuse",
                        "adults": "Safeguarding adults",
                        "children": "Safeguarding children",
                        "other": "Another",
                    },
                ),
                text(
                    "reference",
                    "Its reference, and in which system",
                    hint="A reference and no names: others read this page.",
                ),
                text("officer", "Who has it there: their role"),
                _LEAD,
                words("parts", "Who does what"),
                _KNOWS,
                _LOOK,
            ),
            expects="look_on",
        ),
        Step(
            "changed",
            "Change who leads, or look at it again",
            "Looked at again",
            (_LEAD, words("parts", "Who does what from now on"), _KNOWS, _LOOK),
            ("linked", "changed"),
            expects="look_on",
        ),
        Step("ended", "The other case has ended", "Ended", (_ENDED,), ("linked", "changed"), ends=True),
    ),
    told_apart_by="policy",
)

JOINT_LEAD = Kind(
    "joint-lead",
    "Lead together with another body",
    "together",
    "One person on each side, one who leads, and a day to look at it again. Told through the sharing gate.",
    "2.3, 3.6",
    (
        Step(
            "agreed",
            "Agree it with them",
            "Put to them",
            (
                _LEAD,
                text("there", "Who there: their role"),
                words("parts", "Who does what, and by when"),
                _KNOWS,
                _LOOK,
            ),
            discloses=True,
            expects="look_on",
        ),
        Step(
            "accepted",
            "They agree",
            "Agreed",
            (words("said", "What they said"), day("look_on", "Look at it again on", needed=False)),
            ("agreed",),
            expects="look_on",
        ),
        Step(
            "declined",
            "They do not agree",
            "Declined by them",
            (words("said", "What they said, and who leads now"),),
            ("agreed",),
            ends=True,
        ),
        Step(
            "changed",
            "Change who leads, or look at it again",
            "Looked at again",
            (_LEAD, words("parts", "Who does what from now on"), _KNOWS, _LOOK),
            ("accepted", "changed"),
            expects="look_on",
        ),
        Step("ended", "It has ended", "Ended", (_ENDED,), ("agreed", "accepted", "changed"), ends=True),
    ),
    SURVIVOR,
    tuple(BODIES),
)

TRANSFER = Kind(
    "transfer",
    "Transfer to another body, with history",
    "together",
    "Another body takes it over. What goes along is chosen item by item. Until they accept, we lead and nothing here stops.",
    "1.2, 3.6",
    (
        Step(
            "offered",
            "Offer it to them",
            "Offered",
            (
                words("why", "Why they should lead, and what was agreed so far"),
                words("agrees", "What the survivor says of it"),
                words("until", "Who keeps the survivor safe until they answer"),
                day("answer_by", "They answer by"),
            ),
            discloses=True,
            expects="answer_by",
        ),
        Step(
            "accepted",
            "They accept",
            "Accepted",
            (
                words("said", "Who accepted it (their role), when, under which reference"),
                day("hand_over_by", "Handed over by", needed=False),
            ),
            ("offered",),
            expects="hand_over_by",
        ),
        Step(
            "declined",
            "They decline",
            "Declined: it stays with us",
            (words("said", "Why, and what we do now"),),
            ("offered",),
            ends=True,
        ),
        Step(
            "handed_over",
            "It is handed over",
            "Handed over",
            (
                _KNOWS,
                words("received", "What they confirm to have received"),
            ),
            ("accepted",),
            ends=True,
        ),
        Step(
            "withdrawn",
            "Take the offer back",
            "Taken back",
            (words("why", "Why"),),
            ("offered", "accepted"),
            ends=True,
        ),
    ),
    SURVIVOR,
    tuple(BODIES),
)

KINDS = (OTHER_POLICY, JOINT_LEAD, TRANSFER)


def led_by_others(kind: str, codes: tuple[str, ...], lead: str) -> bool:
    """Whether such a measure shows that somebody else leads now: its steps so far, and who leads by the last that says so."""
    if kind == "transfer":
        return "handed_over" in codes
    if kind == "joint-lead":
        return lead == "them" and "accepted" in codes
    return kind == "other-policy" and lead == "them"
