"""Who signed in, when and how: each person's own history, and everybody's for administrators. Coarse, and for thirty days only."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from upstander.confidentiality.models import SignIn, Staff
from upstander.confidentiality.permissions import Permission
from upstander.confidentiality.viewer import PUBLIC, Viewer, viewing

KEPT = timedelta(days=30)
# What a browser calls itself, the telling word first: all say "Mozilla", most say "Safari", Edge says "Chrome" too.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Windows", "Windows"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SignInLine:
    """One sign-in, or one that was refused. `name` is empty when no account has the address that was typed."""

    at: datetime
    name: str
    way: str  # password, code, passkey, directory
    refused: bool
    network: str
    device: str


def note_sign_in(
    staff_id: UUID | None, *, way: str, refused: bool = False, address: str, agent: str, now: datetime
) -> None:
    """Write one down: the network, not the address; the kind of browser, not its name for itself."""
    with viewing(PUBLIC):
        SignIn(
            id=uuid4(),
            staff_id=staff_id,
            at=now,
            way=way,
            refused=refused,
            network=network_of(address),
            device=device_of(agent),
        ).save(force_insert=True)


def own_sign_ins(viewer: Viewer, *, limit: int = 50) -> list[SignInLine]:
    """The viewer's own, the newest first."""
    if viewer.staff_id is None:
        return []
    with viewing(viewer):
        return lines_of_sign_ins(SignIn.objects.filter(staff_id=viewer.staff_id).order_by("-at")[:limit])


def all_sign_ins(viewer: Viewer, *, limit: int = 200) -> list[SignInLine]:
    """Everybody's, the newest first. Raises Refused without `staff.administer`."""
    viewer.check(Permission.STAFF_ADMINISTER).enforce()
    with viewing(viewer):
        return lines_of_sign_ins(SignIn.objects.order_by("-at")[:limit])


def forget_sign_ins(*, by: Viewer, now: datetime) -> int:
    """Delete what is older than `KEPT`; how many."""
    with viewing(by):
        return SignIn.objects.filter(at__lt=now - KEPT).delete()[0]


def staff_of_address(email: str) -> UUID | None:
    """The account with this email address, ended ones included."""
    return Staff.objects.filter(email__iexact=email.strip()).values_list("id", flat=True).first()


def network_of(address: str) -> str:
    """The first three numbers of an address of four, the first three groups of a long one: which network, not which machine."""
    try:
        parsed = ipaddress.ip_address(address.strip())
    except ValueError:
        return ""
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    return str(ipaddress.ip_network(f"{parsed}/{24 if parsed.version == 4 else 48}", strict=False))


def device_of(agent: str) -> str:
    """Like "Firefox on Windows"; what is not known is left out."""
    found = [next((name for mark, name in known if mark in agent), "") for known in (_BROWSERS, _SYSTEMS)]
    return " on ".join(part for part in found if part)


def lines_of_sign_ins(rows: Iterable[SignIn]) -> list[SignInLine]:
    """As they are read. In a `viewing` block."""
    rows = list(rows)
    people = Staff.objects.filter(id__in={row.staff_id for row in rows if row.staff_id})
    names: dict[UUID | None, str] = dict(people.values_list("id", "name"))
    return [
        SignInLine(row.at, names.get(row.staff_id, ""), row.way, row.refused, row.network, row.device)
        for row in rows
    ]
