"""Disposal on pages: prepared by one, approved by another, with a certificate; holds; what a disposed reference answers."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from pypdf import PdfReader

from factories.cast import Cast
from records.closing import closed
from sites.staff.conftest import SignIn
from sites.staff.pages import errors_of, fill_in, text_of
from upstander.cases.models import Case
from upstander.confidentiality.api import system, viewing
from upstander.records.actions import disposal as actions
from upstander.records.api import carry_out, prepare_disposal, run_page

pytestmark = pytest.mark.django_db

LIST = "/staff/disposal/"


def reference(case_id: UUID) -> str:
    with viewing(system("tests")):
        return Case.objects.get(pk=case_id).reference


def approve(client: Any, run: str) -> Any:
    return client.post(run, {"do": "approve", "sure": "yes"})


def test_one_prepares_another_approves_and_the_certificate_says_what_was_destroyed(
    sign_in: SignIn, cast: Cast, now: datetime, long_ago: datetime
) -> None:
    name = reference(closed(cast, long_ago))
    farid, carol = sign_in("farid"), sign_in("carol")
    page = farid.get(LIST)
    assert name in text_of(page) and "Amina" not in text_of(page)
    run = farid.post(LIST)["Location"].split("?")[0]
    assert "another person approves it" in text_of(farid.get(run))
    assert approve(farid, run).status_code == 422, "not the one who prepared it"
    assert "Tick that you have looked" in errors_of(carol.post(run, {"do": "approve"}))
    assert approve(carol, run).status_code == 302
    assert "Waits" in text_of(carol.get(run))
    assert carol.get(f"{run}certificate/").status_code == 404
    carry_out(now=now)
    words = text_of(carol.get(f"{run}certificate/"))
    assert name in words and "Farid Haidari" in words and "Carol Marsden" in words and "Amina" not in words
    pdf = carol.get(f"{run}certificate.pdf")
    printed = "".join(each.extract_text() for each in PdfReader(io.BytesIO(pdf.content)).pages)
    assert name in printed and "Case record" in printed
    found = "was disposed of on Friday 20 November 2026 under “Case record”"
    assert found in text_of(carol.post("/staff/search/", {"q": name}))
    assert "disposed" not in text_of(sign_in("ben").post("/staff/search/", {"q": name}))


def test_a_sealed_case_and_its_run_are_for_their_keepers_alone(
    sign_in: SignIn, cast: Cast, now: datetime, long_ago: datetime
) -> None:
    case_id = closed(cast, long_ago, sealed=True)
    name = reference(case_id)
    run = prepare_disposal(by=cast.esther, now=now)
    for who in ("farid", "carol", "senior"):
        client = sign_in(who)
        for address in (f"{LIST}runs/{run}/", f"{LIST}runs/{run}/certificate/", f"{LIST}holds/{case_id}/"):
            assert client.get(address).status_code == 404, (who, address)
        assert name not in text_of(client.get(LIST)) and "No run has been prepared" in text_of(
            client.get(LIST)
        )
        assert approve(client, f"{LIST}runs/{run}/").status_code == 404
        assert "disposed" not in text_of(client.post("/staff/search/", {"q": name}))
    assert name in text_of(sign_in("esther").get(f"{LIST}runs/{run}/"))


def test_a_case_is_taken_out_only_with_a_reason(
    sign_in: SignIn, cast: Cast, now: datetime, long_ago: datetime
) -> None:
    closed(cast, long_ago)
    farid = sign_in("farid")
    run_id = prepare_disposal(by=cast.farid, now=now)
    out = f"{LIST}runs/{run_id}/out/{run_page(cast.farid, run_id, now=now).items[0].id}/"
    assert "Say why" in errors_of(farid.post(out, {"reason": ""}))
    assert fill_in(farid, out, reason="The file is asked for").status_code == 302
    assert "Taken out: The file is asked for" in text_of(farid.get(f"{LIST}runs/{run_id}/"))
    assert "Nothing is left on this run" in errors_of(approve(sign_in("carol"), f"{LIST}runs/{run_id}/"))


def test_a_hold_is_placed_looked_at_and_released_from_the_closed_case(
    sign_in: SignIn, cast: Cast, now: datetime, long_ago: datetime
) -> None:
    case_id = closed(cast, long_ago)
    carol, hold = sign_in("carol"), f"{LIST}holds/{case_id}/"
    case = f"/staff/cases/{case_id}/"
    seen = text_of(carol.get(case))
    assert "Case record: kept for 6 years" in seen, seen[seen.find("How long") :][:300]
    late = fill_in(carol, hold, reason="A claim was announced", review_on="20/11/2028")
    assert "within a year" in errors_of(late) and "A claim was announced" in text_of(late)
    assert fill_in(carol, hold, reason="A claim was announced", review_on="20/02/2027").status_code == 302
    assert "On legal hold since" in text_of(carol.get(case))
    assert "on legal hold" in text_of(sign_in("farid").get(LIST))
    assert "A claim was announced" not in text_of(sign_in("farid").get(hold)), "he does not see the case"
    assert "Give the day" in errors_of(carol.post(hold, {"do": "review"}))
    assert fill_in(carol, hold, do="review", review_on="1 March 2027").status_code == 302
    assert "1 March 2027" in text_of(carol.get(case))
    assert "Say why" in errors_of(carol.post(hold, {"do": "release"}))
    assert fill_in(carol, hold, do="release", reason="The claim was settled").status_code == 302
    assert "On legal hold" not in text_of(carol.get(case))
    assert "Due now (1)" in text_of(sign_in("farid").get(LIST))
    assert sign_in("ben").get(hold).status_code == 403
    assert "Put on legal hold" not in text_of(sign_in("ben").get(case))


def test_what_failed_is_shown_and_tried_again(
    sign_in: SignIn, cast: Cast, now: datetime, long_ago: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed(cast, long_ago)
    run_id = prepare_disposal(by=cast.farid, now=now)
    run, carol = f"{LIST}runs/{run_id}/", sign_in("carol")
    assert "Nothing is left to try again" in errors_of(carol.post(run, {"do": "again"}))
    approve(carol, run)

    def broken(*args: object, **kwargs: object) -> None:
        raise OSError("the power went")

    with monkeypatch.context() as patch:
        patch.setattr(actions, "_forget_people", broken)
        carry_out(now=now)
    assert "1 could not be destroyed" in text_of(carol.get(run))
    assert carol.post(run, {"do": "again"}).status_code == 302
    carry_out(now=now)
    assert "1 of 1" in text_of(carol.get(run))


def test_the_list_is_in_the_navigation_of_those_who_dispose(sign_in: SignIn) -> None:
    for who in ("farid", "carol", "senior", "esther"):
        assert LIST in sign_in(who).get("/staff/").content.decode(), who
    for who in ("ben", "dev", "executive", "auditor"):
        assert LIST not in sign_in(who).get("/staff/").content.decode(), who
