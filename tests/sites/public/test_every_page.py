"""Every page that the public or a customer can come to, walked as they do: easy to read, and help and a way out from each.

Whoever adds an address has to walk it here, or say why nobody reads it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from factories.cast import Cast, one_of_each_role
from factories.own_case import CARD, amina_rang
from factories.reading import grade
from factories.reporter import Reporter
from factories.reports import opened
from factories.witness import hal_saw_it
from records.closing import closed
from sites.public.test_account import signed_in
from upstander.cases.own.api import show_in_account
from upstander.cases.surveys.api import send_survey_link
from upstander.cases.visits.api import visits_of
from upstander.confidentiality.api import vault, viewing
from upstander.messages.api import By, SafeContactCard
from upstander.messages.models import Message
from upstander.sites.account.urls import urlpatterns as of_the_account
from upstander.sites.public.steps import STEPS
from upstander.sites.public.topics import BY_NAME
from upstander.sites.public.urls import urlpatterns as of_the_public

pytestmark = pytest.mark.django_db
NOBODY_READS = {
    "exit": "goes somewhere harmless",
    "draft_file": "a picture",
    "new": "a button",
    "open": "a button",
    "leave": "a button",
    "stop": "a button",
    "hide": "a button",
    "messages": "a button",
    "plan_pdf": "a PDF",
    "receipt": "a PDF",
    "portal_back": "a heading and a button: tests/journeys/test_portal_journey.py",
}
OPEN_TO_ALL = ["home", "help", *BY_NAME, "easy_read", "help_print", "policy", "campaigns", "privacy", "accessibility", "contact",
               "start", "young", "return"]  # fmt: skip
IN_A_MAILBOX = [
    "mailbox",
    "mailbox_write",
    "mailbox_more",
    "mailbox_files",
    "mailbox_reach",
    "mailbox_danger",
]


def test_every_page_reads_easily_and_leads_to_help_and_out(settings: Any) -> None:
    cast = one_of_each_role(timezone.now())
    seen: set[str] = set()
    hard: dict[str, float] = {}
    lost: dict[str, str] = {}
    for name, what, content in everything(cast, settings):
        seen.add(name)
        if (age := grade(content)) > (5 if name == "young" or "of a child" in what else 7):
            hard[f"{name} {what}"] = round(age, 1)
        links = set(re.findall(r'href="(/[^"#?]*)', content))
        for wanted in ("public:help", "public:home", "public:exit"):
            if reverse(wanted) not in links:
                lost[f"{name} {what}"] = wanted
    assert hard == {}, "a reading age above twelve, or above ten on a child's pages"
    assert lost == {}, "help is one click away from every page, so at most two from home"
    advice = re.findall(r'href="(/[^"#?]*)', Client().get(reverse("public:help")).content.decode())
    assert {reverse(f"public:{name}") for name in [*BY_NAME, "easy_read", "help_print"]} <= set(advice)
    every = {str(each.name) for each in [*of_the_public, *of_the_account]}
    assert every - seen == set(NOBODY_READS)


def everything(cast: Cast, settings: Any) -> Iterator[tuple[str, str, str]]:
    yield from reading()
    yield from reporting()
    yield from account(cast)
    yield from survey(cast)
    settings.UPSTANDER_PORTAL_SERVER = "http://127.0.0.1:9"
    yield "portal", "that does not answer", unescape(Client().get(reverse("account:portal")).content.decode())


def page(
    client: Client, name: str, *args: Any, room: str = "public", post: dict[str, str] | None = None
) -> tuple[str, str, str]:
    path = reverse(f"{room}:{name}", args=args)
    answer = client.get(path) if post is None else client.post(path, post)
    assert answer.status_code in (200, 422), (name, args, answer.status_code, answer.headers.get("Location"))
    return name, " ".join(map(str, args)), answer.content.decode()


def reading() -> Iterator[tuple[str, str, str]]:
    for name in OPEN_TO_ALL:
        yield page(Client(), name)


def reporting() -> Iterator[tuple[str, str, str]]:
    reporter = Reporter()
    reporter.begin()
    yield page(reporter.client, "danger_now")
    for whose in ("witness", "survivor"):
        reporter.say("whose", whose=whose)
        for step in STEPS:
            if step.slug != "files":
                answer = reporter.client.get(reverse("public:step", args=[step.slug]))
                if answer.status_code == 200:
                    yield "step", f"{step.slug} {whose}", answer.content.decode()
    child = Reporter()
    child.begin(young=True)
    for slug in ("danger", "what", "whose", "age", "trusted", "about", "contact", "needs"):
        yield "step", f"{slug} of a child", child.open(slug)
    yield "danger_now", "of a child", child.client.get(reverse("public:danger_now")).content.decode()
    yield page(reporter.client, "files")
    yield page(reporter.client, "check")
    reporter.send()
    yield page(reporter.client, "received")
    yield page(reporter.client, "about_you")


def account(cast: Cast) -> Iterator[tuple[str, str, str]]:
    reporter = Reporter()
    yield page(reporter.client, "home", room="account")
    now = timezone.now() - timedelta(hours=1)
    case_id = amina_rang(cast, now)
    told = opened(cast, now, reporter="third_party", contact=None, survivor_contact=CARD)
    show_in_account(case_id=told, shown=True, by=cast.ben, now=now)
    reporter.client.post(reverse("account:home"), {"address": "amina@example.org"})
    yield page(reporter.client, "code", room="account")
    signed_in(reporter)
    yield page(reporter.client, "home", room="account")
    for name in ("case", "plan", "sharing", "reach"):
        yield page(reporter.client, name, case_id, room="account")
    (planned,) = visits_of(cast.ben, case_id, now=timezone.now())
    yield page(reporter.client, "visit", case_id, planned.id, room="account")
    yield page(reporter.client, "case", told, room="account")
    yield page(reporter.client, "write", told, room="account")
    reporter.client.post(reverse("account:messages", args=[case_id]))
    for name in IN_A_MAILBOX:
        yield page(reporter.client, name)
    hal_saw_it(cast, case_id, now)
    witness = Reporter()
    signed_in(witness, "hal@example.org")
    for name in ("case", "plan"):
        yield page(witness.client, name, case_id, room="account")


def survey(cast: Cast) -> Iterator[tuple[str, str, str]]:
    case_id = closed(
        cast,
        timezone.now() - timedelta(days=31),
        contact=SafeContactCard((By.POST,), address="12 Larkfield Walk"),
    )
    message = send_survey_link(case_id=case_id, way="post", by=cast.ben, now=timezone.now())
    with viewing(cast.ben):
        found = re.search(r"/say/(\S+)", vault.unseal(Message.objects.get(pk=message), "body"))
    assert found
    yield page(Client(), "how_we_did", found[1])
    yield page(Client(), "how_we_did", found[1], post={"overall": "4"})
