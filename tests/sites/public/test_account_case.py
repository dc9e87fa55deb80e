"""A case in an account, page by page: what is shown in whose language, what is kept, and what opens to nobody else."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from pypdf import PdfReader

from factories.cast import Cast, one_of_each_role
from factories.own_case import amina_rang
from factories.reporter import Reporter
from factories.reports import opened
from factories.witness import hal_saw_it
from sites.public.test_account import signed_in, text
from upstander.cases.models import Duty
from upstander.cases.own.api import show_in_account
from upstander.cases.queries.api import case_page, sharing_of_case
from upstander.confidentiality.api import system, viewing
from upstander.intake.api import PersonTold, mailboxes_of_case, write_to_mailbox
from upstander.intake.models import Mailbox
from upstander.messages.api import By, SafeContactCard
from upstander.sites.public import flood

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db: None) -> Cast:
    return one_of_each_role(timezone.now())


@pytest.fixture
def case_id(cast: Cast) -> UUID:
    return amina_rang(cast, timezone.now() - timedelta(hours=1))


@pytest.fixture
def amina(case_id: UUID) -> Client:
    reporter = Reporter()
    page = text(signed_in(reporter))
    assert f"/you/with/{case_id}" in page and "Gwen" not in page and "Amina" not in page
    return reporter.client


def words_of(answer: Any) -> str:
    return " ".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)


def test_every_page_in_every_language_with_the_reason_for_each_time(amina: Client, case_id: UUID) -> None:
    for language, because in (
        ("", "we know who was affected and how to reach them"),
        ("/pl", "wiemy, kogo to dotknęło i jak się z tą osobą skontaktować"),
        ("/ar", "نعرف من تضرر وكيف نصل إليه"),
        ("/ur", "ہمیں معلوم ہے کہ کون متاثر ہوا اور اس تک کیسے پہنچیں"),
    ):
        shown = text(amina.get(f"{language}/you/with/{case_id}"))
        assert because in shown, language
        assert "Gwen" not in shown and ("Because we" not in shown)
        for name in ("plan", "sharing", "reach"):
            assert amina.get(f"{language}/you/with/{case_id}/{name}").status_code == 200
        kept = amina.get(f"{language}/you/with/{case_id}/plan/keep")
        assert kept.headers["Content-Disposition"] == 'attachment; filename="to-keep.pdf"'
        assert "Fit a second lock" in words_of(kept)


def test_one_press_takes_consent_back_and_the_receipt_says_so(
    amina: Client, cast: Cast, case_id: UUID
) -> None:
    page = text(amina.get(f"/you/with/{case_id}/sharing"))
    consent = sharing_of_case(cast.ben, case_id, now=timezone.now()).consents[0]
    stop = reverse("account:stop", args=[case_id, consent.id])
    assert stop in page and "Take it back now" in page
    after = text(amina.post(stop, follow=True))
    assert "Taken back:" in after and "Take it back now" not in after
    assert sharing_of_case(cast.ben, case_id, now=timezone.now()).live == ()
    receipt = words_of(amina.get(reverse("account:receipt", args=[case_id, consent.said_id])))
    assert "Marsh Lane Police" in receipt and "Taken back" in receipt and "harass" not in receipt.lower()


def test_what_is_wrong_on_a_form_is_said_and_nothing_typed_is_lost(amina: Client, case_id: UUID) -> None:
    page = text(amina.get(f"/you/with/{case_id}"))
    time = page.split(f"/you/with/{case_id}/time/")[1].split('"')[0]
    assert amina.post(f"/you/with/{case_id}/time/{time}", {"when": ""}).status_code == 422
    assert "We have your wish" in text(
        amina.post(f"/you/with/{case_id}/time/{time}", {"when": "After four"}, follow=True)
    )
    reach = f"/you/with/{case_id}/reach"
    shown = text(amina.get(reach))
    assert "…123" in shown and "07700" not in shown.split("<main")[1].split("</main>")[0]
    wrong = amina.post(reach, {"ways": ["text", "none"], "note": "Not on Fridays"})
    assert wrong.status_code == 422 and "Not on Fridays" in text(wrong)
    saved = amina.post(reach, {"ways": ["email"], "times": ["evening"]}, follow=True)
    assert "We have changed how we reach you" in text(saved)


def test_messages_and_the_diary_of_a_report_by_phone_are_written_from_the_account(
    amina: Client, cast: Cast, case_id: UUID
) -> None:
    for _twice in range(2):
        assert "Your page" in text(amina.post(f"/you/with/{case_id}/messages", follow=True))
    amina.post("/back/write", {"text": "It began again", "danger": "no"})
    with viewing(system("tests")):
        assert Mailbox.objects.get().messages.count() == 1
    assert "It began again" in text(amina.get("/back/page"))


def test_she_takes_it_out_of_her_account_and_the_open_page_is_shut(amina: Client, case_id: UUID) -> None:
    amina.post(f"/you/with/{case_id}/messages")
    gone = text(amina.post(f"/you/with/{case_id}/hide", follow=True))
    assert "no longer shown" in gone and str(case_id) not in gone
    assert "Your page" not in text(amina.get("/back/page", follow=True)).split("<main")[1]


def test_any_other_case_and_none_at_all_are_answered_alike(amina: Client, cast: Cast, case_id: UUID) -> None:
    other = opened(cast, timezone.now(), contact=None)
    for name in ("case", "plan", "plan_pdf", "sharing", "reach", "messages", "hide"):
        for missing in (other, uuid4()):
            address = reverse(f"account:{name}", args=[missing])
            answer = amina.post(address) if name in ("messages", "hide") else amina.get(address)
            assert (answer.status_code, answer.headers["Location"]) == (302, "/you"), name
    nobody = Client().get(reverse("account:case", args=[case_id]))
    assert nobody.headers["Location"] == "/you"


def test_many_codes_from_one_network_come_later_and_no_page_tells(cast: Cast) -> None:
    pages = []
    for number in range(flood.FREE + 3):
        client = Client(REMOTE_ADDR="203.0.114.9")
        answer = client.post(reverse("account:home"), {"address": f"somebody{number}@example.org"})
        pages.append((answer.status_code, answer.headers["Location"]))
    elsewhere = Client(REMOTE_ADDR="198.51.101.9").post(
        reverse("account:home"), {"address": "amina@example.org"}
    )
    assert {(elsewhere.status_code, elsewhere.headers["Location"])} == set(pages)
    jobs = ProcrastinateJob.objects.filter(task_name__endswith="send_sign_in_code").order_by("id")
    later = [job.scheduled_at is not None for job in jobs]
    assert later == [*[False] * flood.FREE, *[True] * 3, False], "slowed, and nobody elsewhere"


def test_on_a_case_that_a_neighbour_told_she_writes_first_and_the_answer_comes_back_to_her_account(
    cast: Cast,
) -> None:
    now = timezone.now() - timedelta(hours=1)
    hers = SafeContactCard((By.EMAIL,), email="amina@example.org")
    neighbour = PersonTold(name="Hal Winter", affiliation="customer")
    told = opened(
        cast, now, reporter="third_party", reporter_person=neighbour, contact=None, survivor_contact=hers
    )
    show_in_account(case_id=told, shown=True, by=cast.ben, now=now)
    reporter = Reporter()
    signed_in(reporter)
    page = text(reporter.client.get(f"/you/with/{told}"))
    assert "Somebody else told us about this" in page and "Messages, diary" not in page
    assert "Hal" not in page and "We tell you that we have your report" not in page
    assert reporter.client.post(f"/you/with/{told}/messages").headers["Location"] == "/you"
    write = f"/you/with/{told}/write"
    assert reporter.client.post(write, {"text": " ", "once": "a"}).status_code == 422
    for _ in range(2):  # pressed twice
        answer = reporter.client.post(write, {"text": "Please ring after six", "once": "a"})
    thanked = text(reporter.client.get(answer.headers["Location"]))
    assert "Thank you. We have it" in thanked and "What happens next" in thanked and "By " in thanked
    answer = reporter.client.post(write, {"text": "He is at the door", "once": "a", "danger": "yes"})
    assert answer.headers["Location"] == reverse("public:mailbox_danger"), "typed on before the answer came"
    page = text(reporter.client.get(reverse("public:mailbox")))
    assert "headscarf" not in page, "what the neighbour wrote is not hers to see"
    reports = case_page(cast.ben, told, now=timezone.now()).reports
    assert [each.reporter for each in reports] == ["third_party", "survivor", "survivor"]
    assert case_page(cast.ben, told, now=timezone.now()).head.danger
    (box,) = mailboxes_of_case(cast.ben, told)
    said = timezone.now()
    write_to_mailbox(
        mailbox_id=box.id,
        case_id=told,
        text="We will",
        seen_at=said,
        by=cast.ben,
        now=said,
    )
    assert "1 new message" in text(reporter.client.get("/you"))


def test_a_promise_that_we_broke_is_called_that_behind_the_words_too(amina: Client, case_id: UUID) -> None:
    amina.post(f"/you/with/{case_id}/messages")
    assert "We have not done this in time" not in text(amina.get("/back/page"))
    with viewing(system("tests")):
        Duty.objects.filter(case=case_id, state="open").update(due_at=timezone.now() - timedelta(minutes=1))
    assert "We have not done this in time" in text(amina.get("/back/page"))


def test_one_of_the_household_writes_to_us_and_reads_their_own_messages_and_nothing_of_hers(
    cast: Cast, case_id: UUID
) -> None:
    now = timezone.now() - timedelta(minutes=30)
    hal_saw_it(cast, case_id, now, role="household")
    hal = Reporter()
    signed_in(hal, "hal@example.org")
    page = text(hal.client.get(f"/you/with/{case_id}"))
    assert "What happens next" not in page and "Somebody else told us" not in page
    assert hal.client.post(f"/you/with/{case_id}/messages").headers["Location"] == "/you", (
        "hers are not theirs"
    )
    answer = hal.client.post(f"/you/with/{case_id}/write", {"text": "I hear him at night", "once": "a"})
    thanked = text(hal.client.get(answer.headers["Location"]))
    assert "Thank you. We have it" in thanked and "visit" not in thanked.lower()
    assert [each.reporter for each in mailboxes_of_case(cast.ben, case_id)][-1] == "household"
    (box,) = [each for each in mailboxes_of_case(cast.ben, case_id) if each.reporter == "household"]
    said = timezone.now()
    write_to_mailbox(
        mailbox_id=box.id, case_id=case_id, text="Thank you, Hal", seen_at=said, by=cast.ben, now=said
    )
    opened_again = hal.client.post(f"/you/with/{case_id}/messages").headers["Location"]
    assert "Thank you, Hal" in text(hal.client.get(opened_again))
    amina = Reporter()
    signed_in(amina)
    her_page = text(amina.client.get(amina.client.post(f"/you/with/{case_id}/messages").headers["Location"]))
    assert "Thank you, Hal" not in her_page and "I hear him" not in her_page
