"""The door of the governance room."""

from upstander.governance.clauses import (
    SPANS,
    STANDARD,
    ClauseBook,
    ClauseCard,
    ClauseDuty,
    RuleLine,
    clause_book,
    span_starts,
)
from upstander.governance.editions import (
    ChangedPart,
    Comparison,
    Register,
    compare,
    edition_text,
    register,
)
from upstander.governance.trial import (
    FEWEST_CASES,
    MOST_CASES,
    Trial,
    changeable_numbers,
    changed_text,
    try_draft,
)

__all__ = [
    "FEWEST_CASES",
    "MOST_CASES",
    "SPANS",
    "STANDARD",
    "ChangedPart",
    "ClauseBook",
    "ClauseCard",
    "ClauseDuty",
    "Comparison",
    "Register",
    "RuleLine",
    "Trial",
    "changeable_numbers",
    "changed_text",
    "clause_book",
    "compare",
    "edition_text",
    "register",
    "span_starts",
    "try_draft",
]
