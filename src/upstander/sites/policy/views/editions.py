"""The register of editions: which is in force, the review clock, the log of amendments, and two editions side by side."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from upstander.confidentiality.api import Permission
from upstander.governance.api import compare, edition_text, register
from upstander.sites.policy import words
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.frame import show
from upstander.sites.staff.guard import staff_page


@staff_page(Permission.POLICY_READ)
def shelf(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The landlord's editions, and any others that ship."""
    context = {"register": register(desk.viewer, now=desk.now), "say": words}
    return show(request, desk, "policy/editions.html", context)


@staff_page(Permission.POLICY_READ)
def side_by_side(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What differs from one edition to another, in plain words."""
    comparison = compare(desk.viewer, request.GET.get("old", ""), request.GET.get("new", ""))
    if comparison is None:
        raise Http404
    return show(request, desk, "policy/compare.html", {"comparison": comparison, "say": words})


@staff_page(Permission.POLICY_READ)
def text(request: HttpRequest, desk: Desk, slug: str) -> HttpResponse:
    """An edition as it is written, to download."""
    found = edition_text(desk.viewer, slug)
    if found is None:
        raise Http404
    return as_file(found, f"{slug}.yaml", "application/yaml")


def as_file(content: str, name: str, kind: str) -> HttpResponse:
    """A text to keep."""
    answer = HttpResponse(content, content_type=f"{kind}; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
