"""Immediate measures of clause 3.3.1: for somebody's safety."""

from __future__ import annotations

from upstander.cases.measures.kinds import Ask, Kind, Step, day, pick, text, tick, words
from upstander.policy.api import Deed

SURVIVOR = ("survivor",)
AFFECTED = ("survivor", "household", "witness")
CHASED_AFTER = 3  # days of silence, told however they were told
_HELPED_AFTER = 14  # days; the same when they say on their page that they take it on (`partner_side`)
_EXPECTED = day(
    "answer_by",
    "By when do you need to hear from them?",
    needed=False,
    hint="Like 27/11/2026. Left empty, you are reminded after 3 days.",
)
_HELPED = day(
    "answer_by",
    "When will you ask whether help came?",
    needed=False,
    hint="Like 27/11/2026. Left empty, you are reminded after 14 days.",
)
_ANSWERS = ("sent", "accepted")


def _answers() -> tuple[Step, ...]:
    """What a body may answer, when it says so by telephone and not on its page."""
    said = words("said", "What they said, and who there (their role)")
    return (
        Step(
            "accepted",
            "They took it on",
            "Accepted",
            (said, _HELPED),
            ("sent",),
            expects="answer_by",
            within=_HELPED_AFTER,
        ),
        Step("declined", "They declined", "Declined by them", (said,), _ANSWERS, ends=True),
        Step("done", "They are done", "Done by them", (said,), _ANSWERS, ends=True),
        Step(
            "reached",
            "Did help reach them?",
            "Asked whether help came",
            (
                pick(
                    "reached",
                    "Did help reach them? Ask them, by a way that is safe",
                    {"yes": "Yes", "partly": "Some of it", "no": "No"},
                ),
                words("said", "What they say, and what is to be done when it did not"),
            ),
            ("accepted", "done"),
            ends=True,
            afterwards=True,
        ),
    )


def _not_come(name: str, label: str) -> Step:
    """A contractor is late: another day, or another contractor, so that it is told again when that passes too."""
    return Step(
        "chased",
        "They have not come",
        "Chased",
        (words("said", "What they say, or who comes instead"), day(name, label)),
        ("ordered", "chased"),
        expects=name,
    )


def referral(
    id: str, label: str, lead: str, clause: str, deed: Deed, bodies: tuple[str, ...], asks: tuple[Ask, ...],
    *, about: tuple[str, ...] = SURVIVOR, customers_only: bool = False, group: str = "safety",
    extra: tuple[Step, ...] = (),
) -> Kind:  # fmt: skip
    """A kind that tells a body, and waits for what it answers."""
    sent = Step(
        "sent", "Make the referral", "Referred", (*asks, _EXPECTED), deeds=(deed,), discloses=True,
        expects="answer_by", within=CHASED_AFTER,
    )  # fmt: skip
    return Kind(id, label, group, lead, clause, (sent, *extra, *_answers()), about, bodies, customers_only)


EMERGENCY_CALL = Kind(
    "emergency-call",
    "Emergency services",
    "safety",
    "Call first. Write it down afterwards: which service, their number, what they did.",
    "3.3.1",
    (
        Step(
            "called",
            "Record the call",
            "Called",
            (
                pick(
                    "service",
                    "Which service came or was called?",
                    {
                        "police": "Police (999)",
                        "ambulance": "Ambulance",
                        "fire": "Fire and rescue",
                        "other": "Another",
                    },
                ),
                text("incident", "Their incident number", needed=False),
                words("happened", "What they did, and how the person is now", needed=False),
            ),
            ends=True,
            deeds=(Deed.EMERGENCY_CALL,),
            discloses=True,
        ),
    ),
    AFFECTED,
    ("emergency", "police", "fire", "health"),
)

SAFEGUARDING = referral(
    "safeguarding",
    "Safeguarding alert to social services",
    "For an adult at risk or a child. Sharing for safeguarding needs no consent, but say that you asked, or why not.",
    "3.3.1",
    Deed.SAFEGUARDING_ALERT,
    ("social_services",),
    (
        pick(
            "who_for",
            "Who is at risk?",
            {"adult": "An adult who cannot protect themselves", "child": "A child"},
        ),
        words("concern", "What is the concern?", hint="What was seen or said, by whom, when."),
        words("their_view", "What does the person want, and do they know of the alert?"),
        words("safe_now", "Are they safe now, and what has been done?"),
        text("lead_told", "Which of our safeguarding leads knows of it?", needed=False),
    ),
    about=AFFECTED,
)

HOMELESSNESS = referral(
    "homelessness",
    "Homelessness referral",
    "To the council of the area where the incidents take place. That may not be where the home is.",
    "3.3.1",
    Deed.HOMELESSNESS_REFERRAL,
    ("homelessness",),
    (
        text(
            "area",
            "In which council's area do the incidents take place?",
            hint="That of their home stands here where we know it. Put another when it happens elsewhere.",
        ),
        words("tonight", "Where will they stay tonight?"),
        words("household", "Who has to move with them, pets too", needed=False),
        text("area_because", "If it goes to another council than that: why", needed=False),
    ),
    customers_only=True,
)

