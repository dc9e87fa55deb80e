"""Immediate and secondary measures of clauses 3.3.1 and 3.3.2: for somebody's safety, and support."""

from __future__ import annotations

from upstander.cases.measures.kinds import Ask, Kind, Step, day, pick, text, tick, words
from upstander.policy.api import Deed

SURVIVOR = ("survivor",)
AFFECTED = ("survivor", "household", "witness")
_EXPECTED = day("answer_by", "By when do you need to hear from them?", needed=False)
_ANSWERS = ("sent", "accepted")


def _answers() -> tuple[Step, ...]:
    """What a body may answer, when it says so by telephone and not on its page."""
    said = words("said", "What they said, and who there (their role)")
    return (
        Step("accepted", "They took it on", "Accepted", (said, _EXPECTED), ("sent",), expects="answer_by"),
        Step("declined", "They declined", "Declined by them", (said,), _ANSWERS, ends=True),
        Step("done", "They are done", "Done by them", (said,), _ANSWERS, ends=True),
    )


def _referral(
    id: str, label: str, lead: str, clause: str, deed: Deed, bodies: tuple[str, ...], asks: tuple[Ask, ...],
    *, about: tuple[str, ...] = SURVIVOR, customers_only: bool = False, group: str = "safety",
    extra: tuple[Step, ...] = (),
) -> Kind:  # fmt: skip
    sent = Step(
        "sent", "Make the referral", "Referred", (*asks, _EXPECTED), deeds=(deed,), discloses=True,
        expects="answer_by",
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

SAFEGUARDING = _referral(
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

HOMELESSNESS = _referral(
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
            hint="As the register calls it, for example Sefton.",
        ),
        words("tonight", "Where will they stay tonight?"),
        words("household", "Who has to move with them, pets too", needed=False),
        text("area_because", "If it goes to another council than that: why", needed=False),
    ),
    customers_only=True,
)

