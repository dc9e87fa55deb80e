"""The rules of the breach log (UK GDPR articles 33 and 34). Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from upstander.lib.decision import ALLOWED, Decision, refuse

HOURS_TO_TELL_REGULATOR = 72
KINDS = {
    "names": "Names",
    "contact": "Addresses, phone numbers or email",
    "safe_contact": "How somebody may safely be reached",
    "report": "What somebody reported, or that they reported",
    "health": "Health or disability",
    "identity": "Race, religion, sexual orientation or gender identity",
    "allegation": "An allegation or a crime",
    "children": "Anything about a child",
    "other": "Something else",
}
RISKS = {
    "unlikely": "A risk to people is unlikely",
    "risk": "A risk to people is likely",
    "high": "A high risk to people is likely",
}
WAYS = {
    "phone": "By phone",
    "person": "In person",
    "email": "By email",
    "post": "By post",
    "not_told": "They were not told",
}


def regulator_due(aware_at: datetime) -> datetime:
    """72 elapsed hours after anybody here first knew, weekends and clock changes included (article 33(1))."""
    return aware_at + timedelta(hours=HOURS_TO_TELL_REGULATOR)


def clock_state(
    *, aware_at: datetime, reportable: bool | None, reported_at: datetime | None, now: datetime
) -> str:
    """`open` or `overdue` while the regulator may have to be told, `met` or `met_late` once told, `not_needed` when not reportable."""
    if reported_at is not None:
        return "met" if reported_at <= regulator_due(aware_at) else "met_late"
    if reportable is False:
        return "not_needed"
    return "open" if now <= regulator_due(aware_at) else "overdue"


def check_aware(aware_at: datetime, *, now: datetime) -> Decision:
    """Nobody can have known of it in the future."""
    if aware_at > now:
        return refuse("That time has not come yet. Say when somebody here first knew.")
    return ALLOWED


def check_assessment(risk: str, reportable: bool, reason: str) -> Decision:
    """A decision needs its reason; what is not unlikely to put people at risk is reported (article 33(1))."""
    if risk not in RISKS:
        return refuse("Say how likely a risk to people is.")
    if not reason.strip():
        return refuse("Write down why. The regulator may ask to see the reason for either decision.")
    if risk != "unlikely" and not reportable:
        return refuse(
            "A breach that is likely to put people at risk is reported to the regulator. Report it, or look at the risk again."
        )
    return ALLOWED


def check_reported(*, aware_at: datetime, at: datetime, now: datetime, late_reason: str) -> Decision:
    """Not before it was known, not in the future; later than 72 hours only with the reason for it."""
    if at < aware_at or at > now:
        return refuse(
            "Give the time at which the regulator was told: after it was known here, and not in the future."
        )
    if at > regulator_due(aware_at) and not late_reason.strip():
        return refuse("This was more than 72 hours after we knew. Write down why; the regulator asks for it.")
    return ALLOWED


def check_told(*, way: str, safe: bool, words: str) -> Decision:
    """People are told in a way that was checked to be safe for them; that they were not told needs its reason."""
    if way not in WAYS:
        return refuse("Say how they were told.")
    if way == "not_told":
        return ALLOWED if words.strip() else refuse("Write down why they were not told.")
    if not safe:
        return refuse(
            "Check first, with whoever works with them, how each of them can safely be reached.",
            "3.5.1",
        )
    return ALLOWED


def check_closing(
    *, reportable: bool | None, reported: bool, risk: str, told: int, open_actions: int
) -> Decision:
    """Closed only when it was assessed, reported where it must be, people at high risk were told, and every action is done."""
    if reportable is None:
        return refuse("Assess it first.")
    if reportable and not reported:
        return refuse("Record first that the regulator was told.")
    if risk == "high" and not told:
        return refuse("The risk is high: record first that the people affected were told, or why not.")
    if open_actions:
        return refuse("Finish every action first.")
    return ALLOWED
