"""Destruction takes two people, stops for a hold, leaves nothing half-done, and leaves nothing that names anybody."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client

from factories.cast import AMINA, one_of_each_role
from factories.mailbox import a_code, come_back
from records.closing import agreed, closed
from upstander.cases.api import save_search, saved_searches, send_to_person
from upstander.cases.models import Case, DisposedCount
from upstander.cases.queries.api import CaseFilter, case_page, find_cases
from upstander.confidentiality.api import KeyDestroyed, case_tables, exclude, system, vault, viewing
from upstander.confidentiality.models import DataKey, Staff
from upstander.intake.api import (
    MailboxShut,
    ReportReceived,
    mailbox_page,
    open_mailbox,
    send_message,
    tell_again,
)
from upstander.intake.models import Mailbox, MailboxMessage
from upstander.lib.decision import Refused
from upstander.messages.api import By, SafeContactCard
from upstander.people.models import Home, Person, Residence
from upstander.records import queries, rules
from upstander.records.actions import disposal as actions
from upstander.records.api import (
    approve_disposal,
    begin_evidence,
    cancel_disposal,
    carry_out,
    choices,
    confirm_identity,
    disposed,
    end_request,
    log_request,
    name_searcher,
    place_hold,
    prepare_disposal,
    run_page,
    runs,
    settle_case,
    waiting,
)
from upstander.records.models import Bundle, BundleMark, BundlePiece, BundleSheet

pytestmark = pytest.mark.django_db(transaction=False)

POST = SafeContactCard(ways=(By.POST,), address="12 Larkfield Walk\nBootle\nL20 0XA")


def there(case_id: UUID) -> bool:
    with viewing(system("tests")):
        return Case.objects.filter(pk=case_id).exists()


def test_nothing_of_a_disposed_case_is_left_and_its_reference_says_so(
    now: datetime, long_ago: datetime
) -> None:
    cast = one_of_each_role(now)
    case_id = closed(cast, long_ago, contact=POST)
    survivor = next(p for p in case_page(cast.ben, case_id, now=now).parties if p.role == "survivor")
    send_to_person(
        case_id=case_id,
        party_id=survivor.id,
        way="post",
        to=POST.address,
        kind="please-call",
        by=cast.ben,
        now=now,
    )
    with viewing(system("tests")):
        case, amina = Case.objects.get(pk=case_id), Person.objects.get(external_ref=AMINA.external_ref)
        home = Home.objects.get(uprn=AMINA.uprn)
    for words, area in (("Amina", ""), ("", "Marsh Lane")):
        only = CaseFilter(area=area)
        save_search(name="Mine", text=words, only=only, digest=False, by=cast.ben, now=now)
    run_id = agreed(cast.farid, cast.carol, now)
    assert "procrastinate_jobs" in tables_with(str(run_id)), "queued with the approval"
    assert carry_out(now=now) == (1, 0)
    assert carry_out(now=now) == (0, 0), "again does no harm"
    assert not there(case_id)
    with viewing(system("tests")):
        for table in case_tables():
            assert not table._default_manager.filter(case_id=case_id).exists(), table
        assert DataKey.objects.get(pk=case_id).wrapped is None
        with pytest.raises(KeyDestroyed):
            vault.seal_bytes(case.parties.model(id=case_id, case_id=case_id), "name", b"x")
        assert Person.objects.filter(pk=amina.pk).exists(), "she still lives with us"
        for id in (case_id, amina.pk, home.pk):
            allowed = {"confidentiality_datakey", "people_person", "people_residence", "people_home"}
            if id == case_id:
                allowed |= {"confidentiality_auditentry", "records_disposalitem"}
            assert tables_with(str(id)) <= allowed
        assert {(c.measure, c.code, c.count) for c in DisposedCount.objects.filter(measure="strand")} == {
            ("strand", "religion", 1)
        }
    assert find_cases(cast.carol, case.reference, now=now) == []
    assert [kept.text for kept in saved_searches(cast.ben)] == [""], (
        "her name is kept in no search that found her case alone"
    )
    told = disposed(cast.farid, case.reference)
    assert told is not None and told.rule == "Case record" and told.run_id == run_id
    assert disposed(cast.ben, case.reference) is None
    page = run_page(cast.carol, run_id, now=now)
    assert (
        page.state == "finished"
        and page.prepared_by == "Farid Haidari"
        and page.approved_by == "Carol Marsden"
    )
    assert page.destroyed[0].keys == (case_id,) and page.destroyed[0].rows["cases_case"] == 1


def tables_with(text: str) -> set[str]:
    """Every table that has this text anywhere in a row."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT 1 FROM "{table}" t WHERE position(%s IN t::text) > 0 LIMIT 1', [text])
            if cursor.fetchone():
                found.add(table)
    return found


