"""Pages for when something is wrong: what happened, whether anything was lost, and what to do now."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from upstander.lib.decision import Refused
from upstander.sites.public.views import check, files, mailbox, questions, start
from upstander.sites.public.views.visit import visit_of
from upstander.sites.staff.resend import holds_work, send_again
from upstander.sites.staff.session import next_step


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    return render(request, "errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403, with the rule's reason when a rule refused."""
    refused = exception if isinstance(exception, Refused) else None
    context = {"reason": refused.reason, "clause": refused.clause} if refused else {}
    return render(request, "errors/403.html", context, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404. The address that was asked for is not repeated: it may say more than it should."""
    return render(request, "errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500. Nothing here may need the database."""
    return HttpResponse(render_to_string("errors/500.html"), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that came without its cookie, or whose time was over. A page of the report is shown again with everything typed in it."""
    match = request.resolver_match
    if match is not None and hasattr(match.func, "staff_permission") and holds_work(request):
        return send_again(request, signed_in=next_step(request, timezone.now()) is None)
    if match is None or match.namespace != "public":
        return render(request, "errors/expired.html", status=403)
    message = _(
        "This page was open for a while, so it has not been saved yet. What you typed is still here. Press the button again. "
        "If this happens once more, your browser may be blocking cookies: call us instead."
    )
    if match.url_name == "return" or str(match.url_name).startswith("mailbox"):
        return mailbox.shown_again(request, str(match.url_name), message)
    visit = visit_of(request)
    if match.url_name == "step":
        return questions.shown_again(request, str(match.kwargs["slug"]), message)
    if match.url_name == "files":
        return files.files_page(request, visit.draft_or_empty(), message=message, status=403)
    if match.url_name == "check" and visit.draft is not None:
        return check.check_page(request, visit, visit.draft, message=message, status=403)
    return start.start_page(request, visit, message=message, status=403)
