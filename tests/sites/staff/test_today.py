"""Today: the next duty large, why it is due, what one was told; and for those who triage, what has come in."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from html import unescape

import pytest
from pytest_django import Settings

from factories.cast import Cast
from factories.reports import opened, received
from sites.staff.conftest import Clock, SignIn
from sites.staff.pages import fill_in, form_of, text_of
from upstander.cases.alerts.api import Choice, choose
from upstander.cases.api import mark_overdue
from upstander.cases.visits.api import raise_alarms, start_visit, unwoken_managers, visits_of
from upstander.confidentiality.api import system
from upstander.messages.api import By, DayPart, SafeContactCard
from upstander.sites.staff.views import cases

pytestmark = pytest.mark.django_db


def test_the_next_duty_is_large_with_its_time_its_clause_and_its_reason(
    sign_in: SignIn, cast: Cast, now: datetime, clock: Clock
) -> None:
    opened(cast, now)
    clock.advance(minutes=10)
    content = sign_in("ben").get("/staff/").content.decode()
    large = content.split("up-duty--next")[1].split("</article>")[0]
    words = " ".join(large.split())
    assert "left" in words
    assert "Amina Yusuf" in words
    assert "Policy " in words or "Service standard" in words
    assert "we must" in words
    assert "The full reckoning" in words
    assert "Triggered at" in words


def test_duties_come_by_due_time_and_the_rest_on_request(sign_in: SignIn, cast: Cast, now: datetime) -> None:
    for _ in range(3):
        opened(cast, now, danger=True)
    client = sign_in("ben")
    first, everything = (
        client.get("/staff/").content.decode(),
        client.get("/staff/?show=all").content.decode(),
    )
    assert "more</a>" in first
    assert everything.count("up-duty__name") > first.count("up-duty__name")
    dues = [part.split('"')[0] for part in everything.split('class="up-duty__due">Due <time datetime="')[1:]]
    assert dues == sorted(dues)


def test_what_is_overdue_is_said_and_dismissed(
    sign_in: SignIn, cast: Cast, now: datetime, clock: Clock
) -> None:
    opened(cast, now)
    later = clock.advance(days=8)
    mark_overdue(by=system("tests"), now=later)
    client = sign_in("ben")
    words = text_of(client.get("/staff/"))
    assert "went overdue" in words
    assert "late" in words
    assert client.post("/staff/notices/seen").status_code == 302
    assert "For you to know" not in text_of(client.get("/staff/"))


def test_a_call_handler_sees_what_has_come_in_first(sign_in: SignIn, now: datetime) -> None:
    reference = received(now, immediate_danger=True)
    words = text_of(sign_in("dev").get("/staff/"))
    assert reference in words
    assert "Immediate danger" in words
    assert "Nothing is due from you" not in words


def test_an_officer_is_told_of_danger_above_everything(sign_in: SignIn, cast: Cast, now: datetime) -> None:
    opened(cast, now)
    reference = received(now, immediate_danger=True)
    words = text_of(sign_in("ben").get("/staff/"))
    assert words.index("somebody is in danger now") < words.index("Next")
    assert reference in words


def test_danger_with_little_time_is_said_above_what_is_only_late(
    sign_in: SignIn, cast: Cast, now: datetime, clock: Clock
) -> None:
    opened(cast, now)
    case_id = opened(cast, clock.advance(days=8), danger=True)
    said = "Danger, and little time"
    assert said not in text_of(sign_in("ben").get("/staff/")), "what is due tomorrow can wait for its turn"
    clock.advance(hours=23)
    shown = sign_in("ben").get("/staff/")
    assert text_of(shown).index(said) < text_of(shown).index("Next")
    line = shown.content.decode().split(said)[1].split("</div>")[0]
    assert re.search(f'href="/staff/cases/{case_id}/[a-z]', line), "what keeps the promise is one press away"
    clock.advance(days=2)
    assert said not in text_of(sign_in("ben").get("/staff/")), "what is long late is told as overdue"


def test_a_manager_without_a_case_of_their_own_is_shown_all_until_they_choose_page_after_page(
    sign_in: SignIn, cast: Cast, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = opened(cast, now)
    carol = sign_in("carol")
    for address, there in (("/staff/cases/", True), ("/staff/cases/?whose=mine", False)):
        assert (f"/staff/cases/{case_id}/" in carol.get(address).content.decode()) == there
    opened(cast, now + timedelta(seconds=1))
    monkeypatch.setattr(cases, "_MOST", 1)
    first = carol.get("/staff/cases/").content.decode()
    assert f"/staff/cases/{case_id}/" not in first
    after = re.search(r'href="([^"]+)">Next page', first)
    assert after
    second = carol.get("/staff/cases/" + unescape(after[1])).content.decode()
    assert f"/staff/cases/{case_id}/" in second and "Page before" in second and "Next page" not in second


def test_whoever_has_no_cases_is_not_shown_figures_of_none(sign_in: SignIn) -> None:
    words = text_of(sign_in("farid").get("/staff/"))
    assert "You have no cases here." in words
    assert "Overdue" not in words


def test_whoever_looks_for_a_colleague_is_given_the_number_and_the_place_until_they_are_found(
    sign_in: SignIn, cast: Cast, now: datetime, clock: Clock, settings: Settings
) -> None:
    card = SafeContactCard(ways=(By.PHONE,), phone="07700 900123", times=(DayPart.ANY,), language="Urdu")
    case_id = opened(cast, now, contact=card)
    ben = sign_in("ben")
    planned = {"where": "safe_place", "minutes": "30", "place": "The library", "ring": "07700 900555"}
    plan = f"/staff/cases/{case_id}/visit/plan/"
    asleep = "an alarm reaches them by email only"
    settings.UPSTANDER_TEXT_URL = "http+twilio://texts.example"
    before = unwoken_managers(system("tests"))
    assert asleep in text_of(ben.get(plan)) and "you hear it by email only" in text_of(
        sign_in("carol").get("/staff/")
    )
    choose(Choice(By.TEXT, "07700 900777"), by=cast.carol, now=now)
    assert unwoken_managers(system("tests"))[0] == before[0] - 1
    assert asleep not in text_of(ben.get(plan)) and "by email only" not in text_of(
        sign_in("carol").get("/staff/")
    )
    settings.UPSTANDER_TEXT_URL = ""
    answer = fill_in(ben, plan, **planned, interpreter="on")
    (visit,) = (each.id for each in visits_of(cast.ben, case_id, now=now))
    begin = f"/staff/cases/{case_id}/measures/new/interpreter/booked/?visit={visit}"
    assert answer.headers["Location"].startswith(begin), "an interpreter comes by being booked"
    assert "Planned" in ben.get(f"/staff/cases/{case_id}/measures/").content.decode()
    booking = form_of(ben.get(begin))
    assert (booking["ask_language"], booking["ask_on_day"]) == (["Urdu"], [f"{now:%d/%m/%Y}"])
    start_visit(case_id=case_id, visit_id=visit, by=cast.ben, now=now)
    raise_alarms(by=system("tests"), now=clock.advance(minutes=31))
    assert "have not said that you are well" in text_of(sign_in("ben").get("/staff/"))
    carol = sign_in("carol")
    carol.post("/staff/notices/seen")
    words = text_of(carol.get("/staff/"))
    assert "SAFETY: Ben Okoro has not said that they are well. Ring 07700 900555 now" in words
    address = f"/staff/cases/{case_id}/visit/{visit}/"
    record = re.search(r'href="(/staff/cases/[^"]*/visit/\?where=[a-z]+)"', ben.get(address).content.decode())
    assert record and form_of(ben.get(record[1]))["where"] == ["elsewhere"], (
        "recorded where it was, not at home"
    )
    page = text_of(carol.get(address))
    assert "They are at: The library" in page and "I am well" not in page
    assert carol.post(address, {"do": "back"}).headers["Location"].endswith("?done=visit-back")
    words = text_of(carol.get("/staff/"))
    assert "SAFETY" not in words and "has been heard from" in words
