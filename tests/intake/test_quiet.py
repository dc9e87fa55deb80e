"""The quiet door: a colleague's own report is sealed from the first second, and only whom they chose hears of it (clause 4.3)."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from factories.cast import Cast, one_of_each_role
from upstander.cases.models import Case
from upstander.cases.queries.api import case_page, find_cases, links_of_case, today, waiting_cases
from upstander.confidentiality.api import Viewer, conflicted_staff, system, viewing
from upstander.intake.api import (
    QuietReceipt,
    QuietTold,
    knock,
    open_quiet,
    quiet_reports,
    send_message,
    write_to_mailbox,
)
from upstander.intake.models import Mailbox, Report
from upstander.lib.decision import Refused

pytestmark = pytest.mark.django_db
WORDS = "He says things about my accent at every handover"


@pytest.fixture
def cast(db: None, now: datetime) -> Cast:
    return one_of_each_role(now)


def told(to: str = "people_and_learning", **changes: Any) -> QuietTold:
    return QuietTold(WORDS, to, secrets.token_bytes(8), **changes)


def ben_knocks(
    cast: Cast, now: datetime, to: str = "people_and_learning", **changes: Any
) -> tuple[QuietReceipt, UUID]:
    receipt = knock(told=told(to, **changes), by=cast.ben, now=now)
    with viewing(system("tests")):
        return receipt, Report.objects.get(reference=receipt.reference).case_id


def heard(cast: Cast, now: datetime) -> set[str]:
    """Who was told."""
    return {
        name
        for name in cast.staff
        if any(each.kind == "quiet_report" for each in today(getattr(cast, name), now=now).notices)
    }


def sees(viewer: Viewer, case_id: UUID, now: datetime) -> bool:
    return any(head.id == case_id for head in find_cases(viewer, "Ben Okoro", now=now))


def test_people_and_learning_hear_of_it_and_nobody_else_not_even_who_said_it(
    cast: Cast, now: datetime
) -> None:
    receipt, case_id = ben_knocks(cast, now)
    assert not receipt.with_manager
    assert heard(cast, now) == {"esther"}
    assert {name for name in cast.staff if sees(getattr(cast, name), case_id, now)} == {"esther"}
    page = case_page(cast.esther, case_id, now=now)
    assert page.head.sealed and page.parties[0].affiliation == "employee"
    [waiting] = waiting_cases(cast.esther, now=now)
    received = next(each for each in page.timeline if each.kind == "report_received")
    said = {waiting.channel, page.reports[0].channel, received.codes["channel"]}
    assert said == {"Through_the_quiet_door"}, "not from the website, for whoever may know"
    assert {"staff-route", "staff-support", "staff-work", "staff-police"} <= {
        each.slug for each in page.open_duties
    }


def test_a_line_manager_is_told_first_and_works_on_it_and_no_other_colleague(
    cast: Cast, now: datetime
) -> None:
    receipt, case_id = ben_knocks(cast, now, "manager")
    assert receipt.with_manager
    assert heard(cast, now) == {"carol"}
    assert {name for name in cast.staff if sees(getattr(cast, name), case_id, now)} == {"carol", "esther"}
    assert case_page(cast.carol, case_id, now=now).head.officer_id == cast.carol.staff_id


@pytest.mark.parametrize("named", ["by choosing", "by name"])
def test_never_to_the_line_manager_whom_it_is_about(cast: Cast, now: datetime, named: str) -> None:
    about: dict[str, Any] = (
        {"about_id": cast.carol.staff_id} if named == "by choosing" else {"about": "carol  MARSDEN"}
    )
    with pytest.raises(Refused, match="about your line manager"):
        knock(told=told("manager", **about), by=cast.ben, now=now)
    with viewing(system("tests")):
        assert not Report.objects.exists()
    _receipt, case_id = ben_knocks(cast, now, **about)
    assert not sees(cast.carol, case_id, now) and sees(cast.esther, case_id, now)


def test_whoever_it_is_about_never_meets_it_also_in_people_and_learning(cast: Cast, now: datetime) -> None:
    with pytest.raises(Refused, match="only colleague there"):
        knock(told=told(about_id=cast.esther.staff_id), by=cast.ben, now=now)
    _receipt, case_id = ben_knocks(cast, now, "manager", about_id=cast.esther.staff_id)
    assert {name for name in cast.staff if sees(getattr(cast, name), case_id, now)} == {"carol"}


def test_two_who_did_it_are_both_on_the_case_and_both_kept_from_it(cast: Cast, now: datetime) -> None:
    bella = cast.bella.staff_id
    with pytest.raises(Refused, match="about your line manager"):
        knock(told=told("manager", about_id=bella, about="Carol Marsden"), by=cast.ben, now=now)
    for also, kept in (("Carl, from number 12", set()), ("Esther Cole", {"esther"})):
        _receipt, case_id = ben_knocks(cast, now, "manager", about_id=bella, about=also)
        who = [
            each.name
            for each in case_page(cast.carol, case_id, now=now).parties
            if each.role == "perpetrator"
        ]
        assert sorted(who) == sorted(["Bella Nowak", also])
        with viewing(system("tests")):
            assert {cast.staff[name].id for name in {"bella"} | kept} <= conflicted_staff(case_id)


def test_they_see_what_is_promised_and_written_and_nobody_else_opens_it(cast: Cast, now: datetime) -> None:
    _receipt, case_id = ben_knocks(cast, now, "manager")
    (own,) = quiet_reports(cast.ben)
    assert quiet_reports(cast.carol) == quiet_reports(cast.bella) == []
    token = open_quiet(cast.ben, own.mailbox_id, now=now)
    send_message(token=token, text="I cannot face Monday", once="x", now=now)
    assert any(each.kind == "message_waits" for each in today(cast.carol, now=now).notices)
    write_to_mailbox(
        mailbox_id=own.mailbox_id, case_id=case_id, text="Stay at home", seen_at=now, by=cast.carol, now=now
    )
    assert quiet_reports(cast.ben)[0].new == 1
    with viewing(system("tests")):
        owner = Mailbox.objects.get().owner
        assert owner is not None and owner != cast.ben.staff_id
        assert not Report.objects.filter(recorded_by_id=cast.ben.staff_id).exists()


def test_told_again_after_closing_it_is_linked_for_whoever_may_see_both(cast: Cast, now: datetime) -> None:
    _, first = ben_knocks(cast, now, about_id=cast.carol.staff_id)
    with viewing(system("tests")):
        Case.objects.filter(pk=first).update(state="closed", opened_at=now, closed_at=now)
    _, again = ben_knocks(cast, now)
    assert [each.case_id for each in links_of_case(cast.esther, again)] == [first]
    _, third = ben_knocks(cast, now, "manager")
    assert [each.case_id for each in links_of_case(cast.esther, third)] == [first], "the other is not closed"
    assert case_page(cast.carol, third, now=now) and links_of_case(cast.carol, third) == []
