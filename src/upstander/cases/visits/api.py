"""The door of visits."""

from upstander.cases.visits.actions import (
    PLACES,
    VisitTold,
    ask_for_help,
    cancel_visit,
    check_in,
    end_visit,
    plan_visit,
    start_visit,
)
from upstander.cases.visits.clock import raise_alarms
from upstander.cases.visits.queries import VisitLine, my_visits, visits_of

__all__ = [
    "PLACES",
    "VisitLine",
    "VisitTold",
    "ask_for_help",
    "cancel_visit",
    "check_in",
    "end_visit",
    "my_visits",
    "plan_visit",
    "raise_alarms",
    "start_visit",
    "visits_of",
]
