"""One case under several editions: what began before a new edition took effect stays under the old, what begins later follows the new.

Nothing that was promised is taken back. Where a duty began under one edition and something that happened later makes it
stronger or sooner under the next, the stronger kind and the sooner time win, as they do within one edition.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from upstander.policy.engine import duties_of, outcome, settled
from upstander.policy.errors import FactsError
from upstander.policy.facts import CaseFacts
from upstander.policy.moments import moments, utc
from upstander.policy.outcomes import Duty, Outcome
from upstander.policy.register import Period
from upstander.policy.vocabulary import DutyKind, DutyState
from upstander.policy.wording import EditionWording


def outcome_over(facts: CaseFacts, periods: Sequence[Period], now: datetime) -> Outcome:
    """Everything asked on these facts at `now` by the editions that have taken effect by then.

    Gates and restrictions are the latest one's. `periods` are one landlord's, in order (`Shelf.periods`). Raises FactsError when
    `now` has no offset.
    """
    if now.tzinfo is None:
        raise FactsError("now", "the time has no offset from UTC.")
    begun = [period for period in periods if period.start is None or period.start <= now]
    if len(begun) == 1:
        return outcome(facts, begun[0].edition, now)
    merged: dict[tuple[str, int | None], Duty] = {}
    found = []
    for period in begun:
        found = moments(facts, period.edition)
        for duty in duties_of(facts, period.edition, utc(now), found, period.holds):
            key = duty.id, duty.report
            merged[key] = _both(merged[key], duty, utc(now)) if key in merged else duty
    return settled(facts, begun[-1].edition, now, found, tuple(merged.values()))


def _both(old: Duty, new: Duty, now: datetime) -> Duty:
    """One duty that two editions ask: begun at the earlier trigger, due at the earlier time, met by what answered the first."""
    leading = new if new.due_at < old.due_at else old
    kind = DutyKind.MUST if DutyKind.MUST in (old.kind, new.kind) else DutyKind.CONSIDER
    first = old if old.triggered_at <= new.triggered_at else new
    met = first.met_at
    if met is not None:
        state = DutyState.MET if met <= leading.due_at else DutyState.MET_LATE
    else:
        state = DutyState.OVERDUE if now > leading.due_at else DutyState.OPEN
    return replace(
        leading,
        kind=kind,
        triggered_at=first.triggered_at,
        met_at=met,
        state=state,
        wording=_words(leading, new if leading is old else old),
    )


def _words(leading: Duty, other: Duty) -> EditionWording:
    said, more = leading.wording, other.wording
    if not isinstance(said, EditionWording) or not isinstance(more, EditionWording):
        raise TypeError("a duty of an edition is worded by that edition")
    return said._replace(hits=said.hits + more.hits)
