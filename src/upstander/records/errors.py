"""What can go wrong in this room."""


class NoSuchBreach(Exception):
    """There is none with that id, or the viewer may not see it."""


class NoSuchRequest(Exception):
    """There is no request for data with that id, or the viewer may not see it."""


class NoSuchRun(Exception):
    """There is no run of disposal with that id, or the viewer may not see it."""


class NoSuchBundle(Exception):
    """There is no bundle, or page of one, with that id, or the viewer may not see it."""
