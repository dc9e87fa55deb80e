"""The register of bodies that may be told something: who keeps it, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from factories.bodies import agreed, body
from factories.cast import one_of_each_role
from upstander.confidentiality.api import PUBLIC, StaleEdit
from upstander.lib.decision import Refused
from upstander.partners.api import (
    AgencyTold,
    add_agency,
    agencies,
    agency,
    edit_agency,
    retire_agency,
    review_agreement,
)

pytestmark = pytest.mark.django_db

POLICE = AgencyTold("police", "Marsh Lane Police", "Secure mail", date(2026, 11, 1), area="Sefton")


def test_managers_keep_the_register_and_everybody_on_the_staff_reads_it(now: datetime) -> None:
    cast = one_of_each_role(now)
    for outsider in (cast.ben, cast.dev, cast.auditor, cast.executive):
        with pytest.raises(Refused):
            add_agency(told=POLICE, by=outsider, now=now)
    for number, keeper in enumerate((cast.carol, cast.senior, cast.farid)):
        add_agency(told=replace(POLICE, area=f"Area {number}"), by=keeper, now=now)
    assert len(agencies(cast.dev, now=now)) == 3
    assert agencies(PUBLIC, now=now) == []


def test_what_nobody_has_checked_for_half_a_year_is_called_old(now: datetime) -> None:
    cast = one_of_each_role(now)
    body(now, checked_on=date(2026, 5, 20))
    body(now, name="Harbour Law", checked_on=date(2026, 5, 21))
    assert {each.name: each.check_again for each in agencies(cast.ben, now=now)} == {
        "Marsh Lane Police": True,
        "Harbour Law": False,
    }


def test_one_that_is_retired_is_offered_no_more_and_stays_on_record(now: datetime) -> None:
    cast = one_of_each_role(now)
    police = body(now)
    retire_agency(agency_id=police, by=cast.carol, now=now)
    retire_agency(agency_id=police, by=cast.carol, now=now + timedelta(days=1))
    assert agencies(cast.ben, now=now) == []
    assert agency(cast.ben, police, now=now).retired_at == now
    body(now)  # its name is free again


def test_a_second_one_of_a_name_and_a_change_on_top_of_another_are_refused(now: datetime) -> None:
    cast = one_of_each_role(now)
    police = body(now, area="Sefton")
    with pytest.raises(Refused, match="already"):
        add_agency(told=POLICE, by=cast.carol, now=now)
    edit_agency(agency_id=police, told=POLICE, version=1, by=cast.carol, now=now)
    with pytest.raises(StaleEdit):
        edit_agency(agency_id=police, told=POLICE, version=1, by=cast.farid, now=now)


def test_an_agreement_is_in_force_from_its_first_day_to_its_last(now: datetime) -> None:
    cast = one_of_each_role(now)
    police = body(now)
    agreement = agreed(police, now)
    review_agreement(
        agreement_id=agreement, ends_on=date(2026, 11, 20), review_on=date(2026, 12, 1), by=cast.carol, now=now
    )  # fmt: skip
    (card,) = agency(cast.ben, police, now=now).agreements
    days = (date(2025, 12, 31), date(2026, 1, 1), date(2026, 11, 20), date(2026, 11, 21))
    assert [card.live(day) for day in days] == [False, True, True, False]
    with pytest.raises(Refused, match="before the first"):
        review_agreement(
            agreement_id=agreement, ends_on=date(2025, 1, 1), review_on=date(2027, 1, 1), by=cast.carol, now=now
        )  # fmt: skip
