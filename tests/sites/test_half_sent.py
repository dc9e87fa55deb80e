"""A line that breaks in the middle: what came by half counts as not sent, whatever page it was for."""

from __future__ import annotations

import json
from datetime import datetime
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.signals import request_started
from django.db import close_old_connections
from django.test import Client, RequestFactory
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.utils import timezone

from factories.bodies import body
from factories.cast import one_of_each_role
from factories.reporter import Reporter
from sites.api.test_api import REPORT, jpeg_file, token
from upstander.intake.api import queue
from upstander.partners.api import SCOPES
from upstander.wsgi import WholeBody, application

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"


def sent(client: Client, path: str, body: bytes, kind: str, *, came: int, **headers: Any) -> int:
    """What is answered when only so much of the body came."""
    return answered(client, path, body, kind, came=came, **headers)[0]


def answered(
    client: Client, path: str, body: bytes, kind: str, *, came: int, **headers: Any
) -> tuple[int, str]:
    """Straight at the application, as a server hands it over when only so much of the body came."""
    request = RequestFactory().generic("POST", path, body, kind, **headers)
    environ = {
        **request.environ,
        "HTTP_COOKIE": "; ".join(f"{name}={each.value}" for name, each in client.cookies.items()),
        "HTTP_HOST": "testserver",
        "HTTP_ORIGIN": "http://testserver",
        "wsgi.input": BytesIO(body[:came]),
    }
    answers: list[str] = []
    # As Django's own test client does: the end of a request must not close the connection that holds this test's transaction.
    request_started.disconnect(close_old_connections)
    try:
        told = b"".join(application(environ, lambda status, headers: answers.append(status)))
    finally:
        request_started.connect(close_old_connections)
    return int(answers[0].split()[0]), told.decode()


def test_an_answer_that_came_by_half_is_not_taken_for_the_whole() -> None:
    amina = Reporter(csrf=True)
    page = amina.client.get("/report").content.decode()
    token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    assert amina.client.post("/report", {"csrfmiddlewaretoken": token}).status_code == 302
    body = urlencode({"csrfmiddlewaretoken": token, "what": "He shouted, and then he took a knife"}).encode()
    assert sent(amina.client, "/report/what", body, FORM, came=len(body) - 12) == 403
    assert "He shouted" not in amina.open("what")
    assert sent(amina.client, "/report/what", body, FORM, came=len(body)) == 302
    assert "took a knife" in amina.open("what")


def test_a_program_whose_call_came_by_half_is_told_to_send_it_again_and_then_it_is_taken_once(
    now: datetime,
) -> None:
    cast = one_of_each_role(now)
    shown = token(cast, body(now, "police", "The police"), scopes=list(SCOPES))
    bearer = {"HTTP_AUTHORIZATION": f"Bearer {shown}", "HTTP_IDEMPOTENCY_KEY": "key-00000001"}
    texted = urlencode({"From": "+447700900123", "Body": "He is at my door"}).encode()
    report, files = json.dumps(REPORT).encode(), encode_multipart(BOUNDARY, {"files": jpeg_file()})
    doors = [
        ("/api/v1/reports/R-000-001-H/files", files, MULTIPART_CONTENT),
        ("/api/housing/v1/takes", files, MULTIPART_CONTENT),
        ("/hooks/text/twilio", texted, FORM),
        ("/hooks/text/twilio/receipt", texted, FORM),
        ("/api/v1/reports", report, "application/json"),
    ]
    for path, whole, kind in doors:
        for came in (0, len(whole) // 2, len(whole) - 3):
            status, told = answered(Client(), path, whole, kind, came=came, **bearer)
            assert (status, "Send it again" in told) == (400, True), (path, came)
    assert queue(cast.dev, now=timezone.now()) == []
    assert [sent(Client(), path, whole, kind, came=len(whole), **bearer) for _ in range(2)] == [201, 200]
    assert len(queue(cast.dev, now=timezone.now())) == 1


def test_it_reads_what_there_is_in_whatever_pieces_and_no_more() -> None:
    class Slow(BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            return super().read(min(3, size or 0))

    assert WholeBody(Slow(b"0123456789"), 10).read() == b"0123456789"
    assert WholeBody(Slow(b"0123456789"), 4).read(9) == b"0123"
    with pytest.raises(ConnectionResetError):
        WholeBody(Slow(b"0123456789"), 11).read()
