"""PDFs that somebody keeps: their plan, and receipts of what they said about telling others. In the language of the page; no heading
says what it is about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from upstander.cases.own.api import OwnConsent, OwnPage
from upstander.lib.languages import ENGLISH, number_held
from upstander.lib.pdf import make_pdf
from upstander.sites.account import words
from upstander.sites.jinja import day_words, london, london_date


def plan_to_keep(page: OwnPage, now: datetime) -> bytes:
    """What was agreed with them."""
    plan = page.plan
    if plan is None:
        raise ValueError("no plan was agreed")
    steps = []
    for step in plan.steps:
        if step.state == "changed":
            continue
        who = _("You") if step.doer == "survivor" else step.owner
        by = _("By %(day)s") % {"day": day_words(step.due_on)} if step.due_on else ""
        state = str(words.STATES.get(step.state, ""))
        steps.append([step.what, *(each for each in (who, by, state) if each)])
    sections = [
        {"heading": _("What you want"), "entries": [[plan.wishes]] if plan.wishes else []},
        {"heading": _("What happens now"), "entries": steps},
    ]
    if plan.review_on:
        again = _("We look at this together again on %(day)s.") % {"day": day_words(plan.review_on)}
        sections.append({"heading": _("Looking at it again"), "entries": [[again]]})
    return _pdf(page, _("What we agreed"), london_date(plan.agreed_at), sections, now)


def receipt_to_keep(page: OwnPage, said: Sequence[OwnConsent], now: datetime) -> bytes:
    """What they agreed to or refused at one time, for each body."""
    sections = []
    for each in said:
        yes = _("You agreed that we tell them:") if each.given else _("You said no to telling them:")
        lines = [yes, *(f"– {words.KINDS.get(kind, kind)}" for kind in each.kinds)]
        lines += [str(words.PURPOSES.get(purpose, purpose)) for purpose in each.purposes]
        lines.append(f"{words.GIVEN.get(each.how, '')}: {london(each.at)}".removeprefix(": "))
        if each.withdrawn_at:
            lines.append(_("Taken back: %(time)s") % {"time": london(each.withdrawn_at)})
        elif each.expires_at:
            lines.append(_("It ends by itself: %(time)s") % {"time": london(each.expires_at)})
        sections.append({"heading": each.body, "entries": [lines]})
    stop = _(
        "You can take this back at any time: in your account, or by calling us. Nothing else changes for you."
    )
    sections.append({"heading": _("Taking it back"), "entries": [[stop]]})
    return _pdf(page, _("What you let us share"), london_date(said[0].at), sections, now)


def _pdf(page: OwnPage, title: str, day: str, sections: list[dict[str, Any]], now: datetime) -> bytes:
    landlord = settings.LANDLORD
    data = {
        "landlord": landlord["name"],
        "day": day,
        "reference": page.case.reference,
        "sections": [each for each in sections if each["entries"]],
        "phone": number_held(landlord["phone"]),
        "danger": _("In danger, call 999. If you cannot speak, press 55 when asked."),
        "large": "large_print" in page.card.needs,
        "easy": "easy_read" in page.card.needs,
        "rtl": get_language_bidi(),
    }
    return make_pdf(
        "sites/account/to_keep.typ", data, title=title, now=now, language=get_language() or ENGLISH
    )
