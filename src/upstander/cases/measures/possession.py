"""Possession (clauses 2.5, 3.3.2): notice, review, claim, order, breach of its terms, warrant, eviction."""

from __future__ import annotations

from dataclasses import replace

from upstander.cases.measures.against import (
    COURT,
    ENFORCED,
    SERVED,
    TENANCY,
    broken,
    drafted,
    ended,
    ladder,
    powers,
)
from upstander.cases.measures.kinds import Step, day, past, pick, text, words
from upstander.confidentiality.api import Permission

DECIDED = {
    "outright": "Possession",
    "suspended": "Possession, suspended or postponed on terms",
    "demoted": "Demotion",
    "dismissed": "Dismissed",
    "adjourned": "Adjourned",
}

FOUND = {
    "offence": "Somebody was convicted of a serious offence",
    "injunction": "An injunction was broken",
    "order": "A criminal behaviour order was broken",
    "closure": "The home was closed for more than 48 hours",
    "noise": "Somebody was convicted over noise",
}

NOTICE = (
    drafted(
        "notice",
        "Write the letter and particulars",
        TENANCY,
        pick("power", "On what ground?", powers("possession")),
        pick("condition", "Ground 7A or section 84A: what did a court find?", FOUND, needed=False),
        past("found_on", "When did it find that?", needed=False),
        words(
            "facts",
            "The facts relied on, by day",
            hint="Nothing that shows who reported, unless they agreed to be a witness.",
        ),
        text("solicitor", "Who checks the law"),
    ),
    Step(
        "served",
        "Record that it was served",
        "Notice served",
        (
            *SERVED,
            day("court_from", "Court no earlier than"),
            day(
                "lapses_on",
                "It lapses on",
                needed=False,
                hint="Leave it empty: it is worked out from the law. Give it where the notice names an earlier day.",
            ),
        ),
        ("drafted",),
        deeds=ENFORCED,
        expects="court_from",
        serves=True,
    ),
)

_REASON = words("reason", "The reasons, as they will be told")
REVIEW = (
    Step(
        "review_asked",
        "They ask us to review it",
        "Review asked for",
        (
            past("asked_on", "Asked for on"),
            words("said", "What they say, and whether they want to be heard"),
            day("decide_by", "Decide by", hint="Before the day that the notice gives for court."),
        ),
        ("served",),
        expects="decide_by",
    ),
    Step(
        "review_upheld",
        "Decide the review: the notice stands",
        "Stands after review",
        (_REASON,),
        ("review_asked",),
        permission=Permission.CASE_CLOSE,
    ),
    Step(
        "review_withdrawn",
        "Decide the review: withdraw the notice",
        "Withdrawn after review",
        (_REASON,),
        ("review_asked",),
        ends=True,
        permission=Permission.CASE_CLOSE,
    ),
)

ISSUED = Step(
    "issued",
    "Proceedings are issued",
    "Proceedings issued",
    (COURT, day("hearing_on", "Hearing on")),
    ("served", "review_upheld"),
    expects="hearing_on",
)
ORDERED = Step(
    "ordered",
    "The court decided",
    "Decided by the court",
    (
        pick("order", "What did it decide?", DECIDED),
        words("terms", "The terms and reasons"),
        day("until", "They leave by, or it holds until, or the next hearing", needed=False),
    ),
    ("issued", "ordered", "broken", "warrant", "stayed"),
    expects="until",
    tells="order",
)

_BROKEN = broken("ordered", "stayed")
WARRANT = (
    replace(
        _BROKEN,
        label="A term of the order was broken",
        past="Order broken",
        asks=(*_BROKEN.asks, text("proof", "The evidence, and where it is kept")),
        only=("order", ("suspended",)),
    ),
    Step(
        "warrant",
        "Ask the court for a warrant",
        "Warrant asked for",
        (
            COURT,
            pick(
                "permission",
                "Has the court given permission to issue it?",
                {
                    "asked": "Asked for with this application",
                    "given": "Given",
                    "not_needed": "Not needed: the order was neither suspended nor postponed",
                },
                hint="After a suspended or postponed order it is needed. “Papers for the court” writes what form N244 asks for.",
            ),
            words("why", "Why now: what was broken, what they were told, what support they had"),
            words(
                "told",
                "Who told the council that they may be homeless, and social services of a child or an adult at risk; or why nobody",
            ),
            day("look_on", "The hearing, or look at it on"),
        ),
        ("ordered", "broken", "stayed"),
        deeds=ENFORCED,
        expects="look_on",
        only=("order", ("outright", "suspended")),
    ),
    Step(
        "eviction",
        "The day of the eviction is set",
        "Eviction set",
        (
            past("notice_on", "They were given notice of it on"),
            day("evict_on", "The bailiffs come on"),
            text("shortened", "If the court made that time shorter: its order", needed=False),
            words("plan", "Who will be there, and what is planned for children, animals and belongings"),
        ),
        ("warrant", "eviction"),
        expects="evict_on",
    ),
    Step(
        "stayed",
        "The court stays the warrant",
        "Warrant stayed",
        (words("terms", "On what terms, and why"), day("until", "Until", needed=False)),
        ("warrant", "eviction"),
        expects="until",
    ),
    Step(
        "evicted",
        "They were evicted",
        "Evicted",
        (
            past("evicted_on", "Evicted on"),
            words("how", "How it went, and where they are, as far as is known"),
        ),
        ("eviction",),
        ends=True,
    ),
)

UNCLAIMED = ("review_asked", "review_upheld")
"""Steps after which a notice still waits for its claim, and may lapse."""

_STATES = (
    "drafted",
    "served",
    "review_upheld",
    "issued",
    "ordered",
    "broken",
    "warrant",
    "eviction",
    "stayed",
)

POSSESSION = ladder(
    "possession",
    "Possession: notice and court",
    "What may be served depends on the tenancy and on the day. A solicitor looks at it first.",
    *NOTICE,
    ISSUED,
    *REVIEW,
    ORDERED,
    *WARRANT,
    ended(*_STATES),
)

KINDS = (POSSESSION,)
