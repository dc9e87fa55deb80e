"""Models of the messages room, one noun a file."""

from upstander.messages.models.message import Message, MessageState
from upstander.messages.models.safe_contact import SafeContact

__all__ = ["Message", "MessageState", "SafeContact"]
