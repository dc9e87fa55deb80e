"""The kinds that the entries of a case's timeline are sorted by, and what an entry's words are made of and come to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from upstander.cases.queries.api import ChangedCase
from upstander.policy.api import Edition

KINDS = {
    "contact": (
        "Contact and visits",
        (
            "contact",
            "visit",
            "visit_way",
            "visit_asked",
            "account_word",
            "quiet_chosen",
            "mailbox_sent",
            "mailbox_received",
            "mailbox_settled",
            "contact_changed",
            "home_left",
            "home_kept",
            "message_written",
            "message_sent",
            "message_held",
            "message_failed",
            "message_delivered",
            "message_received",
            "message_cancelled",
        ),
    ),
    "duties": (
        "Duties",
        (
            "duties_opened",
            "duties_withdrawn",
            "duties_owed_again",
            "duty_overdue",
            "duty_answered",
            "answer_taken_back",
            "advised",
        ),
    ),
    "doing": ("What is being done", ("measure", "referral", "paper_read", "joint", "partner_told")),
    "risk": (
        "Risk and plan",
        (
            "risk_assessed",
            "risk_explained",
            "plan_agreed",
            "plan_drafted",
            "plan_step",
            "plan_review",
            "plan_copy",
        ),
    ),
    "reports": (
        "Reports",
        (
            "report_received",
            "opened",
            "report_joined",
            "joined",
            "routed",
            "files_added",
            "picture_came",
            "picture_missing",
            "file_held",
            "file_let_go",
            "triage_undone",
            "report_left",
            "case_merged",
            "merged",
            "doubt",
        ),
    ),
    "decisions": (
        "Decisions",
        (
            "finding",
            "survey",
            "incident",
            "statement",
            "statement_confirmed",
            "court_statement",
            "court_statement_handed",
            "exhibit",
            "exhibit_withdrawn",
            "exhibit_put_back",
            "assigned",
            "let_in",
            "sealed",
            "glass_broken",
            "glass_reviewed",
            "closure_proposed",
            "closure_refused",
            "closed",
        ),
    ),
    "sharing": (
        "Sharing",
        (
            "consent",
            "consent_to_ask",
            "consent_withdrawn",
            "withdrawal_acknowledged",
            "shared",
            "sharing_reviewed",
        ),
    ),
    "people": ("People", ("party_added", "survivor_updated", "formats_offered")),
    "notes": ("Notes", ("note",)),
}


def changes(cases: Iterable[ChangedCase]) -> list[tuple[ChangedCase, str]]:
    """Each case with what went on there, in the words of the timeline's own kinds."""
    named = {code: text for text, codes in KINDS.values() for code in codes}
    found = []
    for case in cases:
        counts: Counter[str] = Counter()
        for kind, many in case.kinds:
            counts[named.get(kind, "The case itself")] += many
        said = (f"{text.lower()} ({many})" if many > 1 else text.lower() for text, many in counts.items())
        found.append((case, ", ".join(said).capitalize()))
    return found


Said = tuple[str, str, str]


Codes = dict[str, Any]  # Any: JSON, whose shape the kind gives
Telling = dict[str, Callable[[Codes, str, Edition], Said]]
