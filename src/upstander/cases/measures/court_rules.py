"""Rules of what only a court orders: notices that lapse, powers of arrest, breaches, and which day comes next. Pure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from upstander.cases.measures.asked import YES, Asked
from upstander.cases.measures.dates import day_of, lapses_on
from upstander.lib.decision import ALLOWED, Decision, refuse
from upstander.lib.languages import plain_day


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


def _closed(asked: Asked) -> Decision:
    if asked.told.get("order") in ("closed", "partly") and not asked.told.get("until", "").strip():
        return refuse("Say until when it is closed: the order says so.")
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
    ("possession", "issued"): _issued,
    ("closure-order", "ordered"): _closed,
    ("injunction", "applied"): _arrest,
    ("urgent-injunction", "applied"): _arrest,
    ("injunction", "served"): _served,
    ("urgent-injunction", "served"): _served,
    ("committal", "applied"): _after_an_order,
}
