"""Triage: one report, one decision, nothing lost between cases."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from factories.cast import Cast, one_of_each_role
from factories.reports import opened, received
from upstander.cases.api import NoSuchCase, PartyTold, Triaged, let_in
from upstander.cases.queries.api import case_page
from upstander.confidentiality.api import StaleEdit
from upstander.intake.api import (
    NoSuchReport,
    PersonTold,
    TriageChoice,
    TriagePage,
    queue,
    reports_of_case,
    triage,
    triage_page,
)
from upstander.lib.decision import Refused

pytestmark = pytest.mark.django_db
TOLD = Triaged(
    parties=(PartyTold("survivor", "customer", identified=True),),
    behaviours=("threats",),
    motivations=(),
    immediate_danger=False,
)


def next_in_queue(cast: Cast, now: datetime) -> TriagePage:
    return triage_page(cast.dev, queue(cast.dev, now=now)[0].waiting.report_id, now=now)


def test_a_known_case_is_recognised_and_takes_the_report_with_its_own_clocks(now: datetime) -> None:
    cast = one_of_each_role(now)
    known = opened(cast, now)
    later = now + timedelta(days=3)
    received(later)
    page = next_in_queue(cast, later)
    match = page.cases[0]
    assert match.case_id == known and match.officer == "Ben Okoro" and "the same person" in match.why
    target = triage(
        report_id=page.report.id, choice=TriageChoice("join", TOLD, join_into=known), by=cast.dev, now=later
    )
    assert target == known
    joined = case_page(cast.ben, known, now=later)
    assert len(joined.reports) == 2
    assert [d.due_at for d in joined.open_duties if d.slug == "acknowledge"] != []
    words = [r.narrative for r in reports_of_case(cast.ben, known, [r.id for r in joined.reports])]
    assert len(words) == 2 and all("headscarf" in each for each in words)
    assert queue(cast.dev, now=later) == []


def test_a_perceived_motivation_is_never_taken_away(now: datetime) -> None:
    cast = one_of_each_role(now)
    received(now, motivations=("religion", "race"))
    page = next_in_queue(cast, now)
    case_id = triage(
        report_id=page.report.id,
        choice=TriageChoice("open", TOLD, officer_id=cast.staff["ben"].id),
        by=cast.dev,
        now=now,
    )
    assert set(case_page(cast.ben, case_id, now=now).reports[0].motivations) == {"religion", "race"}


def test_two_call_handlers_cannot_triage_the_same_report(now: datetime) -> None:
    cast = one_of_each_role(now)
    received(now)
    page = next_in_queue(cast, now)
    choice = TriageChoice("open", TOLD, officer_id=cast.staff["ben"].id)
    triage(report_id=page.report.id, choice=choice, version=page.case.head.version, by=cast.dev, now=now)
    with pytest.raises((Refused, StaleEdit, NoSuchReport)):
        triage(
            report_id=page.report.id, choice=choice, version=page.case.head.version, by=cast.carol, now=now
        )


def test_passing_it_to_another_policy_needs_a_word_on_who_has_it_now(now: datetime) -> None:
    cast = one_of_each_role(now)
    received(now)
    page = next_in_queue(cast, now)
    with pytest.raises(Refused, match="who has taken this on"):
        triage(
            report_id=page.report.id, choice=TriageChoice("route", TOLD, route_to="asb"), by=cast.dev, now=now
        )
    noted = Triaged(
        TOLD.parties, TOLD.behaviours, TOLD.motivations, False, note="ASB team, spoke to Jo by phone"
    )
    case_id = triage(
        report_id=page.report.id, choice=TriageChoice("route", noted, route_to="asb"), by=cast.dev, now=now
    )
    routed = case_page(cast.carol, case_id, now=now)
    assert routed.head.routed_to == "asb" and routed.open_duties == ()


def test_a_report_found_to_be_about_staff_leaves_every_other_view_at_once(now: datetime) -> None:
    cast = one_of_each_role(now)
    received(now)
    page = next_in_queue(cast, now)
    staff = Triaged((PartyTold("survivor", "employee", identified=True),), ("threats",), (), False)
    case_id = triage(report_id=page.report.id, choice=TriageChoice("open", staff), by=cast.dev, now=now)
    assert case_page(cast.esther, case_id, now=now).head.sealed
    for outsider in (cast.dev, cast.ben, cast.carol, cast.senior):
        with pytest.raises(NoSuchCase):
            case_page(outsider, case_id, now=now)


def test_people_and_learning_take_a_sealed_report_to_its_end_and_may_name_one_more_person(
    now: datetime,
) -> None:
    cast = one_of_each_role(now)
    received(now, survivor=PersonTold(name="Zora Blake", affiliation="employee"))
    (line,) = queue(cast.esther, now=now)
    told = Triaged(
        (PartyTold("survivor", "employee", identified=True, contactable=True),), ("threats",), (), False
    )
    choice = TriageChoice("open", told, officer_id=cast.staff["esther"].id)
    case_id = triage(report_id=line.waiting.report_id, choice=choice, by=cast.esther, now=now)
    assert "staff-route" in {d.slug for d in case_page(cast.esther, case_id, now=now).open_duties}
    with pytest.raises(NoSuchCase):
        case_page(cast.nia, case_id, now=now)
    let_in(case_id=case_id, staff_id=cast.staff["nia"].id, by=cast.esther, now=now)
    assert case_page(cast.nia, case_id, now=now).head.sealed
    with pytest.raises(NoSuchCase):
        case_page(cast.carol, case_id, now=now)


def test_a_sealed_case_is_no_match_for_anyone(now: datetime) -> None:
    cast = one_of_each_role(now)
    received(
        now, survivor=PersonTold(name="Amina Yusuf", address="12 Larkfield Walk", affiliation="employee")
    )
    received(now)
    assert next_in_queue(cast, now).cases == ()