def test_it_takes_two_people(now: datetime, long_ago: datetime) -> None:
    cast = one_of_each_role(now)
    closed(cast, long_ago)
    with pytest.raises(Refused):
        prepare_disposal(by=cast.carol, now=now)
    run_id = prepare_disposal(by=cast.farid, now=now)
    with pytest.raises(Refused):
        approve_disposal(run_id=run_id, by=cast.farid, now=now)
    assert carry_out(now=now) == (0, 0), "nothing goes before it is approved"
    cancel_disposal(run_id=run_id, by=cast.farid, now=now)
    for approver in (cast.carol, cast.farid):
        with pytest.raises(Refused):
            approve_disposal(run_id=run_id, by=approver, now=now)
    assert carry_out(now=now) == (0, 0), "nor once it was called off"


@pytest.mark.parametrize("works_here", [False, True])
def test_whoever_left_long_ago_goes_with_their_last_case_unless_they_work_here(
    now: datetime, long_ago: datetime, works_here: bool
) -> None:
    cast = one_of_each_role(now)
    closed(cast, long_ago)
    with viewing(system("tests")):
        amina = Person.objects.get(external_ref=AMINA.external_ref)
        Residence.objects.filter(person=amina).update(ended_on=long_ago.date())
        if works_here:
            Staff.objects.filter(pk=cast.staff["nia"].id).update(person_id=amina.id)
    agreed(cast.farid, cast.carol, now)
    assert carry_out(now=now) == (1, 0)
    with viewing(system("tests")):
        assert Person.objects.filter(pk=amina.pk).exists() == works_here
        assert (DataKey.objects.get(pk=amina.pk).wrapped is not None) == works_here


def test_who_approves_agrees_to_what_they_may_see_and_nothing_else(now: datetime, long_ago: datetime) -> None:
    cast = one_of_each_role(now)
    seen, hidden = closed(cast, long_ago), closed(cast, long_ago)
    run_id = prepare_disposal(by=cast.farid, now=now)
    with viewing(system("tests")):
        exclude(hidden, {cast.staff["carol"].id: "party"}, now=now)
    approve_disposal(run_id=run_id, by=cast.carol, now=now)
    assert carry_out(now=now) == (1, 0)
    assert (there(seen), there(hidden)) == (False, True)


def test_what_is_sealed_after_approval_waits_for_its_keepers(now: datetime, long_ago: datetime) -> None:
    cast = one_of_each_role(now)
    case_id = closed(cast, long_ago)
    agreed(cast.farid, cast.carol, now)
    with viewing(system("tests")):
        Case.objects.filter(pk=case_id).update(sealed=True)
    assert carry_out(now=now) == (0, 0)
    assert there(case_id) and len(waiting(cast.esther, now=now).due) == 1


@pytest.mark.parametrize(
    ("days", "held", "goes_on", "left"),
    [
        (0, False, False, ""),
        (1, False, False, "not_due"),
        (0, True, False, "on_hold"),
        (0, False, True, "goes_on"),
        (None, False, False, "not_due"),
    ],
)
def test_one_reason_is_enough_to_keep_a_case(
    now: datetime, days: int | None, held: bool, goes_on: bool, left: str
) -> None:
    today = now.date()
    due_on = None if days is None else today + timedelta(days=days)
    assert rules.why_left(due_on=due_on, today=today, held=held, goes_on=goes_on) == left


def test_a_hold_placed_after_approval_wins(now: datetime, long_ago: datetime) -> None:
    cast = one_of_each_role(now)
    case_id = closed(cast, long_ago)
    run_id = agreed(cast.farid, cast.carol, now)
    review = (now + timedelta(days=90)).date()
    place_hold(case_id=case_id, reason="A claim was announced", review_on=review, by=cast.farid, now=now)
    assert carry_out(now=now) == (0, 0)
    assert there(case_id)
    assert run_page(cast.carol, run_id, now=now).items[0].left == "On legal hold"
    assert waiting(cast.farid, now=now).due == ()


def test_what_somebody_asked_for_is_not_destroyed_before_they_are_answered(
    now: datetime, long_ago: datetime
) -> None:
    cast = one_of_each_role(now)
    case_id, today = closed(cast, long_ago), now.date()
    agreed(cast.farid, cast.carol, now)
    request = log_request(
        name="Amina Yusuf", contact="By post", wanted="All", received_on=today, channel="letter", by=cast.farid, now=now
    )  # fmt: skip
    assert carry_out(now=now) == (0, 0), "before anybody has searched"
    assert waiting(cast.farid, now=now).due == ()
    confirm_identity(request_id=request, how="known", on=today, by=cast.farid, now=now)
    name_searcher(request_id=request, staff_id=cast.staff["senior"].id, by=cast.farid, now=now)
    settle_case(request_id=request, case_id=case_id, part="named", by=cast.senior, now=now)
    assert waiting(cast.farid, now=now).due == ()
    assert there(case_id)
    end_request(request_id=request, ending="withdrawn", ended_on=today, words="x", by=cast.farid, now=now)
    agreed(cast.farid, cast.carol, now)
    assert carry_out(now=now)[0] == 1
    assert not there(case_id)


