"""Addresses that providers call: texts and receipts of the text gateway, receipts of the email provider.

Each call is proven to come from the provider before anything of it is used. What was known already is answered like the first time.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import import_module
from typing import Any

from anymail.exceptions import AnymailError
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from upstander.cases.api import deliver_told
from upstander.confidentiality.api import system
from upstander.intake.api import take_text
from upstander.messages.api import (
    Delivery,
    NotTheirs,
    check_signature,
    read_receipt,
    read_text,
    usable_reference,
)

_LARGEST = 64 * 1024


@csrf_exempt  # another program calls, and signs what it says
@require_POST
def text_in(request: HttpRequest, kind: str) -> HttpResponse:
    """A text from somebody."""
    try:
        fields, body = _proven(request, kind)
        now = timezone.now()
        text = read_text(kind, fields, body, now)
    except NotTheirs:
        return HttpResponse(status=403)
    take_text(
        gateway_id=f"{kind}:{text.id}",
        number=text.number,
        words=text.words,
        pictures=text.pictures,
        received_at=text.at,
        by=system("texts"),
        now=now,
    )
    # Twilio takes what is answered for a text to send back: none.
    return (
        HttpResponse("<Response/>", content_type="text/xml") if kind == "twilio" else HttpResponse(status=204)
    )


@csrf_exempt
@require_POST
def text_receipt(request: HttpRequest, kind: str) -> HttpResponse:
    """What became of a text of ours."""
    try:
        fields, body = _proven(request, kind)
        receipt = read_receipt(kind, fields, request.GET.dict(), body)
    except NotTheirs:
        return HttpResponse(status=403)
    if receipt.told is not None:
        deliver_told(
            told=receipt.told,
            message_id=receipt.message_id,
            reference=receipt.reference,
            by=system("receipts"),
            now=timezone.now(),
        )
    return HttpResponse(status=204)


_EMAIL = {
    "delivered": Delivery.DELIVERED,
    "deferred": Delivery.DELAYED,
    "bounced": Delivery.BOUNCED,
    "rejected": Delivery.BOUNCED,
    "failed": Delivery.BOUNCED,
}
# The library's views, which know how each provider signs and words its events.
_VIEWS = {
    "postmark": "anymail.webhooks.postmark.PostmarkTrackingWebhookView",
    "mailgun": "anymail.webhooks.mailgun.MailgunTrackingWebhookView",
    "brevo": "anymail.webhooks.brevo.BrevoTrackingWebhookView",
}


# What a provider that is not what it says, or says nothing that makes sense, makes its library raise.
_NO_SENSE = (
    AnymailError,
    ImproperlyConfigured,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    RecursionError,
)
# Mailgun signs its clock and a word, not what it tells: what was overheard must not serve for ever. It tries for eight hours.
_SIGNED_FOR = timedelta(hours=24)
_AHEAD = timedelta(minutes=10)


@csrf_exempt
@require_POST
def email_receipt(request: HttpRequest, kind: str) -> HttpResponse:
    """What became of emails of ours."""
    if not settings.UPSTANDER_HOOK_TOKEN or kind != settings.UPSTANDER_EMAIL_PROVIDER:
        return HttpResponse(status=403)
    try:
        events = _events(request, kind)
    except (NotTheirs, *_NO_SENSE):
        return HttpResponse(status=403)
    for told, reference in events:
        deliver_told(told=told, reference=reference, by=system("receipts"), now=timezone.now())
    return HttpResponse(status=204)


def _events(request: HttpRequest, kind: str) -> list[tuple[Delivery, str]]:
    """What it tells of emails that matters to us. Raises NotTheirs, or what its library raises."""
    _small(request)
    reader = _view(kind)()
    reader.run_validators(request)
    if kind == "mailgun":
        by_json = request.content_type == "application/json"
        signed = json.loads(request.body)["signature"] if by_json else request.POST
        at = datetime.fromtimestamp(float(signed["timestamp"]), tz=UTC)
        if not settings.ANYMAIL["MAILGUN_WEBHOOK_SIGNING_KEY"] or not (
            -_AHEAD <= timezone.now() - at <= _SIGNED_FOR
        ):
            raise NotTheirs
    found = [(_EMAIL.get(str(each.event_type)), each.message_id) for each in reader.parse_events(request)]
    return [(told, usable_reference(str(name))) for told, name in found if told is not None and name]


@cache
def _view(kind: str) -> Any:  # Any: the library has no types
    module, _, name = _VIEWS[kind].rpartition(".")
    return getattr(import_module(module), name)


def _proven(request: HttpRequest, kind: str) -> tuple[dict[str, str], bytes]:
    _small(request)
    body = request.body  # before the fields are read from it
    fields = request.POST.dict() if kind == "twilio" else {}
    address = settings.UPSTANDER_BASE_URL + request.get_full_path()
    check_signature(
        kind, address=address, fields={k: str(v) for k, v in fields.items()}, headers=request.headers
    )
    return {k: str(v) for k, v in fields.items()}, body


def _small(request: HttpRequest) -> None:
    if int(request.META.get("CONTENT_LENGTH") or 0) > _LARGEST:
        raise NotTheirs
