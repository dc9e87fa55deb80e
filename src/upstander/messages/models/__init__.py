"""Tables of the messages room."""

from upstander.messages.models.message import Delivery, Message, MessageState
from upstander.messages.models.safe_contact import SafeContact
from upstander.messages.models.wording import Wording

__all__ = ["Delivery", "Message", "MessageState", "SafeContact", "Wording"]
