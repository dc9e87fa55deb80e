"""What the last takes of the housing system's files did, handing over files, and what the files must hold."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from upstander.confidentiality.api import Permission
from upstander.lib.decision import Refused
from upstander.people.api import (
    LAYOUTS,
    agree_upload,
    give_up_upload,
    hand_over,
    housing_runs,
    start_upload,
    uploads,
)
from upstander.sites.refusals import Problem, refusing
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.frame import go, refused_page, show
from upstander.sites.staff.guard import staff_page


@staff_page(Permission.STAFF_ADMINISTER, "GET", "POST")
def runs(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The runs, newest first: numbers, and places in files. Nobody's name stands here. Files can be handed over, to be tried first."""
    problem = Problem(f"#{LAYOUTS[0].file}")
    if request.method == "POST":
        files = {
            layout.file: request.FILES[layout.file] for layout in LAYOUTS if layout.file in request.FILES
        }
        with refusing(problem):
            upload = hand_over(
                files,  # type: ignore[arg-type]  # an uploaded file reads as a file does
                only_running="only_running" in request.POST,
                by=desk.viewer,
                now=desk.now,
            )
            start_upload(upload)
            return go("housing", done="housing-files")
    context = {
        "runs": housing_runs(desk.viewer),
        "layouts": LAYOUTS,
        "uploads": uploads(desk.viewer),
        "problem": problem.reason,
        "errors": problem.errors,
    }
    return show(request, desk, "staff/housing.html", context, status=422 if problem else 200)


@staff_page(Permission.STAFF_ADMINISTER, "POST")
def decide(request: HttpRequest, desk: Desk, upload_id: UUID) -> HttpResponse:
    """Take in what was tried, or give it up."""
    try:
        if request.POST.get("do") == "take":
            agree_upload(upload_id, by=desk.viewer, now=desk.now)
            start_upload(upload_id)
            return go("housing", done="housing-agreed")
        give_up_upload(upload_id, by=desk.viewer, now=desk.now)
    except Refused as refused:
        return refused_page(request, desk, refused)
    return go("housing", done="housing-gone")
