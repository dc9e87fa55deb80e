"""Searches send their words in the body; reading the audit stands in the audit; files are confined."""

from __future__ import annotations

import hashlib
from datetime import datetime
from uuid import UUID, uuid4

import pytest

from factories.cast import Cast
from factories.reports import opened
from sites.staff.conftest import Clock, SignIn
from sites.staff.pages import fill_in, text_of
from upstander.cases.api import saved_searches
from upstander.cases.queries.api import case_page
from upstander.confidentiality.api import system, viewing
from upstander.confidentiality.models import AuditEntry
from upstander.intake.api import FileTold, reports_of_case

pytestmark = pytest.mark.django_db
PICTURE = b"\xff\xd8 this stands for a picture \xff\xd9"


@pytest.fixture
def case_id(cast: Cast, now: datetime) -> UUID:
    def told(name: str, kind: str, view: str) -> FileTold:
        return FileTold(
            name, kind, len(PICTURE), hashlib.sha256(PICTURE).digest(), lambda: iter([PICTURE]),
            (lambda: iter([PICTURE])) if view else None, view, len(PICTURE) if view else 0,
        )  # fmt: skip

    files = (told("door 🚪.jpg", "image/jpeg", "image/jpeg"), told("letter.pdf", "application/pdf", ""))
    return opened(cast, now, files=files)


def test_a_case_is_found_by_reference_by_name_and_by_how_it_sounds(
    sign_in: SignIn, cast: Cast, case_id: UUID, now: datetime
) -> None:
    client = sign_in("ben")
    reference = case_page(cast.ben, case_id, now=now).head.reference
    for words in (reference, reference.lower().replace("-", " "), "Amina", "Ameena Yusef", "07700 900123"):
        assert f"/staff/cases/{case_id}/" in client.post("/staff/search/", {"q": words}).content.decode(), (
            words
        )


def test_a_search_in_an_address_is_not_carried_out(sign_in: SignIn, case_id: UUID) -> None:
    client = sign_in("ben")
    for address in ("/staff/search/", "/staff/people/"):
        assert "Amina Yusuf" not in text_of(client.get(f"{address}?q=Amina"))


def test_word_of_a_kept_search_is_switched_on_and_off_afterwards(
    sign_in: SignIn, cast: Cast, case_id: UUID
) -> None:
    client = sign_in("ben")
    client.post("/staff/search/", {"q": "Amina", "name": "Mine", "do": "keep"})
    address = f"/staff/search/{saved_searches(cast.ben)[0].id}/"
    for does, says in (("tell", "Stop writing to me"), ("quiet", "Write to me when")):
        assert says in text_of(client.post(address, {"do": does}, follow=True))
    client.post(address, {})
    assert saved_searches(cast.ben), "a press that says nothing deletes nothing"


def test_the_directory_is_searched_and_the_search_is_audited(sign_in: SignIn, cast: Cast) -> None:
    client = sign_in("dev")
    words = text_of(client.post("/staff/people/", {"q": "Yusuf"}))
    assert "Amina Yusuf" in words
    assert "12 Larkfield Walk" in words
    with viewing(system("tests")):
        entry = AuditEntry.objects.get(action="directory.search")
    assert entry.actor_id == cast.staff["dev"].id
    assert "Yusuf" not in str(entry.detail)


def test_whoever_may_not_search_the_directory_finds_no_one(sign_in: SignIn, case_id: UUID) -> None:
    for who in ("farid", "executive", "esther"):
        assert "Amina" not in text_of(sign_in(who).post("/staff/search/", {"q": "Amina Yusuf"}))


def test_the_auditor_sees_who_read_and_who_changed_by_reference(
    sign_in: SignIn, cast: Cast, case_id: UUID, clock: Clock, now: datetime
) -> None:
    clock.advance(minutes=10)
    ben = sign_in("ben")
    ben.get(f"/staff/cases/{case_id}/")
    fill_in(ben, f"/staff/cases/{case_id}/note/", text="Words that are nobody's business")
    reference = case_page(cast.ben, case_id, now=now).head.reference
    page = sign_in("farid").get("/staff/audit/", {"case": reference, "person": str(cast.staff["ben"].id)})
    words = text_of(page)
    assert "Opened the case" in words
    assert "Wrote a note" in words
    assert reference in words
    assert "nobody's business" not in words
    assert "Dev Anand" not in words.split("Audit entries, newest first")[1]


