"""The door of the messages room."""

from upstander.messages.kinds import KINDS, LONGEST, OWN_WORDS, Kind, part_for
from upstander.messages.leaks import leaks
from upstander.messages.models import Message, MessageState
from upstander.messages.outbox import MessageTold, Verdict, check_leaving, write_message
from upstander.messages.providers import Answer as ProviderAnswer
from upstander.messages.providers import configured, deliver
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
from upstander.messages.words import OWN_SUBJECT, composed, own_numbers, shipped

__all__ = [
    "KINDS",
    "LONGEST",
    "OWN_SUBJECT",
    "OWN_WORDS",
    "By",
    "DayPart",
    "Kind",
    "Message",
    "MessageState",
    "MessageTold",
    "ProviderAnswer",
    "SafeContactCard",
    "SafeNumber",
    "Verdict",
    "card_from",
    "check_contact",
    "check_leaving",
    "composed",
    "configured",
    "deliver",
    "leaks",
    "next_allowed",
    "own_numbers",
    "part_for",
    "safe_contact_of",
    "set_safe_contact",
    "shipped",
    "write_message",
]
