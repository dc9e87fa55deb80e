"""Messages in the person's language, in the landlord's own words once two agreed; letters printed together and recorded once."""

from __future__ import annotations

import io
import re
from datetime import datetime
from html import unescape
from uuid import UUID

import pytest
from django.conf import settings
from django.db import IntegrityError, InternalError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from pypdf import PdfReader

from factories.cast import Cast
from factories.reports import opened
from sites.staff.conftest import SignIn
from sites.staff.pages import text_of
from upstander.cases.api import letter_of, letters_pdf, send_to_person
from upstander.cases.queries.api import case_messages, case_page, waiting_letters
from upstander.confidentiality.api import StaleEdit, system, viewing
from upstander.lib.decision import Refused
from upstander.lib.languages import codes
from upstander.messages.api import (
    KINDS,
    By,
    SafeContactCard,
    agree_wording,
    shipped,
    wording_faults,
    wordings,
    write_wording,
)
from upstander.messages.kinds import LONGEST
from upstander.messages.models import Wording
from upstander.messages.words import composed

pytestmark = pytest.mark.django_db
SAFE = "c/o 3 Elm Grove, Bootle"


def letter_to(
    cast: Cast, now: datetime, language: str = "", needs: tuple[str, ...] = ()
) -> tuple[UUID, UUID]:
    card = SafeContactCard(ways=(By.POST,), address=SAFE, language=language, needs=needs)
    case_id = opened(cast, now, contact=card)
    who = next(p.id for p in case_page(cast.ben, case_id, now=now).parties if p.role == "survivor")
    message = send_to_person(
        case_id=case_id, party_id=who, way="post", to=SAFE, kind="progress", by=cast.ben, now=now
    )
    return case_id, message


@pytest.mark.parametrize("language", codes())
@pytest.mark.parametrize("kind", KINDS)
def test_the_words_that_ship_give_nothing_away_in_any_language(language: str, kind: str) -> None:
    assert wording_faults(shipped(language)[kind]) == {}
    assert language == "en-gb" or shipped(language)[kind] != shipped()[kind]


@pytest.mark.parametrize("language", ["Polish", "العربية", "Urdu", "Klingon"])
def test_a_letter_is_in_their_language_or_in_english(language: str, cast: Cast, now: datetime) -> None:
    case_id, _ = letter_to(cast, now, language)
    body = case_messages(cast.ben, case_id)[0].body
    assert ("Odbieramy: od" in body) == (language == "Polish"), "days in Polish have a small letter"
    assert body.startswith({"Polish": "Piszemy", "العربية": "نكتب", "Urdu": "ہم آپ"}.get(language, "We are"))


def test_an_easy_read_letter_has_one_sentence_a_line_and_every_letter_its_language(
    cast: Cast, now: datetime
) -> None:
    case_id, message_id = letter_to(cast, now, "Arabic", needs=("easy_read", "large_print"))
    sheet = letter_of(viewer=cast.ben, case_id=case_id, message_id=message_id, now=now)
    assert (sheet["language"], sheet["rtl"], sheet["large"], sheet["easy"]) == ("ar", True, True, True)
    assert sheet["address"][-2:] == ["c/o 3 Elm Grove", "Bootle"]
    assert all(len(sentence) < 120 for paragraph in sheet["paragraphs"] for sentence in paragraph)
    pdf = PdfReader(io.BytesIO(letters_pdf([sheet], now=now)))
    assert str(pdf.root_object["/Lang"]) == "ar"
    assert "/MarkInfo" in pdf.root_object
    starts: list[tuple[float, float]] = []
    pdf.pages[0].extract_text(
        visitor_text=lambda text, cm, *_rest: starts.append((cm[4], cm[5])) if "Elm Grove" in text else None
    )
    ((left, up),) = [(round(x / 72 * 25.4), 297 - y / 72 * 25.4) for x, y in starts]
    assert left == 20 and 50 < up < 56, "its second line is not where the window of the envelope is"


def test_letters_are_printed_together_and_recorded_once(sign_in: SignIn, cast: Cast, now: datetime) -> None:
    letter_to(cast, now)
    with CaptureQueriesContext(connection) as for_one:
        waiting_letters(cast.ben, now=now)
    for language in ("Polish", "Urdu"):
        letter_to(cast, now, language)
    ben = sign_in("ben")
    with CaptureQueriesContext(connection) as for_three:
        waiting = waiting_letters(cast.ben, now=now)
    assert len(for_three) == len(for_one), "people and cards are asked for once, however many letters"
    ids = [str(each.id) for each in waiting]
    printed = ben.post("/staff/letters/", {"letter": ids, "do": "print"})
    assert len(PdfReader(io.BytesIO(printed.content)).pages) == 3
    assert len(waiting_letters(cast.ben, now=now)) == 3, "printing records nothing"
    for _again in range(2):
        assert ben.post("/staff/letters/", {"letter": ids, "do": "posted"}).status_code == 302
    assert list(waiting_letters(cast.ben, now=now)) == []
    states = [line.state for each in waiting for line in case_messages(cast.ben, each.case_id)]
    assert states == ["sent"] * 3
    assert "No letter waits" in text_of(ben.get("/staff/letters/"))


