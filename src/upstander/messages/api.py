"""The door of the messages room."""

from upstander.messages.safe_contact import (
    By,
    DayPart,
    SafeContactCard,
    SafeNumber,
    card_from,
    check_contact,
    next_allowed,
    safe_contact_of,
    set_safe_contact,
)

__all__ = [
    "By",
    "DayPart",
    "SafeContactCard",
    "SafeNumber",
    "card_from",
    "check_contact",
    "next_allowed",
    "safe_contact_of",
    "set_safe_contact",
]
