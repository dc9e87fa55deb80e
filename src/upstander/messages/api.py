"""The door of the messages room."""

from upstander.messages.incoming import (
    NotTheirs,
    ReceiptIn,
    TextIn,
    check_signature,
    our_message_ids,
    read_receipt,
    read_text,
)
from upstander.messages.kinds import KINDS, LONGEST, OWN_WORDS, Kind, part_for
from upstander.messages.leaks import leaks
from upstander.messages.models import Delivery, Message, MessageState
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
    "Delivery",
    "Kind",
    "Message",
    "MessageState",
    "MessageTold",
    "NotTheirs",
    "ProviderAnswer",
    "ReceiptIn",
    "SafeContactCard",
    "SafeNumber",
    "TextIn",
    "Verdict",
    "card_from",
    "check_contact",
    "check_leaving",
    "check_signature",
    "composed",
    "configured",
    "deliver",
    "leaks",
    "next_allowed",
    "our_message_ids",
    "own_numbers",
    "part_for",
    "read_receipt",
    "read_text",
    "safe_contact_of",
    "set_safe_contact",
    "shipped",
    "write_message",
]
