"""Who signed in: one's own history, and everybody's for administrators."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from upstander.confidentiality.api import Permission, all_sign_ins, own_sign_ins
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.frame import show
from upstander.sites.staff.guard import staff_page

WAYS = {
    "password": "Password and code",
    "passkey": "Passkey",
    "directory": "Work account",
}
REFUSED = {"password": "Wrong password", "code": "Right password, wrong code"}


@staff_page(None)
def own(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Mine."""
    return _draw(request, desk, {"lines": own_sign_ins(desk.viewer), "mine": True})


@staff_page(Permission.STAFF_ADMINISTER)
def everybodys(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Everybody's."""
    return _draw(request, desk, {"lines": all_sign_ins(desk.viewer), "mine": False})


def _draw(request: HttpRequest, desk: Desk, context: dict[str, object]) -> HttpResponse:
    return show(request, desk, "staff/sign_ins.html", {**context, "ways": WAYS, "refused": REFUSED})
