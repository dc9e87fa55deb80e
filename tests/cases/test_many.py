"""One thing done on several cases: each asked for itself, looked at without a trace, and undone for an hour."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from factories.cast import Cast, one_of_each_role
from factories.joint import a_table
from factories.reports import opened
from upstander.cases.api import Move, PlanStep, add_note, agree_plan, assess_risk, give_out
from upstander.cases.joint.api import items_of_case
from upstander.cases.many.api import DutyNot, ForMeeting, ReviewOn, do_many, look_at_many, undo_many
from upstander.cases.models import Discharge
from upstander.cases.queries.api import case_page
from upstander.confidentiality.api import exclude, system, viewing
from upstander.confidentiality.models import AuditEntry
from upstander.lib.decision import Refused

pytestmark = pytest.mark.django_db
SUPPORT = DutyNot("support-referral", "They have had a worker of their own since March")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def cast(now: datetime) -> Cast:
    return one_of_each_role(now)


def owed(cast: Cast, case_id: UUID, now: datetime) -> dict[str, datetime]:
    return {each.slug: each.due_at for each in case_page(cast.ben, case_id, now=now).open_duties}


def version(cast: Cast, case_id: UUID, now: datetime) -> int:
    return case_page(cast.ben, case_id, now=now).head.version


def audited() -> int:
    with viewing(system("tests")):
        return AuditEntry.objects.count()


def test_looking_says_which_cases_refuse_and_why_and_leaves_no_trace(cast: Cast, now: datetime) -> None:
    calm, danger, hidden = opened(cast, now), opened(cast, now, danger=True), opened(cast, now)
    with viewing(system("tests")):
        exclude(hidden, {cast.staff["ben"].id: "party"}, now=now)
    before = owed(cast, calm, now), version(cast, calm, now), audited()
    able, refused, gone = look_at_many(SUPPORT, cases=[calm, danger, hidden], by=cast.ben, now=now)
    assert not able.refused
    assert "for them alone" in refused.refused and refused.clause == "3.3.1"
    assert gone.refused == "This case is not open to you."
    assert (owed(cast, calm, now), version(cast, calm, now)) == before[:2]
    assert audited() == before[2] + 2, "but for the two times that this test looked"


def test_what_was_done_stands_on_each_case_and_is_owed_again_by_its_first_time_when_undone(
    cast: Cast, now: datetime
) -> None:
    cases = [opened(cast, now), opened(cast, now)]
    due = owed(cast, cases[0], now)["support-referral"]
    shown = [(each, version(cast, each, now)) for each in cases]
    add_note(case_id=cases[1], text="A colleague was quicker", by=cast.bella, now=now + MINUTE)
    later = now + 2 * MINUTE
    did, stale = do_many(SUPPORT, cases=shown, by=cast.ben, now=later)
    assert not did.refused and "colleague changed" in stale.refused
    assert "support-referral" not in owed(cast, cases[0], later)
    assert "support-referral" in owed(cast, cases[1], later)
    done = [(did.case_id, did.before)]
    with pytest.raises(Refused, match="hour"):
        undo_many(SUPPORT, done=done, at=later, by=cast.ben, now=later + timedelta(minutes=61))
    [back] = undo_many(SUPPORT, done=done, at=later, by=cast.ben, now=later + MINUTE)
    assert not back.refused
    assert owed(cast, cases[0], later + MINUTE)["support-referral"] == due
    [again] = undo_many(SUPPORT, done=done, at=later, by=cast.ben, now=later + MINUTE)
    assert "nothing" in again.refused


def test_that_it_holds_up_could_not_be_established_but_of_messages_online_alone_it_is_not_fitting(
    cast: Cast, now: datetime
) -> None:
    online = opened(cast, now, told_behaviours=("online_abuse",), reporter="anonymous")
    other = opened(cast, now, reporter="anonymous")
    shown = [(each, version(cast, each, now)) for each in (online, other)]
    later, deal = now + MINUTE, DutyNot("validate", "Nobody to ask")
    looked = look_at_many(deal, cases=[online, other], by=cast.ben, now=later)
    assert [each.answer for each in looked] == ["not_appropriate", "could_not"], "said before it is done"
    assert do_many(deal, cases=shown, by=cast.ben, now=later) == looked
    with viewing(system("tests")):
        said = dict(Discharge.objects.filter(slug="validate").values_list("case_id", "outcome"))
    assert said == {online: "not_appropriate", other: "could_not"}


def test_a_day_to_look_at_the_plan_needs_a_plan_and_comes_back_unless_somebody_set_another(
    cast: Cast, now: datetime
) -> None:
    case_id, without = opened(cast, now), opened(cast, now)
    agree_plan(
        case_id=case_id,
        steps=[PlanStep("Camera", "Ben")],
        wishes="",
        agreed_with_survivor=True,
        at=now,
        review_on=(now + timedelta(days=5)).date(),
        by=cast.ben,
        now=now,
    )
    deal, other = ReviewOn((now + timedelta(days=9)).date()), ReviewOn((now + timedelta(days=12)).date())
    shown = [(each, version(cast, each, now)) for each in (case_id, without)]
    did, refused = do_many(deal, cases=shown, by=cast.ben, now=now)
    assert not did.refused and "no plan yet" in refused.refused
    done = [(case_id, did.before)]
    do_many(other, cases=[(case_id, version(cast, case_id, now))], by=cast.ben, now=now + MINUTE)
    [stays] = undo_many(deal, done=done, at=now, by=cast.ben, now=now + MINUTE)
    assert "another day" in stays.refused
    [back] = undo_many(
        other, done=[(case_id, deal.day.isoformat())], at=now + MINUTE, by=cast.ben, now=now + MINUTE
    )
    assert not back.refused and review_day(cast, case_id, now) == deal.day


def test_cases_put_forward_together_are_on_the_agenda_and_in_no_pack_and_come_off_it_again(
    cast: Cast, now: datetime
) -> None:
    table = a_table(cast.carol, now)
    case_id = opened(cast, now)
    deal = ForMeeting(table.meeting, ("know",), "Each of them lives by the new footpath")
    assert not look_at_many(deal, cases=[case_id], by=cast.ben, now=now)[0].refused
    [did] = do_many(deal, cases=[(case_id, version(cast, case_id, now))], by=cast.ben, now=now)
    [item] = items_of_case(cast.ben, case_id, now=now)
    assert not did.refused and not item.shares, "what each body may see is chosen on the case"
    [twice] = look_at_many(deal, cases=[case_id], by=cast.ben, now=now)
    assert "on that agenda already" in twice.refused
    [back] = undo_many(deal, done=[(case_id, did.before)], at=now, by=cast.ben, now=now + MINUTE)
    assert not back.refused
    assert all(each.out_why for each in items_of_case(cast.ben, case_id, now=now + MINUTE))


def test_more_than_a_hundred_are_refused_and_never_cut_off_without_a_word(cast: Cast, now: datetime) -> None:
    many = [uuid4() for _ in range(101)]
    with pytest.raises(Refused, match="100 cases are taken at a time, and you chose 101"):
        look_at_many(SUPPORT, cases=many, by=cast.ben, now=now)
    with pytest.raises(Refused, match="you chose 101"):
        do_many(SUPPORT, cases=[(each, 1) for each in many], by=cast.ben, now=now)
    with pytest.raises(Refused, match="you chose 101"):
        give_out(moves=[Move(each, each, 1) for each in many], by=cast.carol, now=now)


def test_at_high_risk_nobody_is_decided_for_along_with_others(cast: Cast, now: datetime) -> None:
    case_id = opened(cast, now)
    assess_risk(case_id=case_id, answers={"self_harm": "yes"}, at=now, by=cast.ben, now=now)
    [refused] = look_at_many(
        DutyNot("social-services", "They are in touch"), cases=[case_id], by=cast.ben, now=now
    )
    assert refused.clause == "3.3.1"


def test_nobody_without_the_right_to_work_on_cases_does_anything_on_many(cast: Cast, now: datetime) -> None:
    case_id = opened(cast, now)
    with pytest.raises(Refused):
        look_at_many(SUPPORT, cases=[case_id], by=cast.dev, now=now)
    with pytest.raises(Refused):
        do_many(SUPPORT, cases=[(case_id, 1)], by=cast.dev, now=now)


def review_day(cast: Cast, case_id: UUID, now: datetime) -> date | None:
    plan = case_page(cast.ben, case_id, now=now).plan
    return plan.review_on if plan else None
