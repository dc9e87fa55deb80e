"""The door of the records room."""

from upstander.records.actions.breaches import (
    add_breach_action,
    assess_breach,
    close_breach,
    finish_breach_action,
    raise_breach,
    record_people_told,
    record_regulator_told,
)
from upstander.records.breach_rules import KINDS, RISKS, WAYS, regulator_due
from upstander.records.breaches import ActionLine, BreachLine, BreachPage, ToldLine, breach_log, breach_page
from upstander.records.errors import NoSuchBreach

__all__ = [
    "KINDS",
    "RISKS",
    "WAYS",
    "ActionLine",
    "BreachLine",
    "BreachPage",
    "NoSuchBreach",
    "ToldLine",
    "add_breach_action",
    "assess_breach",
    "breach_log",
    "breach_page",
    "close_breach",
    "finish_breach_action",
    "raise_breach",
    "record_people_told",
    "record_regulator_told",
    "regulator_due",
]
