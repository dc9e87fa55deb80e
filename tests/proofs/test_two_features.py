"""What a hostile reading found where two features meet: merging and conflicts, merging and consent, merging and safe contact."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from pytest_django import Settings

from cases.measures.test_secure_page import code, told
from cases.sight_acts import CONTENT, file
from cases.test_glass import at
from cases.test_survey import ask, ended
from factories.bodies import at_once, body
from factories.cast import Cast, one_of_each_role
from factories.measures import consented, sent_to_a_page, support_body, support_step
from factories.reports import join, opened, received
from upstander.cases.api import (
    Answer,
    NoSuchCase,
    PartyTold,
    Triaged,
    add_party,
    answer_duty,
    break_glass,
    declare_tie,
    let_in,
    record_consent,
    record_visit,
    review_glass,
    review_sharing,
)
from upstander.cases.guard import guard_everybody
from upstander.cases.links import moved_of, seal_moved
from upstander.cases.measures.api import (
    PageEnded,
    check_there,
    open_with_code,
    partner_answers,
    record_step,
    send_code,
)
from upstander.cases.models import AccountWord, Case, Duty, Notice, Party, Referral
from upstander.cases.own.api import show_in_account
from upstander.cases.queries.api import case_page, openings, sharing_of_case
from upstander.cases.sharing.api import ConsentTold
from upstander.cases.surveys.api import send_survey_link
from upstander.cases.visits.api import VisitTold, plan_visit, visits_of
from upstander.confidentiality.api import RelationTold, exclude, name_to_case, record_absence, system, viewing
from upstander.confidentiality.models import Conflict
from upstander.intake.api import (
    NoSuchReport,
    PersonTold,
    TriageChoice,
    add_exhibit,
    attachment_content,
    merge_cases,
    queue,
    reports_of_case,
    take_out,
    triage,
    triage_page,
)
from upstander.intake.models import CustodyEntry
from upstander.lib.days import london_day
from upstander.messages.api import By, DayPart, Message, SafeContactCard, safe_contact_of, set_safe_contact

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
ZOFIA: dict[str, Any] = {"reporter": "third_party", "reporter_person": PersonTold(name="Zofia Nowak")}


@pytest.fixture
def cast(now: datetime) -> Cast:
    return one_of_each_role(now)


def sees(cast: Cast, key: str, case_id: UUID, now: datetime) -> bool:
    try:
        case_page(getattr(cast, key), case_id, now=now)
    except NoSuchCase:
        return False
    return True


def survivor(cast: Cast, case_id: UUID, now: datetime) -> UUID:
    return next(p.id for p in case_page(cast.ben, case_id, now=now).parties if p.role == "survivor")


@pytest.mark.parametrize("how", ["joined", "merged"])
def test_whoever_is_tied_to_the_reporter_of_one_part_is_kept_from_the_whole(
    cast: Cast, now: datetime, how: str
) -> None:
    declare_tie(told=RelationTold("related", "Zofia Nowak"), by=cast.bella, now=now)
    known = opened(cast, now)
    assert sees(cast, "bella", known, now)
    if how == "joined":
        join(cast, received(now, **ZOFIA), known, now)
    else:
        part = opened(cast, now, **ZOFIA)
        merge_cases(case_id=part, into_id=known, reason="One neighbour", by=cast.ben, now=now)
    assert sees(cast, "ben", known, now) and not sees(cast, "bella", known, now)
    guard_everybody(now=now + HOUR)  # and it holds when the guard looks again
    assert not sees(cast, "bella", known, now + HOUR)


def test_no_is_heard_on_the_case_that_goes_on_when_it_was_said_on_the_one_that_ends(
    cast: Cast, now: datetime
) -> None:
    ends, goes_on, police = opened(cast, now), opened(cast, now), body(now)
    consented(goes_on, survivor(cast, goes_on, now), police, cast.ben, now)
    later = now + HOUR
    said = ConsentTold(
        survivor(cast, ends, now), (police,), ("account",), ("support",), False, "phone", later
    )
    record_consent(case_id=ends, told=said, by=cast.ben, now=later)
    assert sharing_of_case(cast.ben, goes_on, now=later).live
    merge_cases(case_id=ends, into_id=goes_on, reason="One neighbour", by=cast.ben, now=later)
    assert not sharing_of_case(cast.ben, goes_on, now=later).live


def test_the_later_word_on_how_somebody_is_reached_counts_when_cases_become_one(
    cast: Cast, now: datetime
) -> None:
    ends, goes_on = opened(cast, now), opened(cast, now)
    card = SafeContactCard(ways=(By.EMAIL,), email="amina@example.org", times=(DayPart.ANY,))
    with viewing(system("tests")):
        one, other = survivor(cast, ends, now), survivor(cast, goes_on, now)
        assert safe_contact_of(other) == replace(card, ways=(By.PHONE,), email="", phone="07700 900123")
        set_safe_contact(card, case_id=ends, person_on_case_id=one, by=cast.ben, now=now + HOUR)
    show_in_account(case_id=ends, shown=False, by=cast.ben, now=now + HOUR)
    merge_cases(case_id=ends, into_id=goes_on, reason="One neighbour", by=cast.ben, now=now + 2 * HOUR)
    with viewing(system("tests")):
        assert safe_contact_of(other) == card
        assert Party.objects.get(pk=other).contactable
    with viewing(system("tests")):
        assert not AccountWord.objects.get(party=other).shown
    assert "contact_changed" in {
        line.kind for line in case_page(cast.ben, goes_on, now=now + 2 * HOUR).timeline
    }


def test_a_caution_on_either_case_stays(cast: Cast, now: datetime) -> None:
    ends, goes_on = opened(cast, now), opened(cast, now)
    with viewing(system("tests")):
        one, other = survivor(cast, ends, now), survivor(cast, goes_on, now)
        for minutes, party, case, shared in ((1, one, ends, True), (2, other, goes_on, False)):
            card = SafeContactCard(ways=(By.PHONE,), phone="07700 900123", shared_device=shared)
            at = now + timedelta(minutes=minutes)
            set_safe_contact(card, case_id=case, person_on_case_id=party, by=cast.ben, now=at)
    merge_cases(case_id=ends, into_id=goes_on, reason="One neighbour", by=cast.ben, now=now + HOUR)
    with viewing(system("tests")):
        assert safe_contact_of(other) == replace(card, shared_device=True)


@pytest.mark.parametrize(("reporter", "counts"), [("survivor", True), ("third_party", False)])
def test_a_joined_report_changes_how_its_survivor_is_reached_only_when_they_said_it_themselves(
    cast: Cast, now: datetime, reporter: str, counts: bool
) -> None:
    known, later = opened(cast, now), now + HOUR
    card = SafeContactCard(ways=(By.EMAIL,), email="amina@example.org", times=(DayPart.ANY,))
    said: dict[str, Any] = {"contact": card} if counts else {"survivor_contact": card, **ZOFIA}
    reference = received(later, **{**said, "reporter": reporter})
    line = next(each.waiting for each in queue(cast.dev, now=later) if each.waiting.reference == reference)
    match = triage_page(cast.dev, line.report_id, now=later).people[0].card
    triaged = Triaged((PartyTold("survivor", person_id=match.id),), ("verbal_abuse",), (), False)
    triage(
        report_id=line.report_id,
        choice=TriageChoice("join", triaged, join_into=known),
        by=cast.dev,
        now=later,
    )
    with viewing(system("tests")):
        ways = safe_contact_of(survivor(cast, known, later)).ways  # type: ignore[union-attr]
    assert ways == ((By.EMAIL,) if counts else (By.PHONE,))


def test_nobody_is_asked_twice_how_it_went(cast: Cast, now: datetime, settings: Settings) -> None:
    settings.UPSTANDER_SENDS_EMAIL = True
    case_id, evening = ended(cast, now), now + timedelta(hours=1)
    email = SafeContactCard(ways=(By.EMAIL,), email="amina@example.org")
    with viewing(system("tests")):
        set_safe_contact(
            email, case_id=case_id, person_on_case_id=survivor(cast, case_id, now), by=cast.ben, now=now
        )
    for press in (evening, evening + timedelta(seconds=1)):
        send_survey_link(case_id=case_id, way="email", by=cast.ben, now=press)

    def states() -> list[str]:
        with viewing(system("tests")):
            return sorted(Message.objects.filter(kind="survey").values_list("state", flat=True))

    assert states() == ["cancelled", "queued"]
    ask(cast, case_id, evening + HOUR, way="email")
    assert states() == ["cancelled", "cancelled"]


def test_what_was_no_emergency_is_read_no_more(cast: Cast, now: datetime, settings: Settings) -> None:
    settings.UPSTANDER_SENDS_EMAIL = True
    case_id = opened(cast, now)
    amina, agency = survivor(cast, case_id, now), support_body(now)
    step = support_step(amina, agency, now)
    told_now = at_once(agency_id=agency, kinds=("identity", "account"), about=(amina,))
    record_step(case_id=case_id, step=replace(step, sharing=told_now), by=cast.ben, now=now)
    with viewing(system("tests")):
        page = Referral.objects.get()
    token = told(page.id, now)
    review: dict[str, Any] = {
        "case_id": case_id,
        "disclosure_id": page.disclosure_id,
        "by": cast.carol,
        "now": now,
    }
    review_sharing(upheld=False, reason="She was in no danger", **review)
    with pytest.raises(PageEnded):
        check_there(token, now=now)


@pytest.mark.parametrize(("outcome", "ends"), [("done", True), ("could_not", False)])
def test_that_something_could_not_be_done_on_one_case_ends_no_promise_of_the_other(
    cast: Cast, now: datetime, outcome: str, ends: bool
) -> None:
    merged, goes_on, later = opened(cast, now, danger=True), opened(cast, now, danger=True), now + HOUR
    if ends:
        record_visit(case_id=merged, at=later, seen=True, where="home", found="Well", by=cast.ben, now=later)
    else:
        said = Answer("visit", outcome, "Nobody was in")
        answer_duty(case_id=merged, answer=said, at=later, by=cast.ben, now=later)
    merge_cases(case_id=merged, into_id=goes_on, reason="One neighbour", by=cast.ben, now=later)
    owed = {line.slug for line in case_page(cast.ben, goes_on, now=later).open_duties}
    assert ("visit" not in owed) is ends


def part_of(cast: Cast, how: str, whole: UUID, at: datetime) -> UUID:
    """Another report of Amina's, which becomes part of that case; answers with the case that it began."""
    if how == "merged":
        part = opened(cast, at)
        merge_cases(case_id=part, into_id=whole, reason="One neighbour", by=cast.ben, now=at)
        return part
    reference = received(at)
    waiting = [each.waiting for each in queue(cast.dev, now=at)]
    join(cast, reference, whole, at)
    return next(each.case_id for each in waiting if each.reference == reference)


