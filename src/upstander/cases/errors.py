"""What can go wrong on the way to a case."""

from upstander.lib.decision import NotThere


class NoSuchCase(NotThere):
    """No case of that id that this viewer may see. The two are never told apart."""


class NoSuchMeeting(NotThere):
    """No meeting, group, item or pack of that id that this viewer may see."""
