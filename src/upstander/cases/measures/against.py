"""Enforcement (clauses 2.5, 2.6, 3.3.2): the ladder from a warning to the courts, behind its gates; and conduct of our own people."""

from __future__ import annotations

from upstander.cases.measures.kinds import Ask, Kind, Step, day, pick, text, tick, words
from upstander.cases.measures.law import law
from upstander.policy.api import Deed

ALLEGED = ("perpetrator",)
_ENFORCED = (Deed.ENFORCEMENT,)


def _powers(measure: str) -> dict[str, str]:
    return {power.id: power.label for power in law().of(measure)}


_SERVED = (
    pick("served_how", "How was it served?", {each.id: each.label for each in law().services}),
    day("served_on", "Handed over or posted on"),
    tick("late", "That was after 5pm"),
    text("served_by", "By whom"),
    text("proof", "The proof, and where it is kept"),
)
_LOOK = day("look_on", "Look at it on")
_TENANCY = pick("tenancy", "What tenancy have they?", law().tenancies)
_TERMS = words("terms", "The terms, one on each line")
_COURT = text("court", "Court and claim number")

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


def _ended(*after: str, how: str = "How it ended") -> Step:
    return Step("ended", "It has ended", "Ended", (words("how", how),), after, ends=True)


def _broken(*after: str) -> Step:
    how = words("how", "Which term, when, how we know, and whether they were arrested")
    return Step("broken", "It was broken", "Broken", (how,), (*after, "broken"))


def _ladder(id: str, label: str, lead: str, *steps: Step) -> Kind:
    """A rung of enforcement: about somebody responsible, behind the gates."""
    return Kind(id, label, "against", lead, "2.5, 2.6", steps, ALLEGED, gated=True)


def _drafted(paper: str, label: str, *asks: Ask) -> Step:
    """Write a paper; somebody else reads it before anybody is served with it."""
    return Step("drafted", label, "Written, not served", asks, drafts=paper)


WARNING = _ladder(
    "warning",
    "Warning letter",
    "What is said to have happened, what has to stop, what comes next if it does not.",
    _drafted(
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
        (tick("source_hidden", "Nothing in it shows who reported"), *_SERVED, _LOOK),
        ("drafted",),
        deeds=_ENFORCED,
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

AGREEMENT = _ladder(
    "behaviour-agreement",
    "Acceptable-behaviour agreement",
    "Signed by them, not ordered by a court. Breaking it is evidence.",
    _drafted(
        "agreement",
        "Write the agreement",
        _TERMS,
        words("help", "What we do in return: support, contact"),
        day("ends_on", "It ends on"),
    ),
    Step(
        "signed",
        "They signed",
        "Signed",
        (
            _TERMS,
            day("signed_on", "Signed on"),
            text("proof", "Who saw them sign, and where it is kept"),
            day("ends_on", "It ends on"),
            _LOOK,
        ),
        ("drafted",),
        deeds=_ENFORCED,
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
    _broken("signed"),
    _ended("signed", "broken", how="How it went"),
)

UNDERTAKING = _ladder(
    "undertaking",
    "Undertaking to the court",
    "A promise given to a judge. Breaking it is contempt.",
    _drafted("undertaking", "Write it for the court", _COURT, _TERMS, day("ends_on", "It ends on")),
    Step(
        "given",
        "It was given",
        "Given",
        (_COURT, _TERMS, day("given_on", "Given on"), day("ends_on", "It ends on")),
        ("", "drafted"),
        deeds=_ENFORCED,
        expects="ends_on",
    ),
    _broken("given"),
    _ended("given", "broken", "drafted", how="How it went"),
)

_DECIDED = {
    "outright": "Possession",
    "suspended": "Possession, suspended on terms",
    "demoted": "Demotion",
    "dismissed": "Dismissed",
    "adjourned": "Adjourned",
}
POSSESSION = _ladder(
    "possession",
    "Possession: notice and court",
    "What may be served depends on the tenancy and on the day. A solicitor looks at it first.",
    _drafted(
        "notice",
        "Write the letter and particulars",
        _TENANCY,
        pick("power", "On what ground?", _powers("possession")),
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
            _TENANCY,
            pick("power", "On what ground?", _powers("possession")),
            *_SERVED,
            day("court_from", "Court no earlier than"),
            day("lapses_on", "It lapses on", needed=False),
            text("solicitor", "Who checked the law"),
        ),
        ("drafted",),
        deeds=_ENFORCED,
        expects="court_from",
        serves=True,
    ),
    Step(
        "issued",
        "Proceedings are issued",
        "Proceedings issued",
        (_COURT, day("hearing_on", "Hearing on")),
        ("served",),
        expects="hearing_on",
    ),
    Step(
        "ordered",
        "The court decided",
        "Decided by the court",
        (
            pick("order", "What did it decide?", _DECIDED),
            words("terms", "The terms and reasons"),
            day("until", "It holds until, or the next hearing", needed=False),
        ),
        ("issued", "ordered"),
        expects="until",
    ),
    _ended("drafted", "served", "issued", "ordered"),
)

_SOUGHT = (
    pick("power", "Under which power?", _powers("injunction")),
    _COURT,
    _TERMS,
    tick("arrest", "A power of arrest is asked for"),
    words("arrest_because", "If so: the violence, the threat of it, or the risk of harm", needed=False),
    words("consulted", "Who was consulted or told", needed=False),
    day("applied_on", "Applied on"),
    day("hearing_on", "Hearing on", needed=False),
)


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
                _TERMS,
                tick("arrest", "With a power of arrest"),
                tick("exclusion", "It keeps them from their home"),
                day("ends_on", "It ends on"),
                day("return_on", "They return to court on", needed=False),
            ),
            ("applied", "granted", "served"),
            expects="return_on",
        ),
        Step(
            "refused",
            "It is refused",
            "Refused by the court",
            (words("why", "The reasons"),),
            ("applied",),
            ends=True,
        ),
        Step(
            "served",
            "It is served",
            "Served",
            (
                *_SERVED,
                text("police_told", "With a power of arrest: which police station has it", needed=False),
                day("look_on", "Look at it on, or the day it ends"),
            ),
            ("granted",),
            expects="look_on",
        ),
        _broken("granted", "served"),
        _ended("granted", "served", "broken", how="Ran out, or was discharged"),
    )


