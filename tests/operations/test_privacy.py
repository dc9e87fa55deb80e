"""What a request leaves behind: headers that keep nothing in the browser, logs that tell nothing about the person."""

from __future__ import annotations

import logging
import sys
from typing import Any

import pytest
from django.test import Client

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
