"""What can go wrong on the way to a body."""

from upstander.lib.decision import NotThere


class NoSuchAgency(NotThere):
    """No body of that id."""