def test_reading_the_audit_is_itself_audited(sign_in: SignIn) -> None:
    farid = sign_in("farid")
    farid.get("/staff/audit/")
    assert "Read the audit" in text_of(farid.get("/staff/audit/")).split("newest first")[1]


def test_the_audit_is_filtered_by_action_and_day(sign_in: SignIn, case_id: UUID, clock: Clock) -> None:
    farid = sign_in("farid")
    table = text_of(farid.get("/staff/audit/", {"action": "report.triage"})).split("newest first")[1]
    assert "Triaged a report" in table
    assert "Report received" not in table
    assert "Nothing here." in text_of(farid.get("/staff/audit/", {"until": "19/11/2026"}))
    assert farid.get("/staff/audit/", {"since": "whenever"}).status_code == 422
    assert "No case has that reference" in text_of(farid.get("/staff/audit/", {"case": "C-000-999-A"}))


def test_the_audit_is_paged(sign_in: SignIn, case_id: UUID) -> None:
    ben, farid = sign_in("ben"), sign_in("farid")
    for _ in range(55):
        ben.get("/staff/queue/")
        ben.get(f"/staff/cases/{case_id}/audit/")
    first = farid.get("/staff/audit/")
    older = first.content.decode().split("before=")[1].split('"')[0]
    second = text_of(farid.get(f"/staff/audit/?before={older}")).split("newest first")[1]
    assert "Older entries" in text_of(first)
    assert f" {older} " not in second


def test_those_who_may_see_a_case_see_who_looked(sign_in: SignIn, case_id: UUID) -> None:
    sign_in("carol").get(f"/staff/cases/{case_id}/")
    page = text_of(sign_in("ben").get(f"/staff/cases/{case_id}/"))
    assert "Carol Marsden" in page.split("Who has looked")[1]
    assert "Carol Marsden" in text_of(sign_in("ben").get(f"/staff/cases/{case_id}/audit/"))


def test_pictures_are_shown_confined_and_originals_only_downloaded(
    sign_in: SignIn, cast: Cast, case_id: UUID, now: datetime
) -> None:
    client = sign_in("ben")
    reports = case_page(cast.ben, case_id, now=now).reports
    picture, letter = sorted(
        reports_of_case(cast.ben, case_id, [reports[0].id])[0].attachments, key=lambda card: card.filename
    )
    view = client.get(f"/staff/files/{picture.id}/view")
    assert view.getvalue() == PICTURE
    assert view.headers["Content-Type"] == "image/jpeg"
    assert "sandbox" in view.headers["Content-Security-Policy"]
    assert "script-src" not in view.headers["Content-Security-Policy"]
    assert view.headers["X-Content-Type-Options"] == "nosniff"
    assert view.headers["Cache-Control"] == "no-store"
    original = client.get(f"/staff/files/{picture.id}/original")
    assert original.headers["Content-Type"] == "application/octet-stream"
    assert original.headers["Content-Disposition"].startswith("attachment")
    assert client.get(f"/staff/files/{letter.id}/view").status_code == 404
    assert sign_in("nia").get(f"/staff/files/{picture.id}/original").status_code == 404


def test_more_cases_than_are_taken_at_a_time_are_never_left_out_without_a_word(
    sign_in: SignIn, case_id: UUID
) -> None:
    ticked = {"case": [str(case_id), *(str(uuid4()) for _ in range(104))]}
    for who, path in (("ben", "/staff/cases/many/"), ("carol", "/staff/board/give/")):
        shown = sign_in(who).post(path, {**ticked, "from": "search", "step": "pick"})
        said = shown.content.decode()
        assert "105 cases were ticked, and 100 are taken at a time" in said, path
        assert "Tick the other 5 again afterwards" in said


def test_whoever_looked_at_what_would_happen_changes_something_without_ticking_anew(
    sign_in: SignIn, cast: Cast, case_id: UUID
) -> None:
    carol, bella = sign_in("carol"), str(cast.staff["bella"].id)
    sent = {"from": str(cast.staff["ben"].id), "case": str(case_id), "to": bella}
    plan = carol.post("/staff/board/give/", {**sent, "step": "look"}).content.decode()
    for name in ("case", "to"):
        assert f'<input type="hidden" name="{name}" value="{sent[name]}">' in plan
    again = carol.post("/staff/board/give/", {**sent, "step": "pick"}).content.decode()
    assert f'value="{case_id}" checked' in again and f'value="{bella}" selected' in again
