"""Mail that was kept, for those who triage."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from upstander.confidentiality.api import Permission
from upstander.intake.api import kept_mail, settle_kept_mail
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.frame import go, show
from upstander.sites.staff.guard import staff_page

BECAUSE = {
    "spam": "A filter calls it spam",
    "auto_reply": "It looks like an automatic reply",
    "list": "It was sent to many",
    "bounce": "It says that some email did not arrive",
    "loop": "It says it comes from our own address, or has gone round",
    "unreadable": "It could not be read",
    "empty": "It is empty",
}


@staff_page(Permission.REPORT_TRIAGE)
def listing(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Everything that nobody has looked at."""
    lines = kept_mail(desk.viewer, now=desk.now)
    return show(request, desk, "staff/kept_mail.html", {"lines": lines, "because": BECAUSE})


@staff_page(Permission.REPORT_TRIAGE, "POST")
def settle(request: HttpRequest, desk: Desk, kept_id: UUID) -> HttpResponse:
    """A report after all, or not."""
    report = request.POST.get("became") == "report"
    settle_kept_mail(kept_id=kept_id, report=report, by=desk.viewer, now=desk.now)
    return go("kept-mail", done="mail-report" if report else "mail-aside")
