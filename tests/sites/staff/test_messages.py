"""Writing to somebody on a case: only what is safe is offered, and a letter is printed for the safe address alone."""

from __future__ import annotations

import io
from datetime import datetime
from uuid import UUID

import pytest
from pypdf import PdfReader

from factories.cast import Cast
from factories.reports import opened
from sites.staff.conftest import Clock, SignIn
from sites.staff.pages import text_of
from upstander.cases.api import PartyTold, update_survivor
from upstander.cases.queries.api import case_messages, case_page
from upstander.confidentiality.api import exclude, system, viewing
from upstander.confidentiality.models import AuditEntry
from upstander.messages.api import By, SafeContactCard

pytestmark = pytest.mark.django_db
CARD = SafeContactCard(
    ways=(By.POST, By.TEXT),
    phone="07700 900123",
    address="c/o 3 Elm Grove, Bootle",
    post_name="A. Y.",
    needs=("large_print",),
)


@pytest.fixture
def case_id(cast: Cast, now: datetime) -> UUID:
    return opened(cast, now, contact=CARD)


def sent(cast: Cast, case_id: UUID, now: datetime, **told: str) -> dict[str, str]:
    page = case_page(cast.ben, case_id, now=now)
    return {"version": str(page.head.version), "opened": now.isoformat(), **told}


def to(cast: Cast, case_id: UUID, now: datetime, way: str) -> str:
    page = case_page(cast.ben, case_id, now=now)
    return f"{next(p.id for p in page.parties if p.role == 'survivor')}.{way}.0"


def test_a_letter_is_written_printed_and_marked_as_sent(
    sign_in: SignIn, cast: Cast, case_id: UUID, now: datetime, clock: Clock
) -> None:
    ben = sign_in("ben")
    address = f"/staff/cases/{case_id}"
    words = text_of(ben.get(f"{address}/message/"))
    assert "Amina Yusuf: letter" in words
    assert "They did not say this is safe" in words
    answer = ben.post(
        f"{address}/message/", sent(cast, case_id, now, to=to(cast, case_id, now, "post"), kind="progress")
    )
    assert answer.status_code == 302
    (line,) = case_messages(cast.ben, case_id)
    assert line.state == "by_hand"
    assert "To be sent by hand" in text_of(ben.get(f"{address}/"))
    pdf = PdfReader(io.BytesIO(ben.get(f"{address}/messages/{line.id}/letter").content))
    printed = " ".join(page.extract_text() for page in pdf.pages)
    assert "3 Elm Grove" in printed
    assert "A. Y." in printed
    assert "Amina" not in printed
    clock.advance(minutes=2)
    told = sent(cast, case_id, clock.now(), ending="sent", on="20/11/2026", at="16:31", override="")
    assert ben.post(f"{address}/messages/{line.id}/", told).status_code == 302
    assert case_messages(cast.ben, case_id)[0].state == "sent"
    assert "Letter sent to the survivor" in text_of(ben.get(f"{address}/"))


def test_an_address_that_is_not_safe_any_more_is_not_printed(
    sign_in: SignIn, cast: Cast, case_id: UUID, now: datetime, clock: Clock
) -> None:
    ben = sign_in("ben")
    address = f"/staff/cases/{case_id}"
    ben.post(
        f"{address}/message/", sent(cast, case_id, now, to=to(cast, case_id, now, "post"), kind="progress")
    )
    clock.advance(minutes=1)
    told = PartyTold(
        role="survivor",
        name="Amina Yusuf",
        safe_contact=SafeContactCard(ways=(By.PHONE,), phone="07700 900123"),
    )
    update_survivor(case_id=case_id, survivor=told, by=cast.ben, now=clock.now())
    (line,) = case_messages(cast.ben, case_id)
    assert line.state == "held"
    answer = ben.get(f"{address}/messages/{line.id}/letter")
    assert answer.status_code == 403
    assert answer.headers["Content-Type"].startswith("text/html")


def test_words_that_give_something_away_come_back_with_all_that_was_typed(
    sign_in: SignIn, cast: Cast, case_id: UUID, now: datetime
) -> None:
    told = sent(
        cast,
        case_id,
        now,
        to=to(cast, case_id, now, "text"),
        kind="own-words",
        words="About the police report",
    )
    answer = sign_in("ben").post(f"/staff/cases/{case_id}/message/", told)
    assert answer.status_code == 422
    words = text_of(answer)
    assert "could give away what this is about" in words
    assert "About the police report" in answer.content.decode()
    assert case_messages(cast.ben, case_id) == []


def test_a_letter_is_looked_at_by_whoever_works_on_the_case_and_only_while_its_address_is_safe(
    sign_in: SignIn, cast: Cast, case_id: UUID, now: datetime, clock: Clock
) -> None:
    ben = sign_in("ben")
    ben.post(
        f"/staff/cases/{case_id}/message/",
        sent(cast, case_id, now, to=to(cast, case_id, now, "post"), kind="progress"),
    )
    (line,) = case_messages(cast.ben, case_id)
    page, sheet = (f"/staff/cases/{case_id}/messages/{line.id}/{end}" for end in ("", "letter.png"))
    assert sheet in ben.get(page).content.decode()
    seen = ben.get(sheet)
    assert (seen.status_code, seen.headers["Content-Type"]) == (200, "image/png")
    assert seen.content.startswith(b"\x89PNG") and "no-store" in seen.headers["Cache-Control"]
    assert "sandbox" in seen.headers["Content-Security-Policy"]
    with viewing(cast.farid):
        assert [row.subject_id for row in AuditEntry.objects.filter(action="letter.look")] == [line.id]
    other = opened(cast, now, contact=CARD)
    assert ben.get(f"/staff/cases/{other}/messages/{line.id}/letter.png").status_code == 404
    for who in ("dev", "nia", "farid", "auditor", "administrator"):
        answer = sign_in(who).get(sheet)
        assert answer.status_code in (403, 404) and b"PNG" not in answer.content, who
    with viewing(system("tests")):
        exclude(case_id, {cast.staff["bella"].id: "relation"}, now=now)
    assert sign_in("bella").get(sheet).status_code == 404
    clock.advance(minutes=1)
    unsafe = PartyTold(
        role="survivor",
        name="Amina Yusuf",
        safe_contact=SafeContactCard(ways=(By.PHONE,), phone="07700 900123"),
    )
    update_survivor(case_id=case_id, survivor=unsafe, by=cast.ben, now=clock.now())
    assert ben.get(sheet).status_code == 403
    assert sheet not in ben.get(page).content.decode(), "a picture that cannot be had is not asked for"
