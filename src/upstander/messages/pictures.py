"""Fetching a picture that somebody sent by text and that the gateway keeps for us. One try, nothing stored, never in a transaction.

The address comes from a call that the gateway signed, and is not trusted all the same: only the gateway's own hosts are asked,
only they are shown our password, and what is too large is left.
"""

from __future__ import annotations

import time
from base64 import b64encode
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Literal
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

from django.conf import settings

LARGEST_PICTURE = 20_000_000  # bytes; networks carry 5 MB at most
MOST_PICTURES = 10
_SECONDS = 15.0
_ALTOGETHER = 60.0
_HOPS = 3
# Where Twilio sends on whoever fetches: https://www.twilio.com/docs/messaging/api/media-resource. Nobody's password goes there.
_STORES = frozenset({"mms.twiliocdn.com", "media.twiliocdn.com"})


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of one try. `later`: it may be there another time; `never`: not from there, or too large."""

    kind: Literal["here", "later", "never"]
    content: bytes = b""
    why: str = ""


def fetch_picture(address: str) -> Fetched:
    """Ask the gateway in use for what it keeps under this address."""
    gateway = urlsplit(settings.UPSTANDER_TEXT_URL)
    until = time.monotonic() + _ALTOGETHER
    for _ in range(_HOPS + 1):
        try:
            url = urlsplit(address)
            ours = _is_gateway(url, gateway)
            if not ours and not (url.scheme == "https" and url.netloc in _STORES):
                return Fetched("never", why="address")
            answer = _ask(url, gateway if ours else None, until)
        except (OSError, HTTPException, ValueError):
            return Fetched("later", why="no_answer")
        if isinstance(answer, Fetched):
            return answer
        address = urljoin(address, answer)
    return Fetched("never", why="address")


def _is_gateway(url: SplitResult, gateway: SplitResult) -> bool:
    """The host and port that texts leave by, over the same kind of line, and the part of it that is ours."""
    plain = gateway.scheme.endswith("+http")
    account = unquote(gateway.username or "")
    return (
        url.scheme == ("http" if plain else "https")
        and url.username is None
        and (url.hostname, url.port) == (gateway.hostname, gateway.port)
        and url.path.startswith(f"/2010-04-01/Accounts/{account}/")
        and ".." not in unquote(url.path)
    )


def _ask(url: SplitResult, gateway: SplitResult | None, until: float) -> Fetched | str:
    """What is there, or the address that we are sent on to."""
    maker = HTTPConnection if url.scheme == "http" else HTTPSConnection
    connection = maker(url.hostname or "", url.port, timeout=_SECONDS)
    headers = {"Accept": "*/*"}
    if gateway is not None:
        login = f"{unquote(gateway.username or '')}:{unquote(gateway.password or '')}"
        headers["Authorization"] = "Basic " + b64encode(login.encode()).decode()
    try:
        connection.request("GET", f"{url.path}?{url.query}" if url.query else url.path, headers=headers)
        response = connection.getresponse()
        if response.status in (301, 302, 303, 307, 308):
            return response.getheader("Location", "")
        if response.status == 410:
            return Fetched("never", why="gone")
        if response.status != 200:  # "not found" too: a gateway tells of a text before its pictures are there
            return Fetched("later", why=str(response.status))
        content = bytearray()
        while piece := response.read1(65_536):
            content += piece
            if len(content) > LARGEST_PICTURE:
                return Fetched("never", why="too_large")
            if time.monotonic() > until:
                return Fetched("later", why="slow")
        promised = response.getheader("Content-Length", "")
        if promised.isdigit() and int(promised) != len(content):
            return Fetched("later", why="cut_short")
        return Fetched("here", bytes(content)) if content else Fetched("later", why="empty")
    finally:
        connection.close()
