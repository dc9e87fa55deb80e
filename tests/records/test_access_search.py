"""Searching for a requester: own eyes only, each find confirmed, the officer learns nothing of what was found."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import pytest

from factories.cast import Cast, one_of_each_role
from factories.reports import WORDS, opened, received
from upstander.cases.api import NoSuchCase
from upstander.confidentiality.api import system, viewing
from upstander.confidentiality.models import Conflict
from upstander.intake.api import PersonTold
from upstander.lib.decision import Refused
from upstander.records.access.standing import local_day
from upstander.records.api import (
    NoSuchRequest,
    confirm_identity,
    confirm_person,
    end_request,
    finish_search,
    held_page,
    log_request,
    my_searches,
    name_searcher,
    request_page,
    search_page,
    settle_case,
)
from upstander.records.models import AccessCase, AccessPerson, AccessRequest, AccessSearcher


@pytest.fixture
def cast(db: None, now: datetime) -> Cast:
    return one_of_each_role(now)


def asked(
    cast: Cast, now: datetime, *searchers: str, name: str = "Amina Yusuf", contact: str = "By post"
) -> UUID:
    request = log_request(
        name=name, contact=contact, wanted="All", received_on=local_day(now), channel="letter", by=cast.farid, now=now
    )  # fmt: skip
    confirm_identity(request_id=request, how="known", on=local_day(now), by=cast.farid, now=now)
    for key in searchers:
        name_searcher(request_id=request, staff_id=cast.staff[key].id, by=cast.farid, now=now)
    return request


def seen(cast: Cast, key: str, request: UUID, now: datetime) -> set[UUID]:
    return {found.case.id for found in search_page(getattr(cast, key), request, now=now).cases}


def test_a_request_is_there_for_its_searchers_alone_and_while_it_runs(cast: Cast, now: datetime) -> None:
    opened(cast, now)
    request = asked(cast, now, "carol")
    assert [line.id for line in my_searches(cast.carol, now=now)] == [request]
    for key in set(cast.staff) - {"carol", "farid"}:
        with pytest.raises((NoSuchRequest, Refused)):
            search_page(getattr(cast, key), request, now=now)
        with viewing(getattr(cast, key)):
            shown = [m.objects.count() for m in (AccessRequest, AccessSearcher, AccessPerson, AccessCase)]
            assert shown == [0, 0, 0, 0], key
    end_request(
        request_id=request, ending="withdrawn", ended_on=local_day(now), words="By phone", by=cast.farid, now=now
    )  # fmt: skip
    with pytest.raises(NoSuchRequest):
        search_page(cast.carol, request, now=now)


def test_nobody_searches_for_somebody_unknown_and_only_readers_of_cases_search(
    cast: Cast, now: datetime
) -> None:
    request = log_request(
        name="Amina", contact="x", wanted="All", received_on=local_day(now), channel="phone", by=cast.farid, now=now
    )  # fmt: skip
    with pytest.raises(Refused, match="who they are"):
        name_searcher(request_id=request, staff_id=cast.staff["carol"].id, by=cast.farid, now=now)
    confirm_identity(request_id=request, how="known", on=local_day(now), by=cast.farid, now=now)
    with pytest.raises(Refused, match="reads cases"):
        name_searcher(request_id=request, staff_id=cast.staff["dev"].id, by=cast.farid, now=now)
    with pytest.raises(Refused):
        name_searcher(request_id=request, staff_id=cast.staff["ben"].id, by=cast.carol, now=now)


def test_each_sees_only_what_they_may_see_anyway_and_the_officer_nothing(cast: Cast, now: datetime) -> None:
    ordinary = opened(cast, now)
    received(
        now, survivor=PersonTold(name="Amina Yusuf", affiliation="employee"), narrative="At work"
    )  # sealed: staff
    request = asked(cast, now, "carol", "esther")
    plain, sealed = seen(cast, "carol", request, now), seen(cast, "esther", request, now)
    assert ordinary in plain and len(sealed) == 1 and not plain & sealed
    for case in plain:
        settle_case(request_id=request, case_id=case, part="named", by=cast.carol, now=now)
    (hidden,) = sealed
    with pytest.raises(NoSuchCase):
        settle_case(request_id=request, case_id=hidden, part="named", by=cast.carol, now=now)
    settle_case(request_id=request, case_id=hidden, part="named", by=cast.esther, now=now)
    with pytest.raises(NoSuchCase):
        held_page(cast.carol, request, hidden, now=now)
    finish_search(request_id=request, by=cast.carol, now=now)
    finish_search(request_id=request, by=cast.esther, now=now)
    with viewing(cast.farid):
        assert (AccessCase.objects.count(), AccessPerson.objects.count()) == (0, 0)
    page = request_page(cast.farid, request, now=now)
    assert [(each.keeper, each.finished_at) for each in page.searchers] == [(False, now), (True, now)]
    with viewing(cast.carol):
        assert {row.case_id for row in AccessCase.objects.all()} == plain


def test_a_searcher_in_conflict_finds_nothing_of_that_case(cast: Cast, now: datetime) -> None:
    case = opened(cast, now)
    request = asked(cast, now, "carol", "senior")
    with viewing(system("tests")):
        Conflict.objects.create(case_id=case, staff_id=cast.staff["carol"].id, found_at=now)
    assert case not in seen(cast, "carol", request, now)
    assert case in seen(cast, "senior", request, now)


@pytest.mark.parametrize("name", ["Amina Yusuf", "Ameena Yousef", "Gwen Harcastle", "Gwenn Hardcastle"])
def test_a_case_is_found_by_the_name_as_spelt_or_as_it_sounds(cast: Cast, now: datetime, name: str) -> None:
    case = opened(cast, now)
    found = case in seen(cast, "carol", asked(cast, now, "carol", name=name), now)
    assert found or name == "Gwenn Hardcastle"  # a letter more that sounds is another name
    assert case not in seen(cast, "carol", asked(cast, now, "carol", name="Amina Blackwood"), now)


def test_a_case_under_another_name_is_found_once_the_entry_in_the_directory_is_confirmed(
    cast: Cast, now: datetime
) -> None:
    case = opened(cast, now)
    request = asked(cast, now, "carol", name="A. Married-Name", contact="amina@example.org, 07700 900123")
    page = search_page(cast.carol, request, now=now)
    (amina,) = [card for card in page.people if card.name == "Amina Yusuf"]
    confirm_person(request_id=request, person_id=amina.id, by=cast.carol, now=now)
    after = search_page(cast.carol, request, now=now)
    assert after.person is not None and after.person.id == amina.id
    found = next(each for each in after.cases if each.case.id == case)
    assert found.case.linked
    party = next(each for each in found.case.parties if each.linked)
    settle_case(request_id=request, case_id=case, part="party", party_id=party.id, by=cast.carol, now=now)
    held = held_page(cast.carol, request, case, now=now)
    assert (held.role_label, held.alleged) == ("Survivor", False)
    assert held.reports[0].narrative == WORDS
    assert "Carol Marsden" in {line.by for line in held.readers}


def test_a_search_is_finished_only_when_each_case_was_looked_at(cast: Cast, now: datetime) -> None:
    case = opened(cast, now)
    request = asked(cast, now, "carol")
    with pytest.raises(Refused, match="each case"):
        finish_search(request_id=request, by=cast.carol, now=now)
    with pytest.raises(NoSuchCase):
        held_page(cast.carol, request, case, now=now)  # nobody has said yet that it is about them
    settle_case(request_id=request, case_id=case, part="other", by=cast.carol, now=now)
    with pytest.raises(NoSuchCase):
        held_page(cast.carol, request, case, now=now)
    finish_search(request_id=request, by=cast.carol, now=now)
    with pytest.raises(Refused, match="finished"):
        settle_case(request_id=request, case_id=case, part="named", by=cast.carol, now=now)
