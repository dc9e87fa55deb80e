"""A calendar behind a secret address: neutral, with its owner's rights, unchanged until something changes, and taken back at will."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client
from icalendar import Calendar

from factories.cast import one_of_each_role
from factories.reports import opened
from upstander.cases.alerts.api import calendar_behind, end_calendar, make_calendar
from upstander.cases.api import end_colleague
from upstander.cases.models import CalendarFeed
from upstander.cases.visits.api import VisitTold, plan_visit
from upstander.confidentiality.api import exclude, system, viewing

pytestmark = pytest.mark.django_db


def titles(content: bytes | None) -> list[str]:
    assert content is not None
    return [str(event["summary"]) for event in Calendar.from_ical(content.decode()).walk("VEVENT")]


def test_it_says_when_and_nothing_of_whom(now: datetime) -> None:
    cast = one_of_each_role(now)
    case_id = opened(cast, now)
    told = VisitTold(
        now + timedelta(hours=3), cast.staff["ben"].id, "office", second_id=cast.staff["bella"].id
    )
    plan_visit(case_id=case_id, told=told, by=cast.ben, now=now)
    token = make_calendar(by=cast.ben, now=now)
    content = calendar_behind(token, now=now)
    assert set(titles(content)) == {"Something is due", "Appointment"}
    text = (content or b"").decode()
    assert not any(word in text for word in ("Amina", "C-000", str(case_id), "Larkfield", "risk", "ben@"))
    colleague = calendar_behind(make_calendar(by=cast.bella, now=now), now=now)
    marks = [
        {str(event["uid"]) for event in Calendar.from_ical((each or b"").decode()).walk("VEVENT")}
        for each in (content, colleague)
    ]
    assert titles(colleague) == ["Appointment"] and not marks[0] & marks[1]
    with viewing(system("tests")):
        assert all(token.encode() not in bytes(row.digest) for row in CalendarFeed.objects.all())


def test_a_conflict_empties_it_and_an_address_ends_with_its_maker_or_the_next_one(now: datetime) -> None:
    cast = one_of_each_role(now)
    case_id = opened(cast, now)
    first = make_calendar(by=cast.ben, now=now)
    token = make_calendar(by=cast.ben, now=now)
    assert calendar_behind(first, now=now) is None and titles(calendar_behind(token, now=now))
    with viewing(system("tests")):
        exclude(case_id, {cast.staff["ben"].id: "party"}, now=now)
    assert titles(calendar_behind(token, now=now)) == []
    end_calendar(by=cast.ben, now=now)
    assert calendar_behind(token, now=now) is None
    token = make_calendar(by=cast.bella, now=now)
    end_colleague(staff_id=cast.staff["bella"].id, by=cast.administrator, now=now)
    assert calendar_behind(token, now=now) is None


def test_what_has_not_changed_is_not_sent_again(now: datetime, client: Client) -> None:
    cast = one_of_each_role(now)
    opened(cast, now)
    address = f"/calendar/{make_calendar(by=cast.ben, now=now)}.ics"
    answer = client.get(address)
    assert answer.status_code == 200 and answer["Content-Type"].startswith("text/calendar")
    assert answer["Cache-Control"] == "no-store" and not answer.cookies
    again = client.get(address, headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304 and again.content == b""
    assert client.get(f"/calendar/{'x' * 43}.ics").status_code == 404
