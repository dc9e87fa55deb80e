"""What can be missing here."""


class NoSuchMeasure(Exception):
    """No measure of that name was defined in that month."""


class NoSuchReport(Exception):
    """There is no report of that month, or not for this reader."""
