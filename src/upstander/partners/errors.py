"""What can go wrong on the way to a body."""


class NoSuchAgency(Exception):
    """No body of that id."""
