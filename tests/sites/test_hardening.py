"""What every page does against hostile sites, files and requests, asked of every address of the program."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from factories.cast import PASSWORD, Cast
from factories.reports import opened
from sites.addresses import PUBLIC, SIGNING_IN, STAFF
from sites.staff.test_sign_in import code_for
from sites.test_url_sweep import (
    SECRET,
    address_of,
    at_now,
    browser,
    cast,
    things,
)
from upstander.cases.queries.api import case_page
from upstander.confidentiality.api import system, viewing
from upstander.intake.api import FileTold, reports_of_case

__all__ = ["at_now", "cast", "things"]  # fixtures of the sweep, used here too

pytestmark = pytest.mark.django_db
# Asks for the token itself, once it knows that something is open to write to; without that it leads away.
LATER = {"public:step": 404}
FILES = {"staff:file-view", "staff:file-original", "staff:letter-seen"}  # stricter: tested below
_INLINE = re.compile(
    rb"<script(?![^>]*\bsrc=)(?![^>]*application/json)|<[^>]+\s(?:style|on[a-z]+)\s*=|<style|javascript:",
    re.I,
)
PAGE = b"<html><script>fetch('/staff/')</script></html>"


@pytest.fixture(autouse=True)
def _no_counting() -> None:
    cache.clear()  # tries at signing in are counted for minutes


def policy(answer: HttpResponseBase) -> dict[str, list[str]]:
    parts = [each.split() for each in answer.headers["Content-Security-Policy"].split(";")]
    return {part[0]: part[1:] for part in parts if part}


def strict(answer: HttpResponseBase, name: str) -> None:
    rules = policy(answer)
    assert rules["default-src"] == ["'none'"], name
    assert rules["script-src"] == rules["style-src"] == rules["connect-src"] == ["'self'"], name
    assert rules["frame-ancestors"] == rules["base-uri"] == ["'none'"], name
    assert rules["form-action"] == ["'self'"], name
    assert answer.headers["X-Frame-Options"] == "DENY", name
    assert answer.headers["X-Content-Type-Options"] == "nosniff", name
    assert answer.headers["Cache-Control"] == "no-store", name


def nothing_inline(content: bytes, name: str) -> None:
    found = _INLINE.search(content)
    assert found is None, (name, content[max(0, found.start() - 60) : found.end() + 60])


@pytest.mark.parametrize("who", ["ben", "carol", "farid"])
def test_every_staff_page_is_strict_and_kept_by_nobody(
    who: str,
    cast: Cast,
    things: dict[str, str],
    now: datetime,
) -> None:
    client = browser(cast, who, now)
    for name, declared in STAFF.items():
        answer = getattr(client, declared.method)(address_of(name, things))
        if name in FILES and answer.status_code == 200:
            continue
        strict(answer, name)
        if not answer.streaming:
            nothing_inline(answer.content, name)


def test_every_other_page_is_strict_too(cast: Cast, things: dict[str, str]) -> None:
    signed_in = browser(cast, "ben", timezone.now())
    for name in [*SIGNING_IN, *PUBLIC]:
        for client in (Client(), signed_in):
            answer = client.get(address_of(name, things))
            strict(answer, name)
            if not answer.streaming and "html" in answer.headers.get("Content-Type", ""):
                nothing_inline(answer.content, name)
        if name == "account_logout":
            signed_in = browser(cast, "ben", timezone.now())


@pytest.mark.parametrize("address", ["/no-such-page", "/staff/no-such-page", "/staff/cases/not-an-id/"])
def test_errors_are_strict_too(address: str) -> None:
    strict(Client().get(address), address)


def test_what_people_send_is_never_opened_as_a_page(cast: Cast, now: datetime, at_now: None) -> None:
    """A page with a script that calls itself a picture of its own kind: a download, or nothing."""
    file = FileTold(
        '../..\\Gwen Harcastle".html', "text/html", len(PAGE), hashlib.sha256(PAGE).digest(), lambda: iter([PAGE]),
        None, "", 0,
    )  # fmt: skip
    case_id = opened(cast, now, files=(file,))
    seen = case_page(cast.ben, case_id, now=now)
    attachment = reports_of_case(cast.ben, case_id, [seen.reports[0].id])[0].attachments[0].id
    client = browser(cast, "ben", now)
    answer = client.get(reverse("staff:file-original", kwargs={"attachment_id": attachment}))
    assert b"".join(answer) == PAGE
    assert answer.headers["Content-Type"] == "application/octet-stream"
    said = answer.headers["Content-Disposition"]
    assert said.startswith("attachment;") and "Harcastle" not in said, "the disk of a desk keeps a name"
    assert "/" not in said.replace("filename*=utf-8''", "") and "\\\\" not in said
    assert "sandbox" in policy(answer)
    assert policy(answer)["default-src"] == policy(answer)["frame-ancestors"] == ["'none'"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert client.get(reverse("staff:file-view", kwargs={"attachment_id": attachment})).status_code == 404


def test_pictures_are_shown_in_a_sandbox(cast: Cast, things: dict[str, str], now: datetime) -> None:
    answer = browser(cast, "ben", now).get(address_of("staff:file-view", things))
    assert answer.status_code == 200
    assert "sandbox" in policy(answer)
    assert "script-src" not in policy(answer)
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("address", ["/", "/staff/", "/accounts/login/", "/health"])
def test_a_foreign_host_is_not_answered(address: str) -> None:
    answer = Client(headers={"host": "evil.example"}).get(address)
    assert answer.status_code == 400
    assert b"evil.example" not in answer.content


def test_a_forwarded_host_is_not_believed() -> None:
    answer = Client(headers={"x-forwarded-host": "evil.example"}).get("/staff/")
    assert answer.status_code == 302
    assert "evil.example" not in str(answer.headers)


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_signing_in_leads_nowhere_else(elsewhere: str, cast: Cast) -> None:
    with viewing(system("tests")):
        TOTP.activate(cast.staff["ben"], SECRET)
    client = Client()
    given = {"login": "ben@landlord.example", "password": PASSWORD, "next": elsewhere}
    assert client.post("/accounts/login/", given).headers["Location"] == "/accounts/2fa/authenticate/"
    answer = client.post("/accounts/2fa/authenticate/", {"code": code_for()})
    assert answer.headers["Location"] == "/staff/"


@pytest.mark.parametrize(
    "address",
    [
        "/static/../settings.py",
        "/static/%2e%2e/%2e%2e/settings.py",
        "/static/..%2f..%2fsettings.py",
        "/static//etc/passwd",
        "/staff/files/../../etc/passwd",
        "/staff/policy/editions/..%2f..%2fsettings/text",
        "/static/built/../../../../keys/master.json",
    ],
)
def test_no_address_leads_out_of_its_directory(address: str) -> None:
    answer = Client().get(address)
    assert answer.status_code in (302, 404)
    if answer.status_code == 302:
        assert answer.headers["Location"].startswith("/accounts/login/")


def test_no_form_is_taken_from_another_site(cast: Cast, things: dict[str, str], now: datetime) -> None:
    session = browser(cast, "carol", now).cookies
    client = Client(enforce_csrf_checks=True)
    client.cookies = session
    for name in [*STAFF, *SIGNING_IN, *PUBLIC]:
        answer = client.post(address_of(name, things))
        assert answer.status_code == LATER.get(name, 403), name
