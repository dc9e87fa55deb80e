"""What can be missing here."""

from upstander.lib.decision import NotThere


class NoSuchMeasure(NotThere):
    """No measure of that name was defined in that month."""


class NoSuchReport(NotThere):
    """There is no report of that month, or not for this reader."""