INJUNCTION = _ladder(
    "injunction",
    "Injunction, with notice",
    "A court orders what has to stop. They are told of the hearing.",
    *_order(Step("applied", "Apply to the court", "Applied", _SOUGHT, deeds=_ENFORCED, expects="hearing_on")),
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

CLOSURE = _ladder(
    "closure-order",
    "Closure of premises",
    "For a home that is at the centre of it. It shuts people out of where they live: the last resort.",
    Step(
        "asked",
        "Ask for it",
        "Asked for",
        (
            pick("power", "Whose closure?", _powers("closure")),
            words("facts", "The facts relied on, and who was consulted"),
            day("asked_on", "Asked on"),
            day("hearing_on", "Hearing on", needed=False),
        ),
        deeds=_ENFORCED,
        expects="hearing_on",
    ),
    Step(
        "ordered",
        "The court decided",
        "Decided by the court",
        (
            pick(
                "order",
                "What did it decide?",
                {"closed": "Closed", "partly": "Partly closed", "refused": "Refused"},
            ),
            _TERMS,
            day("until", "Until", needed=False),
        ),
        ("asked", "ordered"),
        expects="until",
    ),
    _ended("asked", "ordered"),
)

COMMITTAL = _ladder(
    "committal",
    "Committal for breach",
    "For breach of an injunction or an undertaking, which comes first on this case.",
    Step(
        "applied",
        "Apply to the court",
        "Applied",
        (
            _COURT,
            words("breach", "Which term was broken, when, and the proof to the criminal standard"),
            day("hearing_on", "Hearing on"),
        ),
        deeds=_ENFORCED,
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
        _drafted(
            "court",
            "Write them",
            pick("level", "For which form?", {each.id: each.label for each in law().forms}),
            _COURT,
            _TENANCY,
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
                _COURT,
                day("filed_on", "Filed on"),
                text("fee", "Fee paid"),
                text("proof", "By whom, and where the copy is kept"),
                _LOOK,
            ),
            ("drafted",),
            expects="look_on",
            serves=True,
        ),
        Step("given_up", "They are not needed", "Not filed", (words("why", "Why"),), ("drafted",), ends=True),
        _ended("filed"),
    ),
    ALLEGED,
)


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

KINDS = (
    PROPORTIONALITY,
    WARNING,
    AGREEMENT,
    UNDERTAKING,
    POSSESSION,
    INJUNCTION,
    URGENT_INJUNCTION,
    CLOSURE,
    COMMITTAL,
    COURT_PAPERS,
    CONDUCT,
    CONTRACTOR,
)
