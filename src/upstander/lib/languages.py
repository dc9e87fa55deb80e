"""The languages there are, and how each says days and clock times. Pure, apart from a look at which catalogues lie beside the code.

A language is there when its catalogue is: `upstander/locale/<code>/LC_MESSAGES/django.mo`. Names, direction and the forms of
dates come from the Unicode CLDR through Babel, so that a further language needs no code. Figures stay 0 to 9 in every
language: telephone numbers, references and addresses are written so, and must be found again.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import cache
from pathlib import Path

from babel import Locale
from babel.core import UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time, get_month_names

ENGLISH = "en-gb"
CATALOGUES = Path(__file__).resolve().parent.parent / "locale"


@cache
def codes() -> tuple[str, ...]:
    """English, then every language that has a catalogue, in the order of its own name."""
    found = [path.parent.parent.name for path in CATALOGUES.glob("*/LC_MESSAGES/django.mo")]
    return (ENGLISH, *sorted(found, key=own_name))


@cache
def own_name(code: str) -> str:
    """What those who speak it call it: Polski, العربية."""
    if code == ENGLISH:
        return "English"
    name = _locale(code).get_display_name() or code
    return name[:1].upper() + name[1:]


@cache
def english_name(code: str) -> str:
    """What staff call it: Polish, Arabic."""
    return "English" if code == ENGLISH else _locale(code).english_name or code


def right_to_left(code: str) -> bool:
    """True for Arabic, Urdu, Hebrew and their like."""
    return _locale(code).text_direction == "rtl"


def runs(words: str) -> str:
    """The direction of a line that somebody wrote: `rtl` when no fewer of its words are from right to left than Latin, whichever come
    first, as in `/lib/typ/print.typ`; else `auto`, by its first letter."""
    from_right = len(_FROM_RIGHT.findall(words))
    return "rtl" if from_right and from_right >= len(_LATIN.findall(words)) else "auto"


_FROM_RIGHT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]+")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]+")


def code_of(words: str) -> str:
    """The language that these words name, by code, its own name or its English one; empty when it is none of ours."""
    wanted = words.strip().casefold()
    for code in codes():
        if wanted and wanted in (code, code[:2], own_name(code).casefold(), english_name(code).casefold()):
            return code
    return ""


# Days and times ------------------------------------------------------------------------------------------------------
# English has the forms of the Government's style guide, which the CLDR does not have: "4:30pm", "midday".


def full_day(day: date, code: str) -> str:
    """`Friday 20 November 2026`."""
    if code == ENGLISH:
        return f"{day:%A} {day.day} {day:%B %Y}"
    return format_date(day, "full", _locale(code))


def plain_day(day: date, code: str = ENGLISH) -> str:
    """`20 November 2026`."""
    if code == ENGLISH:
        return f"{day.day} {day:%B %Y}"
    return format_date(day, "long", _locale(code))


def short_day(day: date, code: str) -> str:
    """`Fri 20 Nov`."""
    if code == ENGLISH:
        return f"{day:%a} {day.day} {day:%b}"
    return format_skeleton("MMMEd", day, locale=_locale(code))


def brief_day(day: date, code: str) -> str:
    """`20 Nov 2026`."""
    if code == ENGLISH:
        return f"{day.day} {day:%b %Y}"
    return format_skeleton("yMMMd", day, locale=_locale(code))


def month_and_year(day: date, code: str = ENGLISH) -> str:
    """`November 2026`."""
    return f"{day:%B %Y}" if code == ENGLISH else format_skeleton("yMMMM", day, locale=_locale(code))


def clock(local: datetime, code: str) -> str:
    """`4:30pm`, `4pm`, `midday`; elsewhere as that language has it. `local` is on the wall clock already."""
    if code != ENGLISH:
        return format_time(local.time(), "short", locale=_locale(code))
    if local.minute == 0 and local.hour in (0, 12):
        return "midday" if local.hour else "midnight"
    minutes = f":{local.minute:02d}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes}{'pm' if local.hour >= 12 else 'am'}"


def number_held(number: str) -> str:
    """A telephone number whose groups stay in their order: between words written from the right, plain spaces would turn it round."""
    return number.replace(" ", "\u00a0")


@cache
def months(code: str) -> tuple[tuple[str, ...], ...]:
    """The names of the months in lower case, January first, each in every form that this language has, English besides."""
    english = [f"{date(2000, number, 1):%B}".lower() for number in range(1, 13)]
    if code == ENGLISH:
        return tuple((name,) for name in english)
    locale = _locale(code)
    forms = [get_month_names("wide", context, locale) for context in ("format", "stand-alone")]
    return tuple((english[n - 1], *(names[n].lower() for names in forms)) for n in range(1, 13))


@cache
def _locale(code: str) -> Locale:
    try:
        return Locale.parse(code, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale.parse(code[:2])
