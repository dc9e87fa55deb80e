"""The pages on the policy: what each clause asks, how it stands, its editions, and trying out a change."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest

from factories.cast import Cast
from factories.reports import opened, received
from sites.staff.conftest import SignIn
from sites.staff.pages import errors_of, text_of
from upstander.cases.api import shelf
from upstander.policy.api import Clock, load_edition, with_number

pytestmark = pytest.mark.django_db

UPDATE = "/staff/policy/try/progress-update/"


def tile(page: Any, label: str) -> int:
    """The figure of a tile."""
    found = re.search(rf"(\d+) {label}\b", text_of(page))
    assert found, label
    return int(found.group(1))


def halved(page: Any) -> dict[str, str]:
    """The form of a duty's times, with 10 working days made 5."""
    fields = dict(re.findall(r'name="(count-\d+)"[^>]*value="(\d+)"', page.content.decode()))
    units = re.findall(
        r'name="(unit-\d+)".*?value="([^"]+)" selected', page.content.decode(), flags=re.DOTALL
    )
    return {**{name: "5" if count == "10" else count for name, count in fields.items()}, **dict(units)}


def a_year_of_cases(now: datetime, cases: int = 24) -> None:
    for week in range(cases):
        received(now - timedelta(weeks=week, hours=1))


def test_every_clause_stands_on_the_page_with_what_keeps_it(sign_in: SignIn) -> None:
    page = sign_in("executive").get("/staff/policy/")
    assert page.status_code == 200
    words = text_of(page)
    for clause in shelf().edition("ovh-2021").clauses:
        assert f"/staff/policy/clause/{clause.id}/" in page.content.decode()
        assert clause.asks in words
    assert "Kept by people: People and Learning Team" in words


def test_the_review_clock_shows_the_2021_edition_overdue_since_november_2023(sign_in: SignIn) -> None:
    words = text_of(sign_in("dev").get("/staff/policy/"))
    assert "Review overdue" in words and "16 November 2023 , 36 months ago" in words


def test_everybody_in_every_role_may_read_the_policy(sign_in: SignIn, cast: Cast) -> None:
    for who in cast.staff:
        client = sign_in(who)
        for address in ("/staff/policy/", "/staff/policy/clause/3.3.1/", "/staff/policy/editions/"):
            assert client.get(address).status_code == 200, f"{who} at {address}"


@pytest.mark.parametrize(
    "clause", [clause.id for clause in shelf().edition("ovh-2021").clauses] + ["standard"]
)
def test_each_clause_has_a_page_of_its_own(sign_in: SignIn, clause: str) -> None:
    page = sign_in("policy").get(f"/staff/policy/clause/{clause}/?span=year&standing=broken")
    assert page.status_code == 200


def test_a_clause_that_does_not_exist_is_not_found(sign_in: SignIn) -> None:
    assert sign_in("policy").get("/staff/policy/clause/99/").status_code == 404


def test_a_clause_kept_by_people_says_so_and_says_who(sign_in: SignIn) -> None:
    words = text_of(sign_in("policy").get("/staff/policy/clause/2.2/"))
    assert "Kept by people: People and Learning Team" in words
    assert "There is no clock to show here" in words


def test_a_broken_promise_is_counted_for_the_executive_and_opens_only_for_those_who_may(
    sign_in: SignIn, cast: Cast, now: datetime, clock: Any
) -> None:
    opened(cast, now, danger=True)
    clock.advance(hours=30)
    address = "/staff/policy/clause/3.3.1/?span=today&standing=broken"
    theirs, ours = sign_in("executive").get(address), sign_in("ben").get(address)
    assert tile(theirs, "Broken") == tile(ours, "Broken") > 0
    assert "None of these is on a case that you may open" in text_of(theirs)
    assert "/staff/cases/" not in theirs.content.decode().split('id="behind"')[1]
    assert "/staff/cases/" in ours.content.decode().split('id="behind"')[1]


def test_trying_out_is_for_the_policy_manager(sign_in: SignIn) -> None:
    for who in ("ben", "executive", "administrator"):
        assert sign_in(who).get("/staff/policy/try/").status_code == 403
    assert sign_in("policy").get("/staff/policy/try/").status_code == 200


def test_the_policy_manager_sees_what_five_days_instead_of_ten_would_have_meant(
    sign_in: SignIn, now: datetime
) -> None:
    a_year_of_cases(now)
    client = sign_in("policy")
    page = client.post(UPDATE, {**halved(client.get(UPDATE)), "months": "12"})
    words = text_of(page)
    assert page.status_code == 200, errors_of(page)
    assert "Tried on 24 cases" in words and "Progress update" in words
    assert "risk medium: 5 working days" in words
    assert "Policy and Strategy Team" in words.split("What to send for review")[1]


def test_what_is_sent_for_review_is_the_edition_with_the_times_changed_and_nothing_else(
    sign_in: SignIn, now: datetime
) -> None:
    a_year_of_cases(now)
    client = sign_in("policy")
    volume = shelf().volume("ovh-2021")
    draft = with_number(
        volume.text, volume.edition, "progress-update/0/medium", Clock.parse("5 working days")
    )
    told = {"draft": draft, "months": "12"}
    answer = client.post("/staff/policy/try/download/", {**told, "what": "draft"})
    assert answer["Content-Disposition"] == 'attachment; filename="draft.yaml"'
    assert load_edition(answer.content.decode(), "draft.yaml") == load_edition(draft, "draft.yaml")
    changed = [line for line in answer.content.decode().splitlines() if line not in volume.text.splitlines()]
    assert changed == ["          medium: 5 working days"]
    note = client.post("/staff/policy/try/download/", {**told, "what": "note"}).content.decode()
    assert "+          medium: 5 working days" in note and "Tried on 24 cases" in note


def test_a_broken_draft_comes_back_with_its_line_and_everything_typed(sign_in: SignIn) -> None:
    page = sign_in("policy").post("/staff/policy/try/result/", {"draft": "edition: mine\ntitel: x\n"})
    assert "draft.yaml:" in errors_of(page)
    assert "titel: x" in page.content.decode()


def test_too_few_cases_to_try_a_draft_on_are_refused(sign_in: SignIn) -> None:
    page = sign_in("policy").post("/staff/policy/try/result/", {"draft": shelf().volume("ovh-2021").text})
    assert "fewer than 20 cases" in errors_of(page)


def test_a_time_that_is_no_number_is_complained_about_beside_it(sign_in: SignIn) -> None:
    client = sign_in("policy")
    page = client.post(UPDATE, {**halved(client.get(UPDATE)), "count-0": "soon"})
    assert "Write a whole number" in errors_of(page)
    untouched = {**halved(client.get(UPDATE)), "count-0": "10", "count-1": "10", "count-3": "10"}
    assert "Change at least one time" in errors_of(client.post(UPDATE, untouched))


def test_two_editions_stand_side_by_side_in_plain_words(sign_in: SignIn) -> None:
    page = sign_in("policy").get("/staff/policy/editions/compare/?old=ovh-2021&new=harbour-homes")
    assert page.status_code == 200
    assert "What must happen, and by when" in text_of(page)
    assert (
        sign_in("policy").get("/staff/policy/editions/compare/?old=ovh-2021&new=nothing").status_code == 404
    )


def test_an_edition_can_be_taken_away_as_it_is_written(sign_in: SignIn) -> None:
    answer = sign_in("policy").get("/staff/policy/editions/ovh-2021/text")
    assert answer.content.decode() == shelf().volume("ovh-2021").text
