"""The day it is where the landlord works."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

_LONDON = ZoneInfo("Europe/London")


def london_day(moment: datetime) -> date:
    """The London date of a moment: an hour ahead of UTC's in summer."""
    return moment.astimezone(_LONDON).date()
