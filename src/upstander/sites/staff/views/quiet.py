"""The quiet door: for whoever works here and was harassed. Nothing on these pages is shown to anybody else (clause 4.3)."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from upstander.intake.api import MailboxShut, knock, open_quiet, quiet_choices, quiet_reports
from upstander.sites.public.cookie import hand_visit_token
from upstander.sites.refusals import refusing
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.forms.quiet import QuietForm
from upstander.sites.staff.frame import go, show
from upstander.sites.staff.guard import staff_page
from upstander.sites.staff.keeping import forget_typed, is_to_keep, keep_typed, typed_or_kept


@staff_page(None, "GET", "POST")
def door(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What I said before, and a form to say something. It is kept only when its writer presses for it (0212)."""
    if is_to_keep(request):
        return keep_typed(request, desk, lambda done: go("quiet", done=done))
    manager, colleagues = quiet_choices(desk.viewer)
    typed, kept = typed_or_kept(request, desk)
    form = QuietForm(typed, manager=manager, colleagues=colleagues)
    if request.method == "POST" and form.is_valid():
        with refusing(form):
            receipt = knock(told=form.told(), by=desk.viewer, now=desk.now)
            forget_typed(request, desk)
            went = "manager" if receipt.with_manager else "people"
            return redirect(f"{reverse('staff:quiet')}?went={went}")
    errors = form.complaints()
    context = {
        "form": form,
        "errors": errors,
        "own": quiet_reports(desk.viewer),
        "went": request.GET.get("went", "") if request.method == "GET" else "",
        "manager": manager,
        "kept": kept,
    }
    return show(request, desk, "staff/quiet.html", context, status=422 if errors else 200)


@staff_page(None, "POST")
def open_one(request: HttpRequest, desk: Desk, mailbox_id: UUID) -> HttpResponse:
    """To what we promised and to private messages."""
    try:
        token = open_quiet(desk.viewer, mailbox_id, now=desk.now)
    except MailboxShut:
        return redirect("staff:quiet")
    answer = redirect("public:mailbox")
    hand_visit_token(answer, token)
    return answer
