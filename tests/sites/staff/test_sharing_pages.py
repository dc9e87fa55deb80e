"""Sharing and consent in pages: from consent to its end, a receipt that gives nothing away, and the register with its file."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import pytest

from factories.bodies import at_once, body
from factories.cast import Cast
from factories.reports import opened
from sites.staff.conftest import Clock, SignIn
from sites.staff.pages import errors_of, fill_in, form_of, text_of
from upstander.cases.api import share_information
from upstander.cases.queries.api import sharing_of_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def case_id(cast: Cast, now: datetime) -> UUID:
    return opened(cast, now)


@pytest.fixture
def at(case_id: UUID) -> str:
    return f"/staff/cases/{case_id}/sharing/"


def test_from_consent_to_the_bodys_acknowledgement(
    sign_in: SignIn, cast: Cast, case_id: UUID, at: str, clock: Clock
) -> None:
    clock.advance(hours=1)
    police = str(body(clock.now()))
    client = sign_in("ben")
    missing = fill_in(client, f"{at}consent/", said="yes", agencies=[police], words="She said so twice")
    assert missing.status_code == 422 and "which kinds of information" in errors_of(missing)
    assert form_of(missing)["words"] == ["She said so twice"]
    told = {"said": "yes", "agencies": [police], "kinds": ["identity", "equality"], "purposes": ["crime"]}
    assert fill_in(client, f"{at}consent/", **told).headers["Location"] == f"{at}?done=consent"
    assert "In force" in text_of(client.get(at))
    telling = {"ground": "consent", "agency": police, "kinds": ["identity"], "purpose": "crime"}
    assert fill_in(client, f"{at}share/", **telling).status_code == 302
    clock.advance(hours=1)
    live = sharing_of_case(cast.ben, case_id, now=clock.now()).live
    assert fill_in(client, f"{at}withdraw/", consents=[str(live[0].id)]).status_code == 302
    assert "They were told something under it" in text_of(client.get(at))
    task = sharing_of_case(cast.ben, case_id, now=clock.now()).to_pass_on[0]
    assert fill_in(client, f"{at}acknowledge/{task.id}/", answer="Records desk: deleted").status_code == 302
    assert "Records desk: deleted" in text_of(client.get(at))
    refused = fill_in(client, f"{at}share/", **telling)
    assert "no explicit consent in force" in errors_of(refused)


def test_the_receipt_says_nothing_of_what_was_reported(sign_in: SignIn, at: str, clock: Clock) -> None:
    clock.advance(hours=1)
    police = str(body(clock.now()))
    client = sign_in("ben")
    everything = ["identity", "account", "alleged", "equality", "risk"]
    fill_in(client, f"{at}consent/", said="yes", agencies=[police], kinds=everything, purposes=["crime"])
    page = client.get(at).content.decode()
    address = page.split("/receipt/")[1].split("/")[0]
    paper = text_of(client.get(f"{at}receipt/{address}/")).split("What you agreed that we may share")[1]
    for word in ("hate", "harass", "race", "responsible", "abuse", "Amina", "crime"):
        assert word not in paper, word


def test_an_emergency_is_reviewed_by_another_manager(
    sign_in: SignIn, cast: Cast, case_id: UUID, at: str, clock: Clock
) -> None:
    clock.advance(hours=1)
    assert (
        fill_in(sign_in("ben"), f"{at}share/?quick=yes", body="Ambulance", emergency="life").status_code
        == 302
    )
    told = sharing_of_case(cast.ben, case_id, now=clock.now()).to_review[0]
    assert sign_in("ben").get(f"{at}review/{told.id}/").status_code == 403
    desk = sign_in("carol")
    desk.post("/staff/notices/seen")
    assert f"{at}review/{told.id}/" in desk.get("/staff/").content.decode(), (
        "it stands there until it is judged"
    )
    carol = sign_in("carol")
    assert "Review this emergency" in text_of(carol.get(at))
    assert "Give the reason" in errors_of(fill_in(carol, f"{at}review/{told.id}/", upheld="yes"))
    answer = fill_in(carol, f"{at}review/{told.id}/", upheld="yes", reason="He was at the door")
    assert answer.headers["Location"] == f"{at}?done=reviewed"


def test_the_register_and_its_file_are_for_its_keeper(
    sign_in: SignIn, cast: Cast, case_id: UUID, clock: Clock
) -> None:
    clock.advance(hours=1)
    told = at_once(body="=HYPERLINK(1)", items="Her flat number")
    share_information(case_id=case_id, told=told, at=clock.now(), by=cast.ben, now=clock.now())
    farid = sign_in("farid")
    assert "Waits for review" in text_of(farid.get("/staff/disclosures/"))
    assert "Nothing was shared that fits this" in text_of(farid.get("/staff/disclosures/?ground=consent"))
    assert farid.get("/staff/disclosures/?since=tomorrow").status_code == 422
    assert farid.get("/staff/disclosures.csv?since=tomorrow").status_code == 422
    file = farid.get("/staff/disclosures.csv").content.decode("utf-8-sig")
    assert file.count("\r\n") == 2 and "Not on the register of bodies" in file
    assert "HYPERLINK" not in file and "flat number" not in file and "Amina" not in file
    assert sign_in("carol").get("/staff/disclosures.csv").status_code == 403
