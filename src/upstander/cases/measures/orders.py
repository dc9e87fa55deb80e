"""What only a court orders, and its papers (2.5, 3.3.1): undertakings, injunctions, closure, committal. Beside `possession.py`."""

from __future__ import annotations

from dataclasses import replace

from upstander.cases.measures.against import (
    ALLEGED,
    COURT,
    ENFORCED,
    LOOK,
    SERVED,
    TENANCY,
    TERMS,
    broken,
    drafted,
    ended,
    ladder,
    powers,
)
from upstander.cases.measures.kinds import Kind, Step, day, pick, text, tick, words
from upstander.cases.measures.law import law
from upstander.policy.api import Deed

UNDERTAKING = ladder(
    "undertaking",
    "Undertaking to the court",
    "A promise given to a judge. Breaking it is contempt.",
    drafted("undertaking", "Write it for the court", COURT, TERMS, day("ends_on", "It ends on")),
    Step(
        "given",
        "It was given",
        "Given",
        (COURT, TERMS, day("ends_on", "It ends on")),
        ("", "drafted"),
        deeds=ENFORCED,
        expects="ends_on",
    ),
    broken("given"),
    ended("given", "broken", "drafted", how="How it went"),
)

_SOUGHT = (
    pick("power", "Under which power?", powers("injunction")),
    COURT,
    TERMS,
    tick("arrest", "A power of arrest is asked for"),
    words("arrest_because", "If so: the violence, the threat of it, or the risk of harm", needed=False),
    words("consulted", "Who was consulted or told", needed=False),
    day("hearing_on", "Hearing on", needed=False),
)


_STANDS = ("granted", "served", "broken", "return_moved")
_MOVED = Step(
    "moved",
    "The hearing is moved",
    "Hearing moved",
    (day("hearing_on", "Hearing on"), words("why", "Why, and who has been told", needed=False)),
    ("applied", "moved"),
    expects="hearing_on",
)


def _arrested(step: Step) -> Step:
    """A breach of an injunction, which may have a power of arrest."""
    hint = (
        "Then they come before a judge within 24 hours; Sunday, Good Friday and Christmas Day do not count."
    )
    return replace(step, asks=(*step.asks, tick("arrested", "They were arrested", hint)))


def _order(first: Step) -> tuple[Step, ...]:
    """What follows an application for an injunction."""
    return (
        first,
        Step(
            "granted",
            "It is granted",
            "Granted",
            (
                pick("order", "What kind of order?", {"interim": "Interim", "final": "Final"}),
                TERMS,
                tick("arrest", "With a power of arrest"),
                tick("exclusion", "It keeps them from their home"),
                day("ends_on", "It ends on"),
                day("return_on", "They return to court on", needed=False),
            ),
            ("applied", "moved", *_STANDS),
            expects="return_on",
        ),
        _MOVED,
        # The order stands meanwhile: it can be served and broken.
        replace(_MOVED, code="return_moved", after=_STANDS),
        Step(
            "refused",
            "It is refused",
            "Refused by the court",
            (words("why", "The reasons"),),
            ("applied", "moved"),
            ends=True,
        ),
        Step(
            "served",
            "It is served",
            "Served",
            (
                *SERVED,
                text("police_told", "With a power of arrest: which police station has it", needed=False),
                day("look_on", "Look at it on, or the day it ends"),
            ),
            ("granted", "return_moved"),
            expects="look_on",
        ),
        _arrested(broken("granted", "served", "return_moved")),
        ended(*_STANDS, how="Ran out, or was discharged"),
    )


INJUNCTION = ladder(
    "injunction",
    "Injunction, with notice",
    "A court orders what has to stop. They are told of the hearing.",
    *_order(Step("applied", "Apply to the court", "Applied", _SOUGHT, deeds=ENFORCED, expects="hearing_on")),
)

URGENT_INJUNCTION = Kind(
    "urgent-injunction",
    "Injunction, without notice",
    "safety",
    "For immediate danger: no finding and no strong evidence is needed first. The court asks why they were not told.",
    "3.3.1",
    _order(
        Step(
            "applied",
            "Apply to the court",
            "Applied without notice",
            (
                *_SOUGHT,
                words("without_notice", "Why they cannot be told first"),
                words(
                    "proportionate", "Why it is proportionate: any disability, less drastic means, their home"
                ),
            ),
            deeds=(Deed.URGENT_INJUNCTION,),
            expects="hearing_on",
        )
    ),
    ALLEGED,
    customers_only=True,
)

CLOSURE = ladder(
    "closure-order",
    "Closure of premises",
    "For a home that is at the centre of it. It shuts people out of where they live: the last resort.",
    Step(
        "asked",
        "Ask for it",
        "Asked for",
        (
            pick("power", "Whose closure?", powers("closure")),
            text("premises", "Which premises"),
            words("facts", "The facts relied on, and who was consulted"),
            day("hearing_on", "Hearing on", needed=False),
        ),
        deeds=ENFORCED,
        expects="hearing_on",
    ),
    Step(
        "ordered",
        "The court decided, or extended it",
        "Decided by the court",
        (
            pick(
                "order",
                "What did it decide?",
                {"closed": "Closed", "partly": "Partly closed", "refused": "Refused"},
            ),
            TERMS,
            day("until", "Until", needed=False),
        ),
        ("asked", "ordered", "broken"),
        expects="until",
        tells="order",
    ),
    replace(broken("ordered"), only=("order", ("closed", "partly"))),
    ended("asked", "ordered", "broken"),
)

COMMITTAL = ladder(
    "committal",
    "Committal for breach",
    "For breach of an injunction or an undertaking, which comes first on this case.",
    Step(
        "applied",
        "Apply to the court",
        "Applied",
        (
            COURT,
            words("breach", "Which term was broken, when, and the proof to the criminal standard"),
            day("hearing_on", "Hearing on"),
        ),
        deeds=ENFORCED,
        expects="hearing_on",
    ),
    Step(
        "decided",
        "The court decided",
        "Decided by the court",
        (
            pick(
                "found",
                "Was the breach proved?",
                {"yes": "Proved", "no": "Not proved", "admitted": "Admitted"},
            ),
            words("sentence", "What the court did"),
        ),
        ("applied",),
        ends=True,
    ),
)

COURT_PAPERS = Kind(
    "court-papers",
    "Papers for the court",
    "against",
    "What a court's form asks for, in its order, to be copied onto the form itself. Somebody else reads it first.",
    "2.5",
    (
        drafted(
            "court",
            "Write them",
            pick("level", "For which form?", {each.id: each.label for each in law().forms}),
            COURT,
            TENANCY,
            words(
                "facts",
                "The facts relied on, one on each line, by day",
                hint="Nothing that shows who reported, unless they agreed to be a witness. Days of the log are filled in.",
            ),
            words("order", "What the court is asked to order, one on each line"),
            words(
                "about_them", "What is known of their circumstances: health, disability, children, support"
            ),
            words("witnesses", "Whose evidence goes with it: roles, not names"),
        ),
        Step(
            "filed",
            "Record that they were filed",
            "Filed",
            (
                COURT,
                text("fee", "Fee paid"),
                text("proof", "By whom, and where the copy is kept"),
                LOOK,
            ),
            ("drafted",),
            expects="look_on",
            serves=True,
        ),
        Step("given_up", "They are not needed", "Not filed", (words("why", "Why"),), ("drafted",), ends=True),
        ended("filed"),
    ),
    ALLEGED,
)

KINDS = (UNDERTAKING, INJUNCTION, URGENT_INJUNCTION, CLOSURE, COMMITTAL, COURT_PAPERS)
