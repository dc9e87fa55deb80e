"""What the last takes of the housing system's files did, and what the files must hold."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from upstander.confidentiality.api import Permission
from upstander.people.api import LAYOUTS, housing_runs
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.frame import show
from upstander.sites.staff.guard import staff_page


@staff_page(Permission.STAFF_ADMINISTER)
def runs(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The runs, newest first: numbers, and places in files. Nobody's name stands here."""
    context = {"runs": housing_runs(desk.viewer), "layouts": LAYOUTS}
    return show(request, desk, "staff/housing.html", context)
