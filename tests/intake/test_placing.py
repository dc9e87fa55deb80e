"""Where a report went can be undone for an hour and put right later; nothing of one case stays on another, and no promise is lost."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from factories.bodies import body
from factories.cast import Cast, one_of_each_role
from factories.mailbox import a_code
from factories.reports import join, opened, received
from upstander.cases.api import (
    NoSuchCase,
    PartyTold,
    Triaged,
    add_note,
    confirm_statement,
    link_cases,
    record_statement,
    record_visit,
)
from upstander.cases.models import Case, CaseLink, Duty, Party
from upstander.cases.queries.api import (
    EarlierReport,
    case_page,
    find_cases,
    links_of_case,
    merged_into,
    my_decisions,
    sharing_of_case,
)
from upstander.confidentiality.api import exclude, system, viewing
from upstander.intake.api import (
    PersonTold,
    SaidOfSharing,
    TriageChoice,
    mailboxes_of_case,
    merge_cases,
    queue,
    take_out,
    triage,
    triage_page,
    undo_triage,
)
from upstander.intake.patterns import sentences
from upstander.lib.decision import Refused

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def cast(now: datetime) -> Cast:
    return one_of_each_role(now)


def state(case_id: UUID) -> Case:
    with viewing(system("tests")):
        return Case.objects.get(pk=case_id)


def duties(case_id: UUID, slug: str = "") -> list[Duty]:
    with viewing(system("tests")):
        found = Duty.objects.filter(case_id=case_id).order_by("opened_at")
        return list(found.filter(slug=slug) if slug else found)


def undo(cast: Cast, now: datetime) -> UUID:
    return undo_triage(decision_id=my_decisions(cast.dev, now=now)[0].id, by=cast.dev, now=now)


def test_an_opened_case_is_back_in_the_queue_and_its_triage_is_owed_again_by_the_first_time(
    cast: Cast, now: datetime
) -> None:
    case_id = opened(cast, now)
    due = duties(case_id, "triage")[0].due_at
    report = undo(cast, now + timedelta(minutes=20))
    assert state(case_id).state == "received" and state(case_id).officer_id is None
    page = triage_page(cast.dev, report, now=now)
    assert not page.report.triaged and [d.due_at for d in page.case.open_duties if d.slug == "triage"] == [
        due
    ]
    assert my_decisions(cast.dev, now=now) == []
    met = [d.state for d in duties(case_id, "triage") if d.state != "open"]
    assert met == ["met"]  # what was promised and kept the first time is on record


def test_the_hour_ends_and_is_only_for_whoever_decided(cast: Cast, now: datetime) -> None:
    opened(cast, now)
    decision = my_decisions(cast.dev, now=now)[0].id
    assert my_decisions(cast.carol, now=now) == []
    with pytest.raises(NoSuchCase):
        undo_triage(decision_id=decision, by=cast.carol, now=now)
    with pytest.raises(Refused, match="hour is over"):
        undo_triage(decision_id=decision, by=cast.dev, now=now + HOUR + timedelta(seconds=1))


def test_nothing_is_undone_under_the_hands_of_whoever_works_on_it(cast: Cast, now: datetime) -> None:
    case_id = opened(cast, now)
    later = now + timedelta(minutes=5)
    add_note(case_id=case_id, text="Rang her", by=cast.ben, now=later)
    assert "begun to work" in my_decisions(cast.dev, now=later)[0].why_not
    with pytest.raises(Refused, match="begun to work"):
        undo(cast, later)


def test_a_wrongly_joined_report_leaves_nothing_behind(cast: Cast, now: datetime) -> None:
    known = opened(cast, now)
    was = state(known)
    later = now + timedelta(days=2)
    _code, print_ = a_code()
    reference = received(
        later,
        narrative="They broke my window",
        survivor=PersonTold(name="Zofia Nowak", affiliation="customer"),
        perpetrator=PersonTold(name="Piotr Lis"),
        immediate_danger=True,
        return_code=print_,
    )
    line = next(each.waiting for each in queue(cast.dev, now=later) if each.waiting.reference == reference)
    told = Triaged((PartyTold("perpetrator", name="Piotr Lis", identified=True),), ("damage",), (), True)
    choice = TriageChoice("join", told, join_into=known)
    triage(report_id=line.report_id, choice=choice, by=cast.dev, now=later)
    assert state(known).danger and find_cases(cast.ben, "Piotr Lis", now=later)[0].id == known
    assert len(mailboxes_of_case(cast.ben, known)) == 1
    assert undo(cast, later + timedelta(minutes=30)) == line.report_id
    after = state(known)
    assert not after.danger and after.index_tokens == was.index_tokens
    page = case_page(cast.ben, known, now=later)
    assert len(page.reports) == 1 and "Piotr Lis" not in [p.name for p in page.parties]
    assert mailboxes_of_case(cast.ben, known) == []
    assert not [d for d in duties(known) if d.report_id == line.report_id and d.state == "open"]
    own = case_page(cast.dev, line.case_id, now=later)
    assert (
        own.head.state == "received"
        and own.head.danger
        and {"visit", "triage"} <= {d.slug for d in own.open_duties}
    )
    assert len(mailboxes_of_case(cast.dev, line.case_id)) == 1


def test_a_report_passed_on_comes_back_with_its_clocks(cast: Cast, now: datetime) -> None:
    received(now)
    page = triage_page(cast.dev, queue(cast.dev, now=now)[0].waiting.report_id, now=now)
    told = Triaged((), ("threats",), (), False, note="ASB, told Jo by phone")
    triage(report_id=page.report.id, choice=TriageChoice("route", told, route_to="asb"), by=cast.dev, now=now)
    undo(cast, now)
    again = triage_page(cast.dev, page.report.id, now=now).case
    assert again.head.state == "received" and {d.slug for d in again.open_duties} == {
        d.slug for d in page.case.open_duties
    }


def test_after_the_hour_whoever_works_on_the_case_takes_a_report_out_with_a_reason(
    cast: Cast, now: datetime
) -> None:
    known = opened(cast, now)
    later = now + timedelta(days=1)
    join(cast, received(later), known, later)
    first, second = case_page(cast.ben, known, now=later).reports
    week = later + timedelta(days=7)
    with pytest.raises(Refused, match="why"):
        take_out(case_id=known, report_id=second.id, reason=" ", by=cast.ben, now=week)
    with pytest.raises(Refused, match="began with this report"):
        take_out(case_id=known, report_id=first.id, reason="Another matter", by=cast.ben, now=week)
    assert (
        take_out(case_id=known, report_id=second.id, reason="Another street", by=cast.ben, now=week)
        == "queue"
    )
    assert [line.waiting.report_id for line in queue(cast.dev, now=week)] == [second.id]
    assert [r.id for r in case_page(cast.ben, known, now=week).reports] == [first.id]


def test_two_cases_of_one_survivor_become_one_and_what_was_done_counts(cast: Cast, now: datetime) -> None:
    one = opened(cast, now)
    two = opened(cast, now + HOUR, danger=True)
    visited = now + timedelta(hours=2)
    record_visit(
        case_id=two, at=visited, seen=True, where="At home", found="Shaken, safe", by=cast.ben, now=visited
    )
    amina = next(p.id for p in case_page(cast.ben, two, now=visited).parties if p.role == "survivor")
    statement = record_statement(
        case_id=two, party_id=amina, words="He spat at me.", taken_at=visited, by=cast.ben, now=visited
    )
    with pytest.raises(Refused, match="statements that nobody has confirmed"):
        merge_cases(case_id=two, into_id=one, reason="Same neighbour, same week", by=cast.ben, now=visited)
    confirm_statement(case_id=two, statement_id=statement, how="signed", at=visited, by=cast.ben, now=visited)
    merge_cases(case_id=two, into_id=one, reason="Same neighbour, same week", by=cast.ben, now=visited)
    assert [(each.case_id, each.statements) for each in merged_into(cast.ben, one)] == [(two, 1)]
    page = case_page(cast.ben, one, now=visited)
    assert len(page.reports) == 2 and page.head.danger
    assert [d.state for d in duties(one, "visit")] == ["met"]
    stub = case_page(cast.ben, two, now=visited)
    assert stub.head.joined_to is not None and stub.open_duties == ()
    assert (
        take_out(case_id=one, report_id=page.reports[1].id, reason="Two matters", by=cast.ben, now=visited)
        == "case"
    )
    assert state(two).state == "open" and not state(one).danger


def test_cases_of_different_survivors_are_linked_and_never_merged(cast: Cast, now: datetime) -> None:
    one = opened(cast, now)
    received(now, survivor=PersonTold(name="Gwen Harcastle", affiliation="customer"))
    line = queue(cast.dev, now=now)[0].waiting
    told = Triaged(
        (PartyTold("survivor", "customer", name="Gwen Harcastle", identified=True),), ("threats",), (), False
    )
    two = triage(
        report_id=line.report_id,
        choice=TriageChoice("open", told, officer_id=cast.staff["ben"].id),
        by=cast.dev,
        now=now,
    )
    with pytest.raises(Refused, match="link them"):
        merge_cases(case_id=two, into_id=one, reason="Same stairs", by=cast.ben, now=now)
    link_cases(case_id=one, other_id=two, why="counter", by=cast.ben, now=now)
    link_cases(case_id=two, other_id=one, why="counter", by=cast.ben, now=now)
    assert [each.case_id for each in links_of_case(cast.carol, two)] == [one]
    with viewing(system("tests")):
        exclude(one, {cast.staff["carol"].id: "relation"}, now=now)
    assert links_of_case(cast.carol, two) == []
    with viewing(cast.carol):
        assert not CaseLink.objects.exists()


def test_what_was_sealed_is_neither_offered_for_undoing_nor_linked_to(cast: Cast, now: datetime) -> None:
    one = opened(cast, now)
    received(now)
    staff = Triaged((PartyTold("survivor", "employee", identified=True),), ("threats",), (), False)
    line = queue(cast.dev, now=now)[0].waiting
    sealed = triage(report_id=line.report_id, choice=TriageChoice("open", staff), by=cast.dev, now=now)
    assert [each.decision for each in my_decisions(cast.dev, now=now)] == ["open"]  # the ordinary one alone
    with pytest.raises(Refused, match="no case of that reference"):
        link_cases(case_id=one, other_id=sealed, why="people", by=cast.ben, now=now)


def test_what_the_survivor_said_about_telling_others_is_consent_once_it_has_a_case(
    cast: Cast, now: datetime
) -> None:
    police, centre = body(now), body(now, "reporting_centre", "Stop Hate UK")
    said = (
        SaidOfSharing(centre, True, ("identity", "account"), "support", "phone"),
        SaidOfSharing(police, False, ("identity", "account"), "crime", "phone"),
    )
    case_id = opened(cast, now, said=said)
    page = sharing_of_case(cast.ben, case_id, now=now)
    assert [line.agency for line in page.live] == ["Stop Hate UK"]


def test_a_doubt_about_capacity_holds_no_triage_up_and_makes_no_consent(cast: Cast, now: datetime) -> None:
    centre = body(now, "reporting_centre", "Stop Hate UK")
    received(now, said=(SaidOfSharing(centre, True, ("identity",), "support", "phone"),))
    line = queue(cast.dev, now=now)[0].waiting
    told = Triaged(
        (PartyTold("survivor", "customer", identified=True, capacity_concern=True),), ("threats",), (), False
    )
    choice = TriageChoice("open", told, officer_id=cast.staff["ben"].id)
    case_id = triage(report_id=line.report_id, choice=choice, by=cast.dev, now=now)
    assert sharing_of_case(cast.ben, case_id, now=now).live == ()
    assert "consent_to_ask" in [entry.kind for entry in case_page(cast.ben, case_id, now=now).timeline]


def test_what_stands_out_is_one_plain_sentence(now: datetime) -> None:
    def ago(days: int, **part: bool) -> EarlierReport:
        return EarlierReport(UUID(int=days), now - timedelta(days=days), **part)

    assert sentences([], now) == ()
    assert sentences([ago(34, caller=True, place=True), ago(9, place=True)], now) == (
        "Same caller, same door: three reports in 5 weeks, with this one.",
    )
    assert (
        "person said to be responsible: two reports in 2 days"
        in sentences([ago(1, perpetrator=True)], now)[0]
    )
    assert "tell neither of the other" in sentences([ago(3, accused_survivor=True)], now)[0]


def test_repeat_survivors_and_doors_stand_out_at_triage_and_sealed_ones_never(
    cast: Cast, now: datetime
) -> None:
    known = opened(cast, now)
    later = now + timedelta(days=33)
    received(later)
    (line,) = queue(cast.dev, now=later)
    said = triage_page(cast.dev, line.waiting.report_id, now=later).stands_out
    assert said[0].startswith("Same survivor, same caller, same door: two reports in 5 weeks")
    with viewing(system("tests")):
        Case.objects.filter(pk=known).update(sealed=True)
    assert triage_page(cast.dev, line.waiting.report_id, now=later).stands_out == ()


def test_whoever_came_with_a_report_that_left_again_is_nowhere_but_is_destroyed_with_the_case(
    cast: Cast, now: datetime
) -> None:
    known = opened(cast, now)
    with viewing(system("tests")):
        party = Party.objects.filter(case_id=known).first()
        assert party is not None
        Party.objects.filter(pk=party.pk).update(removed_at=now)
        assert not Party.objects.filter(pk=party.pk).exists()
        assert Party._base_manager.filter(pk=party.pk).exists()
