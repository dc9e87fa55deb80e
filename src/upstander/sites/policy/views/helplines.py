"""Helplines and the day each was last made sure of: a wrong number on the public site fails somebody when they need it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from upstander.confidentiality.api import Permission
from upstander.governance.api import check_helpline
from upstander.sites.public.helplines import helplines, made_sure_of
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.frame import show
from upstander.sites.staff.guard import staff_page


@staff_page(Permission.WORDINGS_KEEP)
def listing(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The longest unchecked first."""
    today = desk.now.date()
    lines = sorted(made_sure_of(desk.viewer), key=lambda each: (each.checked, each.name))
    context = {"lines": lines, "old": sum(each.old(today) for each in lines), "today": today}
    return show(request, desk, "policy/helplines.html", context)


@staff_page(Permission.WORDINGS_KEEP, "POST")
def checked(request: HttpRequest, desk: Desk, number: int) -> HttpResponse:
    """Its details are right today. `number` is its place in the list that ships."""
    if number >= len(helplines()):
        raise Http404
    check_helpline(name=helplines()[number].name, by=desk.viewer, now=desk.now)
    return HttpResponseRedirect(f"{reverse('policy:helplines')}?done=helpline-checked")