@pytest.mark.parametrize("how", ["joined", "merged"])
def test_what_became_part_of_a_case_is_sealed_with_it(cast: Cast, now: datetime, how: str) -> None:
    whole, later = opened(cast, now), now + HOUR
    part = part_of(cast, how, whole, later)
    assert sees(cast, "senior", part, later)
    works_here = PartyTold("perpetrator", "employee", name="Hal Brook")
    add_party(case_id=whole, party=works_here, by=cast.ben, now=later)
    seen = {
        (who, each)
        for who in ("ben", "carol", "senior")
        for each in (whole, part)
        if sees(cast, who, each, later)
    }
    assert not seen
    report = case_page(cast.esther, whole, now=later).reports[-1].id
    take_out(case_id=whole, report_id=report, reason="Another matter", by=cast.esther, now=later)
    assert not sees(cast, "carol", part, later) and not queue(
        cast.dev, now=later
    )  # and stays so when it leaves


def test_a_report_that_is_joined_to_a_sealed_case_is_sealed(cast: Cast, now: datetime) -> None:
    whole = opened(cast, now)
    works_here = PartyTold("perpetrator", "employee", name="Hal Brook")
    add_party(case_id=whole, party=works_here, by=cast.ben, now=now)
    let_in(case_id=whole, staff_id=cast.staff["carol"].id, by=cast.esther, now=now)
    received(now)
    line = queue(cast.carol, now=now)[0].waiting
    choice = TriageChoice("join", Triaged((), ("threats",), (), False), join_into=whole)
    triage(report_id=line.report_id, choice=choice, by=cast.carol, now=now)
    assert not any(sees(cast, who, line.case_id, now) for who in ("ben", "senior", "dev"))


