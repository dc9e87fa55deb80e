"""The door of the messages room."""

from upstander.messages.incoming import (
    NotTheirs,
    check_signature,
    our_message_ids,
    read_receipt,
    read_text,
    usable_reference,
)
from upstander.messages.kinds import KINDS, LONGEST, OWN_WORDS, PART_NAMES, PARTS, part_for
from upstander.messages.leaks import leaks
from upstander.messages.models import Delivery, Message, MessageState
from upstander.messages.outbox import MessageTold, Verdict, check_leaving, write_message
from upstander.messages.pictures import Fetched, fetch_picture
from upstander.messages.providers import Answer as ProviderAnswer
from upstander.messages.providers import configured, deliver
from upstander.messages.reach_words import reach_lines
from upstander.messages.safe_contact import (
    By,
    DayPart,
    SafeContactCard,
    SafeNumber,
    beyond_print,
    card_from,
    check_contact,
    later_card,
    next_allowed,
    safe_contact_of,
    safe_contacts_of,
    set_safe_contact,
    spoken_of,
)
from upstander.messages.wordings import (
    agree_wording,
    previewed,
    withdraw_wording,
    wording_faults,
    wording_words,
    wordings,
    write_wording,
)
from upstander.messages.words import OWN_SUBJECT, Composed, composed, landlord_words, own_numbers, shipped

__all__ = [
    "KINDS",
    "LONGEST",
    "OWN_SUBJECT",
    "OWN_WORDS",
    "PARTS",
    "PART_NAMES",
    "By",
    "Composed",
    "DayPart",
    "Delivery",
    "Fetched",
    "Message",
    "MessageState",
    "MessageTold",
    "NotTheirs",
    "ProviderAnswer",
    "SafeContactCard",
    "SafeNumber",
    "Verdict",
    "agree_wording",
    "beyond_print",
    "card_from",
    "check_contact",
    "check_leaving",
    "check_signature",
    "composed",
    "configured",
    "deliver",
    "fetch_picture",
    "landlord_words",
    "later_card",
    "leaks",
    "next_allowed",
    "our_message_ids",
    "own_numbers",
    "part_for",
    "previewed",
    "reach_lines",
    "read_receipt",
    "read_text",
    "safe_contact_of",
    "safe_contacts_of",
    "set_safe_contact",
    "shipped",
    "spoken_of",
    "usable_reference",
    "withdraw_wording",
    "wording_faults",
    "wording_words",
    "wordings",
    "write_message",
    "write_wording",
]
