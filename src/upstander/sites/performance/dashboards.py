"""The dashboard: this month so far and the year behind it, narrowed by a part, saved, printed. Managers see their cases behind it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from upstander.cases.queries.api import duty_standings
from upstander.confidentiality.api import Permission
from upstander.lib import charts
from upstander.lib.decision import Refused
from upstander.performance.api import (
    Number,
    Series,
    Silence,
    counted_months,
    forget_view,
    last_months,
    month_of,
    parts_to_choose,
    save_view,
    saved_views,
    sees_exactly,
    series,
    silence,
)
from upstander.sites.performance import words
from upstander.sites.performance.drawn import drawn
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.frame import refused_page, show
from upstander.sites.staff.guard import staff_page

SPANS = (3, 6, 13, 25)
TILES = ("reports", "response", "danger", "promises", "open")


@staff_page(Permission.MEASURES_READ)
def dashboard(request: HttpRequest, desk: Desk) -> HttpResponse:
    """One page for managers and for the director; what may not be shown to the director is not on it."""
    months, part = _filters(request, desk)
    dimension, _, code = part.partition(":")
    this = month_of(desk.now)
    found = series(desk.viewer, last_months(this, months), dimension=dimension, code=code)
    counted = counted_months(desk.viewer)
    exact = sees_exactly(desk.viewer)
    watch = silence(desk.viewer, this)
    context = {
        "months": months,
        "part": part,
        "part_words": _said(desk, part),
        "printing": request.GET.get("print") == "yes",
        "spans": SPANS,
        "parts": parts_to_choose(desk.viewer) if exact else [],
        "saved": saved_views(desk.viewer),
        "counted_at": counted[0].counted_at if counted else None,
        "this": this,
        "tiles_shown": _tiles(found, this.isoformat()[:7]),
        "trends": [
            _trend(found[name]) for name in ("reports", "response", "promises", "open") if name in found
        ],
        "map": _map(watch, "" if exact else "about "),
        "watch": watch,
        "exact": exact,
        "now_open": _standing_now(desk),
        "say": words,
    }
    return show(request, desk, "performance/dashboard.html", context)


@staff_page(Permission.MEASURES_READ, "POST")
def save(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Keep the filters."""
    months, part = _filters(request, desk)
    dimension, _, code = part.partition(":")
    try:
        save_view(
            months=months,
            dimension=dimension,
            code=code,
            name=request.POST.get("name", ""),
            by=desk.viewer,
            now=desk.now,
        )
    except Refused as refused:
        return refused_page(request, desk, refused)
    return _back(months, part, "view-saved")


@staff_page(Permission.MEASURES_READ, "POST")
def forget(request: HttpRequest, desk: Desk, view_id: UUID) -> HttpResponse:
    """Delete a saved view."""
    forget_view(view_id=view_id, by=desk.viewer, now=desk.now)
    return _back(13, "", "view-gone")


def _back(months: int, part: str, done: str) -> HttpResponseRedirect:
    query = urlencode({"months": str(months), "part": part, "done": done})
    return HttpResponseRedirect(f"{reverse('performance:dashboard')}?{query}")


def _filters(request: HttpRequest, desk: Desk) -> tuple[int, str]:
    """Months and part as asked for; what is not offered counts as not asked."""
    asked = request.POST if request.method == "POST" else request.GET
    months = int(asked["months"]) if asked.get("months", "") in map(str, SPANS) else 13
    part = asked.get("part", "")
    known = {value for _, each in parts_to_choose(desk.viewer) for value, _ in each} if part else set()
    return months, part if part in known and sees_exactly(desk.viewer) else ""


def _said(desk: Desk, part: str) -> str:
    """What a page is narrowed to, in words: on paper no filter is seen."""
    offered = parts_to_choose(desk.viewer) if part else []
    return next((text for _, each in offered for value, text in each if value == part), "")


def _tiles(found: dict[str, Series], month: str) -> list[dict[str, Any]]:
    made = []
    for name in TILES:
        if name not in found:
            continue
        each, number = found[name], found[name].last
        made.append(
            {
                "figure": _figure(each, number),
                "label": words.TILES[name],
                "note": _note(each, number),
                "href": f"{reverse('performance:measure', args=[name])}?month={month}",
            }
        )
    return made


def _figure(each: Series, number: Number | None) -> str:
    if number is None:
        return "–"
    if number.hidden:
        return "<5"
    if each.definition.shows in ("share", "promises"):
        return "–" if number.share is None else f"{number.share:.0%}"
    return words.length(number.median) if each.definition.shows == "time" else f"{number.count:,}"


def _note(each: Series, number: Number | None) -> str:
    if number is None or number.hidden:
        return f"{number.late} late" if number and number.late else ""
    if each.definition.shows in ("share", "promises"):
        return f"{number.kept:,} of {number.promised:,}"
    if each.definition.shows == "time":
        return f"half within; in time {words.share(number)}"
    return (
        f"half older than {words.length(number.median)}"
        if each.definition.shows == "age" and number.count
        else ""
    )


def _trend(each: Series) -> dict[str, Any]:
    points = [
        charts.Point(words.short_month(m), *_plotted(each, n))
        for m, n in zip(each.months, each.numbers, strict=True)
    ]
    title = words.TRENDS[each.definition.id]
    said = "; ".join(f"{p.label.replace(chr(10), ' ')}: {p.text}" for p in points)
    svg = charts.columns(f"trend-{each.definition.id}", title, said, points)
    return {
        "series": each,
        "title": title,
        "svg": drawn(svg),
        "rows": list(zip(each.months, each.numbers, strict=True)),
    }


def _plotted(each: Series, number: Number | None) -> tuple[float | None, str]:
    if number is None:
        return None, "–"
    if number.hidden:
        return None, "<5"
    if each.definition.shows == "time":
        return (None, "–") if number.median is None else (number.median / 3600, f"{number.median / 3600:.1f}")
    if each.definition.shows in ("share", "promises"):
        return (None, "–") if number.share is None else (number.share * 100, f"{number.share:.0%}")
    return number.count, f"{number.count:,}"


def _map(watch: Silence, about: str) -> str:
    """Neighbourhoods as tiles, the darker the more reports for every home: no street, no home, no outline of either."""
    rates = {
        each.name: (each.reports / each.homes if each.reports is not None and each.homes else None)
        for each in watch.areas
    }
    most = max((rate for rate in rates.values() if rate is not None), default=0) or 1
    places = sorted(watch.areas, key=lambda each: each.name)
    points = [
        charts.Point(
            each.name,
            None if rates[each.name] is None else (rates[each.name] or 0) / most,
            ("not shown" if each.reports is None else f"{about}{each.reports:,} reports")
            + f"\n{each.homes:,} homes",
        )
        for each in places
    ]
    said = "; ".join(f"{p.label}: {', '.join(p.text.splitlines())}" for p in points)
    return drawn(
        charts.tiles("map", "Reports by neighbourhood, the darker the more for every home", said, points)
    )


def _standing_now(desk: Desk) -> dict[str, int]:
    """Promises that are open at this moment, live."""
    standings = duty_standings(desk.viewer, spans={"now": desk.now}, now=desk.now)
    return {
        name: sum(getattr(each.spans["now"], name) for each in standings)
        for name in ("broken", "at_risk", "under_way")
    }
