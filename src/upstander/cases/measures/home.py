"""Rehousing (clauses 3.3.2, 3.4) and access (clause 1.6)."""

from __future__ import annotations

from upstander.cases.measures.kinds import Kind, Step, day, pick, text, tick, words
from upstander.cases.measures.law import schemes
from upstander.confidentiality.api import Permission
from upstander.policy.api import Deed

SURVIVOR = ("survivor",)
AFFECTED = ("survivor", "household", "witness", "supporter")
_BANDS = {
    f"{scheme.id}:{band.id}": f"{scheme.label}: {band.label}" for scheme in schemes() for band in scheme.bands
}
CONFIRMATIONS = {
    "confirms_what": "The police confirm what happened",
    "confirms_move": "The police support the move",
    "confirms_risk": "The police confirm that the risk goes on",
}

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
                day("given_on", "From"),
                words("said", "What they said, and whether a review was asked for", needed=False),
            ),
            ("applied", "sent"),
        ),
        Step(
            "ended",
            "It has ended",
            "Ended",
            (words("how", "Moved, or withdrawn"),),
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
            ends=True,
            permission=Permission.CASE_CLOSE,
        ),
        Step(
            "offered",
            "A home is offered",
            "Offered",
            (
                words("home", "Which home, checked as safe from those responsible"),
                day("answer_by", "They answer by"),
            ),
            ("approved", "turned_down"),
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
            (day("moved_on", "Moved on"), words("how", "How they are, and who knows the address")),
            ("offered",),
            ends=True,
        ),
        Step(
            "ended",
            "Give it up",
            "Given up",
            (words("why", "Why"),),
            ("asked", "approved", "offered", "turned_down"),
            ends=True,
        ),
    ),
    SURVIVOR,
    customers_only=True,
)

_DECIDED = (words("reason", "The reasons, as they will be told"),)

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
            "A body backs it",
            "Backed",
            (
                pick(
                    "body",
                    "Which kind of body?",
                    {
                        "police": "Police",
                        "social_services": "Social services",
                        "group": "A multi-agency group",
                        "other": "Another",
                    },
                ),
                text("who", "Which one, and who there (their role)"),
                words("evidence", "What they wrote, and where it is kept"),
                day("supported_on", "On"),
            ),
            ("requested", "supported"),
        ),
        Step(
            "granted",
            "Grant it",
            "Granted",
            _DECIDED,
            ("requested", "supported"),
            permission=Permission.CASE_CLOSE,
        ),
        Step(
            "refused",
            "Refuse it",
            "Refused",
            _DECIDED,
            ("requested", "supported"),
            permission=Permission.CASE_CLOSE,
        ),
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
            "Grant it on appeal",
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
        Step(
            "ended",
            "It has ended",
            "Ended",
            (words("how", "Used, not needed any more, or accepted"),),
            ("requested", "supported", "granted", "refused", "appeal_granted"),
            ends=True,
        ),
    ),
    SURVIVOR,
    customers_only=True,
)

CAPACITY = Kind(
    "capacity",
    "Capacity for one decision",
    "access",
    "Everybody is taken to be able to decide, until shown otherwise for one decision at one time. An unwise decision is no sign.",
    "1.6.2",
    (
        Step(
            "concern",
            "Record a concern",
            "Concern recorded",
            (
                words("decision", "Which decision is it about?"),
                words("signs", "What was seen or said that raises it"),
                words("help", "How they were helped to decide: words, pictures, time, somebody they trust"),
            ),
            sets="capacity_concern_at",
        ),
        Step(
            "requested",
            "Ask a professional",
            "Professional asked",
            (text("role", "Who is asked: their role"), day("answer_by", "They answer by")),
            ("concern",),
            deeds=(Deed.CAPACITY_REQUEST,),
            discloses=True,
            expects="answer_by",
        ),
        Step(
            "can_decide",
            "They can decide this",
            "Can decide this",
            (words("found", "Who found it, when, and on what grounds"),),
            ("concern", "requested"),
            ends=True,
        ),
        Step(
            "cannot_decide",
            "They cannot decide this now",
            "Cannot decide this now",
            (
                words("found", "Who found it, when, and on what grounds"),
                words("best", "What is in their best interests, and the way that restricts them least"),
                text("authority", "Who decides for them, on what authority"),
                day("look_on", "Ask again on"),
            ),
            ("requested",),
            expects="look_on",
        ),
        Step(
            "supported",
            "Support is in place",
            "Supported",
            (words("support", "What support they have"),),
            ("cannot_decide",),
            ends=True,
        ),
    ),
    AFFECTED,
    ("social_services", "health", "support", "other"),
)

INTERPRETER = Kind(
    "interpreter",
    "Interpreter",
    "access",
    "A professional, never a neighbour, a child or a relative. Ask about dialect and whether a woman or a man is wanted.",
    "1.6.1",
    (
        Step(
            "booked",
            "Book one",
            "Booked",
            (
                text("language", "Which language or sign language"),
                pick("way", "How?", {"in_person": "In person", "phone": "By telephone", "video": "By video"}),
                text("wanted", "A woman, a man, a dialect", needed=False),
                text("from_whom", "Booked with, and their reference"),
                day("on_day", "For which day"),
            ),
            expects="on_day",
        ),
        Step(
            "confirmed",
            "They confirm",
            "Confirmed",
            (text("who", "Who comes, as they said it"), day("on_day", "For which day")),
            ("booked",),
            expects="on_day",
        ),
        Step("came", "They came", "Came", (words("how", "How it went"),), ("booked", "confirmed"), ends=True),
        Step(
            "failed",
            "They did not come",
            "Did not come",
            (words("how", "What was done instead"),),
            ("booked", "confirmed"),
            ends=True,
        ),
    ),
    AFFECTED,
)

SPOKEN = Kind(
    "spoken-copy",
    "Copy in sound, signs or braille",
    "access",
    "Of a letter or the plan, for somebody whom print does not reach. The plan prints as a script to be read aloud.",
    "1.6.1",
    (
        Step(
            "asked",
            "Have it made",
            "Being made",
            (
                pick(
                    "form",
                    "In what form?",
                    {
                        "audio": "Read aloud and recorded",
                        "bsl": "In British Sign Language",
                        "braille": "In braille",
                    },
                ),
                text("what", "Of what"),
                text("maker", "Who makes it"),
                day("ready_by", "Ready by"),
            ),
            expects="ready_by",
        ),
        Step(
            "given",
            "They have it",
            "Given",
            (words("how", "How they got it, by a way that is safe, and that it worked for them"),),
            ("asked",),
            ends=True,
        ),
        Step(
            "given_up",
            "It is not made",
            "Given up",
            (words("why", "Why, and what was done instead"),),
            ("asked",),
            ends=True,
        ),
    ),
    AFFECTED,
)

FORMAT = Kind(
    "format",
    "Language or format",
    "access",
    "How they want what we write: it is honoured by letters from now on where their safe-contact card says so.",
    "1.6.1",
    (
        Step(
            "set",
            "Set it up",
            "Set up",
            (
                tick("large", "Large print"),
                tick("easy", "Easy read"),
                tick("audio", "Spoken or recorded"),
                tick("braille", "Braille"),
                tick("bsl", "British Sign Language"),
                text("language", "Another language: which", needed=False),
                words("how", "Who provides it, and that it was tried with them"),
            ),
            ends=True,
            deeds=(Deed.FORMAT,),
        ),
    ),
    AFFECTED,
)

KINDS = (ADVICE, BANDING, MOVE, EXEMPTION)
ACCESS = (CAPACITY, INTERPRETER, SPOKEN, FORMAT)
