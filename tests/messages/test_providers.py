"""What each provider is given, and what its answers mean."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from factories.providers import free_port, gateway, smtp_server
from upstander.lib.kept_messages import kept_messages
from upstander.messages.api import By, deliver

pytestmark = pytest.mark.enable_socket
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def text() -> str:
    return deliver(By.TEXT, to="07700 900123", subject="", body="Please call us", key="k-1", now=NOW).kind


def email() -> str:
    return deliver(
        By.EMAIL, to="a@example.org", subject="A message", body="Please call us", key="k-1", now=NOW
    ).kind


@pytest.mark.parametrize("kind", ["twilio", "govuk-notify"])
@pytest.mark.parametrize(
    ("status", "means"),
    [(201, "taken"), (400, "refused"), (401, "refused"), (429, "later"), (503, "later"), (500, "unknown")],
)
def test_what_a_gateway_answers(kind: str, status: int, means: str) -> None:
    with gateway(kind) as given:
        given.answer = status
        assert text() == means


def test_each_gateway_is_asked_in_its_own_way() -> None:
    with gateway("twilio") as given:
        text()
        assert "/Accounts/AC1/Messages.json" in given.payloads[0]
        assert "From=%2B447700900999" in given.payloads[0]
    with gateway("govuk-notify") as given:
        text()
        assert "/v2/notifications/sms" in given.payloads[0]
        assert '"phone_number": "+447700900123"' in given.payloads[0]
        assert "Bearer ey" in given.payloads[0]


@pytest.mark.parametrize(
    ("says", "means"), [(None, "taken"), ("451 try later", "later"), ("550 no such person", "refused")]
)
def test_what_a_mail_server_answers(says: str | None, means: str) -> None:
    with smtp_server() as given:
        given.answer = says
        assert email() == means


def test_a_server_that_is_not_there_may_be_tried_again() -> None:
    port = free_port()
    with smtp_server(), override_settings(EMAIL_PORT=port):
        assert email() == "later"
    with override_settings(UPSTANDER_TEXT_URL=f"twilio+http://a:b@127.0.0.1:{port}?from=1"):
        assert text() == "later"


def test_a_demonstration_keeps_each_message_whole_and_sends_none(settings: Any, tmp_path: Path) -> None:
    settings.UPSTANDER_TEXT_URL, settings.UPSTANDER_DATA = "outbox:", tmp_path
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "outbox"
    link = f"https://landlord.example/survey/{'x' * 90}/"
    assert deliver(By.TEXT, to="1", subject="", body="?", key="k", now=NOW).kind == "refused"
    assert text() == "taken"
    words = f"قيّم خدمتنا\n\n{link}"
    sent = deliver(By.EMAIL, to="a@example.org", subject="Zażółć", body=words, key="k", now=NOW)
    assert sent.kind == "taken"
    newest, first = kept_messages(tmp_path / "outbox")
    assert (newest.way, newest.to, newest.subject, newest.body) == ("email", "a@example.org", "Zażółć", words)
    assert (first.way, first.to, first.body) == ("text", "+447700900123", "Please call us")
    assert list(kept_messages(tmp_path / "nowhere")) == []
