"""What there is to read on the help pages, in the order in which it is offered (clauses 2.7 and 3.6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Topic:
    """One page. `name` is that of its address, `part` the file of its words in templates/public/help/topics."""

    name: str
    slug: str
    part: str
    title: _StrPromise
    hint: _StrPromise


TOPICS = (
    Topic("in_danger", "help/in-danger", "danger", _("In danger now"), _("What to do first")),
    Topic("hate", "help/what-it-is", "hate", _("What this is about"), _("Harassment, hate, and what counts")),
    Topic(
        "what_we_do",
        "help/what-we-do",
        "what_we_do",
        _("What we do, and by when"),
        _("What you can count on"),
    ),
    Topic(
        "choices",
        "help/your-choices",
        "choices",
        _("Your choices"),
        _("You decide what happens to what you tell us"),
    ),
    Topic(
        "helplines",
        "help/helplines",
        "helplines",
        _("Helplines"),
        _("Others who can help, some day and night"),
    ),
    Topic(
        "evidence",
        "help/evidence",
        "evidence",
        _("Keeping a diary and proof"),
        _("What helps later, and how to keep it safe"),
    ),
    Topic("online", "help/online", "online", _("When it is online"), _("How to report it and block it")),
    Topic(
        "witnesses",
        "help/witnesses",
        "witnesses",
        _("If you saw or heard it"),
        _("What to do, and what happens when you tell us"),
    ),
    Topic("neighbours", "help/neighbours", "neighbours", _("For neighbours"), _("Small things that help")),
    Topic(
        "who_else",
        "help/who-you-are",
        "who_else",
        _("Under 18, on our staff, or not our customer"),
        _("Where to turn"),
    ),
    Topic(
        "safety",
        "safety",
        "safety",
        _("Using this site safely"),
        _("If somebody looks at your phone or computer"),
    ),
)
BY_NAME = {topic.name: topic for topic in TOPICS}
