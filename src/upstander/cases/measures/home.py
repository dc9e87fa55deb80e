"""Rehousing (clauses 3.3.2, 3.4)."""

from __future__ import annotations

from upstander.cases.measures.kinds import Kind, Step, day, past, pick, text, tick, words
from upstander.cases.measures.law import schemes
from upstander.confidentiality.api import Permission
from upstander.policy.api import Deed

SURVIVOR = ("survivor",)
AFFECTED = ("survivor", "household", "witness", "supporter")
_BANDS = {
    f"{scheme.id}:{band.id}": f"{scheme.label}: {band.label}{f', until {band.until.year}' if band.until else ''}"
    for scheme in schemes()
    for band in scheme.bands
}
CONFIRMATIONS = {
    "confirms_what": "The police confirm what happened",
    "confirms_move": "The police support the move",
    "confirms_risk": "The police confirm that the risk goes on",
}

_DECIDED = (words("reason", "The reasons, as they will be told"),)


def _appeal(granted: str) -> tuple[Step, ...]:
    """What follows a refusal: somebody new decides (clause 3.4)."""
    return (
        Step(
            "appealed",
            "They appeal",
            "Appealed",
            (words("grounds", "What they say"), day("decide_by", "Decide by")),
            ("refused",),
            expects="decide_by",
        ),
        Step(
            "appeal_granted",
            granted,
            "Granted on appeal",
            _DECIDED,
            ("appealed",),
            permission=Permission.CASE_CLOSE,
        ),
        Step(
            "appeal_refused",
            "Refuse the appeal",
            "Appeal refused",
            _DECIDED,
            ("appealed",),
            ends=True,
            permission=Permission.CASE_CLOSE,
        ),
    )


# What it does to the home, the letters and the visits of the case is `moved.py` (decision 0191).
_MOVED = (
    past("moved_on", "Moved on"),
    words("how", "How they are, and who knows the address"),
    words(
        "address",
        "Their new address",
        needed=False,
        hint="Leave it empty when they do not want it here. Nothing finds it by searching, and no letter to anybody else holds it.",
    ),
    pick(
        "letters",
        "Where do letters go now? Ask them",
        {
            "new": "To the new address: they call it safe",
            "same": "Where they go now: that is not the home they left",
            "none": "Nowhere, until they say where it is safe",
        },
    ),
    tick("visits", "We may visit them at the new address"),
)

ADVICE = Kind(
    "rehousing-advice",
    "Advice on moving",
    "home",
    "What they want, and every way there is, staying included.",
    "3.3.2",
    (
        Step(
            "advised",
            "Record the advice",
            "Advised",
            (
                words("wishes", "What they want: to stay or go, where not to, how soon"),
                words("needs", "What the home needs: size, access, pets, schools, work, family near"),
                words(
                    "said",
                    "What was advised: the scheme, a swap, a move by us, the council, staying with more safety",
                ),
            ),
            ends=True,
            deeds=(Deed.REHOUSING_ADVICE,),
        ),
    ),
    SURVIVOR,
    customers_only=True,
)

BANDING = Kind(
    "banding",
    "Priority in the lettings scheme",
    "home",
    "The scheme asks the police for three things: what happened, that they support the move, that the risk goes on.",
    "3.3.2",
    (
        Step(
            "applied",
            "They have applied",
            "Applied",
            (
                pick("band", "Which band is sought?", _BANDS),
                text("reference", "Their reference in the scheme", needed=False),
                day("evidence_by", "Evidence to be sent by", needed=False),
            ),
            expects="evidence_by",
            sets="applied_for_banding",
        ),
        Step(
            "sent",
            "Send the evidence",
            "Evidence sent",
            (
                *(tick(name, label) for name, label in CONFIRMATIONS.items()),
                words(
                    "missing", "If one of these is missing: why the evidence goes all the same", needed=False
                ),
                words("evidence", "What else is sent with it", needed=False),
                day("answer_by", "The scheme answers by", needed=False),
            ),
            ("applied", "sent"),
            deeds=(Deed.REHOUSING_EVIDENCE,),
            discloses=True,
            expects="answer_by",
        ),
        Step(
            "banded",
            "The scheme decided",
            "Decided",
            (
                pick("band", "Which band was given?", _BANDS),
                past("given_on", "From"),
                day("until", "Until when, or when the scheme looks at it again", needed=False),
                words("said", "What they said, and whether a review was asked for", needed=False),
            ),
            ("applied", "sent", "banded"),
            expects="until",
        ),
        Step("moved", "They have moved", "Moved", _MOVED, ("sent", "banded"), ends=True),
        Step(
            "ended",
            "It has ended",
            "Ended",
            (words("how", "Withdrawn, or not needed any more"),),
            ("applied", "sent", "banded"),
            ends=True,
        ),
    ),
    SURVIVOR,
    ("homelessness", "council", "landlord", "other", "police"),
    customers_only=True,
)