def test_what_fails_midway_changes_nothing_and_is_done_the_next_time(
    now: datetime, long_ago: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = one_of_each_role(now)
    case_id = closed(cast, long_ago)
    agreed(cast.farid, cast.carol, now)

    def broken(*args: object, **kwargs: object) -> None:
        raise OSError("the power went")

    with monkeypatch.context() as patch:
        patch.setattr(actions, "_forget_people", broken)
        assert carry_out(now=now) == (0, 1)
    assert there(case_id)
    with viewing(system("tests")):
        assert DataKey.objects.get(pk=case_id).wrapped is not None
    assert carry_out(now=now) == (1, 0)


def test_a_case_that_is_young_is_not_listed(now: datetime) -> None:
    cast = one_of_each_role(now)
    closed(cast, now - timedelta(days=2 * 366))
    assert waiting(cast.farid, now=now).due == ()


def test_a_sealed_case_is_for_its_keepers_alone(now: datetime, long_ago: datetime) -> None:
    cast = one_of_each_role(now)
    closed(cast, long_ago, sealed=True)
    assert waiting(cast.farid, now=now).due == ()
    assert len(waiting(cast.esther, now=now).due) == 1
    run_id = prepare_disposal(by=cast.esther, now=now)
    assert runs(cast.farid) == [] and len(runs(cast.esther)) == 1
    with pytest.raises(Refused):
        approve_disposal(run_id=run_id, by=cast.carol, now=now)
    with pytest.raises(Refused):
        approve_disposal(run_id=run_id, by=cast.esther, now=now)
    with pytest.raises(Refused):
        waiting(cast.ben, now=now)


def test_the_app_cannot_delete_a_case_outside_disposal(now: datetime, long_ago: datetime) -> None:
    case_id = closed(one_of_each_role(now), long_ago)
    with viewing(system("tests")), connection.cursor() as cursor:
        cursor.execute("DELETE FROM cases_timelineentry")
        assert cursor.rowcount == 0
    assert there(case_id) and queries.READERS


def test_the_words_of_a_destroyed_case_open_nothing_and_its_open_page_is_shut(
    now: datetime, long_ago: datetime
) -> None:
    cast = one_of_each_role(now)
    code, stored = a_code()
    closed(cast, long_ago, return_code=stored)
    send_message(token=come_back(code, long_ago), text="Thank you", once="1", now=long_ago)
    visit = come_back(code, now)
    agreed(cast.farid, cast.carol, now)
    assert carry_out(now=now) == (1, 0)
    assert open_mailbox(" ".join(code), now) is None
    with pytest.raises(MailboxShut):
        mailbox_page(visit, now)
    with pytest.raises(MailboxShut):
        send_message(token=visit, text="Hello", once="2", now=now)
    answer = Client().post("/back", {"words": " ".join(code)})
    assert answer.status_code == 422 and b"These words open nothing" in answer.content
    with viewing(system("tests")):
        assert not Mailbox.objects.exists() and not MailboxMessage.objects.exists()


def test_a_mailbox_whose_older_case_is_held_outlives_the_newer_one(now: datetime, long_ago: datetime) -> None:
    cast = one_of_each_role(now)
    code, stored = a_code()
    old = closed(cast, long_ago, return_code=stored)
    told = ReportReceived(b"", "web", long_ago, "He did it again")
    later = long_ago + timedelta(days=40)
    tell_again(token=come_back(code, later), report=told, once="1", now=later)
    with viewing(system("tests")):
        new = Mailbox.objects.get().case_id
        assert new != old
        Case.objects.filter(pk=new).update(state="closed", closed_at=later)
    review = (now + timedelta(days=90)).date()
    place_hold(case_id=old, reason="A claim", review_on=review, by=cast.farid, now=now)
    agreed(cast.farid, cast.carol, now)
    assert carry_out(now=now) == (1, 0)
    assert there(old) and not there(new)
    with viewing(system("tests")):
        assert Mailbox.objects.get().case_id == old
        connection.check_constraints()
    assert len(mailbox_page(come_back(code, now), now).told) == 1


def test_a_bundle_goes_with_its_case_rows_key_and_all(now: datetime, long_ago: datetime) -> None:
    cast = one_of_each_role(now)
    case_id = closed(cast, long_ago)
    bundle = begin_evidence(
        case_id=case_id,
        kind="court",
        purpose="lanternfish",
        chosen=[choices(cast.ben, case_id, now=now)[0].code],
        by=cast.ben,
        now=now,
    )
    agreed(cast.farid, cast.carol, now)
    assert carry_out(now=now) == (1, 0)
    with viewing(system("tests")):
        assert not vault.has_key(bundle)
        assert [m.objects.count() for m in (Bundle, BundleSheet, BundleMark, BundlePiece)] == [0, 0, 0, 0]
