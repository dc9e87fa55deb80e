"""The door of telling staff outside Upstander."""

from upstander.cases.alerts.calendar import calendar_behind, end_calendar, has_calendar, make_calendar
from upstander.cases.alerts.choices import BEFORE, Choice, choose, own_choice, told_outside
from upstander.cases.alerts.collecting import collect_alerts
from upstander.cases.alerts.sending import hold_lost_alerts, people_to_tell, send_alerts

__all__ = [
    "BEFORE",
    "Choice",
    "calendar_behind",
    "choose",
    "collect_alerts",
    "end_calendar",
    "has_calendar",
    "hold_lost_alerts",
    "make_calendar",
    "own_choice",
    "people_to_tell",
    "send_alerts",
    "told_outside",
]
