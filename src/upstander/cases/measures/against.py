"""Enforcement (clauses 2.5, 2.6, 3.3.2): the ladder behind its gates, as far as no court is asked (`orders.py` goes on)."""

from __future__ import annotations

from upstander.cases.measures.kinds import Ask, Kind, Step, day, past, pick, text, tick, words
from upstander.cases.measures.law import law
from upstander.policy.api import Deed

ALLEGED = ("perpetrator",)
ENFORCED = (Deed.ENFORCEMENT,)


SERVED = (
    pick("served_how", "How was it served?", {each.id: each.label for each in law().services}),
    past("served_on", "Handed over or posted on"),
    tick("late", "That was at 4:30pm or later"),
    text("served_by", "By whom"),
    text("proof", "The proof, and where it is kept"),
)
LOOK = day("look_on", "Look at it on")
TERMS = words("terms", "The terms, one on each line")
TENANCY = pick("tenancy", "What tenancy have they?", law().tenancies)
COURT = text("court", "Which court, and the claim number once there is one")

_WEIGHED = (
    words("intended", "What is intended, and what it is meant to achieve"),
    words("connected", "How it would achieve that"),
    words("less", "What less drastic was tried or considered, and why it is not enough"),
    pick(
        "disability",
        "Has this person, or somebody they live with, a disability that bears on the behaviour?",
        {
            "no": "No, as far as is known after asking",
            "yes": "Yes",
            "silent": "They were asked, and did not say",
            "unknown": "Not known: nobody has asked yet",
        },
    ),
    words("disability_words", "What is known of it: medical evidence, what they say", needed=False),
    words("support", "What support they were offered"),
    words("home", "What it means for their home and family life (Human Rights Act, Article 8)"),
    words("balance", "Why it is fair, or is not, weighing it all"),
    text("equality", "Who considered the equality duty (Equality Act, section 149)"),
)

PROPORTIONALITY = Kind(
    "proportionality",
    "Is it proportionate?",
    "against",
    "Before any enforcement: aim, means, disability, home, balance. A court may ask for this page.",
    "1.7.3, 2.5",
    (
        Step("proportionate", "It is proportionate", "Found proportionate", _WEIGHED, ends=True),
        Step("disproportionate", "It is not proportionate", "Found not proportionate", _WEIGHED, ends=True),
    ),
    ALLEGED,
)


def powers(measure: str) -> dict[str, str]:
    """What the law knows for a kind of measure, by its label."""
    return {power.id: power.label for power in law().of(measure)}


def ended(*after: str, how: str = "How it ended") -> Step:
    """The step that ends what stands at one of these."""
    return Step("ended", "It has ended", "Ended", (words("how", how),), after, ends=True)


def broken(*after: str) -> Step:
    """A breach of what was ordered or agreed; there may be several."""
    asks = (past("broken_on", "Broken on"), words("how", "Which term, and how we know"))
    return Step("broken", "It was broken", "Broken", asks, (*after, "broken"))


def ladder(id: str, label: str, lead: str, *steps: Step) -> Kind:
    """A rung of enforcement: about somebody responsible, behind the gates."""
    return Kind(id, label, "against", lead, "2.5, 2.6", steps, ALLEGED, gated=True)


def drafted(paper: str, label: str, *asks: Ask) -> Step:
    """Write a paper; somebody else reads it before anybody is served with it."""
    return Step("drafted", label, "Written, not served", asks, drafts=paper)


WARNING = ladder(
    "warning",
    "Warning letter",
    "What is said to have happened, what has to stop, what comes next if it does not.",
    drafted(
        "warning",
        "Write the letter",
        pick("level", "Which warning?", {"first": "First", "final": "Final"}),
        words(
            "said",
            "What they are said to have done: when, where, what",
            hint="Nothing that shows who reported or saw it.",
        ),
        words("stop", "What has to stop"),
    ),
    Step(
        "sent",
        "Record that it was served",
        "Served",
        (tick("source_hidden", "Nothing in it shows who reported"), *SERVED, LOOK),
        ("drafted",),
        deeds=ENFORCED,
        expects="look_on",
        serves=True,
    ),
    Step("kept", "It was heeded", "Heeded", (words("how", "How we know"),), ("sent",), ends=True),
    Step(
        "broken",
        "It was not heeded",
        "Not heeded",
        (words("how", "What happened since"),),
        ("sent",),
        ends=True,
    ),
    Step("given_up", "Do not send it", "Not sent", (words("why", "Why"),), ("drafted",), ends=True),
)

AGREEMENT = ladder(
    "behaviour-agreement",
    "Acceptable-behaviour agreement",
    "Signed by them, not ordered by a court. Breaking it is evidence.",
    drafted(
        "agreement",
        "Write the agreement",
        TERMS,
        words("help", "What we do in return: support, contact"),
        day("ends_on", "It ends on"),
    ),
    Step(
        "signed",
        "They signed",
        "Signed",
        (
            TERMS,
            text("proof", "Who saw them sign, and where it is kept"),
            day("ends_on", "It ends on"),
            LOOK,
        ),
        ("drafted",),
        deeds=ENFORCED,
        expects="look_on",
        serves=True,
    ),
    Step(
        "refused",
        "They would not sign",
        "Not signed",
        (words("said", "What they said"),),
        ("drafted",),
        ends=True,
    ),
    broken("signed"),
    ended("signed", "broken", how="How it went"),
)


KINDS = (PROPORTIONALITY, WARNING, AGREEMENT)
