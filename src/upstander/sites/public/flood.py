"""Slows a flood of reports, or of codes, from one network, and blocks nobody: whoever is asked to wait is let through afterwards.

How much came from where is known to this process alone, in memory, under a random key that ends with it: no address is stored, written
to a log or shared, and minutes later nothing of it is left. There is no limit over all networks together: many people may have
something to report at once. Where visitors cannot be told apart (no proxy is trusted), nobody is slowed.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
from threading import Lock

from allauth.account.adapter import get_adapter
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

FREE = 10  # reports at once from one network before anybody waits
FREE_IN_DANGER = 40
REFILL = 30.0  # seconds until one more is free
FIRST_WAIT, LONGEST_WAIT = 20, 120  # seconds
_MOST_NETWORKS = 20_000
_TICKET_LASTS = 60 * 60
_SALT = "upstander.flood"

_key = secrets.token_bytes(32)
_levels: dict[bytes, tuple[float, float]] = {}  # how many count still, and when that was reckoned
_lock = Lock()


def seconds_to_wait(
    request: HttpRequest, token: str, *, now: float, danger: bool, ticket: str
) -> tuple[int, str]:
    """How long this report must wait before it may be sent, 0: send it now; and the ticket with which it then goes through.

    Counts the try. `now` in seconds since the epoch.
    """
    network = _network(request)
    if network is None:
        return 0, ""
    if (due := _due(ticket, token)) is not None:
        return max(0, round(due - now)), ticket
    wait = _wait(network, now, FREE_IN_DANGER if danger else FREE)
    return wait, ticket_for(token, now=now, wait=wait)


def code_later(request: HttpRequest, *, now: float) -> int:
    """By how many seconds a code that is asked for now is sent later: 0 until somebody's network asks for many. Counts the ask.

    Whoever asks sees no difference. Nobody else on the network is refused either: their code comes, two minutes later at most.
    """
    network = _network(request)
    return 0 if network is None else _wait(b"code" + network, now, FREE)


def _wait(counted: bytes, now: float, free: int) -> int:
    with _lock:
        level, at = _levels.pop(counted, (0.0, now))
        level = max(0.0, level - (now - at) / REFILL) + 1
        _levels[counted] = (level, now)  # the newest last
        if len(_levels) > _MOST_NETWORKS:
            del _levels[next(iter(_levels))]
    over = level - free
    return 0 if over <= 0 else min(LONGEST_WAIT, FIRST_WAIT + 5 * int(over))


def ticket_for(token: str, *, now: float, wait: int) -> str:
    """What lets this very report through after the wait, in whichever process it is asked."""
    return signing.dumps([_print(token), now + wait], salt=_SALT)


def _due(ticket: str, token: str) -> float | None:
    try:
        whose, due = signing.loads(ticket, salt=_SALT, max_age=_TICKET_LASTS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return float(due) if hmac.compare_digest(str(whose), _print(token)) else None


def _print(token: str) -> str:
    return hashlib.sha256(b"flood" + token.encode()).hexdigest()[:32]


def _network(request: HttpRequest) -> bytes | None:
    """A keyed hash of the visitor's address, of the first half of a long one; None when it is the address of our own proxy or host."""
    try:
        address = ipaddress.ip_address(get_adapter().get_client_ip(request))
    except (ValueError, PermissionDenied):
        return None
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if address.is_private or address.is_loopback:
        return None
    part = address.packed if address.version == 4 else address.packed[:8]
    return hmac.new(_key, part, hashlib.sha256).digest()
