"""The templates' environment: where templates and the GOV.UK macros are found, and the words every template knows.

Times arrive in UTC and are shown as Europe/London. Nothing here reads the clock: a filter that needs to know what
time it is takes `now` as an argument.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import jinja2
from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import NoReverseMatch, get_script_prefix, reverse
from django.utils.translation import get_language, get_language_bidi, gettext, ngettext, override

from upstander.lib import languages
from upstander.sites.kept import Kept

LONDON = ZoneInfo("Europe/London")
TEMPLATES = Path(__file__).resolve().parent / "templates"
SOON = timedelta(hours=4)


def environment(**options: Any) -> jinja2.Environment:
    """The factory for Django's Jinja2 backend (OPTIONS["environment"]). Any: Jinja's own options come through.

    Undefined stays Jinja's default, in debug too: the GOV.UK macros test parameters that nobody gave them.
    """
    given = options.pop("loader", None)
    options["undefined"] = jinja2.Undefined
    options["autoescape"] = True
    options["extensions"] = [*options.get("extensions", ()), "jinja2.ext.i18n", "jinja2.ext.do", Kept]
    options.setdefault("trim_blocks", True)
    options.setdefault("lstrip_blocks", True)
    loaders: list[jinja2.BaseLoader] = [
        jinja2.FileSystemLoader(TEMPLATES),
        jinja2.PrefixLoader({"govuk_frontend_jinja": jinja2.PackageLoader("govuk_frontend_jinja")}),
    ]
    env = jinja2.Environment(  # noqa: S701  autoescape is set just above, for every template
        loader=jinja2.ChoiceLoader([*loaders, given] if given else loaders), **options
    )
    env.template_class = Template
    env.install_gettext_callables(_words, ngettext, newstyle=True)  # type: ignore[attr-defined]
    env.globals.update(
        static=lru_cache(maxsize=256)(static),
        url=url,
        url_if=url_if,
        landlord=getattr(settings, "LANDLORD", {}),
        directory_name=lambda: settings.UPSTANDER_OIDC_NAME if settings.SOCIALACCOUNT_PROVIDERS else "",
        language=_code,
        direction=lambda: "rtl" if get_language_bidi() else "ltr",
        languages=other_languages,
    )
    # The GOV.UK macros indent what they wrap, for looks, and with it the lines that somebody typed into a text box: each
    # time the page came back, their words would move two spaces to the right.
    env.filters["indent"] = unchanged
    env.filters.update(
        day_words=day_words,
        month=month_words,
        number=languages.number_held,
        runs=languages.runs,
        london=london,
        london_date=london_date,
        london_day=london_day,
        london_short=london_short,
        london_time=london_time,
        iso=iso,
        time_left=time_left,
        how_long=how_long,
        urgency=urgency,
        file_size=file_size,
    )
    return env


class Template(jinja2.Template):
    """A template. Every import of macros compares what the page knows with what its environment knows, name by name; they are the same
    here, and a page imports dozens of times."""

    def _get_default_module(self, ctx: jinja2.runtime.Context | None = None) -> Any:
        if ctx is not None and ctx.globals_keys.issubset(self.environment.globals):
            return super()._get_default_module()
        return super()._get_default_module(ctx)


def unchanged(markup: str, *_width: object, **_options: object) -> str:
    """Stands in for Jinja's `indent`."""
    return markup


def url(name: str, *args: object, **kwargs: object) -> str:
    """The address of a named page. A name that does not exist is an error."""
    if kwargs or not all(type(each) is UUID for each in args):
        return reverse(name, args=args or None, kwargs=kwargs or None)
    return _pattern(name, len(args), get_script_prefix(), _code()) % args


@lru_cache(maxsize=1024)
def _pattern(name: str, holes: int, _prefix: str, _language: str) -> str:
    """The address of a page whose parts are ids, with a hole for each: a list names the same page a hundred times."""
    marks = [UUID(int=number) for number in range(holes)]
    address = reverse(name, args=marks or None).replace("%", "%%")
    for mark in marks:
        address = address.replace(str(mark), "%s")
    return address


def url_if(name: str) -> str:
    """The address of a page that may not exist here; empty then, and the layout leaves the link out."""
    return _if_there(name, get_script_prefix(), _code())


