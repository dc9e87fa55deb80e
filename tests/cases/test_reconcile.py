"""Stored duties follow the policy without ever rewriting a promise."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from factories.cast import one_of_each_role
from factories.reports import opened
from upstander.cases.api import PartyTold, PlanStep, agree_plan, assess_risk, update_survivor
from upstander.cases.models import Case, Duty, TimelineEntry
from upstander.cases.queries.api import case_page
from upstander.cases.reconcile import reconcile
from upstander.confidentiality.api import system, viewing

pytestmark = pytest.mark.django_db
SYSTEM = system("tests")


def snapshot(case_id: UUID) -> tuple[list[Any], int]:
    with viewing(SYSTEM):
        return list(
            Duty.objects.filter(case_id=case_id).order_by("id").values()
        ), TimelineEntry.objects.count()


def test_running_it_again_changes_nothing(now: datetime) -> None:
    case_id = opened(one_of_each_role(now), now, danger=True)
    before = snapshot(case_id)
    with viewing(SYSTEM):
        reconcile(Case.objects.get(pk=case_id), by=SYSTEM, now=now + timedelta(hours=3))
    assert snapshot(case_id) == before


def test_what_begins_a_period_of_a_promise_that_recurs_does_not_keep_it(now: datetime) -> None:
    cast = one_of_each_role(now)
    case_id = opened(cast, now)
    for days in (1, 3):
        at = now + timedelta(days=days)
        assess_risk(case_id=case_id, answers={"weapon": "no"}, at=at, by=cast.ben, now=at)
    with viewing(SYSTEM):
        reviews = Duty.objects.filter(case_id=case_id, slug="risk-review")
        assert sorted(reviews.values_list("state", flat=True)) == ["met", "open"]
    before = snapshot(case_id)
    with viewing(SYSTEM):
        reconcile(Case.objects.get(pk=case_id), by=SYSTEM, now=now + timedelta(days=4))
    assert snapshot(case_id) == before, "the second assessment is the first review, and only that"


def test_a_survivor_found_not_to_be_a_customer_loses_customers_duties_with_the_reason_kept(
    now: datetime,
) -> None:
    cast = one_of_each_role(now)
    case_id = opened(cast, now, danger=True)
    update_survivor(
        case_id=case_id,
        survivor=PartyTold("survivor", "public", identified=True, contactable=True),
        by=cast.ben,
        now=now,
    )
    page = case_page(cast.ben, case_id, now=now)
    visit = next(duty for duty in page.settled_duties if duty.slug == "visit")
    assert visit.state == "withdrawn" and visit.withdrawn_because
    assert "stop-hate-uk-referral" in {duty.slug for duty in page.open_duties}
    assert "duties_withdrawn" in {line.kind for line in page.timeline}


def test_a_shorter_time_replaces_a_longer_one_and_a_longer_one_replaces_nothing(now: datetime) -> None:
    cast = one_of_each_role(now)
    case_id = opened(cast, now)
    facts = next(p for p in case_page(cast.ben, case_id, now=now).parties if p.role == "survivor").facts
    told = PartyTold("survivor", **{**facts, "safeguarding": ("child",)})
    update_survivor(case_id=case_id, survivor=told, by=cast.ben, now=now)
    first = {d.slug: d for d in case_page(cast.ben, case_id, now=now).open_duties}
    assert first["social-services"].kind == "must"
    tonight = PartyTold("survivor", **{**asdict_without_none(told), "cannot_stay_tonight": True})
    update_survivor(case_id=case_id, survivor=tonight, by=cast.ben, now=now)
    after = {d.slug: d for d in case_page(cast.ben, case_id, now=now).open_duties}
    assert after["homelessness-referral"].kind == "must"
    assert after["homelessness-referral"].due_at == now + timedelta(hours=4)
    for slug, duty in first.items():
        assert after[slug].due_at <= duty.due_at


def asdict_without_none(told: PartyTold) -> dict[str, Any]:
    return {k: v for k, v in asdict(told).items() if k != "role" and v is not None}


def test_a_plan_that_was_agreed_stands_when_risk_is_assessed_again_unless_it_rose(now: datetime) -> None:
    cast = one_of_each_role(now)
    case_id = opened(cast, now)
    by: dict[str, Any] = {"case_id": case_id, "by": cast.ben}

    def assess(level: str, at: datetime) -> set[str]:
        assess_risk(**by, answers={"weapon": "no"}, at=at, level=level, reason="Judgement", now=at)
        return {duty.slug for duty in case_page(cast.ben, case_id, now=at).open_duties}

    day = timedelta(days=1)
    assert "action-plan" in assess("medium", now)
    agree_plan(
        **by,
        steps=[PlanStep("Camera", "Ben")],
        wishes="",
        agreed_with_survivor=True,
        at=now + day,
        now=now + day,
    )
    assert "action-plan" not in assess("medium", now + 2 * day)
    assert "action-plan" in assess("high", now + 3 * day)
