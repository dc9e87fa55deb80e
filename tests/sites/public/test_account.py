"""The pages of a customer's account: signing in, telling us something, and leaving nothing behind."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from factories.cast import Cast, one_of_each_role
from factories.reporter import Reporter, hidden
from upstander.cases.queries.api import case_page
from upstander.confidentiality.api import system, viewing
from upstander.intake.api import queue, send_code, triage_page
from upstander.intake.models import AccountAsking, Mailbox, Report

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db: None) -> Cast:
    return one_of_each_role(timezone.now())


def worker() -> None:
    """The worker does its part for whatever was asked."""
    with viewing(system("tests")):
        asked = list(AccountAsking.objects.values_list("id", flat=True))
    for each in asked:
        send_code(asking_id=each, by=system("tests"), now=timezone.now())


def signed_in(reporter: Reporter, address: str = "amina@example.org") -> Any:
    reporter.client.post(reverse("account:home"), {"address": address})
    worker()
    code = re.findall(r"[A-Z0-9]{4}-[A-Z0-9]{4}", str(mail.outbox[-1].body))[-1]
    return reporter.client.post(reverse("account:code"), {"code": code}, follow=True)


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


def test_known_and_unknown_are_answered_alike(cast: Cast) -> None:
    pages = []
    for address in ("amina@example.org", "nobody@example.org"):
        client = Client()
        asked = client.post(reverse("account:home"), {"address": address})
        worker()
        shown = client.get(asked.headers["Location"])
        wrong = client.post(asked.headers["Location"], {"code": "BCDF-GHJK"})
        pages.append(
            [asked.status_code, *(re.sub(r'value="[^"]{20,}"', "", text(each)) for each in (shown, wrong))]
        )
    assert pages[0] == pages[1]


def test_a_report_from_the_account_is_asked_less_and_tied_to_who_sent_it(cast: Cast) -> None:
    amina = Reporter()
    page = text(signed_in(amina))
    assert "Nothing yet from this account" in page
    assert "Amina" not in page
    amina.client.post(reverse("account:new"))
    amina.say("what", what="He shouted at me again")
    amina.say("whose", whose="survivor")
    about = amina.open("about")
    assert 'name="name"' not in about and 'name="staff"' in about
    amina.send()
    with viewing(system("tests")):
        report = Report.objects.get()
        assert report.channel == "account"
        case_id = report.case_id
    now = timezone.now()
    (line,) = queue(cast.dev, now=now)
    shown = triage_page(cast.dev, line.waiting.report_id, now=now).case
    survivor = next(party for party in shown.parties if party.role == "survivor")
    assert (
        survivor.name == "Amina Yusuf"
        and survivor.person_id is not None
        and survivor.affiliation == "customer"
    )
    assert case_page(system("tests"), case_id, now=now).head.reference
    page = text(amina.client.get(reverse("account:home")))
    (address,) = re.findall(r'href="(/you/with/[^"]+)"', page)
    assert "We tell you that we have your report" in text(amina.client.get(address))
    assert "Write a message" in text(amina.client.post(f"{address}/messages", follow=True))


def test_what_was_typed_before_signing_in_is_kept(cast: Cast) -> None:
    amina = Reporter()
    amina.begin(what="I typed this first")
    signed_in(amina)
    amina.client.post(reverse("account:new"))
    assert "I typed this first" in amina.open("what")


def test_nobody_can_pass_themselves_off_as_signed_in(cast: Cast) -> None:
    mallory = Reporter()
    mallory.begin()
    mallory.post("about", name="M", account="x", **{"account.person_id": "x"})
    mallory.client.post(reverse("public:step", args=["account"]), {"person_id": "x"})
    mallory.send()
    with viewing(system("tests")):
        assert Report.objects.get().channel == "web"
        assert Mailbox.objects.get().owner is None


def test_another_customers_report_does_not_open(cast: Cast) -> None:
    amina = Reporter()
    signed_in(amina)
    amina.client.post(reverse("account:new"))
    amina.say("what", what="He shouted at me again")
    amina.send()
    with viewing(system("tests")):
        box = Mailbox.objects.get().id
    for client in (Client(), Client()):
        answer = client.post(reverse("account:open", args=[box]))
        assert answer.headers["Location"] == reverse("account:home")
        assert "page" not in answer.cookies


@pytest.mark.parametrize("leaving", ["account:leave", "public:exit"])
def test_leaving_ends_the_session_and_takes_every_cookie_away(cast: Cast, leaving: str) -> None:
    amina = Reporter()
    signed_in(amina)
    kept = amina.client.cookies["you"].value
    amina.client.post(reverse("account:new"))
    if leaving == "public:exit":
        amina.client.get(reverse(leaving))
    else:
        amina.client.post(reverse(leaving), hidden(text(amina.client.get(reverse("account:home")))))
    assert not any(morsel.value for morsel in amina.client.cookies.values())
    amina.client.cookies["you"] = kept
    assert "Send me a code" in text(amina.client.get(reverse("account:home")))


def test_a_staff_session_is_no_account_and_an_account_no_staff_session(cast: Cast) -> None:
    amina = Reporter()
    signed_in(amina)
    assert amina.client.get("/staff/").status_code == 302
    assert "sessionid" not in amina.client.cookies
    ben = Client()
    ben.force_login(cast.staff["ben"])
    assert "Send me a code" in text(ben.get(reverse("account:home")))
