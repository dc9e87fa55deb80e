"""What a page asks of the database is a fixed number of statements: it does not grow with what there is to show."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from factories.cast import Cast
from factories.reports import join, opened, received
from sites.staff.conftest import SignIn
from upstander.cases.api import PartyTold, add_note, add_party, assess_risk
from upstander.cases.models import Party
from upstander.confidentiality.api import system, viewing
from upstander.intake.api import queue

pytestmark = pytest.mark.django_db
# With room for one more. Whoever needs more than this: ask once for all, or leave it for when it is opened.
BUDGET = {"today": 34, "queue": 22, "triage": 52, "case": 50, "cases": 15, "search": 31, "board": 21}


def statements(browser: Client, address: str, **sent: str) -> int:
    browser.get(address)  # what is made once for a process or a session
    with CaptureQueriesContext(connection) as asked:
        answer = browser.post(address, sent) if sent else browser.get(address)
    assert answer.status_code == 200, address
    return len(asked)


def work_on(case_id: UUID, cast: Cast, now: datetime) -> None:
    """Some of what a case gathers: notes, people who may be reached, reports, assessments."""
    for number in range(3):
        add_note(case_id=case_id, text=f"She rang again, {number}", by=cast.ben, now=now)
        witness = PartyTold("witness", "customer", name=f"Witness {number} of {now}", identified=True)
        add_party(case_id=case_id, party=witness, by=cast.ben, now=now)
        assess_risk(case_id=case_id, answers={"weapon": "no"}, at=now, by=cast.ben, now=now)
        join(cast, received(now), case_id, now)


def test_no_page_asks_more_when_there_is_more(sign_in: SignIn, cast: Cast, now: datetime) -> None:
    case_id = opened(cast, now - timedelta(days=9))
    work_on(case_id, cast, now - timedelta(days=1))
    opened(cast, now)
    received(now)
    report = received(now, immediate_danger=True)
    waiting = next(each.waiting for each in queue(cast.dev, now=now) if each.waiting.reference == report)
    ben, carol, dev = sign_in("ben"), sign_in("carol"), sign_in("dev")

    def asked() -> dict[str, int]:
        return {
            "today": statements(ben, "/staff/"),
            "queue": statements(dev, "/staff/queue/"),
            "triage": statements(dev, f"/staff/queue/{waiting.report_id}/"),
            "case": statements(ben, f"/staff/cases/{case_id}/"),
            "cases": statements(ben, "/staff/cases/"),
            "search": statements(carol, "/staff/search/", q="Amina Yusuf"),
            "board": statements(carol, "/staff/board/"),
        }

    join(cast, received(now), case_id, now)
    few = asked()
    work_on(case_id, cast, now)
    for _ in range(3):
        opened(cast, now - timedelta(days=9))
        received(now, immediate_danger=True)
    with viewing(system("tests")):
        assert Party.objects.filter(case_id=case_id).count() >= 7
    assert asked() == few
    assert {page: number for page, number in few.items() if number > BUDGET[page]} == {}
