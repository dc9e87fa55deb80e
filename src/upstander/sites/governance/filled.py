"""One way to show and take a form that changes nothing but what it is about: shown again with everything typed when a rule says no."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from upstander.confidentiality.api import everybody
from upstander.governance.api import Summary
from upstander.sites.governance.register_forms import LaidOutForm
from upstander.sites.refusals import refusing
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.frame import show
from upstander.sites.staff.keeping import forget_typed, is_to_keep, keep_here

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
    stands: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """The form, or `act` on what it says (kept for its writer until then) and back to where one came from. `stands`: as the form would
    start now, where it takes the place of what stands (Any: values of many kinds)."""
    if is_to_keep(request):
        return keep_here(request, desk)
    if request.method == "POST" and form.is_valid():
        with refusing(form, stands=stands):
            act(form)
            forget_typed(request, desk)
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


def words_in(request: HttpRequest, texts: Iterable[Summary], title: str = "") -> tuple[dict[str, str], bool]:
    """What the words in the language that was asked for, or sent, start from; and whether they are new in that language."""
    asked = request.GET.get("language", "en-gb")
    language = request.POST.get("language") or asked
    there = next((each for each in texts if each.language == language), None)
    words = there and (there.waiting or there.public)
    start = {
        "language": language,
        "title": words.title if words else title,
        "text": words.text if words else "",
    }
    start["mark"] = there.mark if there else ""
    return start, language != asked and words is None


def people_to_choose() -> list[tuple[str, str]]:
    """Everybody who works here, with their post."""
    return [(str(card.id), f"{card.name}{', ' + card.post if card.post else ''}") for card, _ in everybody()]
