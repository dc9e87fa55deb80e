"""Texts that come in and receipts of what went out: only the gateway in use is heard, once, in any order."""

from __future__ import annotations

import base64
import hashlib
import hmac
import itertools
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import pytest
from django.test import Client, override_settings

from cases.messages.test_outbox import SAFE, begun, line, run, told, written
from factories.cast import Cast
from factories.providers import Given, gateway
from upstander.cases import sending
from upstander.cases.api import deliver_told
from upstander.cases.queries.api import case_page
from upstander.confidentiality.api import ROLES, system
from upstander.intake.api import queue, triage_page
from upstander.messages.api import By, DayPart, Delivery
from upstander.messages.api import deliver as provider

pytestmark = [pytest.mark.django_db, pytest.mark.enable_socket]
HERS = "+447700900123"
ANY = replace(SAFE, ways=(By.TEXT, By.PHONE), times=(DayPart.ANY,))
IDS = itertools.count()


@pytest.fixture
def notify() -> Iterator[Given]:
    with gateway("govuk-notify") as given, override_settings(UPSTANDER_HOOK_TOKEN="a-long-random-word"):
        yield given


def by_twilio(path: str, token: str = "token", **fields: str) -> Any:
    address = f"http://127.0.0.1:8000{path}"
    signed = address + "".join(f"{name}{fields[name]}" for name in sorted(fields))
    signature = base64.b64encode(hmac.new(token.encode(), signed.encode(), hashlib.sha1).digest()).decode()
    return Client().post(
        path, urlencode(fields), content_type="application/x-www-form-urlencoded",
        headers={"X-Twilio-Signature": signature},
    )  # fmt: skip


def text(words: str, number: str = HERS, sid: str = "", token: str = "token", **more: str) -> int:
    sid = sid or f"SM{next(IDS)}"
    answer = by_twilio("/hooks/text/twilio", token, MessageSid=sid, From=number, Body=words, **more)
    return int(answer.status_code)


def by_notify(path: str, token: str = "a-long-random-word", **fields: Any) -> int:
    answer = Client().post(
        path,
        json.dumps(fields),
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}"},
    )
    return int(answer.status_code)


def waiting(cast: Cast, now: datetime) -> list[Any]:
    return queue(cast.dev, now=now)


def test_a_text_is_a_report_and_danger_in_it_waits_for_nobody(
    cast: Cast, twilio: Given, now: datetime
) -> None:
    assert (
        text(
            "Somebody wrote on my door",
            "+447700900555",
            NumMedia="2",
            MediaUrl0="https://x.example/0",
            MediaUrl1="https://x.example/1",
        )
        == 200
    )
    assert text("999 he is outside", "+447700900666") == 200
    danger, calm = waiting(cast, now)
    assert (danger.waiting.danger, calm.waiting.danger) == (True, False)
    page = triage_page(cast.dev, calm.waiting.report_id, now=now)
    assert dict(page.report.shown)["Pictures that came with it"].startswith("2")
    card = next(party.safe_contact for party in page.case.parties if party.role == "survivor")
    assert card is not None
    assert (card.ways, card.phone, card.shared_device) == ((By.TEXT,), "+447700900555", True)


def test_the_same_text_replayed_changes_nothing(cast: Cast, twilio: Given, now: datetime) -> None:
    assert [text("Again", "+447700900555", sid="SM-one") for _ in range(3)] == [200] * 3
    assert len(waiting(cast, now)) == 1
    assert text("Other words under the same number", "+447700900556", sid="SM-one") == 200
    assert len(waiting(cast, now)) == 2, "a gateway that counts anew loses nobody's words"


def test_a_wrong_signature_another_gateway_or_no_gateway_is_refused(
    cast: Cast, twilio: Given, now: datetime
) -> None:
    assert text("x", token="guessed") == 403
    path = "/hooks/text/twilio"
    signed = {"X-Twilio-Signature": "é"}
    assert Client().post(path, {"Body": "x"}, headers=signed).status_code == 403
    assert by_notify("/hooks/text/govuk-notify", id="1", message="x", source_number=HERS) == 403
    assert by_notify("/hooks/email/postmark/receipt") == 403
    with override_settings(UPSTANDER_TEXT_URL=""):
        assert text("x", token="") == 403
    assert Client().get(path).status_code == 405
    assert waiting(cast, now) == []


@pytest.mark.parametrize("role", ROLES)
def test_the_cookies_of_staff_prove_nothing_here(role: str, cast: Cast, twilio: Given) -> None:
    client = Client()
    client.force_login(
        next(each for each in cast.staff.values() if each.roles == [role]),
        "upstander.sites.staff.backend.StaffBackend",
    )
    paths = ("/hooks/text/twilio", "/hooks/text/twilio/receipt", "/hooks/email/postmark/receipt")
    assert {client.post(path, {"MessageSid": "1", "Body": "x"}).status_code for path in paths} == {403}


@pytest.mark.parametrize(
    ("said", "minutes"), [("-90", -90), ("5", 0), ("600", 0), ("-9000", 0), ("nonsense", 0), ("", 0)]
)
def test_a_gateway_whose_clock_is_wrong_moves_no_promise_the_wrong_way(
    cast: Cast, notify: Given, now: datetime, said: str, minutes: int
) -> None:
    at = (now + timedelta(minutes=int(said))).isoformat() if said.strip("-").isdigit() else said
    sent = {"id": "n1", "source_number": "447700900555", "message": "Shouting again", "date_received": at}
    assert [by_notify("/hooks/text/govuk-notify", **sent) for _ in range(2)] == [204, 204]
    assert by_notify("/hooks/text/govuk-notify", token="guessed", **{**sent, "id": "n2"}) == 403
    (line,) = waiting(cast, now)
    assert line.waiting.received_at == now + timedelta(minutes=minutes)


