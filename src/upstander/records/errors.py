"""What can go wrong in this room."""

from upstander.lib.decision import NotThere


class NoSuchBreach(NotThere):
    """There is none with that id, or the viewer may not see it."""


class NoSuchRequest(NotThere):
    """There is no request for data with that id, or the viewer may not see it."""


class NoSuchRun(NotThere):
    """There is no run of disposal with that id, or the viewer may not see it."""


class NoSuchBundle(NotThere):
    """There is no bundle, or page of one, with that id, or the viewer may not see it."""
