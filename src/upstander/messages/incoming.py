"""What text gateways send to us: is it really from them, and what does it say. Pure, apart from settings. One gateway is in use,
the one through which texts leave, and only its way of signing is accepted."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import unquote, urlsplit
from uuid import UUID

from django.conf import settings

from upstander.lib.phones import international
from upstander.messages.models import Delivery
from upstander.messages.pictures import MOST_PICTURES

_SKEW = timedelta(minutes=10)
_OLDEST = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class TextIn:
    """A text from somebody. `id` is the gateway's name for it; `at` when the gateway had it, as far as that can be believed."""

    id: str
    number: str
    words: str
    pictures: tuple[str, ...]  # where the gateway keeps what came with it
    at: datetime


@dataclass(frozen=True, slots=True)
class ReceiptIn:
    """What became of a text of ours. `told` None: nothing that changes anything."""

    told: Delivery | None
    reference: str
    message_id: UUID | None


class NotTheirs(Exception):
    """It is not signed by the gateway in use, or makes no sense. Nothing of it is used."""


def gateway_kind() -> str:
    """ "twilio", "govuk-notify", or "" when there is no gateway."""
    return urlsplit(settings.UPSTANDER_TEXT_URL).scheme.partition("+")[0]


def check_signature(
    kind: str, *, address: str, fields: Mapping[str, str], headers: Mapping[str, str]
) -> None:
    """Raises NotTheirs unless this call was made by the gateway in use. `address` as the gateway called it, with its query."""
    if not kind or kind != gateway_kind():
        raise NotTheirs
    if kind == "twilio":
        token = unquote(urlsplit(settings.UPSTANDER_TEXT_URL).password or "")
        signed = address + "".join(f"{name}{fields[name]}" for name in sorted(fields))
        wanted = base64.b64encode(hmac.new(token.encode(), signed.encode(), hashlib.sha1).digest()).decode()
        given = headers.get("X-Twilio-Signature", "")
    else:
        wanted, given = f"Bearer {settings.UPSTANDER_HOOK_TOKEN}", headers.get("Authorization", "")
        if not settings.UPSTANDER_HOOK_TOKEN:
            raise NotTheirs
    if not hmac.compare_digest(wanted.encode(), given.encode("utf-8", "replace")):
        raise NotTheirs


def read_text(kind: str, fields: Mapping[str, str], body: bytes, now: datetime) -> TextIn:
    """The text. Raises NotTheirs when there is none in it."""
    if kind == "twilio":
        id, number, words = fields.get("MessageSid", ""), fields.get("From", ""), fields.get("Body", "")
        return TextIn(usable_reference(id), _number(number), words, _pictures(fields), now)
    found = _json(body)
    at = _moment(str(found.get("date_received", "")), now)
    return TextIn(
        usable_reference(str(found.get("id", ""))),
        _number(str(found.get("source_number", ""))),
        str(found.get("message", "")),
        (),  # GOV.UK Notify passes no pictures on, and does not say that there were any
        at,
    )


def _pictures(fields: Mapping[str, str]) -> tuple[str, ...]:
    said = fields.get("NumMedia", "0")
    count = min(int(said), MOST_PICTURES) if said.isdecimal() and len(said) < 4 else 0
    return tuple(address for n in range(count) if (address := fields.get(f"MediaUrl{n}", "")[:2000]))


# https://www.twilio.com/docs/api/errors: the handset is off or out of reach, or nobody knows why. Everything else is for good.
_PASSING = {"30001", "30003", "30008", "30010"}
_TWILIO = {"delivered": Delivery.DELIVERED, "undelivered": Delivery.BOUNCED, "failed": Delivery.BOUNCED}
_NOTIFY = {
    "delivered": Delivery.DELIVERED,
    "permanent-failure": Delivery.BOUNCED,
    "temporary-failure": Delivery.PASSING,
    "technical-failure": Delivery.PASSING,
}


def read_receipt(kind: str, fields: Mapping[str, str], query: Mapping[str, str], body: bytes) -> ReceiptIn:
    """The receipt. Raises NotTheirs when there is none in it."""
    if kind == "twilio":
        told = _TWILIO.get(fields.get("MessageStatus", ""))
        if told == Delivery.BOUNCED and fields.get("ErrorCode", "") in _PASSING:
            told = Delivery.PASSING
        return ReceiptIn(told, usable_reference(fields.get("MessageSid", "")), _uuid(query.get("m", "")))
    found = _json(body)
    told = _NOTIFY.get(str(found.get("status", "")))
    return ReceiptIn(
        told, usable_reference(str(found.get("id", ""))), _uuid(str(found.get("reference") or ""))
    )


def our_message_ids(ids: Iterable[str]) -> list[UUID]:
    """Those of these email ids that we gave: the message's own id before the @."""
    return [found for each in ids if (found := _uuid(each.strip("<>").partition("@")[0]))]


def _moment(text: str, now: datetime) -> datetime:
    """A gateway's clock may be wrong, and a text may have waited there. Neither makes us say that we were told later than we were, nor
    in the future, nor days before anybody can have known."""
    try:
        at = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return now
    if at.tzinfo is None or at > now - timedelta(0) + _SKEW or now - at > _OLDEST:
        return now
    return min(at, now)


def _number(text: str) -> str:
    """In international form; a sender that is a word stays one, and matches nobody."""
    return international(text) or re.sub(r"[^\w +.-]", "", text)[:40]


def _json(body: bytes) -> dict[str, object]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise NotTheirs from None
    if not isinstance(found, dict):
        raise NotTheirs
    return found


def usable_reference(text: str) -> str:
    """A provider's own name for something, as it can be looked up. Raises NotTheirs."""
    if not text or len(text) > 200 or not text.isprintable():
        raise NotTheirs
    return text


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
