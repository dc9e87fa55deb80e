"""One way to show and take a form that changes nothing but what it is about: shown again with everything typed when a rule says no."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from upstander.confidentiality.api import everybody
from upstander.sites.governance.register_forms import LaidOutForm
from upstander.sites.refusals import refusing
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.frame import show

Form = TypeVar("Form", bound=LaidOutForm)


@dataclass(frozen=True, slots=True)
class Words:
    """What stands around a form."""

    title: str
    button: str
    done: str
    caption: str = ""
    intro: str = ""


def filled(
    request: HttpRequest,
    desk: Desk,
    form: Form,
    act: Callable[[Form], object],
    said: Words,
    *,
    back: str,
    back_words: str,
) -> HttpResponse:
    """The form, or `act` on what it says and back to where one came from."""
    if request.method == "POST" and form.is_valid():
        with refusing(form):
            act(form)
            where, _, place = back.partition("#")
            return HttpResponseRedirect(
                f"{where}{'&' if '?' in where else '?'}done={said.done}{'#' + place if place else ''}"
            )
    errors = form.complaints()
    context = {
        "form": form, "errors": errors, "title": said.title, "caption": said.caption, "intro": said.intro,
        "button": said.button, "back": back, "back_words": back_words,
    }  # fmt: skip
    return show(request, desk, "governance/form.html", context, status=422 if errors else 200)


def people_to_choose() -> list[tuple[str, str]]:
    """Everybody who works here, with their post."""
    return [(str(card.id), f"{card.name}{', ' + card.post if card.post else ''}") for card, _ in everybody()]
