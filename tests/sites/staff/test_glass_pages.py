"""The pages of urgent access: the same refusal whatever the cause, nothing typed is lost, and a review."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from factories.cast import Cast
from factories.reports import opened, received
from sites.staff.conftest import SignIn
from sites.staff.pages import errors_of, fill_in, text_of
from upstander.cases.queries.api import case_page
from upstander.intake.api import PersonTold, queue

WHY = "She rang me from outside her door, he is there again"


def test_urgent_access_is_taken_told_and_reviewed(cast: Cast, sign_in: SignIn, now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('upstander.clock', %s, true)", [now.isoformat()])
    case_id = opened(cast, now)
    reference = case_page(cast.ben, case_id, now=now).head.reference
    nia, farid = sign_in("nia"), sign_in("farid")
    assert "urgent access to a case" in text_of(nia.get(f"/staff/cases/{case_id}/"))
    answer = fill_in(nia, "/staff/urgent/", reference=reference.lower(), reason=WHY)
    assert answer.headers["Location"] == f"/staff/cases/{case_id}/"
    assert "because you asked for urgent access" in text_of(nia.get(f"/staff/cases/{case_id}/"))
    assert "opened a case with urgent access" in text_of(farid.get("/staff/"))
    shown = farid.get("/staff/urgent/review/")
    assert "Nia Bright" in text_of(shown) and WHY not in text_of(shown)
    address = next(
        part
        for part in shown.content.decode().split('"')
        if part.startswith("/staff/urgent/review/") and len(part) > 40
    )
    assert "Choose whether" in errors_of(fill_in(farid, address, reason="Right"))
    assert fill_in(farid, address, upheld="yes", reason="Somebody was in danger").status_code == 302
    assert "Upheld" in text_of(farid.get("/staff/urgent/review/"))
    answer = fill_in(nia, "/staff/urgent/", reference=received(now), reason=WHY)
    waits = text_of(nia.get(answer.headers["Location"]))
    assert "Whoever triages does this" in waits and "Go to new reports" not in waits, "not hers to open"


def test_refusals_look_the_same_and_keep_what_was_typed(cast: Cast, sign_in: SignIn, now: datetime) -> None:
    received(now, survivor=PersonTold(name="Zora Blake", affiliation="employee"))
    sealed = queue(cast.esther, now=now)[0].waiting.reference
    nia = sign_in("nia")
    pages = []
    for reference in (sealed, "R-999-999-A"):
        answer = fill_in(nia, "/staff/urgent/", reference=reference, reason=WHY)
        assert answer.status_code == 422 and WHY in answer.content.decode()
        pages.append(errors_of(answer))
    assert pages[0] == pages[1] and "No case of this reference" in pages[0]