def test_a_case_that_leaves_another_keeps_what_was_said_meanwhile(cast: Cast, now: datetime) -> None:
    whole, later = opened(cast, now), now + HOUR
    part = part_of(cast, "merged", whole, now + timedelta(minutes=1))
    card = SafeContactCard(ways=(By.EMAIL,), email="amina@example.org", not_at_home=True)
    with viewing(system("tests")):
        amina = survivor(cast, whole, now)
        set_safe_contact(card, case_id=whole, person_on_case_id=amina, by=cast.ben, now=later)
    show_in_account(case_id=whole, shown=False, by=cast.ben, now=later)
    report = case_page(cast.ben, whole, now=later).reports[-1].id
    take_out(case_id=whole, report_id=report, reason="Another street", by=cast.ben, now=later)
    with viewing(system("tests")):
        amina = survivor(cast, part, now)
        assert safe_contact_of(amina) == card
        assert not AccountWord.objects.get(party=amina).shown


def test_a_body_that_answers_again_after_a_merging_is_heard_where_the_work_goes_on(
    cast: Cast, now: datetime, settings: Settings
) -> None:
    settings.UPSTANDER_SENDS_EMAIL = True
    ends, goes_on = opened(cast, now), opened(cast, now, officer="bella")
    token = told(sent_to_a_page(ends, survivor(cast, ends, now), cast.ben, now), now)
    send_code(token, now=now)
    visit = open_with_code(token, code(), now=now)
    partner_answers(token, visit, answer="done", words="We rang her", now=now)
    merge_cases(case_id=ends, into_id=goes_on, reason="One neighbour", by=cast.ben, now=now)
    later = now + timedelta(minutes=5)
    partner_answers(token, visit, answer="accepted", words="She may be in danger", now=later)
    with viewing(system("tests")):
        assert not Duty.objects.filter(case=ends, state="open").exists()
        told_to = Notice.objects.filter(case=goes_on, kind="referral_answered").values_list(
            "staff", flat=True
        )
        assert cast.staff["bella"].id in told_to
    assert "She may be in danger" in str(case_page(cast.bella, goes_on, now=later).timeline)


