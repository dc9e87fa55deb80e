"""What can go wrong on the way to a case."""


class NoSuchCase(Exception):
    """No case of that id that this viewer may see. The two are never told apart."""


class NoSuchMeeting(Exception):
    """No meeting, group, item or pack of that id that this viewer may see."""
