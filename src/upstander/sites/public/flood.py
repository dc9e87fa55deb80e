"""Slows a flood of reports, or of codes, from one network, and blocks nobody: whoever is asked to wait is let through afterwards.

How much came from where is counted for all web processes together, in cells that say nothing of where it was (`intake/floods.py`): no
address is stored, written to a log or shared. There is no limit over all networks together: many people may have something to report
at once. Where visitors cannot be told apart (no proxy is trusted), nobody is slowed.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress

from allauth.account.adapter import get_adapter
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from upstander.intake.api import count_one

FREE = 10  # reports at once from one network before anybody waits; one more is free every half minute
FREE_IN_DANGER = 40
FIRST_WAIT, LONGEST_WAIT = 20, 120  # seconds
_TICKET_LASTS = 60 * 60
_SALT = "upstander.flood"


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
    wait = _wait("report", network, now, FREE_IN_DANGER if danger else FREE)
    return wait, ticket_for(token, now=now, wait=wait)


def code_later(request: HttpRequest, *, now: float) -> int:
    """By how many seconds a code that is asked for now is sent later: 0 until somebody's network asks for many. Counts the ask.

    Whoever asks sees no difference. Nobody else on the network is refused either: their code comes, two minutes later at most.
    """
    network = _network(request)
    return 0 if network is None else _wait("code", network, now, FREE)


def _wait(kind: str, network: bytes, now: float, free: int) -> int:
    over = count_one(kind, network, now=now) - free
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
    """The visitor's address, of a long one the first half; None when it is the address of our own proxy or host."""
    try:
        address = ipaddress.ip_address(get_adapter().get_client_ip(request))
    except (ValueError, PermissionDenied):
        return None
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if address.is_private or address.is_loopback:
        return None
    return address.packed if address.version == 4 else address.packed[:8]
