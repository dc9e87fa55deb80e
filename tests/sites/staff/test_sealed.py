"""A report by or about staff: its keepers triage it, work on it and let in whom the survivor chose; nobody else learns of it."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from django.urls import reverse

from factories.cast import Cast
from factories.reports import opened, received
from sites.staff.conftest import SignIn
from sites.staff.pages import fill_in, text_of
from upstander.cases.api import PartyTold, add_party
from upstander.cases.models import Case
from upstander.cases.queries.api import case_page, listed_cases, today
from upstander.cases.visits.api import VisitTold, plan_visit, start_visit, visits_of
from upstander.confidentiality.api import system, viewing
from upstander.intake.api import PersonTold, queue

pytestmark = pytest.mark.django_db


def test_a_sealed_report_from_the_queue_to_whom_the_survivor_chose(
    sign_in: SignIn, cast: Cast, now: datetime
) -> None:
    received(now, survivor=PersonTold(name="Nia Bright", affiliation="employee"), perpetrator=None)
    assert queue(cast.dev, now=now) == []
    esther, carol = sign_in("esther"), sign_in("carol")
    assert "Nia Bright" in text_of(esther.get("/staff/"))
    assert "Nia Bright" not in text_of(carol.get("/staff/"))
    report = queue(cast.esther, now=now)[0].waiting.report_id
    answer = fill_in(
        esther,
        f"/staff/queue/{report}/",
        decision="open",
        crime="unknown",
    )
    address = answer.headers["Location"].split("?")[0]
    assert re.fullmatch(r"/staff/cases/[0-9a-f-]{36}/", address)
    assert "Sealed" in text_of(esther.get(address))
    desk = text_of(esther.get("/staff/"))
    assert "Nothing is due from you" not in desk and "Staff route" in desk, "it is hers who looked at it"
    with viewing(system("tests")):
        Case.objects.update(officer=None)
    assert fill_in(esther, f"{address}assign/", officer=str(cast.staff["esther"].id)).status_code == 302
    assert sign_in("ben").get(f"{address}assign/").status_code == 403
    assert carol.get(address).status_code == 404
    assert listed_cases(cast.carol, now=now)[0] == []
    assert fill_in(esther, f"{address}let-in/", staff=str(cast.staff["carol"].id)).status_code == 302
    assert "You were let in to this sealed case" in text_of(carol.get("/staff/"))
    assert "Nia Bright" in text_of(carol.get(address))
    assert "Carol Marsden was let in to this sealed case" in text_of(esther.get(address))
    assert sign_in("ben").get(address).status_code == 404


def test_whoever_is_at_a_door_is_heard_though_the_case_is_closed_to_them_meanwhile(
    cast: Cast, sign_in: SignIn, now: datetime
) -> None:
    case_id = opened(cast, now)
    told = VisitTold(now, cast.staff["ben"].id, "home")
    visit_id = plan_visit(case_id=case_id, told=told, by=cast.ben, now=now)
    start_visit(case_id=case_id, visit_id=visit_id, by=cast.ben, now=now)
    works_here = PartyTold("perpetrator", "employee", name="Hal Brook")
    add_party(case_id=case_id, party=works_here, by=cast.bella, now=now)
    assert "sealed" in {each.kind for each in case_page(cast.esther, case_id, now=now).timeline}
    ben, page = sign_in("ben"), reverse("staff:visit-way", args=[case_id, visit_id])
    assert ben.get(reverse("staff:case", args=[case_id])).status_code == 404
    shown = ben.get(page).content.decode()
    assert "I need help" in shown and "Amina" not in shown and "Larkfield" not in shown
    assert ben.post(page, {"do": "help"}).status_code == 302
    assert visits_of(cast.esther, case_id, now=now)[0].help
    assert "visit_help" in {each.kind for each in today(cast.esther, now=now).notices}
    assert ben.post(page, {"do": "back"})["Location"].startswith(reverse("staff:today"))
    assert visits_of(cast.esther, case_id, now=now)[0].over and ben.get(page).status_code == 404
    assert sign_in("bella").post(page, {"do": "help"}).status_code == 404  # nobody who was not on it
