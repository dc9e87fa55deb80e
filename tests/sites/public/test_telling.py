"""What the answers become: the facts that the policy asks for, and the card that says how to reach somebody safely."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from upstander.intake.api import OpenDraft, PersonTold, ReportReceived, new_token
from upstander.messages.api import By, DayPart
from upstander.sites.public.telling import report_of

HAPPENED = {"what": {"what": "He shouted at me"}}
REACHED = {"contact": {"ways": ["phone"], "phone": "07700 900 123"}}


def told(now: datetime, **answers: Any) -> ReportReceived:
    return report_of(new_token(), OpenDraft({**HAPPENED, **answers}, (), now), (), now)


def test_words_alone_make_an_anonymous_report(now: datetime) -> None:
    report = told(now)
    assert (report.reporter, report.channel, report.narrative) == ("anonymous", "web", "He shouted at me")
    assert report.contact is None and report.survivor == PersonTold() and not report.wants_updates
    assert report.answers == (("What happened?", "He shouted at me"),)


@pytest.mark.parametrize(
    "known",
    [{"about": {"name": "Amina"}}, {"about": {"address": "12 Larkfield Walk"}}, REACHED],
    ids=["name", "address", "way"],
)
def test_anything_that_leads_to_her_makes_it_the_survivors_own(known: dict[str, Any], now: datetime) -> None:
    assert told(now, **known).reporter == "survivor"


@pytest.mark.parametrize(("said", "danger"), [("yes", True), ("unsure", True), ("no", False), (None, False)])
def test_unsure_counts_as_danger(said: str | None, danger: bool, now: datetime) -> None:
    assert told(now, danger={"danger": said or ""}).immediate_danger is danger


def test_a_tenant_who_reports_for_herself(now: datetime) -> None:
    report = told(
        now,
        kind={"kinds": ["verbal_abuse", "graffiti"]},
        when={"when": "yesterday", "where": ["home", "online"], "place": "L20 0XX"},
        why={"why": ["race", "other"], "why_words": "my accent"},
        who={"who": "customer", "who_name": "Gwen", "who_words": "the flat above"},
        about={"name": "Amina", "address": "12 Larkfield Walk", "tie": "customer"},
        contact={"ways": ["phone", "post"], "phone": "07700 900 123"},
        safety={
            "times": ["morning"],
            "voicemail": "no",
            "care": ["shared", "not_home"],
            "codeword": "sunflower",
        },
        needs={"tonight": "no", "help": ["women", "move"], "language": "Urdu", "formats": ["large_print"]},
    )
    assert (
        report.survivor == PersonTold("Amina", "12 Larkfield Walk", "customer")
        and report.reporter_person is None
    )
    assert report.incident_on == date(2026, 11, 19)
    assert report.behaviours == ("verbal_abuse", "graffiti") and report.motivations == ("race",)
    assert report.where == "At home\nOnline, or by phone or message\nL20 0XX"
    assert report.incident_at_home and report.material_on_landlord_property
    assert report.perpetrator == PersonTold("Gwen", "the flat above", "customer") and report.perpetrator_known
    assert (
        report.cannot_stay_tonight
        and report.wants_female_staff
        and report.wants_to_move
        and report.communication_need
    )
    card = report.contact
    assert card is not None and card.reachable
    assert (
        card.ways == (By.PHONE, By.POST)
        and card.phone == "+447700900123"
        and card.address == "12 Larkfield Walk"
    )
    assert (
        card.times == (DayPart.MORNING,) and card.shared_device and card.not_at_home and not card.voicemail_ok
    )
    assert (card.codeword, card.language, card.needs) == ("sunflower", "Urdu", ("large_print",))
    assert ("Why do you think it happened?", "Race\nSomething else") in report.answers


def test_graffiti_away_from_our_homes_is_not_ours_to_remove(now: datetime) -> None:
    report = told(now, kind={"kinds": ["graffiti"]}, when={"where": ["nearby"]})
    assert not report.material_on_landlord_property and not report.incident_at_home


def test_a_member_of_staff_is_one_whatever_her_tenancy(now: datetime) -> None:
    assert (
        told(now, about={"name": "Amina", "tie": "customer", "staff": ["employee"]}).survivor.affiliation
        == "employee"
    )


def test_somebody_in_the_household_lives_where_the_reporter_does(now: datetime) -> None:
    report = told(
        now,
        whose={"whose": "household"},
        them={"them_name": "Sami"},
        about={"name": "Amina", "address": "12 Larkfield Walk", "tie": "customer"},
        **REACHED,
    )
    assert report.reporter == "household"
    assert report.survivor == PersonTold("Sami", "12 Larkfield Walk", "household_member")
    assert report.reporter_person == PersonTold("Amina", "12 Larkfield Walk", "customer")


def test_a_third_party_stays_one_also_without_a_name(now: datetime) -> None:
    for whose in ("witness", "third_party", "professional"):
        report = told(now, whose={"whose": whose}, them={"them_tie": "employee"})
        assert report.reporter == whose and report.survivor.affiliation == "employee"


def test_what_does_not_apply_any_more_is_not_sent(now: datetime) -> None:
    report = told(now, whose={"whose": "survivor"}, them={"them_name": "Sami"}, about={"name": "Amina"})
    assert report.survivor.name == "Amina" and "Sami" not in str(report.answers)


def test_do_not_contact_me_means_no_way_at_all(now: datetime) -> None:
    report = told(now, contact={"ways": ["none"], "phone": "07700 900123"}, about={"name": "Amina"})
    card = report.contact
    assert card is not None and card.ways == () and card.phone == "" and not card.reachable
    assert "not to contact them" in card.note and not report.wants_updates


def test_a_stranger_is_not_a_known_perpetrator(now: datetime) -> None:
    report = told(now, who={"who": "stranger", "who_words": "red jacket"})
    assert report.perpetrator == PersonTold("", "red jacket", "unknown") and not report.perpetrator_known
    assert told(now).perpetrator is None


@pytest.mark.parametrize(
    "broken",
    [
        {"when": {"when": "day", "day": "40", "month": "1", "year": "2026"}},
        {"why": {"why": ["no such strand"]}},
        {"kind": {"kinds": "not a list"}},
        {"contact": {"ways": ["phone"], "phone": "12"}},
    ],
)
def test_an_answer_that_does_not_fit_counts_as_not_given(broken: dict[str, Any], now: datetime) -> None:
    report = told(now, **broken)
    assert report.incident_on is None and report.motivations == () and report.behaviours == ()


def test_a_child_says_who_may_know_and_no_parent_is_assumed(now: datetime) -> None:
    report = told(
        now,
        young=True,
        age={"age": "under_16"},
        trusted={"tell": ["school"], "trusted": "Miss Gwen, 0151 496 0000", "not_tell": "my dad"},
        contact={"ways": ["text"], "phone": "07700 900 123"},
    )
    card = report.contact
    assert (report.reporter, report.survivor.age) == ("survivor", "under_16") and card is not None
    assert card.not_at_home and "Miss Gwen" in card.trusted_person and "Must not know: my dad" in card.note
    assert not told(now, young=True, trusted={"tell": ["home"]}, **REACHED).contact.not_at_home  # type: ignore[union-attr]
    some = {"tell": ["home"], "not_tell": "my dad"}
    assert told(now, young=True, trusted=some, **REACHED).contact.not_at_home  # type: ignore[union-attr]
    unnamed = told(now, young=True, trusted={"not_tell": "my dad"})
    assert (unnamed.reporter, unnamed.survivor.age, unnamed.contact) == ("anonymous", "under_18", None)
    assert unnamed.survivor_contact is not None and "my dad" in unnamed.survivor_contact.note


def test_whoever_says_on_the_way_that_they_are_a_child_loses_nothing(now: datetime) -> None:
    report = told(
        now, why={"why": ["race"]}, about={"minor": ["yes"]}, age={"age": "16_17"}, whose={"whose": "household"},
        them={"them_name": "Sami", "them_age": "under_16"},
    )  # fmt: skip
    assert report.motivations == ("race",) and report.survivor.age == "under_16"
    assert report.reporter_person is not None and report.reporter_person.age == "16_17"
    at_work = told(now, whose={"whose": "professional"}, about={"minor": ["yes"]})
    assert at_work.reporter_person is not None and not at_work.reporter_person.age