FIRE = _referral(
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

POLICE = _referral(
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

HATE_HELPLINE = _referral(
    "hate-helpline",
    "Hate-crime charity, for somebody who is not our customer",
    "On the person's behalf, as the policy has a reporting centre do.",
    "3.2.6",
    Deed.HATE_HELPLINE,
    ("support", "reporting_centre"),
    (words("wanted", "What would help them?"),),
    group="support",
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
        Step(
            "fitted",
            "It is fitted",
            "Fitted",
            (
                words("fitted", "What was fitted, and what was not"),
                Ask("cost", "Cost in pounds", "money", needed=False),
                day("test_by", "To be tested by", needed=False),
            ),
            after=("ordered",),
            expects="test_by",
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
            ("surveyed", "ordered", "fitted"),
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
        Step(
            "removed",
            "It is removed",
            "Removed",
            (
                words("how", "How it was removed, and that nothing of it can be read"),
                Ask("cost", "Cost in pounds", "money", needed=False),
            ),
            ("photographed", "ordered"),
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

SUPPORT = _referral(
    "support",
    "Support agency",
    "Offer somebody outside who is on their side. Ask whom they would like.",
    "3.3.2",
    Deed.SUPPORT_REFERRAL,
    ("support", "reporting_centre", "health", "council"),
    (words("wanted", "What would help them?"),),
    about=AFFECTED,
    group="support",
    extra=(
        Step(
            "offered_declined",
            "Offered, and they said no",
            "Offered and declined",
            (words("reason", "What they said. Offer again later"),),
            ends=True,
            deeds=(Deed.SUPPORT_REFERRAL,),
            outcome="declined",
            declines="reason",
        ),
    ),
)

INDEPENDENT_LIVING = Kind(
    "independent-living",
    "Independent Living Service",
    "support",
    "Our own service. It stays in the house, so nothing is disclosed; still ask the person first.",
    "3.3.2",
    (
        Step(
            "asked",
            "Ask the service",
            "Asked",
            (
                words("needs", "What they need help with"),
                tick("agrees", "The person agrees"),
                day("answer_by", "By when do you need an answer?", needed=False),
            ),
            deeds=(Deed.INDEPENDENT_LIVING,),
            expects="answer_by",
        ),
        Step("accepted", "The service took it on", "Accepted", (text("worker", "Who there"),), ("asked",)),
        Step("declined", "The service declined", "Declined", (words("reason", "Why"),), ("asked",), ends=True),
        Step("done", "The support has ended", "Ended", (words("said", "How it went"),), ("accepted",), ends=True),
    ),
    SURVIVOR,
    customers_only=True,
)  # fmt: skip

ONLINE_ADVICE = Kind(
    "online-advice",
    "Advice on abuse online",
    "support",
    "Advise on keeping proof, blocking, reporting to the platform and going to the police. We do not investigate personal messages.",
    "3.1.4",
    (
        Step(
            "advised",
            "Record the advice",
            "Advised",
            (
                tick("proof", "Keep proof: pictures of the screen, addresses, dates"),
                tick("block", "Block and mute"),
                tick("platform", "Report it to the platform"),
                tick("police", "Tell the police: messages that threaten or are grossly offensive can be a crime"),
                words("said", "What was said, and how", needed=False),
            ),
            ends=True,
            deeds=(Deed.ONLINE_ADVICE,),
        ),
    ),
    AFFECTED,
)  # fmt: skip

ADVICE = Kind(
    "advice",
    "Advice to somebody who is not our customer",
    "support",
    "Who can act for them, and how to reach them. Offer to make the referral with them.",
    "3.2.6",
    (
        Step(
            "advised",
            "Record the advice",
            "Advised",
            (
                tick("police", "The police: 101, 999 in danger, or online"),
                tick("charity", "A hate-crime charity with a helpline"),
                tick("landlord", "Their own landlord or council"),
                words("said", "What was said, what they want, and what we do for them"),
            ),
            ends=True,
            deeds=(Deed.ADVICE,),
        ),
    ),
    AFFECTED,
)

STAFF_ROUTE = Kind(
    "staff-route",
    "Employee: hand it to whom they choose",
    "support",
    "Their line manager, or the people team, under the policy on grievances. Never to somebody whom it is about.",
    "4.3",
    (
        Step(
            "handed",
            "Hand it over",
            "Handed over",
            (
                pick(
                    "to",
                    "To whom, as they chose?",
                    {"manager": "Their line manager", "people": "The people team"},
                ),
                text("who", "Who there has taken it on"),
                tick("not_about", "It is not about that person, and they are not close to whom it is about"),
                words("said", "What the employee wants, and who may know"),
            ),
            ends=True,
            deeds=(Deed.STAFF_ROUTE,),
        ),
    ),
    SURVIVOR,
)

JOINT_ACTION = Kind(
    "joint-action",
    "Action agreed with other bodies",
    "support",
    "Something that we or another body undertook at a joint action group. Whoever has the case is told when its day has passed.",
    "3.6",
    (
        Step(
            "agreed",
            "Record what was agreed",
            "Agreed",
            (words("what", "What is to be done?"), text("owner", "Who does it?"), day("due_on", "By when?")),
            expects="due_on",
        ),
        Step(
            "moved",
            "Give it another day",
            "Moved",
            (words("why", "Why?"), day("due_on", "By when now?")),
            ("agreed", "moved"),
            expects="due_on",
        ),
        Step(
            "done", "It is done", "Done", (words("said", "What was done?"),), ("agreed", "moved"), ends=True
        ),
        Step(
            "not_done",
            "It is not done",
            "Not done",
            (words("said", "Why not?"),),
            ("agreed", "moved"),
            ends=True,
        ),
    ),
)

KINDS = (
    ADVICE,
    STAFF_ROUTE,
    EMERGENCY_CALL,
    SAFEGUARDING,
    HOMELESSNESS,
    FIRE,
    POLICE,
    FEMALE_STAFF,
    HARDENING,
    REMOVAL,
    SUPPORT,
    HATE_HELPLINE,
    INDEPENDENT_LIVING,
    ONLINE_ADVICE,
    JOINT_ACTION,
)
