"""The voluntary equality questions in the reporter's language. Codes and English are those of the performance room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

YES, NO, ANOTHER = _("Yes"), _("No"), _("Another")

QUESTIONS: dict[str, tuple[_StrPromise, dict[str, _StrPromise]]] = {
    "disability": (
        _(
            "Do you have any physical or mental health conditions or illnesses lasting or expected to last 12 months or more?"
        ),
        {"yes": YES, "no": NO},
    ),
    "ethnicity": (
        _("What is your ethnic group?"),
        {
            "white": _("White"),
            "mixed": _("Mixed or multiple ethnic groups"),
            "asian": _("Asian or Asian British"),
            "black": _("Black, African, Caribbean or Black British"),
            "other": ANOTHER,
        },
    ),
    "religion": (
        _("What is your religion?"),
        {
            "none": _("No religion"),
            "christian": _("Christian"),
            "buddhist": _("Buddhist"),
            "hindu": _("Hindu"),
            "jewish": _("Jewish"),
            "muslim": _("Muslim"),
            "sikh": _("Sikh"),
            "other": ANOTHER,
        },
    ),
    "sex": (_("What is your sex?"), {"female": _("Female"), "male": _("Male")}),
    "gender": (
        _("Is the gender you identify with the same as your sex registered at birth?"),
        {"yes": YES, "no": NO},
    ),
    "orientation": (
        _("Which of the following best describes your sexual orientation?"),
        {
            "straight": _("Heterosexual or straight"),
            "gay": _("Gay or lesbian"),
            "bisexual": _("Bisexual"),
            "other": ANOTHER,
        },
    ),
    "age": (
        _("How old are you?"),
        {
            "under_25": _("Under 25"),
            "25_44": _("25 to 44"),
            "45_64": _("45 to 64"),
            "65_over": _("65 or over"),
        },
    ),
}
