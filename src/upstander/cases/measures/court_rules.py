"""Rules of what only a court orders: notices that lapse, powers of arrest, breaches, and which day comes next. Pure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from upstander.cases.measures.asked import YES, Asked, last_answers
from upstander.cases.measures.dates import day_of, lapses_on
from upstander.cases.measures.law import law
from upstander.lib.decision import ALLOWED, Decision, refuse
from upstander.lib.languages import plain_day
from upstander.policy.api import add_months


def _lapses(asked: Asked) -> Decision:
    given, known = day_of(asked.told, "lapses_on"), lapses_on(asked.told)
    if given is not None and known is not None and given > known:
        return refuse(
            f"By the law that is kept here it lapses on {plain_day(known)}. Leave that day empty, or give an earlier one."
        )
    return ALLOWED


def _issued(asked: Asked) -> Decision:
    """A claim that begins before its notice allows, or after it lapsed, is lost."""
    served = next((each for each in reversed(asked.past) if each.code == "served"), None)
    first, last = (
        (day_of(served.told, name) for name in ("court_from", "lapses_on")) if served else (None, None)
    )
    if first is not None and asked.on < first:
        return refuse(
            f"The notice says court no earlier than {plain_day(first)}. Issue then, or serve another."
        )
    if last is not None and asked.on > last:
        return refuse(f"The notice lapsed on {plain_day(last)}. Serve another.")
    return ALLOWED


def _reviewed(asked: Asked) -> Decision:
    """A review is decided before the day that the notice gives for court (Housing Act 1996, sections 129 and 143F)."""
    court, by = day_of(last_answers(asked.past), "court_from"), day_of(asked.told, "decide_by")
    if court is not None and by is not None and asked.on < court <= by:
        return refuse(f"Decide it before {plain_day(court)}, which the notice gives for court.")
    return ALLOWED


def _warrant(asked: Asked) -> Decision:
    """After a suspended order: its breach, and the court's permission (CPR 83.2(3)(e), Cardiff v Lee [2016] EWCA Civ 1034)."""
    made = max(place for place, each in enumerate(asked.past) if each.code == "ordered")
    order = asked.past[made].told
    if order.get("order") == "suspended":
        if not any(each.code in ("broken", "stayed") for each in asked.past[made:]):
            return refuse("Record first which term of the order was broken, when, and the evidence.")
        if asked.told.get("permission") == "not_needed":
            return refuse(
                "After a suspended or postponed order the court gives permission first. Ask for it with form N244."
            )
    elif (leaves := day_of(order, "until")) is not None and asked.on <= leaves:
        return refuse(f"The order gives them until {plain_day(leaves)}. Ask for a warrant after that.")
    return ALLOWED


def _broken(asked: Asked) -> Decision:
    """An order is broken while it stands."""
    broken = day_of(asked.told, "broken_on")
    made = [each for each in asked.past if each.code == "ordered"][-1]
    until = day_of(made.told, "until")
    if broken is not None and until is not None and broken > until:
        return refuse(f"The order held until {plain_day(until)}. Check the day, or ask a solicitor.")
    return ALLOWED


def _eviction(asked: Asked) -> Decision:
    """Notice of an eviction is given so many days before it, unless the court makes that shorter (CPR 83.8A)."""
    rule = law().power("eviction")
    told, comes = day_of(asked.told, "notice_on"), day_of(asked.told, "evict_on")
    if rule is None or told is None or comes is None or asked.told.get("shortened", "").strip():
        return ALLOWED
    if comes < (first := told + timedelta(days=rule.notice_days)):
        return refuse(
            f"They are given {rule.notice_days} days' notice: no earlier than {plain_day(first)}, unless the court made that shorter."
            " Check both days."
        )
    return ALLOWED


def _closed(asked: Asked) -> Decision:
    """Three months at most, and six from its beginning where it is extended (Act of 2014, sections 80 and 82)."""
    if asked.told.get("order") not in ("closed", "partly"):
        return ALLOWED
    until = day_of(asked.told, "until")
    if until is None:
        return refuse("Say until when it is closed: the order says so.")
    before = [each for each in asked.past if each.code == "ordered" and day_of(each.told, "until")]
    months = 6 if before else 3
    last = add_months((before[0].on if before else None) or asked.on, months)
    if until > last:
        which = "With an extension it" if before else "A closure order"
        return refuse(f"{which} lasts {months} months at most: until {plain_day(last)}. Check the day.")
    return ALLOWED


def _arrest(asked: Asked) -> Decision:
    if asked.told.get("arrest") == YES and not asked.told.get("arrest_because", "").strip():
        return refuse(
            "Say what calls for a power of arrest: violence, a threat of it, or a significant risk of harm."
        )
    return ALLOWED


def _served(asked: Asked) -> Decision:
    granted = [each for each in asked.past if each.code == "granted"]
    if granted and granted[-1].told.get("arrest") == YES and not asked.told.get("police_told", "").strip():
        return refuse("The order has a power of arrest: say which police station has a copy.")
    return ALLOWED


def _after_an_order(asked: Asked) -> Decision:
    broken = {("injunction", "broken"), ("urgent-injunction", "broken"), ("undertaking", "broken")}
    if not any((each.kind, each.code) in broken and each.about == asked.about for each in asked.others):
        return refuse(
            "Committal follows a breach of an injunction or an undertaking. Record the breach there first."
        )
    return ALLOWED


def expected_on(asked: Asked) -> date | None:
    """The day by which the step says that something comes next. Neither the service of an order nor a breach moves a day in court
    that is still to come; an order with none ends on its day."""
    own = day_of(asked.told, asked.step.expects) if asked.step.expects else None
    if asked.step.code == "granted":
        return own or day_of(asked.told, "ends_on")
    if asked.step.code == "review_upheld":  # the notice stands, with its day
        return day_of(last_answers(asked.past), "court_from")
    if asked.step.code not in ("served", "broken"):
        return own
    last = next(
        (each for each in reversed(asked.past) if each.code in ("granted", "moved", "return_moved")), None
    )
    court = day_of(last.told, "return_on", "hearing_on") if last else None
    ahead = [each for each in (own, court) if each is not None and each >= asked.on]
    return min(ahead, default=own)


COURT_RULES: dict[tuple[str, str], Callable[[Asked], Decision]] = {
    ("possession", "served"): _lapses,
    ("possession", "review_asked"): _reviewed,
    ("possession", "issued"): _issued,
    ("possession", "broken"): _broken,
    ("possession", "warrant"): _warrant,
    ("possession", "eviction"): _eviction,
    ("closure-order", "ordered"): _closed,
    ("injunction", "applied"): _arrest,
    ("urgent-injunction", "applied"): _arrest,
    ("injunction", "served"): _served,
    ("urgent-injunction", "served"): _served,
    ("committal", "applied"): _after_an_order,
}
