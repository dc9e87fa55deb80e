"""The wider indicators of a span of time, as countable facts: what people answered, how cases ended, enforcement, safer homes and
their cost, what other bodies answered, plans carried out. Codes, times and sums of money; no word and no name."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation

from django.db.models import Exists, Max, OuterRef, Q

from upstander.cases.measures.catalogue import KINDS
from upstander.cases.models import (
    ActionPlan,
    Closure,
    MeasureStep,
    PlanAction,
    Referral,
    Survey,
)
from upstander.cases.queries.spans import Happened, Span, between, read_through
from upstander.confidentiality.api import vault
from upstander.lib.days import london_day

ENFORCEMENT = frozenset(kind.id for kind in KINDS.values() if kind.group == "against") | {"urgent-injunction"}
ENDED_WELL = frozenset({"resolved", "moved", "action_taken"})
"""Reasons for closing that say it has stopped, or that somebody lives safely elsewhere."""

_CAME = ("yes", "partly", "no")
SATISFIED = 4  # of five, and better


def wider(span: Span) -> Iterator[Happened]:
    """Everything of these kinds in the span, in a `viewing` block of the system. Sealed cases are left out."""
    yield from _surveys(span)
    yield from _outcomes(span)
    yield from _enforcement(span)
    yield from _hardening(span)
    yield from _answers_of_bodies(span)
    yield from _help(span)
    yield from _plans_done(span)


def _surveys(span: Span) -> Iterator[Happened]:
    """Everybody who was asked how we did, and of those who answered whether they were satisfied."""
    for row in Survey.objects.filter(span.within("asked_at"), case__sealed=False).iterator(chunk_size=2000):
        yield Happened(row.case_id, "survey", row.asked_at, row.way, kept=row.answered)
        if row.answered and row.overall is not None:
            yield Happened(
                row.case_id, "satisfied", row.asked_at, str(row.overall), kept=row.overall >= SATISFIED
            )


def _outcomes(span: Span) -> Iterator[Happened]:
    rows = Closure.objects.filter(span.within("decided_at"), approved=True, case__sealed=False)
    for row in rows.select_related("case").iterator(chunk_size=2000):
        assert row.decided_at is not None  # noqa: S101  # filtered
        yield Happened(
            row.case_id, "outcome", row.decided_at, row.reason, kept=row.reason in ENDED_WELL,
            risk=row.case.risk_level,
        )  # fmt: skip


def _enforcement(span: Span) -> Iterator[Happened]:
    """Each rung of the ladder that was taken against somebody."""
    rows = MeasureStep.objects.filter(
        span.within("at"), measure__kind__in=ENFORCEMENT, case__sealed=False
    ).select_related("measure")
    for row in rows.iterator(chunk_size=2000):
        yield Happened(row.case_id, "enforcement", row.at, f"{row.measure.kind}/{row.code}")


def _hardening(span: Span) -> Iterator[Happened]:
    """Homes made safer: from the first step to the fitting, whether it was fitted by the day that was set, and what it cost."""
    rows = MeasureStep.objects.filter(
        span.within("at"), measure__kind="hardening", code="fitted", case__sealed=False
    )
    for batch in read_through(rows.select_related("measure").order_by("at", "id")):
        vault.warm({row.case_id for row in batch})
        orders = {
            row.measure_id: _told(row)
            for row in MeasureStep.objects.filter(
                measure__in=[each.measure_id for each in batch], code="ordered"
            ).order_by("recorded_at")
        }
        for row in batch:
            by = _day(orders.get(row.measure_id, {}).get("fit_by", ""))
            yield Happened(
                row.case_id, "hardening", row.at, "fitted", between(row.measure.opened_at, row.at),
                london_day(row.at) <= by if by else None, pence=_pence(_told(row).get("cost", "")),
            )  # fmt: skip


def _answers_of_bodies(span: Span) -> Iterator[Happened]:
    """What other bodies answered on their secure page, counted when they answered; in time: before we had to chase."""
    rows = Referral.objects.filter(span.within("answered_at"), case__sealed=False)
    for row in rows.iterator(chunk_size=2000):
        assert row.answered_at is not None  # noqa: S101  # filtered
        yield Happened(
            row.case_id, "body_answer", row.answered_at, row.answer, between(row.sent_at, row.answered_at),
            row.answered_at <= row.chase_at,
        )  # fmt: skip


def _help(span: Span) -> Iterator[Happened]:
    """Whether help came after a referral, of those who were asked: "yes", "partly", "no". Kept where all of it did."""
    rows = MeasureStep.objects.filter(span.within("at"), code="reached", case__sealed=False)
    for batch in read_through(rows.order_by("at", "id")):
        vault.warm({row.case_id for row in batch})
        for row in batch:
            came = _told(row).get("reached", "")
            if came in _CAME:
                yield Happened(row.case_id, "help_came", row.at, came, kept=came == "yes")


def _plans_done(span: Span) -> Iterator[Happened]:
    """Action plans whose last step was settled in the span, and whether every step was done."""
    settled = Max("actions__settled_at")
    open_steps = PlanAction.objects.filter(plan=OuterRef("pk"), settled_at=None)
    touched = PlanAction.objects.filter(span.within("settled_at"), plan=OuterRef("pk"))
    given_up = PlanAction.objects.filter(plan=OuterRef("pk"), state=PlanAction.State.NOT_DONE)
    rows = ActionPlan.objects.filter(Exists(touched), ~Exists(open_steps), case__sealed=False).annotate(
        last=settled, lacking=Exists(given_up)
    )
    for row in rows.filter(Q(last__gte=span.start) & Q(last__lt=span.end)).iterator(chunk_size=2000):
        code = "in_part" if row.lacking else "whole"
        yield Happened(
            row.case_id, "plan_done", row.last, code, between(row.agreed_at, row.last), not row.lacking
        )


def _told(row: MeasureStep) -> dict[str, str]:
    told: dict[str, str] = json.loads(vault.unseal(row, "told") or "{}")
    return told


def _pence(text: str) -> int | None:
    """An amount as staff typed it ("1,250.50"), in pence; None when there is none."""
    try:
        amount = Decimal(text.replace(",", "").replace("£", "").strip())
    except InvalidOperation:
        return None
    return int(amount * 100) if amount.is_finite() and 0 <= amount < 10**9 else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
