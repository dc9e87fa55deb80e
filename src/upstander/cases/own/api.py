"""The door of a survivor's own account."""

from upstander.cases.own.actions import (
    ask_another_time,
    change_own_contact,
    hide_from_account,
    show_in_account,
    take_back_consent,
)
from upstander.cases.own.cards import OwnCase, OwnConsent, OwnPage, OwnPromise, SignedInAs
from upstander.cases.own.quiet import begin_quiet, check_quiet_door
from upstander.cases.own.sight import own_cases, own_page

__all__ = [
    "OwnCase",
    "OwnConsent",
    "OwnPage",
    "OwnPromise",
    "SignedInAs",
    "ask_another_time",
    "begin_quiet",
    "change_own_contact",
    "check_quiet_door",
    "hide_from_account",
    "own_cases",
    "own_page",
    "show_in_account",
    "take_back_consent",
]