FIRE = referral(
    "fire",
    "Fire service referral",
    "For a home fire safety visit, after arson, a threat of fire, or when somebody is in danger.",
    "3.3.1",
    Deed.FIRE_REFERRAL,
    ("fire",),
    (
        words("risk", "What is the fire risk?", hint="The letterbox, what was said, who lives there."),
        tick("letterbox", "Ask for a letterbox cover or seal"),
        tick("alarms", "Ask for smoke alarms to be checked"),
    ),
    about=AFFECTED,
)

POLICE = referral(
    "police",
    "Police referral",
    "When it is no emergency. In danger, call 999 first.",
    "3.2.6",
    Deed.POLICE_REFERRAL,
    ("police",),
    (
        words("offence", "What may be a crime in this?"),
        text("crime_number", "Their crime number, when they gave one", needed=False),
    ),
    about=AFFECTED,
)


FEMALE_STAFF = Kind(
    "female-staff",
    "Women only to deal with them",
    "safety",
    "Set before anybody visits. It is shown on the case, and asked again when a visit is planned.",
    "3.3.1",
    (
        Step(
            "set",
            "Set who deals with them",
            "Set",
            (
                text("officer", "Which women on our staff?"),
                words("told", "Contractors and others who were told that only women come", needed=False),
            ),
            deeds=(Deed.FEMALE_STAFF,),
            sets="wants_female_staff",
        ),
        Step("ended", "They no longer ask for it", "No longer asked for", (words("said", "What they said"),), ("set",), ends=True),
    ),
    SURVIVOR,
    customers_only=True,
)  # fmt: skip

HARDENING = Kind(
    "hardening",
    "Target hardening",
    "safety",
    "Make the home safer: survey, order, fitting, and a test with the person that it works.",
    "3.3.1, 4.2",
    (
        Step(
            "surveyed",
            "Record the survey",
            "Surveyed",
            (
                words("found", "What is weak: doors, windows, letterbox, lighting, alarms"),
                words("wanted", "What the person wants"),
                day("order_by", "By when is it to be ordered?", needed=False),
            ),
            expects="order_by",
            photos=True,
        ),
        Step(
            "ordered",
            "Place the order",
            "Ordered",
            (
                words("items", "What is ordered, one on each line"),
                text("contractor", "Contractor"),
                text("order", "Order number", needed=False),
                Ask("cost", "Estimated cost in pounds", "money", needed=False),
                tick("discreet", "The contractor knows not to say why they come"),
                day("fit_by", "To be fitted by"),
            ),
            after=("surveyed", ""),
            deeds=(Deed.HARDENING,),
            expects="fit_by",
        ),
        _not_come("fit_by", "Now to be fitted by"),
        Step(
            "fitted",
            "It is fitted",
            "Fitted",
            (
                words("fitted", "What was fitted, and what was not"),
                Ask("cost", "Cost in pounds", "money", needed=False),
                day("test_by", "To be tested by", needed=False),
            ),
            after=("ordered", "chased"),
            expects="test_by",
            photos=True,
        ),
        Step(
            "tested",
            "Tested with them",
            "Tested",
            (
                words("tested", "What was tried, and does the person feel safer?"),
                tick("works", "Everything works, and they know how to use it"),
            ),
            after=("fitted",),
            ends=True,
        ),
        Step(
            "given_up",
            "Give it up",
            "Given up",
            (words("reason", "Why"),),
            ("surveyed", "ordered", "chased", "fitted"),
            ends=True,
        ),
    ),
    SURVIVOR,
    customers_only=True,
)

REMOVAL = Kind(
    "removal",
    "Removal of offensive material",
    "safety",
    "Photograph it first: it is evidence. Then have it gone at once.",
    "standard",
    (
        Step(
            "photographed",
            "It is photographed",
            "Photographed",
            (
                words("where", "What it is, and where"),
                text("kept", "If none is added here: where are they kept?", needed=False),
            ),
            photos=True,
        ),
        Step(
            "ordered",
            "Order the removal",
            "Removal ordered",
            (
                text("contractor", "Who removes it"),
                text("order", "Order number", needed=False),
                day("gone_by", "To be gone by"),
            ),
            after=("photographed",),
            expects="gone_by",
        ),
        _not_come("gone_by", "Now to be gone by"),
        Step(
            "removed",
            "It is removed",
            "Removed",
            (
                words("how", "How it was removed, and that nothing of it can be read"),
                Ask("cost", "Cost in pounds", "money", needed=False),
            ),
            ("photographed", "ordered", "chased"),
            ends=True,
            deeds=(Deed.REMOVAL,),
            photos=True,
        ),
        Step(
            "removed_first",
            "It was removed before a photograph",
            "Removed without a photograph",
            (words("reason", "Who removed it, when, and why nobody photographed it first"),),
            after=("",),
            ends=True,
            deeds=(Deed.REMOVAL,),
        ),
    ),
)


KINDS = (
    EMERGENCY_CALL,
    SAFEGUARDING,
    HOMELESSNESS,
    FIRE,
    POLICE,
    FEMALE_STAFF,
    HARDENING,
    REMOVAL,
)