@pytest.mark.parametrize("how", ["urgent", "let in", "let in before"])
def test_whoever_is_let_in_to_a_case_reads_what_became_part_of_it(
    cast: Cast, now: datetime, how: str
) -> None:
    whole = opened(cast, now)
    if how != "let in before":
        part = part_of(cast, "joined", whole, now)
    if how == "urgent":
        at(now)
        reference = case_page(cast.ben, whole, now=now).head.reference
        break_glass(reference=reference, reason="He is at her door again", by=cast.nia, now=now)
        who = "nia"
    else:
        who = "carol"
        works_here = PartyTold("perpetrator", "employee", name="Hal Brook")
        add_party(case_id=whole, party=works_here, by=cast.ben, now=now)
        let_in(case_id=whole, staff_id=cast.staff["carol"].id, by=cast.esther, now=now)
    if how == "let in before":
        received(now)
        line = queue(cast.carol, now=now)[0].waiting
        choice = TriageChoice("join", Triaged((), ("threats",), (), False), join_into=whole)
        triage(report_id=line.report_id, choice=choice, by=cast.carol, now=now)
        part = line.case_id
    page = case_page(getattr(cast, who), whole, now=now)
    told = reports_of_case(getattr(cast, who), whole, [each.id for each in page.reports])
    assert len(told) == 2 and sees(cast, who, part, now)
    if how == "urgent":
        opening = openings(cast.farid, now=now)[0].id
        review_glass(opening_id=opening, upheld=False, reason="She was not there", by=cast.farid, now=now)
        assert not sees(cast, who, whole, now) and not sees(cast, who, part, now)


def test_a_cover_reads_what_is_on_the_case_and_nothing_that_is_closed_to_them(
    cast: Cast, now: datetime
) -> None:
    whole = opened(cast, now)
    at(now)
    until = now + timedelta(days=3)
    ben, ivan = cast.staff["ben"].id, cast.staff["ivan"].id
    record_absence(staff_id=ben, cover_id=ivan, starts_at=now, ends_at=until, by=cast.ben, now=now)
    part = opened(cast, now, officer="bella", files=(file(),))
    [told] = case_page(cast.bella, part, now=now).reports
    [[photo]] = [each.attachments for each in reports_of_case(cast.bella, part, [told.id])]
    exhibit = add_exhibit(
        case_id=part, title="The door", taken_at=now, attachment_id=photo.id, by=cast.bella, now=now
    )
    merge_cases(case_id=part, into_id=whole, reason="One neighbour", by=cast.bella, now=now)

    def reads() -> int:
        return len(reports_of_case(cast.ivan, whole, [told.id]))

    assert reads() and not sees(cast, "ivan", part, now)
    assert b"".join(attachment_content(cast.ivan, photo.id, variant="original", now=now)[1]) == CONTENT
    with viewing(system("tests")):
        assert CustodyEntry.objects.filter(exhibit_id=exhibit, act="downloaded", by_id=ivan).exists()
        exclude(part, {ivan: "relation"}, now=now)
    assert not reads(), "in conflict with the part"
    with viewing(system("tests")):
        Conflict.objects.update(ended_at=now)
        Case.objects.filter(pk=part).update(sealed=True)
    assert not reads(), "sealed"
    with viewing(system("tests")):
        Case.objects.filter(pk=part).update(sealed=False)
    assert reads()
    take_out(case_id=whole, report_id=told.id, reason="Another matter", by=cast.ben, now=now)
    assert not reads(), "no more on the case"
    with pytest.raises(NoSuchReport):
        attachment_content(cast.ivan, photo.id, variant="original", now=now)


