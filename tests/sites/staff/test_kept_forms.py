"""What is typed into a form about a case is kept for its writer, across a crash, and is on no case until it is saved."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import pytest
from django.test import Client

from factories.cast import Cast
from factories.joint import a_table, on_the_agenda
from factories.reports import opened, received
from sites.staff.conftest import Clock, SignIn
from sites.staff.pages import form_of, text_of
from upstander.cases.api import add_note
from upstander.cases.complaints.api import ComplaintTold, my_complaints, raise_complaint
from upstander.cases.models import Complaint
from upstander.cases.queries.api import case_page
from upstander.confidentiality.api import exclude, system, viewing
from upstander.confidentiality.models import AuditEntry
from upstander.intake.api import kept_form, queue

pytestmark = pytest.mark.django_db
WORDS = "She hears the letterbox at night"


@pytest.fixture
def case_id(cast: Cast, now: datetime) -> UUID:
    return opened(cast, now)


def audited() -> int:
    with viewing(system("tests")):
        return AuditEntry.objects.count()


def test_words_come_back_to_their_writer_alone_and_are_saved_on_top_of_what_came_meanwhile(
    sign_in: SignIn, cast: Cast, case_id: UUID, clock: Clock
) -> None:
    address = f"/staff/cases/{case_id}/note/"
    ben, carol = sign_in("ben"), sign_in("carol")
    typed = form_of(ben.get(address)) | {"text": [WORDS]}
    looks = audited()
    assert ben.post(address, {**typed, "step": "keep"}, headers={"X-Kept": "yes"}).status_code == 204
    assert audited() == looks, "keeping, again and again while somebody types, is no look at the case"
    assert ben.post(address, {**typed, "step": "keep"}).status_code == 302
    now = clock.advance(hours=1)
    assert not any(WORDS in line.body for line in case_page(cast.ben, case_id, now=now).timeline)
    assert WORDS not in carol.get(address).content.decode()
    add_note(case_id=case_id, text="A colleague was there", by=cast.carol, now=now)
    again = sign_in("ben").get(address)
    assert form_of(again)["text"] == [WORDS] and "stands here again" in text_of(again)
    late = ben.post(address, form_of(again))
    assert late.status_code == 409 and "A colleague was there" in text_of(late)
    assert ben.post(address, form_of(late)).status_code == 302
    assert any(WORDS in line.body for line in case_page(cast.ben, case_id, now=now).timeline)
    assert form_of(ben.get(address))["text"] == [""], "what is saved is kept no longer"


def test_they_are_gone_after_a_shift_or_when_somebody_begins_afresh_and_open_no_case(
    sign_in: SignIn, cast: Cast, case_id: UUID, clock: Clock
) -> None:
    address = f"/staff/cases/{case_id}/note/"
    ben = sign_in("ben")
    typed = form_of(ben.get(address)) | {"text": [WORDS]}
    ben.post(address, {**typed, "step": "keep"})
    ben.post(address, {"step": "forget"})
    assert form_of(ben.get(address))["text"] == [""]
    ben.post(address, {**typed, "step": "keep"})
    clock.advance(hours=8, minutes=1)
    ben = sign_in("ben")
    assert form_of(ben.get(address))["text"] == [""]
    ben.post(address, {**typed, "step": "keep"})
    with viewing(system("tests")):
        exclude(case_id, {cast.staff["ben"].id: "party"}, now=clock.now())
    assert ben.get(address).status_code == 404


def test_a_triage_that_was_broken_off_stands_there_again_until_it_is_recorded(
    sign_in: SignIn, cast: Cast, now: datetime
) -> None:
    received(now)
    dev = sign_in("dev")
    report = queue(cast.dev, now=now)[0].waiting.report_id
    address = f"/staff/queue/{report}/"
    typed = form_of(dev.get(address)) | {"note": [WORDS], "crime": ["yes"], "decision": ["open"]}
    assert dev.post(address, {**typed, "step": "keep"}, headers={"X-Kept": "yes"}).status_code == 204
    assert [line.waiting.report_id for line in queue(cast.dev, now=now)] == [report], "it is not triaged"
    again = sign_in("dev").get(address)
    assert form_of(again)["note"] == [WORDS] and "stands here again" in text_of(again)
    assert dev.post(address, form_of(again)).status_code == 302
    assert kept_form(cast.dev, address, now=now) is None


def test_what_is_typed_about_a_meeting_or_a_complaint_is_kept_until_it_is_on_record_and_opens_neither(
    sign_in: SignIn, cast: Cast, case_id: UUID, now: datetime
) -> None:
    table = a_table(cast.senior, now)
    keeper, meeting = sign_in("senior"), table.meeting
    amina = next(p.id for p in case_page(cast.ben, case_id, now=now).parties if p.role == "survivor")
    told = ComplaintTold(amina, cast.staff["policy"].id, "CP-12", "Nobody rang back", "By phone, mornings")
    raise_complaint(case_id=case_id, told=told, by=cast.ben, now=now)
    handler, complaint = sign_in("policy"), my_complaints(cast.policy, now=now)[0].id
    forms = (
        (keeper, cast.senior, f"/staff/groups/{meeting}/about/", "words", {"sort": ["strategic"]}),
        (handler, cast.policy, f"/staff/complaints/{complaint}/", "words", {"code": ["acknowledged"]}),
    )
    for client, viewer, address, field, more in forms:
        typed = form_of(client.get(address)) | more | {field: [WORDS]}
        looks = audited()
        assert client.post(address, {**typed, "step": "keep"}, headers={"X-Kept": "yes"}).status_code == 204
        assert audited() == looks, "keeping is no look at it, and puts nothing on record"
        again = client.get(address)
        assert form_of(again)[field] == [WORDS] and "stands here again" in text_of(again), address
        assert WORDS not in sign_in("carol").get(address).content.decode()
        sent = client.post(address, form_of(again))
        assert sent.status_code == 302, text_of(sent)
        assert kept_form(viewer, address, now=now) is None, "what is on record is kept no longer"
    ben, address = (
        sign_in("ben"),
        f"/staff/groups/item/{on_the_agenda(table, case_id, cast.ben, now)}/record/",
    )
    typed, looks = form_of(ben.get(address)) | {"said": [WORDS], "step": ["keep"]}, audited()
    assert ben.post(address, typed, headers={"X-Kept": "yes"}).status_code == 204
    assert ben.post(address, typed).status_code == 302
    assert audited() == looks, "nor is it a look at the case of an item, by a script or by hand"
    assert form_of(ben.get(address))["said"] == [WORDS]
    notes, looks = f"/staff/groups/{meeting}/held/", audited()
    assert keeper.post(notes, {"notes": WORDS, "step": "keep"}).status_code == 302 and audited() == looks
    assert form_of(keeper.get(notes))["notes"] == [WORDS]
    address = f"/staff/complaints/{complaint}/"
    typed = form_of(handler.get(address)) | {"words": [WORDS]}
    handler.post(address, {**typed, "step": "keep"})
    with viewing(system("tests")):
        Complaint.objects.filter(pk=complaint).update(handler_id=cast.staff["senior"].id)
    assert handler.get(address).status_code == 404, "what is kept opens nothing that is somebody else's now"


def test_what_is_about_no_case_comes_back_in_its_own_language_and_survives_the_end_of_a_session(
    sign_in: SignIn, cast: Cast, now: datetime
) -> None:
    keeper, address = sign_in("policy"), "/staff/policy/register/ovh-2021/summary/"
    typed = form_of(keeper.get(f"{address}?language=pl")) | {"title": ["W skrócie"], "text": [WORDS]}
    kept = keeper.post(f"{address}?language=pl", {**typed, "step": "keep"})
    assert kept.headers["Location"] == f"{address}?language=pl&done=form-kept"
    assert form_of(keeper.get(kept.headers["Location"]))["text"] == [WORDS]
    assert form_of(keeper.get(address))["text"] != [WORDS], "English is another form"
    late = Client().post(f"{address}?language=pl", typed)
    assert late.status_code == 401 and WORDS in text_of(late), "signed out meanwhile"
    elsewhere = Client().post(address, typed, headers={"Sec-Fetch-Site": "cross-site"})
    assert elsewhere.status_code == 302, "words of another site are not offered to be sent"
    assert keeper.post(f"{address}?language=pl", typed).status_code == 302
    assert kept_form(cast.policy, f"{address}?language=pl", now=now) is None
