"""The two doors through which messages leave: an SMTP server, and a text gateway over HTTP. One try, one of four answers.

Nothing about a case crosses here: a destination, a neutral subject, neutral words, and a random id.
"""

from __future__ import annotations

import json
import smtplib
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Literal
from urllib.parse import SplitResult, parse_qs, unquote, urlencode, urlsplit

import jwt
from anymail.exceptions import AnymailAPIError, AnymailRecipientsRefused
from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from upstander.lib import kept_messages
from upstander.lib.phones import international
from upstander.messages.safe_contact import By

_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one try. `later`: it was certainly not taken, and may be tried again; `refused`: it never will be;
    `unknown`: it may or may not have been taken, so nobody may send it again without looking."""

    kind: Literal["taken", "later", "refused", "unknown"]
    reference: str = ""


def configured(way: By) -> bool:
    """True when this machine can send that way by itself. Letters, calls and visits are for people."""
    if way is By.EMAIL:
        return bool(settings.UPSTANDER_SENDS_EMAIL)
    return way is By.TEXT and bool(settings.UPSTANDER_TEXT_URL)


def deliver(way: By, *, to: str, subject: str, body: str, key: str, now: datetime) -> Answer:
    """Try once. `key` is the message's id, for the provider's records. Never inside a transaction."""
    if way is By.EMAIL:
        return _email(to, subject, body, key)
    return _text(to, body, key, now)


def _email(to: str, subject: str, body: str, key: str) -> Answer:
    connection = get_connection(fail_silently=False)
    try:
        connection.open()
    except (OSError, smtplib.SMTPException):
        return Answer("later")
    # The message's own random id, by which an answer to it and a report of its delivery find it again.
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    message = EmailMessage(
        subject,
        body,
        settings.DEFAULT_FROM_EMAIL,
        [to],
        headers={"Auto-Submitted": "auto-generated", "Message-ID": f"<{key}@{domain}>"},
        connection=connection,
    )
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as refused:
        return _by_code([code for code, _ in refused.recipients.values()])
    except smtplib.SMTPResponseException as refused:
        return _by_code([refused.smtp_code])
    except AnymailRecipientsRefused:
        return Answer("refused")
    except AnymailAPIError as failed:
        return _by_status(failed.status_code)
    except (OSError, smtplib.SMTPException):
        return Answer("unknown")
    finally:
        _quietly(connection.close)
    given = getattr(message, "anymail_status", None)
    return Answer("taken", str(given.message_id or "")[:200] if given is not None else "")


def _by_status(status: int | None) -> Answer:
    """An answer over HTTP that is no success; None when there was none at all."""
    if status in (429, 503):
        return Answer("later")
    return Answer("unknown" if status is None or status >= 500 else "refused")


def _by_code(codes: list[int]) -> Answer:
    return Answer("later" if all(400 <= code < 500 for code in codes) else "refused")


def _quietly(close: Callable[[], None]) -> None:
    try:
        close()
    except (OSError, smtplib.SMTPException):
        return


@dataclass(frozen=True, slots=True)
class _Request:
    path: str
    headers: dict[str, str]
    body: str
    reference_in: str


def _text(to: str, body: str, key: str, now: datetime) -> Answer:
    address = urlsplit(settings.UPSTANDER_TEXT_URL)
    kind, _, plain = address.scheme.partition("+")
    number = international(to)
    if not number:
        return Answer("refused")
    if kind == kept_messages.SCHEME:
        return _keep(number, body, key, now)
    request = _GATEWAYS[kind](address, number, body, key, now)
    maker = HTTPConnection if plain == "http" else HTTPSConnection
    connection = maker(address.hostname or "", address.port, timeout=_SECONDS)
    try:
        connection.connect()
    except OSError:
        return Answer("later")
    try:
        connection.request("POST", request.path, request.body.encode(), request.headers)
        response = connection.getresponse()
        content = response.read(65_536)
    except (OSError, HTTPException):
        return Answer("unknown")
    finally:
        connection.close()
    if 200 <= response.status < 300:
        return Answer("taken", _reference(content, request.reference_in))
    return _by_status(response.status)


def _keep(number: str, body: str, key: str, now: datetime) -> Answer:
    """The demonstration's own gateway."""
    folder, sender = settings.UPSTANDER_DATA / kept_messages.FOLDER, settings.LANDLORD["text"]
    try:
        kept_messages.keep_text(folder, to=number, sender=sender, body=body, key=key, now=now)
    except OSError:
        return Answer("later")
    return Answer("taken")


def _reference(content: bytes, name: str) -> str:
    try:
        return str(json.loads(content).get(name, ""))[:200]
    except (ValueError, AttributeError):
        return ""


def _twilio(address: SplitResult, number: str, body: str, key: str, now: datetime) -> _Request:
    account, token = unquote(address.username or ""), unquote(address.password or "")
    sender = parse_qs(address.query)["from"][0]
    return _Request(
        f"/2010-04-01/Accounts/{account}/Messages.json",
        {
            "Authorization": "Basic " + b64encode(f"{account}:{token}".encode()).decode(),
            "Content-Type": "application/x-www-form-urlencoded",
        },
        urlencode({"To": number, "From": sender, "Body": body, **_call_back(key)}),
        "sid",
    )


def _call_back(key: str) -> dict[str, str]:
    """Where the gateway tells what became of it. It calls no address that others cannot reach."""
    base = settings.UPSTANDER_BASE_URL
    return (
        {"StatusCallback": f"{base}/hooks/text/twilio/receipt?m={key}"} if base.startswith("https://") else {}
    )


def _notify(address: SplitResult, number: str, body: str, key: str, now: datetime) -> _Request:
    """The template in GOV.UK Notify is `((body))` alone. The key ends with service id and secret, 36 characters each."""
    api_key = unquote(address.username or "")
    issued = {"iss": api_key[-73:-37], "iat": int(now.timestamp())}
    content = {
        "phone_number": number,
        "template_id": parse_qs(address.query)["template"][0],
        "personalisation": {"body": body},
        "reference": key,
    }
    return _Request(
        "/v2/notifications/sms",
        {
            "Authorization": "Bearer " + jwt.encode(issued, api_key[-36:], algorithm="HS256"),
            "Content-Type": "application/json",
        },
        json.dumps(content),
        "id",
    )


_GATEWAYS: dict[str, Callable[[SplitResult, str, str, str, datetime], _Request]] = {
    "twilio": _twilio,
    "govuk-notify": _notify,
}
