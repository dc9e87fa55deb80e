"""The invented landlord: the same every time, mixed as a real one is, and nobody's real address, number or name for hatred in it."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from upstander.confidentiality.api import ROLES
from upstander.operations.demo.cast import HAL
from upstander.operations.demo.directory import households
from upstander.operations.demo.events import EventKind
from upstander.operations.demo.landlord import (
    CAST_BLOCK,
    QUICK_HOMES,
    Home,
    PropertyType,
    homes,
    neighbourhoods,
)
from upstander.operations.demo.people import Household, Person
from upstander.operations.demo.phones import outside_numbers
from upstander.operations.demo.placing import Shape
from upstander.operations.demo.seeds import story_seeds
from upstander.operations.demo.staff import sign_ins, staff
from upstander.operations.demo.stories import Standing, Story, stories
from upstander.policy.api import Affiliation, Channel, ReporterRole, RiskLevel, Safeguarding

NOW = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)

# Drama ranges of the telephone regulator.
FICTION = re.compile(r"07700 900\d{3}|0151 496 0\d{3}|0161 496 0\d{3}|01632 960\d{3}")
# Districts that Royal Mail has never used: L50-L59, CH50-CH59, WA40-WA49. The shape is that of any postcode.
NOWHERE = re.compile(r"(L5\d|CH5\d|WA4\d) [1-9][ABD-HJLNP-UW-Z]{2}")
RESERVED = re.compile(r"[a-z0-9.'-]+@example\.(org|com|net)")
# Words that no story spells out, as digests, so that they are not spelled out here either.
_DIGESTS = """
70083c4a4f2d 85fc722d9f74 0a51fa9d9a6e d56133b74eff 4971838d5578 28bb089f49c2 5889d7dd61a2 0a02b4d65ad4
eb344a036099 cc92bcd386b2 cf3b8a3837ba bf6a81e48245 75bb21b87bfa 69701df15d67 97ca7f90fe6d cc276b4dbe30
b2988d8e88f5 dbe5df019ff0 6950d75c53e8 fd554e39eaa9 1938bbc15b92 6ada2bdb6469 54c712c846ea 1a0eae3580c0
a2000e20c2fa 8bce70b0cd4a 29008882d2b0 19138d3ee9a3 c224369d008c e3e93bbdcf11 33bb07712610 7d0a3d8c15fe
7a3e12f78932 7611f8e82bcb 2ff8a1f31a31 82607be6af33 0745c9bd05d1
"""
UNSPOKEN = frozenset(_DIGESTS.split())


@pytest.fixture(scope="module")
def full_stock() -> list[Home]:
    return list(homes())


@pytest.fixture(scope="module")
def full_households(full_stock: list[Home]) -> list[Household]:
    return list(households(full_stock, today=NOW.date()))


@pytest.fixture(scope="module")
def year(full_households: list[Household]) -> list[Story]:
    return list(stories(full_households, now=NOW))


def small(now: datetime = NOW) -> tuple[list[Household], list[Story]]:
    settled = list(households(homes(count=QUICK_HOMES), today=now.date(), count=QUICK_HOMES))
    return settled, list(stories(settled, now=now, quick=True))


def everyone(settled: list[Household]) -> Iterator[Person]:
    for household in settled:
        yield from household.people


# Homes and people ----------------------------------------------------------------------------------------


def test_the_same_seed_makes_the_same_landlord_and_the_same_year() -> None:
    assert small() == small()


def test_another_seed_makes_another_landlord() -> None:
    assert list(homes(count=50, seed=1)) != list(homes(count=50, seed=2))


def test_there_are_thirteen_thousand_homes_each_with_its_own_number_and_address(
    full_stock: list[Home],
) -> None:
    assert len(full_stock) == 13_000
    assert len({home.uprn for home in full_stock}) == 13_000
    assert len({home.lines for home in full_stock}) == 13_000


def test_a_property_number_has_twelve_digits_in_a_range_that_is_not_given_out(full_stock: list[Home]) -> None:
    assert all(re.fullmatch(r"9990\d{8}", home.uprn) for home in full_stock)


def test_no_home_has_a_postcode_that_exists(full_stock: list[Home]) -> None:
    assert [home.postcode for home in full_stock if not NOWHERE.fullmatch(home.postcode)] == []


def test_the_homes_are_of_all_kinds_in_five_councils(full_stock: list[Home]) -> None:
    assert {home.property_type for home in full_stock} == set(PropertyType)
    assert {home.authority for home in full_stock} == {"Sefton", "Knowsley", "Liverpool", "Wirral", "Halton"}
    assert 10 <= len(neighbourhoods()) <= 14
    assert any(home.independent_living for home in full_stock)


def test_flats_of_a_block_share_street_postcode_and_doors(full_stock: list[Home]) -> None:
    by_block: dict[str, list[Home]] = {}
    for home in full_stock:
        if home.block:
            by_block.setdefault(home.block.uprn, []).append(home)
    for flats in by_block.values():
        assert len({(home.street, home.postcode) for home in flats}) == 1
        assert {home.entrance for home in flats if home.entrance} <= set(flats[0].block.entrances)  # type: ignore[union-attr]


def test_about_twenty_six_thousand_people_live_there_on_every_kind_of_tenancy(
    full_households: list[Household],
) -> None:
    assert 24_500 < sum(1 for _ in everyone(full_households)) < 27_500
    kinds = Counter(str(h.tenancy.kind) if h.tenancy else "void" for h in full_households)
    assert set(kinds) == {"assured", "secure", "starter", "leasehold", "void"}
    assert kinds["void"] < 0.03 * len(full_households)


def test_nobody_was_a_tenant_before_they_were_grown(full_households: list[Household]) -> None:
    for household in full_households:
        if household.tenancy:
            assert household.tenancy.started_on <= NOW.date()
            grown = household.lead.born_on + timedelta(days=17 * 365)
            assert household.tenancy.started_on >= grown


def test_a_telephone_number_is_fictional_and_rings_in_one_place(full_households: list[Household]) -> None:
    numbers = [person.phone for person in everyone(full_households) if person.phone]
    numbers += [each.phone for each in staff()] + [HAL.phone, *outside_numbers()]
    assert [number for number in numbers if not FICTION.fullmatch(number)] == []
    assert len(numbers) == len(set(numbers))
    assert len(numbers) > 3_000


def test_an_email_address_is_in_a_domain_reserved_for_examples_and_one_persons(
    full_households: list[Household],
) -> None:
    addresses = [person.email for person in everyone(full_households) if person.email]
    assert [address for address in addresses if not RESERVED.fullmatch(address)] == []
    assert len(addresses) == len(set(addresses))


def test_many_languages_are_spoken_and_every_kind_of_need_is_there(full_households: list[Household]) -> None:
    people = list(everyone(full_households))
    assert len({person.language for person in people}) > 20
    assert {str(need) for person in people for need in person.needs} == {
        "large_print",
        "easy_read",
        "audio",
        "bsl",
        "interpreter",
    }


def test_references_are_unique(full_households: list[Household]) -> None:
    people = [person.reference for person in everyone(full_households)]
    tenancies = [household.tenancy.reference for household in full_households if household.tenancy]
    assert len(people) == len(set(people))
    assert len(tenancies) == len(set(tenancies))


@pytest.mark.parametrize("count", [QUICK_HOMES, 13_000])
def test_amina_and_gwen_live_in_one_block_and_hal_nowhere_of_ours(count: int) -> None:
    settled = list(households(homes(count=count), today=NOW.date(), count=count))
    block = {person.name for h in settled if h.home.place == CAST_BLOCK for person in h.people}
    assert {"Amina Yusuf", "Gwen Hartigan"} <= block
    assert HAL.name not in {person.name for person in everyone(settled)}


# Staff ---------------------------------------------------------------------------------------------------


def test_there_is_somebody_in_every_role_and_every_role_is_one_of_the_programs() -> None:
    assert {role for each in staff() for role in each.roles} == set(ROLES)


def test_everybody_but_the_chief_executive_has_a_manager_and_nobody_manages_themselves() -> None:
    by_slug = {each.slug: each for each in staff()}
    heads = [each.slug for each in staff() if each.manager is None]
    assert heads == ["lawrence"]
    for each in staff():
        above, seen = each, set()
        while above.manager:
            assert above.slug not in seen
            seen.add(above.slug)
            above = by_slug[above.manager]


def test_a_one_time_code_secret_is_base32_and_each_persons_own() -> None:
    secrets = [each.totp_secret for each in sign_ins()]
    assert all(len(base64.b32decode(secret)) == 20 for secret in secrets)
    assert len(set(secrets)) == len(staff()) >= 30


# Stories -------------------------------------------------------------------------------------------------


def test_a_year_has_about_four_hundred_and_fifty_reports_and_a_quick_one_about_twenty_five(
    year: list[Story],
) -> None:
    assert 410 <= len(year) <= 490
    assert 20 <= len(small()[1]) <= 30


def test_the_year_has_every_channel_reporter_behaviour_and_strand(year: list[Story]) -> None:
    assert {story.channel for story in year} == set(Channel)
    assert {story.reporter_role for story in year} == set(ReporterRole)
    assert {motive for story in year for motive in story.motivations} == {
        "disability",
        "race",
        "religion",
        "transgender_identity",
        "sexual_orientation",
        "gender",
        "age",
    }
    assert {what for story in year for what in story.behaviours} == {
        "verbal_abuse",
        "bullying",
        "physical_attack",
        "threats",
        "abusive_communications",
        "online_abuse",
        "discriminatory_material",
        "damage",
        "graffiti",
        "arson",
        "malicious_complaints",
        "other",
    }
    assert {str(level) for level in RiskLevel} == {story.level for story in year}


def test_the_year_has_what_the_policy_treats_specially(year: list[Story]) -> None:
    affiliations = {story.survivor.affiliation for story in year}
    assert {Affiliation.EMPLOYEE, Affiliation.PUBLIC, Affiliation.CUSTOMER} <= affiliations
    assert any(story.immediate_danger for story in year)
    assert any(story.behaviours == ("online_abuse",) for story in year)
    assert any(story.cannot_stay_tonight for story in year)
    assert {each for story in year for each in story.safeguarding} == set(Safeguarding)
    assert any(story.perpetrator and story.perpetrator.affiliation == "employee" for story in year)
    named = Counter(
        story.perpetrator.person for story in year if story.perpetrator and story.perpetrator.person
    )
    assert named.most_common(1)[0][1] > 1


def test_every_seed_is_told_and_no_two_reports_are_clones(year: list[Story]) -> None:
    assert len(story_seeds()) >= 60
    assert {story.seed for story in year} == {seed.id for seed in story_seeds()}
    words = Counter(story.narrative for story in year)
    assert len(words) > 0.97 * len(year)


def test_a_narrative_has_no_gap_left_to_fill_and_begins_like_a_sentence(year: list[Story]) -> None:
    assert [story.narrative for story in year if re.search(r"[{}]|  ", story.narrative)] == []
    assert [story.narrative for story in year if not story.narrative[0].isupper()] == []


def test_no_slur_is_spelled_out(year: list[Story]) -> None:
    told = [story.narrative for story in year] + [told for seed in story_seeds() for told in seed.told]
    words = {word for text in told for word in re.findall(r"[a-z]+", text.lower())}
    spoken = {
        word for word in words if hashlib.sha256(f"upstander {word}".encode()).hexdigest()[:12] in UNSPOKEN
    }
    assert spoken == set()


def test_the_cast_has_no_story_so_that_theirs_can_be_played(year: list[Story]) -> None:
    told = " ".join(story.narrative + story.survivor.name for story in year)
    assert "Amina Yusuf" not in told
    assert CAST_BLOCK not in told


@pytest.mark.parametrize(
    "now",
    [
        NOW,
        datetime(2026, 11, 22, 6, 8, tzinfo=UTC),  # a Sunday before dawn
        datetime(2026, 12, 28, 11, 0, tzinfo=UTC),  # a bank holiday
        datetime(2027, 3, 29, 8, 30, tzinfo=UTC),  # the Monday after the clocks go forward
    ],
)
def test_whenever_it_is_loaded_some_wait_some_are_open_and_most_are_done(now: datetime) -> None:
    _, told = small(now)
    standing = Counter(story.standing for story in told)
    assert standing[Standing.QUEUE] >= 4
    assert standing[Standing.OPEN] >= 10
    assert standing[Standing.CLOSED] >= 5
    assert {story.shape for story in told} == set(Shape)


@pytest.mark.parametrize("now", [NOW, datetime(2026, 11, 22, 6, 8, tzinfo=UTC)])
def test_nothing_happens_before_the_report_or_in_the_future(now: datetime) -> None:
    for story in small(now)[1]:
        assert now - timedelta(days=366) < story.received_at <= now
        assert story.incident_on <= story.received_at.date()
        for before, after in pairwise(story.events):
            assert before.at <= after.at
        assert all(story.received_at <= event.at <= now for event in story.events)


def test_reports_come_in_the_order_of_receipt_and_a_repeat_follows_what_it_repeats(year: list[Story]) -> None:
    assert [story.number for story in year] == list(range(1, len(year) + 1))
    assert all(before.received_at <= after.received_at for before, after in pairwise(year))
    repeats = [story for story in year if story.follows is not None]
    assert len(repeats) > 20
    for story in repeats:
        assert story.follows is not None
        first = year[story.follows - 1]
        assert first.received_at < story.received_at
        assert first.survivor == story.survivor
        if story.events:
            opened = next(event.at for event in first.events if event.kind is EventKind.TRIAGE)
            closed = [event.at for event in first.events if event.kind is EventKind.PROPOSE_CLOSURE]
            assert opened < story.events[0].at
            assert all(story.events[0].at < at for at in closed)


def test_everybody_in_a_script_works_here(year: list[Story]) -> None:
    slugs = {each.slug for each in staff()}
    assert {event.by for story in year for event in story.events} <= slugs
    assert {story.officer for story in year} <= slugs
    assert {story.taken_by for story in year if story.taken_by} <= slugs


def test_somebody_who_is_deaf_is_not_telephoned(year: list[Story]) -> None:
    for story in year:
        if story.contact and "bsl" in story.contact.needs:
            assert "phone" not in story.contact.ways
            assert all(event.way != "phone" for event in story.events if event.kind is EventKind.CONTACT)
