"""The box at the top of every page: cases, people and homes at once; what is found can be narrowed, kept, and given out."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from upstander.cases.api import (
    NoSuchCase,
    SavedLine,
    forget_search,
    run_saved,
    save_search,
    saved_searches,
    tell_of_search,
)
from upstander.cases.queries.api import CaseFilter, CaseHead, filter_from, find_cases, near_cases
from upstander.confidentiality.api import Permission, looking, reading
from upstander.lib.decision import Refused
from upstander.records.api import READERS, disposed
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.directory import find_people_and_homes
from upstander.sites.staff.frame import go, show
from upstander.sites.staff.guard import staff_page
from upstander.sites.staff.search_words import filter_words, filters_for

_LONGEST = 200
_MOST = 100


@staff_page(None, "GET", "POST")
def search(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Search. What is searched for is sent in the body, so that no name stands in an address; and keep the search, when asked to."""
    if request.method != "POST":
        return _draw(request, desk, "", CaseFilter())
    text, only = request.POST.get("q", "").strip()[:_LONGEST], filter_from(request.POST)
    if request.POST.get("do") == "keep":
        try:
            save_search(
                name=request.POST.get("name", "")[:_LONGEST],
                text=text,
                only=only,
                digest=bool(request.POST.get("digest")),
                by=desk.viewer,
                now=desk.now,
            )
            return go("search", done="search-kept")
        except Refused as refused:
            wrong = [{"text": refused.reason, "href": "#name"}]
            return _found(request, desk, text, only, wrong)
    return _found(request, desk, text, only)


@staff_page(None, "GET", "POST")
def saved(request: HttpRequest, desk: Desk, search_id: UUID) -> HttpResponse:
    """What a search of mine finds now, with what is new; whether I am told of it; or delete it."""
    does = request.POST.get("do")
    if does in ("tell", "quiet"):
        tell_of_search(search_id=search_id, digest=does == "tell", by=desk.viewer, now=desk.now)
        return go("saved-search", search_id, done="search-told" if does == "tell" else "search-quiet")
    if does == "forget":
        forget_search(search_id=search_id, by=desk.viewer, now=desk.now)
        return go("search", done="search-gone")
    found = run_saved(desk.viewer, search_id, now=desk.now)
    if found is None:
        raise NoSuchCase
    line, heads, new = found
    return _draw(request, desk, line.text, line.only, cases=heads, new=new, line=line)


def _found(
    request: HttpRequest, desk: Desk, text: str, only: CaseFilter, errors: list[dict[str, str]] | None = None
) -> HttpResponse:
    with looking(desk.viewer):  # it is posted, and yet only looks
        with reading(desk.viewer, desk.now, "case.search"):
            cases = find_cases(desk.viewer, text, now=desk.now, only=only, limit=_MOST)
            near = [] if cases else near_cases(desk.viewer, text, now=desk.now)
        return _draw(request, desk, text, only, cases=cases, near=near, errors=errors)


def _draw(
    request: HttpRequest,
    desk: Desk,
    text: str,
    only: CaseFilter,
    *,
    cases: Collection[CaseHead] = (),
    near: Collection[CaseHead] = (),
    new: Collection[UUID] = (),
    line: SavedLine | None = None,
    errors: list[dict[str, str]] | None = None,
) -> HttpResponse:
    people, homes = find_people_and_homes(desk, text if line is None else "")
    searched = bool(text or only)
    filters = filters_for(desk)
    context = {
        "text": text,
        "only": only,
        "filters": filters,
        "said": filter_words(only, filters),
        "cases": cases,
        "most": _MOST,
        "near": near,
        "new": new,
        "line": line,
        "people": people,
        "homes": homes,
        "searched": searched,
        "gone": disposed(desk.viewer, text) if text and not cases else None,
        "may_open_run": any(desk.viewer.may(each) for each in READERS),
        "works": desk.viewer.may(Permission.CASE_WORK),
        "gives_out": desk.viewer.may(Permission.CASE_ASSIGN),
        "kept": []
        if line
        else [(each, filter_words(each.only, filters)) for each in saved_searches(desk.viewer)],
        "errors": errors,
        "named": request.POST.get("name", "") if errors else "",
    }
    return show(request, desk, "staff/search.html", context, status=422 if errors else 200)
