"""Tables of the messages room."""

from upstander.messages.models.safe_contact import SafeContact

__all__ = ["SafeContact"]