def test_a_conversation_stays_on_its_case_and_danger_there_is_a_report_at_once(
    cast: Cast, twilio: Given, now: datetime
) -> None:
    case_id = begun(cast, now, ANY)
    written(cast, case_id, now)
    run(now)
    text("Yes, Tuesday works")
    text("After 3pm please")
    page = case_page(cast.ben, case_id, now=now)
    assert sorted(
        (entry.body for entry in page.timeline if entry.kind == "message_received"), reverse=True
    ) == [
        "Yes, Tuesday works",
        "After 3pm please",
    ]
    assert (len(page.reports), "message_came" in told(cast, now)) == (1, True)
    text("he is at my door")
    page = case_page(cast.ben, case_id, now=now)
    assert (len(page.reports), page.head.danger) == (2, True)
    assert waiting(cast, now) == []


def test_a_text_after_a_long_silence_is_a_report_with_clocks_of_its_own(
    cast: Cast, twilio: Given, now: datetime
) -> None:
    case_id = begun(cast, now - timedelta(days=9), ANY)
    text("They did it again")
    assert len(case_page(cast.ben, case_id, now=now).reports) == 2


def test_a_number_that_two_cases_share_is_for_a_person_to_sort(
    cast: Cast, twilio: Given, now: datetime
) -> None:
    cases = [begun(cast, now, ANY) for _ in range(2)]
    text("It is me")
    assert len(waiting(cast, now)) == 1
    assert all(len(case_page(cast.ben, each, now=now).reports) == 1 for each in cases)


def test_stop_forbids_texts_everywhere_at_once_and_what_waits_is_held(
    cast: Cast, twilio: Given, now: datetime
) -> None:
    before = now - timedelta(minutes=1)
    case_id, other = begun(cast, before, ANY), begun(cast, before, ANY)
    written(cast, case_id, now.replace(hour=23))
    assert text(" Stop. ") == 200
    run((now + timedelta(days=1)).replace(hour=12))
    assert (line(cast, case_id, now).state, twilio.payloads) == ("held", [])
    for each in (case_id, other):
        card = next(
            p.safe_contact for p in case_page(cast.ben, each, now=now).parties if p.role == "survivor"
        )
        assert card is not None and card.ways == (By.PHONE,)
    assert "contact_changed" in told(cast, now)
    assert waiting(cast, now) == []


def test_stop_from_a_number_nobody_knows_is_read_by_a_person(
    cast: Cast, twilio: Given, now: datetime
) -> None:
    text("STOP", "+447700900777")
    text("Stop hitting me", "+447700900778")
    assert len(waiting(cast, now)) == 2


# Receipts ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def sent(cast: Cast, twilio: Given, now: datetime) -> UUID:
    """A case with a text that left."""
    case_id = begun(cast, now, ANY)
    written(cast, case_id, now)
    run(now)
    return case_id


def receipt(status: str, sid: str = "SM1", **more: str) -> int:
    return int(
        by_twilio("/hooks/text/twilio/receipt", MessageSid=sid, MessageStatus=status, **more).status_code
    )


def kinds(cast: Cast, case_id: UUID, now: datetime) -> list[str]:
    return [entry.kind for entry in case_page(cast.ben, case_id, now=now).timeline]


def test_a_text_that_can_never_arrive_is_shown_as_failed_and_the_officer_told(
    cast: Cast, sent: UUID, now: datetime
) -> None:
    assert [receipt("sent"), receipt("failed", ErrorCode="30005"), receipt("delivered")] == [204] * 3
    shown = line(cast, sent, now)
    assert (shown.state, "came back" in shown.why) == ("failed", True)
    assert "message_bounced" in told(cast, now)
    assert kinds(cast, sent, now).count("message_failed") == 1
    assert receipt("failed", sid="SM-of-somebody-else") == 204


def test_a_phone_that_is_off_is_tried_again_later_and_nothing_twice(
    cast: Cast, twilio: Given, sent: UUID, now: datetime
) -> None:
    for _ in range(3):
        receipt("undelivered", ErrorCode="30003")
    run(now + timedelta(minutes=1))
    assert (line(cast, sent, now).state, len(twilio.payloads)) == ("queued", 1)
    run(now + timedelta(minutes=2))
    assert (line(cast, sent, now).state, len(twilio.payloads)) == ("sent", 2)


@pytest.mark.parametrize("order", list(itertools.permutations(["delivered", "undelivered", "delivered"])))
def test_receipts_in_any_order_come_to_the_same(
    cast: Cast, sent: UUID, now: datetime, order: tuple[str, ...]
) -> None:
    for status in order:
        receipt(status, ErrorCode="30006")
    assert line(cast, sent, now).state == "failed"
    assert kinds(cast, sent, now).count("message_failed") == 1


def test_a_receipt_that_is_quicker_than_we_are_is_not_lost(cast: Cast, twilio: Given, now: datetime) -> None:
    case_id = begun(cast, now, ANY)
    message_id = written(cast, case_id, now)
    by = system("tests")

    def deliver(*args: Any, **rest: Any) -> Any:
        answer = provider(*args, **rest)
        deliver_told(told=Delivery.BOUNCED, message_id=message_id, reference="SM1", by=by, now=now)
        return answer

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sending, "deliver", deliver)
        run(now)
    assert line(cast, case_id, now).state == "failed"
