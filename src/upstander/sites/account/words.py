"""What an account says of promises and consents, in the language of the page. Staff read the same codes in English elsewhere."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from upstander.cases.own.api import OwnPromise
from upstander.lib.languages import ENGLISH
from upstander.sites.jinja import london

KINDS = {
    "identity": gettext_lazy("Your name and how to reach you"),
    "address": gettext_lazy("Where you live or are staying"),
    "account": gettext_lazy("What happened"),
    "alleged": gettext_lazy("Who you say is responsible"),
    "equality": gettext_lazy("Why it happened to you, for example race, faith or disability"),
    "risk": gettext_lazy("How safe you are, and the safety plan"),
    "health": gettext_lazy("Your health and the support you need"),
    "household": gettext_lazy("Who else lives with you, children too"),
    "files": gettext_lazy("Photos, recordings and documents"),
}
PURPOSES = {
    "safety": gettext_lazy("To keep somebody safe"),
    "crime": gettext_lazy("To report or look into a crime"),
    "support": gettext_lazy("To get support or advice"),
    "housing": gettext_lazy("To find, keep or change a home"),
    "legal": gettext_lazy("For legal action or advice"),
}
GIVEN = {
    "in_person": gettext_lazy("You told us in person"),
    "phone": gettext_lazy("You told us on the phone"),
    "writing": gettext_lazy("You told us in writing"),
    "mailbox": gettext_lazy("You told us in a message"),
}
PLACES = {
    "home": gettext_lazy("At your home"),
    "office": gettext_lazy("At one of our offices"),
    "safe_place": gettext_lazy("At another safe place"),
}
STATES = {
    "done": gettext_lazy("Done"),
    "not_done": gettext_lazy("Not done"),
    "changed": gettext_lazy("Changed"),
}


def _elapsed_hours(n: int) -> str:
    return ngettext("%(count)s hour, day and night", "%(count)s hours, day and night", n) % {"count": n}


def _elapsed_days(n: int) -> str:
    return ngettext("%(count)s day", "%(count)s days", n) % {"count": n}


def _working_hours(n: int) -> str:
    return ngettext("%(count)s hour of our opening times", "%(count)s hours of our opening times", n) % {
        "count": n
    }


def _working_days(n: int) -> str:
    return ngettext("%(count)s working day", "%(count)s working days", n) % {"count": n}


def _months(n: int) -> str:
    return ngettext("%(count)s month", "%(count)s months", n) % {"count": n}


def _years(n: int) -> str:
    return ngettext("%(count)s year", "%(count)s years", n) % {"count": n}


_LENGTHS: dict[str, Callable[[int], str]] = {
    "elapsed hours": _elapsed_hours,
    "elapsed days": _elapsed_days,
    "calendar days": _elapsed_days,
    "working hours": _working_hours,
    "working days": _working_days,
    "calendar months": _months,
    "calendar years": _years,
}


def why_by_then(promise: OwnPromise) -> list[str]:
    """Why it is owed, and why by that time, in plain sentences; the English one that was stored where there is nothing else.

    The edition's reasons stand as sentences of their own: no language has to fit them into another.
    """
    said = promise.reckoned
    if said is None:
        return [promise.why] if get_language() == ENGLISH else []
    reasons = [_("Why: %(reason)s.") % {"reason": _(each)} for each in said.because]
    length = _("We gave ourselves %(length)s, from %(start)s.") % {
        "length": _LENGTHS[said.unit](said.count),
        "start": london(said.started),
    }
    whose = (
        _("The policy says what we do. The time is our own promise.")
        if promise.ours
        else _("This time is in our policy.")
    )
    return [*reasons, length, whose]


def masked(held: str) -> str:
    """A number or address so that its owner knows which it is, and nobody learns it from the page."""
    held = held.strip()
    if "@" in held:
        name, _at, domain = held.partition("@")
        return f"{name[:1]}…@{domain}"
    return f"…{held[-3:]}" if held else ""
