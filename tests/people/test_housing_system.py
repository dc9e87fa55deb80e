"""The directory follows the housing system's files: what is new, what changed, who moved, who is one person, and who left."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from factories.cast import Cast, one_of_each_role
from factories.reports import opened
from upstander.cases.api import named_elsewhere
from upstander.confidentiality.api import system, viewing
from upstander.lib.decision import Refused
from upstander.people.api import (
    HousingRun,
    follow_housing_system,
    household_of,
    housing_runs,
    person_by_reference,
    person_cards,
    search_people,
)
from upstander.people.models import Home, Person, Residence

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
HOMES = (
    "uprn,number,street,town,postcode,neighbourhood,local_authority,kind\n"
    "100000000001,1,Quay Street,Bootle,L20 1AA,Quayside,Sefton,house\n"
    "100000000002,2,Quay Street,Bootle,l201aa,Quayside,Sefton,house\n"
)
PEOPLE = "external_ref,name,phone,same_as\nT1,Nadia Rahman,07700 900501,\nT2,Owen Platt,07700 900502,\n"
TENANCIES = (
    "external_ref,uprn,standing,started_on,ended_on,arrears\n"
    "T1,100000000001,tenant,01/02/2020,,no\n"
    "T2,100000000002,tenant,2021-03-01,,yes\n"
)


@pytest.fixture
def cast() -> Cast:
    return one_of_each_role(NOW)


def follow(
    homes: str = HOMES, people: str = PEOPLE, tenancies: str = TENANCIES, **options: bool | float
) -> HousingRun:
    files = {"homes.csv": homes, "people.csv": people, "tenancies.csv": tenancies}
    return follow_housing_system(
        files={name: io.StringIO(text) for name, text in files.items() if text},
        by=system("tests"),
        now=NOW,
        **options,  # type: ignore[arg-type]
    )


def said(run: HousingRun) -> list[tuple[int, str, str]]:
    return [(each.line, each.column, each.says) for each in run.findings]


def test_what_is_told_is_found_and_telling_it_again_changes_nothing(cast: Cast) -> None:
    assert follow().counts["people.csv"] == {"added": 2, "changed": 0, "same": 0, "left_out": 0}
    [card] = search_people(cast.dev, "07700 900501")
    assert card.home is not None
    assert (card.name, card.standing, card.home.postcode) == ("Nadia Rahman", "Tenant", "L20 1AA")
    with viewing(system("tests")):
        before = Person.objects.get(external_ref="T1").name
    again = follow()
    assert [counts["same"] for counts in again.counts.values()] == [2, 2, 2]
    with viewing(system("tests")):
        assert Person.objects.get(external_ref="T1").name == before  # not even sealed anew


def test_changes_moves_and_ends_are_followed(cast: Cast) -> None:
    follow()
    run = follow(
        homes=HOMES.replace("Quayside", "Harbour"),
        people=PEOPLE.replace("Nadia Rahman", "Nadia Siddiqui"),
        tenancies=TENANCIES.replace("01/02/2020,,", "01/02/2020,2026-11-20,")
        + "T1,100000000002,household_member,2026-11-21,,no\n",
    )
    assert run.counts["tenancies.csv"] == {"added": 1, "changed": 1, "same": 1, "left_out": 0}
    assert search_people(cast.dev, "Rahman") == []
    [card] = search_people(cast.dev, "Siddiqui")
    assert card.home is not None
    assert (card.home.uprn, card.home.neighbourhood) == ("100000000002", "Harbour")


def test_a_tenancy_under_notice_runs_until_its_last_day_is_over(cast: Cast) -> None:
    follow(tenancies=TENANCIES.replace("01/02/2020,,", "01/02/2020,2026-12-20,"))
    [card] = search_people(cast.dev, "Nadia Rahman")
    assert card.customer


def test_entries_that_were_merged_are_one_person_everywhere_and_can_be_parted_again(cast: Cast) -> None:
    follow()
    ids = {ref: person_of(ref) for ref in ("T1", "T2")}
    follow(people=PEOPLE.replace("900502,", "900502,T1"))
    found = search_people(cast.dev, "Owen Platt")
    assert [card.id for card in found] == [ids["T1"]]
    assert person_cards(cast.dev, [ids["T2"]])[ids["T2"]].name == "Nadia Rahman"
    with viewing(system("tests")):
        assert household_of([ids["T2"]]) == {ids["T1"], ids["T2"]}
    follow()
    with viewing(system("tests")):
        assert household_of([ids["T2"]]) == {ids["T2"]}


def test_a_chain_of_merges_ends_at_one_entry_a_circle_is_said_and_no_row_costs_a_query(cast: Cast) -> None:
    def merged(*pairs: tuple[str, str]) -> tuple[dict[str, str], list[int], int]:
        lines = "".join(f"{ref},Person {ref},,{same}\n" for ref, same in pairs)
        with CaptureQueriesContext(connection) as asked:
            run = follow(people="external_ref,name,phone,same_as\n" + lines, homes="", tenancies="")
        with viewing(system("tests")):
            found = dict(Person.objects.values_list("external_ref", "merged_into__external_ref"))
        into = {ref: found[ref] for ref, _ in pairs if found.get(ref)}
        return into, [line for line, _, _ in said(run)], sum("UPDATE" in each["sql"] for each in asked)

    merged(("C0", "C1"), ("C1", ""), ("C2", ""), ("C3", ""))
    into, found, few = merged(("C1", "C2"), ("C2", "C3"), ("C3", ""))
    assert (into, found) == ({"C1": "C3", "C2": "C3"}, [])
    with viewing(system("tests")):  # not in that file, and merged before into one that is
        assert person_cards(cast.dev, [person_of("C0")])[person_of("C0")].name == "Person C3"
    into, found, _ = merged(("C1", "C2"), ("C2", "C3"), ("C3", "C1"))
    assert (into, found) == ({"C1": "C3", "C2": "C3"}, [4])
    many = [(f"D{n}", f"D{n + 1}" if n < 60 else "") for n in range(61)]
    merged(*((ref, "") for ref, _ in many))
    into, _, asked = merged(*many)
    assert set(into.values()) == {"D60"} and len(into) == 60 and asked == few


def test_a_case_that_names_one_entry_keeps_the_other_from_being_forgotten(cast: Cast) -> None:
    follow(people=PEOPLE + "T3,Amina Yusuf,07700 900123,P-1\n")
    opened(cast, NOW)  # Amina's case names P-1
    with viewing(system("tests")):
        assert named_elsewhere(person_of("T3"))


def test_a_merge_into_nobody_or_oneself_is_said_and_not_made(cast: Cast) -> None:
    faulty = PEOPLE.replace("900501,", "900501,T1").replace("900502,", "900502,T9")
    for trial in (True, False):
        run = follow(people=faulty + "T3,Third,,T2\n", trial=trial)
        found = [(line, column) for line, column, _ in said(run)]
        assert found == [(2, "same_as"), (3, "same_as")], f"trial: {trial}"
    with viewing(system("tests")):
        merged = Person.objects.exclude(merged_into=None)
        assert list(merged.values_list("external_ref", flat=True)) == ["T3"]


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (("100000000001,1,", "1.0E+11,1,"), (2, "uprn")),
        (("l201aa", "Bootle"), (3, "postcode")),
        (("Quayside,Sefton,house\n1", "Quayside,Sefton\n1"), (2, "")),
        (("100000000002,2", "100000000001,2"), (3, "uprn")),
    ],
)
def test_a_bad_line_is_left_out_and_named_by_its_number_and_the_rest_is_taken(
    cast: Cast, change: tuple[str, str], found: tuple[int, str]
) -> None:
    run = follow(homes=HOMES.replace(*change), people="", tenancies="")
    assert [(line, column) for line, column, _ in said(run)] == [found]
    assert run.counts["homes.csv"]["added"] == 1


def test_a_tenancy_of_an_unknown_person_or_home_is_left_out(cast: Cast) -> None:
    run = follow(tenancies=TENANCIES + "T7,100000000001,tenant,2020-01-01,,\nT1,7,tenant,2020-01-01,,\n")
    assert [(line, column) for line, column, _ in said(run)] == [(4, "external_ref"), (5, "uprn")]


def test_a_column_with_a_slip_in_its_name_is_pointed_out(cast: Cast) -> None:
    run = follow(homes="", people="external_ref,name,phne\nT1,Nadia Rahman,1\n", tenancies="")
    assert said(run) == [(1, "phne", "is not a column we know, and is not read: did you mean phone?")]


@pytest.mark.parametrize("people", ["name\nNadia\n", "", "external_ref,name,name\n", "x"])
def test_a_file_without_its_columns_is_refused_as_a_whole(cast: Cast, people: str) -> None:
    run = follow(homes="", people=people or "\n", tenancies="")
    assert run.refused.startswith("people.csv has")


def test_a_trial_changes_nothing_and_says_the_same(cast: Cast) -> None:
    trial = follow(trial=True)
    with viewing(system("tests")):
        assert not Home.objects.filter(uprn__startswith="1000").exists()
        assert person_by_reference("T1") is None
    assert follow().counts == trial.counts


def test_who_is_missing_has_left_unless_the_file_looks_cut_off(cast: Cast) -> None:
    ten = [f"1{number:011}" for number in range(20)]
    homes = (
        HOMES.splitlines()[0]
        + "\n"
        + "".join(f"{u},{u[-2:]},Long Row,Bootle,L20 1AB,Q,S,flat\n" for u in ten)
    )
    people = "external_ref,name\n" + "".join(f"L{u[-2:]},Person {u[-2:]}\n" for u in ten)
    heading = TENANCIES.splitlines()[0] + "\n"
    lines = [f"L{u[-2:]},{u},tenant,2020-01-01,,\n" for u in ten]
    follow(homes, people, heading + "".join(lines))
    cut = follow("", "", heading + "".join(lines[:5]), only_running=True)
    assert (cut.departures, cut.findings_in_all) == (0, 1)
    whole = follow("", "", heading + "".join(lines[:5]), only_running=True, most_departures=1.0)
    with viewing(system("tests")):
        assert whole.departures == 17  # and the two tenants of the small cast
        assert Residence.objects.filter(ended_on=None).count() == 5


def test_the_record_holds_no_word_of_a_line_and_only_whoever_keeps_the_set_up_reads_it(cast: Cast) -> None:
    follow(people=PEOPLE.replace("T2,Owen Platt", ",Owen Platt"))
    [run] = housing_runs(cast.administrator)
    assert "Platt" not in repr(run) and run.findings[0].column == "external_ref"
    with pytest.raises(Refused):
        housing_runs(cast.carol)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet=st.sampled_from('aT1,;"\n\r\t\x00é=@-0'), max_size=200))
@example("T1\x00,Nadia Rahman,\n")
def test_no_file_brings_a_traceback(cast: Cast, junk: str) -> None:
    follow(homes="", people="external_ref,name,email\n" + junk, tenancies="", trial=True)


def person_of(reference: str) -> UUID:
    with viewing(system("tests")):
        return Person.objects.get(external_ref=reference).id
