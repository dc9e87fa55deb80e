"""Access (clause 1.6): capacity, interpreters, formats."""

from __future__ import annotations

from upstander.cases.measures.home import AFFECTED
from upstander.cases.measures.kinds import Kind, Step, day, pick, text, tick, words
from upstander.policy.api import Deed

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
            ("concern", "requested", "cannot_decide", "supported"),
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
            ("requested", "cannot_decide", "supported"),
            expects="look_on",
        ),
        Step(
            "supported",
            "Support is in place",
            "Supported",
            (words("support", "What support they have"), day("look_on", "Ask again on")),
            ("cannot_decide", "supported"),
            expects="look_on",
        ),
        Step(
            "decided",
            "The decision was made for them",
            "Decided for them",
            (words("made", "What was decided, by whom, and how they were heard"),),
            ("cannot_decide", "supported"),
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
            ("booked", "changed"),
            expects="on_day",
        ),
        Step(
            "changed",
            "Change the booking",
            "Booking changed",
            (
                words("what", "What is changed, and did they say yes?"),
                day("on_day", "For which day"),
            ),
            ("booked", "confirmed"),
            expects="on_day",
        ),
        Step(
            "came",
            "They came",
            "Came",
            (words("how", "How it went"),),
            ("booked", "confirmed", "changed"),
            ends=True,
        ),
        Step(
            "cancelled",
            "Cancel the booking",
            "Cancelled",
            (words("how", "Why, and that they know"),),
            ("booked", "confirmed", "changed"),
            ends=True,
        ),
        Step(
            "failed",
            "They did not come",
            "Did not come",
            (words("how", "What was done instead"),),
            ("booked", "confirmed", "changed"),
            ends=True,
        ),
    ),
    AFFECTED,
)

SPOKEN = Kind(
    "spoken-copy",
    "Copy in sound, signs or braille",
    "access",
    "Of a letter or the plan, where print does not reach them. It is ordered elsewhere. The plan prints as a script to read aloud.",
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

KINDS = (CAPACITY, INTERPRETER, SPOKEN, FORMAT)
