"""How I am told outside Upstander, and the address of my calendar."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from upstander.cases.alerts.api import choose, end_calendar, has_calendar, make_calendar, own_choice
from upstander.cases.visits.api import hears_by_email_only
from upstander.messages.api import By, configured
from upstander.sites.refusals import refusing
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.forms.reminders import RemindersForm, started_from
from upstander.sites.staff.frame import go, show
from upstander.sites.staff.guard import staff_page


@staff_page(None, "GET", "POST")
def own(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Look at what I chose, and choose anew."""
    sent = request.POST if request.method == "POST" else None
    form = RemindersForm(sent, initial=started_from(own_choice(desk.viewer)))
    if sent is not None and form.is_valid():
        with refusing(form):
            choose(form.told(), by=desk.viewer, now=desk.now)
            return go("reminders", done="reminders")
    return _draw(request, desk, form)


@staff_page(None, "POST")
def calendar(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Make an address for my calendar, which ends an earlier one, or end it. The address is shown on this page alone."""
    if request.POST.get("do") == "end":
        end_calendar(by=desk.viewer, now=desk.now)
        return go("reminders", done="calendar-ended")
    token = make_calendar(by=desk.viewer, now=desk.now)
    address = settings.UPSTANDER_BASE_URL + reverse("calendar", args=[token])
    return _draw(request, desk, RemindersForm(initial=started_from(own_choice(desk.viewer))), address)


def _draw(request: HttpRequest, desk: Desk, form: RemindersForm, address: str = "") -> HttpResponse:
    errors = form.complaints()
    context = {
        "form": form,
        "errors": errors,
        "address": address,
        "calendar_since": has_calendar(desk.viewer),
        "asleep": hears_by_email_only(desk.viewer),
        "sends_email": configured(By.EMAIL),
        "sends_texts": configured(By.TEXT),
    }
    return show(request, desk, "staff/reminders.html", context, status=422 if errors else 200)