MOVE = Kind(
    "management-move",
    "Management move",
    "home",
    "A move by us, outside the scheme, when staying is not safe.",
    "3.3.2, 3.4",
    (
        Step(
            "asked",
            "Ask for a move",
            "Asked for",
            (
                words("why", "Why staying is not safe, and what was tried"),
                words("wishes", "Where and what they would accept"),
                day("decide_by", "Decide by"),
            ),
            expects="decide_by",
        ),
        Step(
            "approved",
            "Approve it",
            "Approved",
            (words("reason", "The reasons"), day("offer_by", "Offer by", needed=False)),
            ("asked",),
            permission=Permission.CASE_CLOSE,
            expects="offer_by",
        ),
        Step(
            "refused",
            "Refuse it",
            "Refused",
            (words("reason", "The reasons, and how they can appeal"),),
            ("asked",),
            permission=Permission.CASE_CLOSE,
        ),
        *_appeal("Approve it on appeal"),
        Step(
            "offered",
            "A home is offered",
            "Offered",
            (
                words("home", "Which home, checked as safe from those responsible"),
                day("answer_by", "They answer by"),
            ),
            ("approved", "turned_down", "appeal_granted"),
            expects="answer_by",
        ),
        Step(
            "turned_down",
            "They turned it down",
            "Turned down",
            (words("said", "What they said"),),
            ("offered",),
        ),
        Step(
            "moved",
            "They have moved",
            "Moved",
            _MOVED,
            ("offered",),
            ends=True,
        ),
        Step(
            "ended",
            "Give it up",
            "Given up",
            (words("why", "Why"),),
            ("asked", "approved", "refused", "offered", "turned_down", "appeal_granted"),
            ends=True,
        ),
    ),
    SURVIVOR,
    customers_only=True,
)

_UNDECIDED = ("requested", "supported", "heard")

EXEMPTION = Kind(
    "exemption",
    "Exemption from a rule",
    "home",
    "Setting aside arrears, a breach or a lettings rule for a move or for priority, case by case. Normally a public body backs it.",
    "3.4",
    (
        Step(
            "requested",
            "Ask for an exemption",
            "Requested",
            (
                pick(
                    "rule",
                    "Which rule would be set aside?",
                    {
                        "arrears": "Rent arrears",
                        "breach": "Another breach of the tenancy",
                        "banding": "A rule on priority in the lettings scheme",
                        "other": "Another rule",
                    },
                ),
                words("rule_words", "The rule, in words, and where it stands"),
                pick(
                    "for_what",
                    "What for?",
                    {"move": "A move to another home of ours", "banding": "Priority in a lettings scheme"},
                ),
                words("why", "Why this case calls for it"),
                day("decide_by", "Decide by"),
            ),
            expects="decide_by",
        ),
        Step(
            "supported",
            "A public body backs it",
            "Backed",
            (
                pick(
                    "body",
                    "Which kind of body?",
                    {
                        "police": "Police",
                        "social_services": "Social services",
                        "group": "A multi-agency group",
                    },
                ),
                text("who", "Which one, and who there (their role)"),
                words("evidence", "What they wrote, and where it is kept"),
            ),
            _UNDECIDED,
        ),
        Step(
            "heard",
            "Somebody else writes for it",
            "Another wrote for it",
            (
                text("who", "Who: a charity, a doctor, a school, and their role"),
                words("evidence", "What they wrote, and where it is kept"),
            ),
            _UNDECIDED,
        ),
        Step(
            "granted",
            "Grant it",
            "Granted",
            _DECIDED,
            _UNDECIDED,
            permission=Permission.CASE_CLOSE,
        ),
        Step(
            "refused",
            "Refuse it",
            "Refused",
            _DECIDED,
            _UNDECIDED,
            permission=Permission.CASE_CLOSE,
        ),
        *_appeal("Grant it on appeal"),
        Step(
            "ended",
            "It has ended",
            "Ended",
            (words("how", "Used, not needed any more, or accepted"),),
            (*_UNDECIDED, "granted", "refused", "appeal_granted"),
            ends=True,
        ),
    ),
    SURVIVOR,
    customers_only=True,
)


KINDS = (ADVICE, BANDING, MOVE, EXEMPTION)
