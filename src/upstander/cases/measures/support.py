"""Secondary measures of clause 3.3.2, and what is done for people who are not customers: support."""

from __future__ import annotations

from upstander.cases.measures.kinds import Kind, Step, day, pick, text, tick, words
from upstander.cases.measures.safety import AFFECTED, CHASED_AFTER, SURVIVOR, referral
from upstander.policy.api import Deed

HATE_HELPLINE = referral(
    "hate-helpline",
    "Hate-crime charity, for somebody who is not our customer",
    "On the person's behalf, as the policy has a reporting centre do.",
    "3.2.6",
    Deed.HATE_HELPLINE,
    ("support", "reporting_centre"),
    (words("wanted", "What would help them?"),),
    group="support",
)

SUPPORT = referral(
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
                day(
                    "answer_by",
                    "By when do you need an answer?",
                    needed=False,
                    hint="Like 27/11/2026. Left empty, you are reminded after 3 days.",
                ),
            ),
            deeds=(Deed.INDEPENDENT_LIVING,),
            expects="answer_by",
            within=CHASED_AFTER,
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

KINDS = (ADVICE, STAFF_ROUTE, SUPPORT, HATE_HELPLINE, INDEPENDENT_LIVING, ONLINE_ADVICE, JOINT_ACTION)