def test_parts_of_a_case_that_was_sealed_before_they_were_sealed_with_it_are_sealed(
    cast: Cast, now: datetime
) -> None:
    whole, other = opened(cast, now), opened(cast, now, officer="bella")
    middle = part_of(cast, "joined", other, now)
    merge_cases(case_id=other, into_id=whole, reason="One neighbour", by=cast.ben, now=now)
    apart = part_of(cast, "joined", opened(cast, now), now)
    with viewing(system("tests")):
        Case.objects.filter(pk=whole).update(sealed=True, team=None)  # as it was once
        name_to_case(whole, cast.staff["carol"].id, now=now)
        name_to_case(other, cast.staff["carol"].id, now=now, until=now + HOUR)
        with connection.cursor() as cursor:
            cursor.execute(
                import_module("upstander.cases.migrations.0059_parts_of_sealed_cases_are_sealed").SEALED
            )
    for part in (other, middle):
        assert not any(sees(cast, who, part, now) for who in ("ben", "bella", "dev", "senior"))
        assert sees(cast, "carol", part, now + HOUR * 2), "whom its keepers let in"
    assert sees(cast, "ben", apart, now)


@pytest.mark.parametrize("leaves", [False, True])
def test_nobody_looks_for_them_at_the_home_they_left_on_the_other_case(
    cast: Cast, now: datetime, leaves: bool
) -> None:
    whole, later = opened(cast, now), now + HOUR
    part = part_of(cast, "merged", whole, now + timedelta(minutes=1)) if leaves else opened(cast, now)
    on, goes_on = (whole, part) if leaves else (part, whole)
    with viewing(system("tests")):
        amina = Party.objects.get(case_id=on, role="survivor")
        seal_moved(amina, london_day(now), "")
        amina.save()
    if leaves:
        report = case_page(cast.ben, whole, now=later).reports[-1].id
        take_out(case_id=whole, report_id=report, reason="Another street", by=cast.ben, now=later)
    else:
        visit = VisitTold(now + timedelta(days=1), cast.staff["ben"].id, "home")
        plan_visit(case_id=whole, told=visit, by=cast.ben, now=later)
        merge_cases(case_id=part, into_id=whole, reason="One neighbour", by=cast.ben, now=later)
        assert visits_of(cast.ben, whole, now=later)[0].unfit
    with viewing(system("tests")):
        amina = Party.objects.get(case_id=goes_on, role="survivor")
        assert moved_of(amina) == (london_day(now), "")


def test_a_case_taken_out_of_another_does_not_tell_of_it_once_that_is_sealed(
    cast: Cast, now: datetime
) -> None:
    part, whole = opened(cast, now), opened(cast, now)
    reference = case_page(cast.ben, whole, now=now).head.reference
    came = case_page(cast.ben, part, now=now).reports[0].id
    merge_cases(case_id=part, into_id=whole, reason="One neighbour", by=cast.ben, now=now)
    take_out(case_id=whole, report_id=came, reason="Two after all", by=cast.ben, now=now)
    assert reference in str(case_page(cast.ben, part, now=now).timeline)
    works_here = PartyTold("perpetrator", "employee", name="Hal Brook")
    add_party(case_id=whole, party=works_here, by=cast.ben, now=now)
    for viewer in (cast.ben, cast.carol):
        told = case_page(viewer, part, now=now).timeline
        assert "merged" in {each.kind for each in told} and reference not in str(told)
