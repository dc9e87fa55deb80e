"""Plans: changed as things go, looked at again, one for each person affected, and a copy that is theirs."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from factories.cast import one_of_each_role
from factories.reports import opened
from upstander.cases.api import (
    NoSuchCase,
    PartyTold,
    PlanStep,
    add_party,
    agree_plan,
    hand_over_plan,
    plan_copy,
    settle_step,
)
from upstander.cases.measures.api import chase_measures
from upstander.cases.queries.api import case_page, today
from upstander.confidentiality.api import system
from upstander.lib.decision import Refused
from upstander.lib.languages import runs
from upstander.lib.pdf import make_pdf

pytestmark = pytest.mark.django_db


def test_a_changed_step_makes_room_for_another_and_a_witness_has_their_own_plan(now: datetime) -> None:
    cast = one_of_each_role(now)
    case_id = opened(cast, now)
    ben = cast.ben

    def agree(steps: list[PlanStep], party_id: object = None, yes: bool = True) -> None:
        agree_plan(
            case_id=case_id, steps=steps, wishes="Quiet", agreed_with_survivor=yes, at=now, by=ben, now=now,
            party_id=party_id, review_on=(now + timedelta(days=7)).date(),  # type: ignore[arg-type]
        )  # fmt: skip

    add_party(case_id=case_id, party=PartyTold("witness", "customer", name="Hal Quinn"), by=ben, now=now)
    hal = next(p.id for p in case_page(ben, case_id, now=now).parties if p.role == "witness")
    agree([PlanStep("Ring every Monday", "Ben"), PlanStep("Keep a diary", "Amina", doer="survivor")])
    agree([PlanStep("Ring Hal", "Ben")], hal, yes=False)
    draft = case_page(ben, case_id, now=now).other_plans[0]
    with pytest.raises(NoSuchCase):
        plan_copy(viewer=ben, case_id=case_id, plan_id=draft.id, now=now)
    with pytest.raises(Refused, match="draft"):
        hand_over_plan(case_id=case_id, plan_id=draft.id, way="hand", read=True, by=ben, now=now)
    agree([PlanStep("Ring Hal", "Ben")], hal)
    with pytest.raises(Refused, match="stands until another is agreed"):
        agree([PlanStep("Ring Hal at work", "Ben")], hal, yes=False)
    page = case_page(ben, case_id, now=now)
    assert page.plan and [each.party for each in page.other_plans] == ["Hal Quinn"]
    step = page.plan.steps[0]
    with pytest.raises(Refused):
        settle_step(case_id=case_id, step_id=step.id, done=False, reason="", by=ben, now=now)
    settle_step(
        case_id=case_id, step_id=step.id, done=False, reason="She works then", by=ben, now=now,
        instead=PlanStep("Ring every Friday", "Ben"),
    )  # fmt: skip
    plan = case_page(ben, case_id, now=now).plan
    assert plan and [(each.what, each.state) for each in plan.steps] == [
        ("Ring every Monday", "changed"),
        ("Keep a diary", "to_do"),
        ("Ring every Friday", "to_do"),
    ]
    with pytest.raises(Refused) as refused:
        hand_over_plan(case_id=case_id, plan_id=plan.id, way="post", by=ben, now=now)
    assert refused.value.clause == "3.5.1"
    with pytest.raises(Refused, match="do they say that it is right"):
        hand_over_plan(case_id=case_id, plan_id=plan.id, way="read", by=ben, now=now)
    hand_over_plan(case_id=case_id, plan_id=plan.id, way="hand", read=True, by=ben, now=now)
    assert plan_copy(viewer=ben, case_id=case_id, plan_id=plan.id, now=now).startswith(b"%PDF")
    late = now + timedelta(days=9)
    assert chase_measures(by=system("tests"), now=late) == 2
    assert "plan_review" in {each.kind for each in today(ben, now=late).notices}


def test_english_in_a_plan_from_right_to_left_reads_as_it_was_written(now: datetime) -> None:
    words = dict.fromkeys(("title", "wanted", "now", "by", "you", "look", "ring", "danger", "script"), "کیا")
    data = {
        "landlord": "Harbour Homes", "large": False, "easy": False, "script": False, "words": words, "rtl": True,
        "agreed": "27 نومبر", "wishes": "Peace. Now.", "review": "", "steps": [], "phone": "0", "hours": "",
    }  # fmt: skip
    made = make_pdf("cases/plans/plan.typ", data, title="کیا", now=now, language="ur")
    page = PdfReader(BytesIO(made)).pages[0].extract_text()
    assert "Homes ،27" in page and "Homes، 27" not in page, (
        "the day belongs to the month, not to the landlord"
    )
    assert "Peace. Now." in page
    assert (runs("Lantern Support آپ کو فون کرے گا۔"), runs("Peace. Now. امن")) == ("rtl", "auto")