def test_no_letter_to_somebody_whom_print_does_not_reach_is_printed_unseen(
    sign_in: SignIn, cast: Cast, now: datetime
) -> None:
    for_print, _ = letter_to(cast, now, needs=("large_print",))
    case_id, message_id = letter_to(cast, now, needs=("braille", "bsl"))
    ben = sign_in("ben")
    listed = ben.get("/staff/letters/").content.decode()
    boxes = re.findall(r'<input class="govuk-checkboxes__input"[^>]*>', listed)
    assert {str(message_id) in box: " checked" in box for box in boxes} == {True: False, False: True}
    for page in ("message/", f"messages/{message_id}/"):
        said = text_of(ben.get(f"/staff/cases/{case_id}/{page}"))
        assert "A letter alone does not reach" in said and "braille and British Sign Language" in said
        assert f"/staff/cases/{case_id}/measures/new/spoken-copy/asked/" in listed
    assert "A letter alone does not reach" not in text_of(ben.get(f"/staff/cases/{for_print}/message/"))


# Words of one's own ---------------------------------------------------------------------------------------------------


def own(**changed: str) -> dict[str, str]:
    return {**shipped()["progress"], **changed}


def test_own_words_go_out_once_a_colleague_agreed_and_the_message_keeps_which(
    sign_in: SignIn, cast: Cast, now: datetime
) -> None:
    words = own(letter="We have not forgotten you. Please call {phone}. Reference {reference}.")
    policy, farid = sign_in("policy"), sign_in("farid")
    address = "/staff/words/progress/en-gb/"
    shown = policy.post(address, {**words, "number": "0", "preview": "yes"})
    assert "Please call 0808" in text_of(shown)
    assert policy.post(address, {**words, "number": "0"}).status_code == 302
    (written, _ships) = wordings(cast.farid, "progress")
    decide = f"{address}{written.id}/"
    assert policy.post(decide, {"do": "agree"}).status_code == 403, "not by whoever wrote it"
    case_id, _ = letter_to(cast, now)
    assert "forgotten" not in case_messages(cast.ben, case_id)[0].body
    assert farid.post(decide, {"do": "agree"}).status_code == 302
    case_id, message_id = letter_to(cast, now)
    assert case_messages(cast.ben, case_id)[0].body.startswith("We have not forgotten you. Please call 0808")
    farid.post(decide, {"do": "withdraw"})
    case_id, _ = letter_to(cast, now)
    assert case_messages(cast.ben, case_id)[0].body.startswith("We are writing")
    assert message_id


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("text", "Your hate report is with us"),
        ("discreet", "This is {landlord}"),
        ("email", "See www.example.org"),
        ("text", "Twoje zgłoszenie jest u nas"),
        ("letter", "خطاب عن جريمة كراهية"),
        ("letter", ""),
        ("subject", "{name}"),
    ],
)
def test_words_that_give_something_away_are_not_saved(
    part: str, words: str, cast: Cast, now: datetime, sign_in: SignIn
) -> None:
    assert part in wording_faults(own(**{part: words}))
    answer = sign_in("policy").post("/staff/words/progress/pl/", {**own(**{part: words}), "number": "0"})
    assert answer.status_code == 422
    with viewing(system("tests")):
        assert not Wording.objects.exists()


def test_a_version_stays_as_it_was_written_and_two_at_once_are_told(cast: Cast, now: datetime) -> None:
    writer = cast.policy
    first = write_wording(
        kind="progress", language="pl", words=shipped("pl")["progress"], number=0, by=writer, now=now
    )
    with pytest.raises(StaleEdit):
        write_wording(
            kind="progress", language="pl", words=shipped("pl")["progress"], number=0, by=writer, now=now
        )
    with pytest.raises(Refused, match="Somebody else"):
        agree_wording(wording_id=first, by=writer, now=now)
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic(), viewing(system("tests")):
        Wording.objects.filter(pk=first).update(words={"text": "changed"})


@pytest.mark.parametrize("language", codes())
def test_the_link_in_a_message_leads_to_a_page_that_asks_for_a_code_and_says_nothing(
    language: str, db: None
) -> None:
    found = composed("progress", "text", {}, language)
    where = re.compile(rf"{re.escape(settings.UPSTANDER_BASE_URL)}(/\S*)")
    (address,) = where.findall(found.body)
    assert where.findall(composed("progress", "email", {}, language).body) == [address]
    assert not where.search(composed("acknowledgement", "email", {}, language).body), (
        "a third party gets this one too"
    )
    with translation.override(language):
        assert address == reverse("account:home")
    page = unescape(Client().get(address).content.decode())
    assert 'name="address"' in page and 'name="code"' not in page
    assert len(found.body) <= LONGEST["text"] and not re.search(
        r"/you", composed("progress", "discreet", {}, language).body
    )


def test_five_hundred_letters_are_one_pdf_with_a_sheet_each(cast: Cast, now: datetime) -> None:
    sheets = []
    for language in ("", "Polish", "Arabic", "Urdu"):
        case_id, message_id = letter_to(cast, now, language)
        sheet = letter_of(viewer=cast.ben, case_id=case_id, message_id=message_id, now=now)
        sheets.append({**sheet, "paragraphs": sheet["paragraphs"][:1]})  # how long one is makes no sheet more
    assert len(PdfReader(io.BytesIO(letters_pdf(sheets * 125, now=now))).pages) == 500
