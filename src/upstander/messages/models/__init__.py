"""Models of the messages room, one noun a file."""

from upstander.messages.models.message import Delivery, Message, MessageState
from upstander.messages.models.safe_contact import SafeContact

__all__ = ["Delivery", "Message", "MessageState", "SafeContact"]
