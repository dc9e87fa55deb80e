"""The clock of a request for one's own data, and what each step asks first, in local days (UK GDPR articles 12 and 15).."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from upstander.lib.decision import ALLOWED, Decision, refuse
from upstander.policy.api import WorkingCalendar, add_months

CHANNELS = {"email": "Email", "letter": "Letter", "phone": "Phone", "person": "In person", "web": "Website"}
BEHALVES = {
    "self": "For themselves",
    "parent": "For their child",
    "attorney": "Under a power of attorney or as deputy",
    "solicitor": "As their solicitor or adviser",
    "other": "For somebody else",
}
WAITS = {
    "identity": "Proof of who they are",
    "authority": "Proof that they may ask for somebody else",
    "clarification": "What they are asking for",
}
STARTING = frozenset(
    {"identity", "authority"}
)  # without these the month does not begin; clarification stops it
IDENTITIES = {
    "known": "Called back, or written to, at details that we already had",
    "document": "Documents were seen (no copy is kept)",
    "staff": "Somebody who works with them knows them",
}
EXTENSIONS = {"complex": "It is complex", "numerous": "The same person made several requests"}
ENDINGS = {
    "answered": "Answered: the data was given",
    "refused": "Refused, and they were told why and how to complain",
    "withdrawn": "They took it back",
    "no_reply": "They did not answer our question",
}
WAYS = {
    "secure_email": "Secure email",
    "post": "Signed-for post",
    "person": "Handed over in person",
    "none": "Nothing was sent",
}
TARGET_DAYS = 28
SOON_DAYS = 7


@dataclass(frozen=True, slots=True)
class Wait:
    """We asked something; open until it is answered."""

    kind: str
    asked_on: date
    answered_on: date | None = None


@dataclass(frozen=True, slots=True)
class RequestClock:
    """`first_due_on`: the one month, within which an extension has to be told. `target_on`: a working day to aim for. While the clock
    stands still on a question, days are as if the answer came today. `state`: waiting, paused, open, soon, overdue, met, met_late,
    ended."""

    state: str
    starts_on: date | None
    first_due_on: date | None
    due_on: date | None
    target_on: date | None
    paused_days: int


def due_after(start: date, months: int, paused_days: int, calendar: WorkingCalendar) -> date:
    """The corresponding date so many months later (that month's last day when there is none), later by the days that the clock stood
    still, and when nobody works that day, the next working day."""
    day = add_months(start, months) + timedelta(days=paused_days)
    while not calendar.is_working_day(day):
        day += timedelta(days=1)
    return day


def target_after(start: date, paused_days: int, calendar: WorkingCalendar) -> date:
    """The day to aim for: 28 days after it began, later by those on which the clock stood still, or the last working day before."""
    day = start + timedelta(days=TARGET_DAYS + paused_days)
    while not calendar.is_working_day(day):
        day -= timedelta(days=1)
    return day


def clock_of(
    *,
    received_on: date,
    waits: Iterable[Wait],
    extended: bool,
    ended_on: date | None,
    ending: str,
    calendar: WorkingCalendar,
    today: date,
) -> RequestClock:
    """One month from receipt, or from when identity and authority were shown; it stands still while we wait for a clarification."""
    waits = list(waits)
    until = ended_on or today
    starting = [wait for wait in waits if wait.kind in STARTING]
    if any(wait.answered_on is None for wait in starting):
        return RequestClock("ended" if ended_on else "waiting", None, None, None, None, 0)
    start = max([received_on, *(wait.answered_on for wait in starting if wait.answered_on)])
    questions = [wait for wait in waits if wait.kind not in STARTING]
    paused = _days_still(questions, start=start, until=until)
    first = due_after(start, 1, paused, calendar)
    due = due_after(start, 3, paused, calendar) if extended else first
    return RequestClock(
        state=_state(due, ended_on, ending, any(wait.answered_on is None for wait in questions), today),
        starts_on=start,
        first_due_on=first,
        due_on=due,
        target_on=target_after(start, paused, calendar),
        paused_days=paused,
    )


def _state(due: date, ended_on: date | None, ending: str, still: bool, today: date) -> str:
    if ended_on is not None:
        if ending in ("answered", "refused"):
            return "met" if ended_on <= due else "met_late"
        return "ended"
    if today > due:
        return "overdue"
    if still:
        return "paused"
    return "soon" if (due - today).days <= SOON_DAYS else "open"


def _days_still(waits: list[Wait], *, start: date, until: date) -> int:
    """Days on which at least one question was open, each counted once."""
    still: set[date] = set()
    for wait in waits:
        day = max(wait.asked_on, start)
        while day < (wait.answered_on or until):
            still.add(day)
            day += timedelta(days=1)
    return len(still)


def searched(searchers: Iterable[tuple[bool, bool]]) -> bool:
    """Everybody named has finished, and of those at least one keeper of sealed cases and one other: (keeper, finished) of each."""
    told = list(searchers)
    return all(finished for _, finished in told) and {keeper for keeper, _ in told} == {True, False}


def enough(searchers: Iterable[tuple[bool, bool]]) -> bool:
    """Two keepers of sealed cases, or one and somebody appointed to read their answer; and two others: (keeper, appointed) of each."""
    told = list(searchers)
    keepers = sum(keeper for keeper, _ in told)
    return (keepers > 1 or (keepers == 1 and any(second for _, second in told))) and len(told) - keepers > 1


def check_logging(*, name: str, behalf: str, representative: str, received_on: date, today: date) -> Decision:
    """A request needs to say whose data it is about and, on behalf of somebody, who asks."""
    if not name.strip():
        return refuse("Give the name of the person whose data is asked for.")
    if behalf != "self" and not representative.strip():
        return refuse("Somebody else asks for them: give their name.")
    if received_on > today:
        return refuse("That day has not come yet. Give the day on which the request reached anybody here.")
    return ALLOWED


def check_asking(
    kind: str, *, asked_on: date, words: str, behalf: str, clock: RequestClock, waits: Iterable[Wait], received_on: date,
    today: date,
) -> Decision:  # fmt: skip
    """A question stops the clock only while it still runs, so that a late request cannot be made to look in time."""
    if kind not in WAITS or not words.strip():
        return refuse("Write down what was asked.")
    waits = list(waits)
    if any(wait.kind == kind and wait.answered_on is None for wait in waits):
        return refuse("This was asked already, and the answer has not come.")
    if kind in STARTING and any(wait.kind == kind for wait in waits):
        return refuse("This was asked and answered. Asking again does not begin the month anew.")
    if kind == "authority" and behalf == "self":
        return refuse("They ask for themselves: there is no authority to show.")
    if not received_on <= asked_on <= today:
        return refuse(
            "Give the day on which it was asked: not before the request came, and not in the future."
        )
    if clock.due_on is not None and today > clock.due_on:
        return refuse("The time to answer is over, so a question no longer stops the clock. Answer it now.")
    return ALLOWED


def check_answered(wait: Wait, *, answered_on: date, today: date) -> Decision:
    """Not before it was asked, not in the future."""
    if not wait.asked_on <= answered_on <= today:
        return refuse(
            "Give the day on which the answer came: not before it was asked, and not in the future."
        )
    return ALLOWED


def check_extension(
    kind: str, *, reason: str, told_on: date, extended: bool, clock: RequestClock, received_on: date, today: date
) -> Decision:  # fmt: skip
    """Two months more, once, for a complex request or several, when the person was told why within the first month (article 12(3))."""
    if extended:
        return refuse("The time was made longer already. It can be done once.")
    if kind not in EXTENSIONS or not reason.strip():
        return refuse("Write down why two more months are needed. The person has to be told.")
    if clock.first_due_on is None:
        return refuse("The month has not begun yet: it begins when identity and authority are shown.")
    if not received_on <= told_on <= today:
        return refuse("Give the day on which they were told: not before the request, and not in the future.")
    if told_on > clock.first_due_on:
        return refuse("They were told after the first month. It can no longer be made longer; answer it now.")
    return ALLOWED


def check_ending(
    ending: str, *, ended_on: date, way: str, safe: bool, words: str, identity: str, behalf: str,
    waits: Iterable[Wait], enough: bool, searched: bool, given: bool, received_on: date, today: date,
) -> Decision:  # fmt: skip
    """Data leaves only for somebody whose identity and authority are shown, in a way that was checked to be safe for them."""
    waits = list(waits)
    if ending not in ENDINGS:
        return refuse("Say how it ended.")
    if not received_on <= ended_on <= today:
        return refuse("Give the day on which it ended: not before the request came, and not in the future.")
    if any(wait.answered_on is not None and wait.answered_on > ended_on for wait in waits):
        return refuse("It cannot have ended before the last answer came. Check the day.")
    if ending != "answered":
        return _check_without_data(ending, ended_on, words, waits)
    if not identity:
        return refuse("Confirm first who they are. Nothing is given to somebody whose identity is not known.")
    if any(wait.answered_on is None for wait in waits):
        return refuse("A question is still open. Record its answer first.")
    if behalf != "self" and not any(wait.kind == "authority" for wait in waits):
        return refuse(
            "Somebody else asks for them: record first that their authority was asked for and seen."
        )
    if not searched:
        return refuse(
            "The search is not finished. Somebody who reads cases and a keeper of sealed cases search for every request."
        )
    if not given:
        return refuse(
            "The answer is not put together yet. Everybody who searches releases what they may give, or finds that there is nothing."
        )
    if not enough:
        return refuse(
            "Two keepers of sealed cases and two others search for every request, so that another can read what one puts together."
            " Where there is only one keeper, appoint a second reader for this request."
        )
    if way not in WAYS or way == "none":
        return refuse("Say how it was sent.")
    if not safe:
        return refuse(
            "Check first that nobody but them gets at it this way: who else lives there or reads their post and email.",
            "3.5.1",
        )
    return ALLOWED


def _check_without_data(ending: str, ended_on: date, words: str, waits: list[Wait]) -> Decision:
    if not words.strip():
        return refuse("Write down why, and what they were told.")
    patient = any(
        wait.answered_on is None and (ended_on - wait.asked_on).days >= TARGET_DAYS for wait in waits
    )
    if ending == "no_reply" and not patient:
        return refuse("Give them at least 28 days to answer our question before you end it.")
    return ALLOWED
