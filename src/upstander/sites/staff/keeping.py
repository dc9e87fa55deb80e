"""What is typed into a form is kept for its writer until it is on record: on a case (change.py), and on pages of its own (`keeps`)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect

from upstander.intake.api import KeptForm, forget_form, keep_form, kept_form
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.forms.base import StaffForm

P = ParamSpec("P")
F = TypeVar("F", bound=StaffForm)
View = Callable[Concatenate[HttpRequest, Desk, P], HttpResponse]
_ANOTHER = ("language", "week", "area")  # of a question: each has its own form

_KEEPING = ("keep", "forget", "consent")  # the last: kept, and on to the form for what they say about sharing


def is_to_keep(request: HttpRequest) -> bool:
    """Is this what was typed, to be kept or forgotten and not saved? They are words of their own: the case is not looked
    at, and no look is put on record."""
    return request.method == "POST" and request.POST.get("step") in _KEEPING


def keep_typed(request: HttpRequest, desk: Desk, onward: Callable[[str], HttpResponse]) -> HttpResponse:
    """Keep what was typed and go `onward` with what to say of it, or begin afresh."""
    if request.POST["step"] == "forget":
        forget_typed(request, desk)
        return redirect(request.get_full_path())
    return onward("form-kept" if _keep(request, desk) else "form-too-long")


def keep_while_typing(request: HttpRequest, desk: Desk) -> HttpResponse | None:
    """A script keeps it while somebody types and wants no page. Asked before any view, so that no look is put on record."""
    if request.headers.get("X-Kept") and request.POST.get("step") == "keep":
        return HttpResponse(status=204 if _keep(request, desk) else 413)
    return None


def forget_typed(request: HttpRequest, desk: Desk) -> None:
    """It is on record, or not wanted any more."""
    forget_form(page=_page(request), by=desk.viewer)


def typed_or_kept(request: HttpRequest, desk: Desk) -> tuple[QueryDict | None, datetime | None]:
    """What a form starts from: what was just sent, or what was kept and when. Whether they may see what it is about the page asks."""
    if request.method == "POST":
        return request.POST, None
    found = kept_form(desk.viewer, _page(request), now=desk.now)
    return (_typed_again(found), found.at) if found else (None, None)


def begin(form_class: Callable[..., F], request: HttpRequest, desk: Desk, **given: Any) -> F:
    """A form of a page that `keeps`, with what was just sent or was kept. Any: as the form takes it."""
    typed, kept = typed_or_kept(request, desk)
    form = form_class(typed, **given)
    form.kept = kept
    return form


def keeps(view: View[P]) -> View[P]:
    """Under `@staff_page`: a page with one form, from `begin`. What is typed there is kept until the page leads on, which it
    does once it is on record (0225)."""

    @wraps(view)
    def keeping(request: HttpRequest, desk: Desk, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if is_to_keep(request):
            return keep_here(request, desk)
        answer = view(request, desk, *args, **kwargs)
        if request.method == "POST" and answer.status_code == 302:
            forget_typed(request, desk)
        return answer

    return keeping


def keep_here(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Keep what was typed, and stay on its page."""
    page = _page(request)
    return keep_typed(request, desk, lambda done: redirect(f"{page}{'&' if '?' in page else '?'}done={done}"))


def _keep(request: HttpRequest, desk: Desk) -> bool:
    fields = {
        name: values for name, values in request.POST.lists() if name not in ("csrfmiddlewaretoken", "step")
    }
    return keep_form(page=_page(request), fields=fields, by=desk.viewer, now=desk.now)


def _page(request: HttpRequest) -> str:
    """Under what it is kept: its address, with what makes another form of it."""
    asked = {name: request.GET[name] for name in _ANOTHER if name in request.GET}
    return f"{request.path}?{urlencode(asked)}" if asked else request.path


def _typed_again(kept: KeptForm) -> QueryDict:
    """What was kept, as if it had just been sent."""
    typed = QueryDict(mutable=True)
    for name, values in kept.fields.items():
        typed.setlist(name, list(values))
    return typed
