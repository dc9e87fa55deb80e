"""What a request leaves behind: headers that keep nothing in the browser, logs that tell nothing about the person."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.test import Client
from django.utils import timezone

from factories.reports import received
from upstander.intake.api import new_token, print_of, return_code_of
from upstander.operations.logs import PlainFormatter


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/health", "/no-such-page"])
def test_every_answer_forbids_keeping_framing_and_loading_from_elsewhere(
    client: Client, address: str
) -> None:
    response = client.get(address)
    assert response.headers["Cache-Control"] == "no-store"
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
    assert "http" not in policy
    assert "frame-ancestors 'none'" in policy
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "geolocation=()" in response.headers["Permissions-Policy"]


def formatted(
    name: str, message: str, *arguments: Any, error: BaseException | None = None, **extra: Any
) -> str:
    info = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord(name, logging.ERROR, __file__, 1, message, arguments, info)
    vars(record).update(extra)
    return PlainFormatter().format(record)


def test_a_failed_request_is_logged_without_its_path() -> None:
    line = formatted(
        "django.request",
        "Internal Server Error: %s",
        "/report/what-happened?x=1",
        status_code=500,
        request=object(),
    )
    assert line == "error django.request: a request was answered with 500"


def test_a_refused_form_is_logged_without_its_path() -> None:
    line = formatted(
        "django.security.csrf", "Forbidden (%s): %s", "CSRF token missing.", "/report/", request=object()
    )
    assert "/report/" not in line


def test_an_exception_is_logged_by_class_and_place_only() -> None:
    def fail(secret: str) -> None:
        try:
            raise ValueError(f"Key (email)=({secret}) already exists")
        except ValueError as error:
            raise RuntimeError(f"could not save {secret}") from error

    try:
        fail("amina@example.org")
    except RuntimeError:
        text = formatted("upstander.intake", "a job failed", error=sys.exc_info()[1])
    assert "amina" not in text
    assert "builtins.RuntimeError" in text
    assert "caused by builtins.ValueError" in text
    assert "test_privacy.py" in text


ADDRESS, AGENT = "203.0.113.77", "OldPhone/4.1 (lanternfish)"


@contextmanager
def everything_logged() -> Iterator[list[str]]:
    """Every line that any logger would write, from DEBUG up."""
    lines: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    handler, root = Keep(), logging.getLogger()
    handler.setFormatter(PlainFormatter())
    loggers = [root, logging.getLogger("django"), logging.getLogger("upstander")]
    before = [(each, each.level) for each in loggers]
    for each in loggers:
        each.addHandler(handler)
        each.setLevel(logging.DEBUG)
    try:
        yield lines
    finally:
        for each, level in before:
            each.removeHandler(handler)
            each.setLevel(level)


def test_coming_back_with_the_words_leaves_no_trace_of_words_address_device_or_cookie(
    own_database: str, admin_address: str
) -> None:
    words = next(code for code in iter(lambda: return_code_of(new_token()), ()) if min(map(len, code)) > 6)
    received(timezone.now(), return_code=print_of(words))
    visitor = Client(REMOTE_ADDR=ADDRESS, HTTP_USER_AGENT=AGENT, HTTP_X_FORWARDED_FOR=ADDRESS)
    with everything_logged() as lines:
        logging.getLogger("upstander").warning("it listens")
        assert visitor.post("/back", {"words": " ".join(reversed(words))}).status_code == 422
        assert visitor.post("/back", {"words": " ".join(words)}).status_code == 302
        cookies = [cookie.value for cookie in visitor.cookies.values()]
        visitor.post("/back/write", {"text": "zebracrossing at night", "danger": "no", "once": "a"})
        visitor.post("/back/more", {"what": "zebracrossing again", "danger": "yes", "once": "b"})
        page = visitor.get("/back/page")
        visitor.get("/back/nowhere")
        visitor.post("/back/reach", {"ways": ["text"], "phone": "zebracrossing", "once": "c"})
    assert b"zebracrossing at night" in page.content and "lanternfish" not in page.content.decode()
    assert set(visitor.cookies) == {"page"} or set(visitor.cookies) == {"page", "form"}
    hidden = [ADDRESS, AGENT, "zebracrossing", *words, *cookies]
    logged = "\n".join(lines)
    assert "it listens" in logged
    assert [each for each in hidden if each.lower() in logged.lower()] == []
    stored = rows_of(admin_address)
    assert "mailbox.message" in stored, "it is what was stored"
    assert "django_session" in TABLES and "procrastinate_jobs" in TABLES
    text = stored.lower()
    assert [each for each in hidden if re.search(rf"\b{re.escape(each.lower())}\b", text)] == []
    assert [each for each in hidden if each.encode().hex() in text] == []


TABLES: list[str] = []


def rows_of(address: str) -> str:
    """Every row of every table as text, bytes in hexadecimal."""
    found = []
    with psycopg.connect(address) as connection:
        TABLES[:] = [
            row[0]
            for row in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        ]
        for table in TABLES:
            found += [row[0] for row in connection.execute(f'SELECT t::text FROM "{table}" t')]
    return "\n".join(found)