@lru_cache(maxsize=256)
def _if_there(name: str, _prefix: str, _language: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _words(message: str) -> str:
    """As Django's. Catalogues stay as they are while we run, and English looks into five of them for what it has in none."""
    return _words_in(message, _code())


@lru_cache(maxsize=16_384)
def _words_in(message: str, _language: str) -> str:
    return gettext(message)


def other_languages(request: HttpRequest | None, *, start_page: bool = False) -> list[dict[str, Any]]:
    """This page in every language, for the head of it; the start page where something is wrong, so that no address is repeated."""
    if request is None or len(settings.LANGUAGES) < 2:
        return []
    match = None if start_page else getattr(request, "resolver_match", None)
    name, args, kwargs = (match.view_name, match.args, match.kwargs) if match else ("public:home", (), {})
    # What is kept is addresses of pages; one that holds a reference or a secret is put together each time.
    ask = _addresses if not args and set(kwargs) <= {"slug"} else _addresses.__wrapped__
    found = ask(name, tuple(args), tuple(kwargs.items()), get_script_prefix())
    here, mark, query = request.get_full_path().partition("?") if match else ("", "", "")
    return [
        {
            "code": code,
            "name": name,
            "href": f"{found[code] or here}{mark}{query}",
            "current": code == _code(),
        }
        for code, name in settings.LANGUAGES
    ]


@lru_cache(maxsize=256)
def _addresses(
    name: str, args: tuple[Any, ...], kwargs: tuple[tuple[str, Any], ...], _prefix: str
) -> dict[str, str]:
    """The address of a page in each language; empty where it has none."""
    found = {}
    for code, _ in settings.LANGUAGES:
        with override(code):
            try:
                found[code] = reverse(name, args=args or None, kwargs=dict(kwargs) or None)
            except NoReverseMatch:
                found[code] = ""
    return found


def london(moment: datetime) -> str:
    """`Friday 20 November 2026 at 4:30pm`."""
    return gettext("%(date)s at %(time)s") % {"date": london_date(moment), "time": london_time(moment)}


def london_date(moment: datetime) -> str:
    """`Friday 20 November 2026`."""
    return languages.full_day(_local(moment), _code())


def day_words(day: date) -> str:
    """A date that is no moment: 20 November 2026."""
    return languages.plain_day(day, _code())


def month_words(day: date) -> str:
    """November 2026."""
    return languages.month_and_year(day, _code())


def london_day(moment: datetime) -> str:
    """`Fri 20 Nov`: for headings inside a list, where the year is plain."""
    return languages.short_day(_local(moment), _code())


def london_short(moment: datetime) -> str:
    """`20 Nov 2026, 4:30pm`: for tables."""
    return f"{languages.brief_day(_local(moment), _code())}, {london_time(moment)}"


def london_time(moment: datetime) -> str:
    """`4:30pm`, `4pm`, `midday`, `midnight`; elsewhere as the language of the page has it."""
    return languages.clock(_local(moment), _code())


def iso(moment: datetime) -> str:
    """For a `datetime` attribute."""
    return _local(moment).isoformat(timespec="minutes")


def time_left(due: datetime, now: datetime) -> str:
    """`3 hours left`, `2 days late`, `due now`. Whole units, rounded towards zero: never more time than there is."""
    seconds = (due - now).total_seconds()
    if abs(seconds) < 60:
        return "due now"
    return f"{_amount(abs(seconds))} {'left' if seconds > 0 else 'late'}"


def how_long(since: datetime, now: datetime) -> str:
    """`3 hours`, `2 days`: how long ago that was."""
    return _amount(max(0.0, (now - since).total_seconds()))


def urgency(due: datetime, now: datetime) -> str:
    """The tone of a duty that is not met: `late` past its time, `soon` within four elapsed hours, else `open`."""
    if due <= now:
        return "late"
    return "soon" if due - now <= SOON else "open"


def _code() -> str:
    return get_language() or settings.LANGUAGE_CODE


def file_size(octets: int) -> str:
    """`340 KB`, `2.4 MB`: decimal units, as phones and desks show them."""
    if octets < 999_500:
        return f"{max(1, round(octets / 1000))} KB"
    return f"{octets / 1_000_000:.1f} MB".replace(".0 ", " ")


def _amount(seconds: float) -> str:
    """A length of time in the largest unit that hides nothing: days from two, hours from one and a half."""
    for unit, length, least in (("day", 86_400, 2), ("hour", 3_600, 1.5), ("minute", 60, 0)):
        if seconds >= length * least:
            count = int(seconds // length)
            return f"{count} {unit}{'' if count == 1 else 's'}"
    raise AssertionError("unreachable: every length is at least no minutes")


def _local(moment: datetime) -> datetime:
    """London's wall clock. A time without an offset is a mistake upstream: refused rather than guessed."""
    if moment.tzinfo is None:
        raise ValueError("a time without an offset cannot be shown")
    return moment.astimezone(LONDON)
