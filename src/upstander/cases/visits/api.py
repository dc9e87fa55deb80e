"""The door of visits."""

from upstander.cases.visit_watch import ALARMS, looks_after
from upstander.cases.visits.actions import (
    PLACES,
    VisitTold,
    ask_for_help,
    cancel_visit,
    check_in,
    closed_to_them_meanwhile,
    end_visit,
    plan_visit,
    start_visit,
)
from upstander.cases.visits.clock import raise_alarms
from upstander.cases.visits.queries import VisitLine, looked_for, my_visits, visits_of
from upstander.cases.visits.woken import hears_by_email_only, nobody_is_woken, unwoken_managers

__all__ = [
    "ALARMS",
    "PLACES",
    "VisitLine",
    "VisitTold",
    "ask_for_help",
    "cancel_visit",
    "check_in",
    "closed_to_them_meanwhile",
    "end_visit",
    "hears_by_email_only",
    "looked_for",
    "looks_after",
    "my_visits",
    "nobody_is_woken",
    "plan_visit",
    "raise_alarms",
    "start_visit",
    "unwoken_managers",
    "visits_of",
]
