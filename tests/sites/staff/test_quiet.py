"""The page of the quiet door: nothing typed is lost, and what was promised opens to one colleague alone."""

from __future__ import annotations

from django.test import Client

from factories.cast import Cast
from sites.staff.conftest import Clock, SignIn
from sites.staff.pages import errors_of, fill_in, text_of
from upstander.intake.api import mailbox_page, quiet_reports

WORDS = "He says things about my accent at every handover"


def test_the_page_keeps_what_was_typed_and_opens_what_was_promised(
    cast: Cast, sign_in: SignIn, clock: Clock
) -> None:
    ben = sign_in("ben")
    wrong = fill_in(
        ben, "/staff/for-you/", happened=WORDS, danger="no", colleague=str(cast.carol.staff_id), to="manager"
    )
    assert (
        wrong.status_code == 422 and "about your line manager" in errors_of(wrong) and WORDS in text_of(wrong)
    )
    kept = ben.post("/staff/for-you/", {"happened": WORDS, "danger": "no", "to": "manager", "step": "keep"})
    assert kept.headers["Location"] == "/staff/for-you/?done=form-kept" and not quiet_reports(cast.ben)
    again = ben.get("/staff/for-you/")
    assert WORDS in text_of(again) and "data-keep" not in again.content.decode(), "and never by itself"
    assert WORDS not in text_of(sign_in("carol").get("/staff/for-you/"))
    done = fill_in(ben, "/staff/for-you/", happened=WORDS, danger="no", to="manager")
    assert done.headers["Location"] == "/staff/for-you/?went=manager"
    page = text_of(ben.get(done.headers["Location"]))
    assert "It is with your line manager, and sealed" in page and WORDS not in page
    assert "Tell us of something else" in page and page.index("danger right now") < page.index(
        "What happened?"
    )
    assert "A colleague told you something in confidence. Read it alone" in text_of(
        sign_in("carol").get("/staff/")
    )
    (own,) = quiet_reports(cast.ben)
    opened = ben.post(f"/staff/for-you/{own.mailbox_id}/")
    assert opened.headers["Location"] == "/back/page"
    promised = {each.says for each in mailbox_page(opened.cookies["page"].value, clock.now()).promises}
    assert {"We offer you support", "We ask you whether you want the police told"} <= promised
    bella = sign_in("bella")
    refused = bella.post(f"/staff/for-you/{own.mailbox_id}/")
    assert refused.headers["Location"] == "/staff/for-you/" and "page" not in refused.cookies
    assert Client().get("/staff/for-you/").status_code == 302
