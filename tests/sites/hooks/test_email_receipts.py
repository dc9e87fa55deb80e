"""What email providers tell of our emails: each in its own words and with its own proof, once, whatever else is sent there."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from cases.messages.test_outbox import SAFE, line, run, told
from factories.cast import Cast
from factories.providers import Given, email_provider
from factories.reports import opened
from upstander.cases.queries.api import case_page
from upstander.messages.api import By, DayPart

pytestmark = [pytest.mark.django_db, pytest.mark.enable_socket]
HERS = replace(SAFE, ways=(By.EMAIL,), times=(DayPart.ANY,))


@pytest.fixture(params=["postmark", "mailgun", "brevo"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def provider(kind: str) -> Iterator[Given]:
    with email_provider(kind) as given:
        yield given


def says(kind: str, word: str, number: int, at: datetime) -> dict[str, Any]:
    """What this provider sends of its email of that number: "delivered", "delayed" or "bounced"."""
    if kind == "postmark":
        names = {
            "bounced": ("Bounce", "HardBounce"),
            "delayed": ("Bounce", "Transient"),
            "delivered": ("Delivery", ""),
        }
        record, type_ = names[word]
        return {
            "RecordType": record, "Type": type_, "MessageID": f"pm-{number}", "Email": HERS.email, "ID": 42,
            "BouncedAt": at.isoformat(), "DeliveredAt": at.isoformat(), "Details": "smtp;550", "Tag": "",
        }  # fmt: skip
    if kind == "brevo":
        event = {"bounced": "hard_bounce", "delayed": "deferred", "delivered": "delivered"}[word]
        return {
            "event": event, "email": HERS.email, "id": 1, "date": "2026-11-20 16:31:00", "tags": [],
            "ts_epoch": int(at.timestamp() * 1000), "message-id": f"<br-{number}@smtp-relay.example>", "reason": "550",
        }  # fmt: skip
    event = {"bounced": "failed", "delayed": "failed", "delivered": "delivered"}[word]
    return {
        "event-data": {
            "event": event, "severity": "temporary" if word == "delayed" else "permanent", "timestamp": at.timestamp(),
            "recipient": HERS.email, "id": "x", "user-variables": {}, "tags": [], "reason": "bounce",
            "message": {"headers": {"message-id": f"mg-{number}@post.example", "to": HERS.email}},
            "delivery-status": {"code": 550, "message": "no such person", "description": ""},
        },
    }  # fmt: skip


def signed(kind: str, event: dict[str, Any], at: datetime, key: str = "signing") -> dict[str, Any]:
    if kind != "mailgun":
        return event
    timestamp, token = str(int(at.timestamp())), "a" * 50
    digest = hmac.new(key.encode(), f"{timestamp}{token}".encode(), hashlib.sha256).hexdigest()
    return {"signature": {"timestamp": timestamp, "token": token, "signature": digest}, **event}


def call(kind: str, body: Any, login: str = "upstander:word", to: str = "") -> int:
    answer = Client().post(
        f"/hooks/email/{to or kind}/receipt",
        body if isinstance(body, bytes) else json.dumps(body),
        content_type="application/json",
        headers={"Authorization": "Basic " + base64.b64encode(login.encode()).decode()},
    )
    return int(answer.status_code)


def begun(cast: Cast, now: datetime) -> UUID:
    """A case whose acknowledgement left by the provider: its first email."""
    case_id = opened(cast, now, contact=HERS)
    run(now)
    assert line(cast, case_id, now).state == "sent"
    return case_id


def owed(cast: Cast, case_id: UUID, now: datetime) -> bool:
    return "acknowledge" in {duty.slug for duty in case_page(cast.ben, case_id, now=now).open_duties}


def test_its_word_is_heard_once_in_any_order_and_what_came_back_is_owed_again(
    kind: str, provider: Given, cast: Cast, now: datetime
) -> None:
    case_id = begun(cast, now)
    assert not owed(cast, case_id, now)
    for word in ("delivered", "delayed"):
        assert call(kind, signed(kind, says(kind, word, 1, now), now)) == 204
    assert (line(cast, case_id, now).state, owed(cast, case_id, now)) == ("sent", False)
    bounce = signed(kind, says(kind, "bounced", 1, now), now)
    assert [call(kind, bounce) for _ in range(3)] == [204] * 3
    assert call(kind, signed(kind, says(kind, "delivered", 1, now), now)) == 204
    entries = [entry.kind for entry in case_page(cast.ben, case_id, now=now).timeline]
    assert (entries.count("message_failed"), entries.count("duties_owed_again")) == (1, 1)
    assert (line(cast, case_id, now).state, owed(cast, case_id, now)) == ("failed", True)
    assert "message_bounced" in told(cast, now)
    run(now + timedelta(hours=1))
    assert len(provider.payloads) == 1


def test_nothing_is_believed_without_its_proof(kind: str, provider: Given, cast: Cast, now: datetime) -> None:
    case_id = begun(cast, now)
    bounce = says(kind, "bounced", 1, now)
    good = signed(kind, bounce, now)
    other = {"postmark": "mailgun", "mailgun": "brevo", "brevo": "postmark"}[kind]
    refused = [
        call(kind, good, login="upstander:guess"),
        call(kind, good, login=""),
        call(kind, good, to=other),
        call(kind, b"{"),
        call(kind, b"[" * 60_000),
        call(kind, b"[1]"),
        call(kind, b'"\\ud800"'),
        call(kind, json.dumps({**good, "more": "x" * 70_000}).encode()),
        call(kind, {**good, "items": []}) if kind == "brevo" else 403,
        call(kind, {"FromFull": {}, "From": "a@example.org"}) if kind == "postmark" else 403,
    ]
    if kind == "mailgun":  # the one that signs, with its clock
        refused += [
            call(kind, bounce),
            call(kind, signed(kind, bounce, now, key="guess")),
            call(kind, signed(kind, bounce, now - timedelta(hours=25))),
            call(kind, signed(kind, bounce, now + timedelta(minutes=11))),
            call(kind, {**good, "signature": {**good["signature"], "timestamp": "nonsense"}}),
        ]
    assert set(refused) == {403}
    assert line(cast, case_id, now).state == "sent"


def test_an_email_that_is_not_ours_and_a_word_that_says_nothing_change_nothing(
    kind: str, provider: Given, cast: Cast, now: datetime
) -> None:
    case_id = begun(cast, now)
    assert call(kind, signed(kind, says(kind, "bounced", 99, now), now)) == 204
    unknown = json.loads(
        json.dumps(says(kind, "bounced", 1, now)).replace("failed", "seen").replace("hard_bounce", "seen")
    )
    if kind == "postmark":
        unknown["RecordType"] = "Seen"
    assert call(kind, signed(kind, unknown, now)) == 204
    nul = json.loads(
        json.dumps(says(kind, "bounced", 1, now)).replace("-1@", "-\\u0000@").replace("pm-1", "pm\\u0000")
    )
    assert call(kind, signed(kind, nul, now)) == 403
    assert line(cast, case_id, now).state == "sent"
