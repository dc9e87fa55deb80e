"""May the register of bodies say this? Pure."""

from __future__ import annotations

from datetime import date, timedelta

from upstander.lib.decision import ALLOWED, Decision, refuse
from upstander.partners.kinds import BODIES, INFORMATION, PURPOSES
from upstander.partners.told import AgencyTold, AgreementTold
from upstander.policy.api import add_months

ENDS_SOON = timedelta(days=30)  # an agreement that ends is renewed in this time
CHECK_EVERY = 6  # calendar months after which contact details are called old


def is_old(checked_on: date, today: date) -> bool:
    """True when somebody should look again whether it is still right."""
    return add_months(checked_on, CHECK_EVERY) <= today


def old_before(today: date) -> date:
    """The day on or before which a check is old now, give or take the lengths of months."""
    return add_months(today, -CHECK_EVERY)


def check_agency(told: AgencyTold, today: date) -> Decision:
    """A body needs a kind, a name, and a secure way to reach it."""
    if told.kind not in BODIES:
        return refuse("Choose what kind of body it is.")
    if not told.name.strip():
        return refuse("Give the body's name.")
    if not told.reach.strip():
        return refuse("Say how to reach them securely. Somebody may need it at night.")
    if told.checked_on > today:
        return refuse("The day it was checked is in the future.")
    return ALLOWED


def check_agreement(told: AgreementTold) -> Decision:
    """An agreement names purposes, kinds of information, and when it is looked at again."""
    if not told.title.strip() or not told.purposes.strip():
        return refuse("Give the agreement's title and what it is for.", "3.5.2")
    if not told.uses or not set(told.uses) <= set(PURPOSES):
        return refuse("Tick what it is for.", "3.5.2")
    if not told.kinds or not set(told.kinds) <= set(INFORMATION):
        return refuse("Tick the kinds of information that it covers.", "3.5.2")
    return check_agreement_dates(told.starts_on, told.ends_on, told.review_on)


def check_agreement_dates(starts_on: date, ends_on: date | None, review_on: date) -> Decision:
    """It ends, and is reviewed, after it began."""
    if ends_on is not None and ends_on < starts_on:
        return refuse("The last day is before the first. Check the dates.")
    if review_on <= starts_on:
        return refuse("The review comes after the first day. Check the dates.")
    return ALLOWED
