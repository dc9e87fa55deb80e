"""Errors as RFC 9457 says: what is wrong, with which field, and what to do."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from ninja.errors import ValidationError

from upstander.sites.api.schemas import Fault
from upstander.sites.api.schemas import Problem as ProblemOut

MEDIA_TYPE = "application/problem+json"


class ApiProblem(Exception):
    """Ends a call with an answer that says what is wrong."""

    def __init__(
        self, status: int, title: str, detail: str = "", errors: Iterable[tuple[str, str]] = ()
    ) -> None:
        super().__init__(title)
        self.status, self.title, self.detail, self.errors = status, title, detail, tuple(errors)


def answer(request: HttpRequest, problem: ApiProblem) -> HttpResponse:
    """The answer that this problem makes."""
    told = ProblemOut(
        title=problem.title,
        status=problem.status,
        detail=problem.detail,
        errors=[Fault(field=field, message=message) for field, message in problem.errors],
    )
    response = HttpResponse(told.model_dump_json(), content_type=MEDIA_TYPE, status=problem.status)
    if problem.status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    if problem.status == 429:
        response.headers["Retry-After"] = "60"
    return response


def not_valid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """A report with something wrong in it: every fault with its field, and never what was typed."""
    faults = [(field_of(each["loc"]), message_of(each)) for each in error.errors]
    return answer(request, ApiProblem(422, "Some of this cannot be taken", "Nothing was stored.", faults))


def field_of(place: Iterable[object]) -> str:
    """`survivor.phone` for ("body", "report", "survivor", "phone"); a header by its name."""
    parts = [str(each) for each in place if each not in ("body", "report", "header", "path", "query", "file")]
    return ".".join(parts) or "body"


def message_of(fault: dict[str, object]) -> str:
    """The library's words without the type of error it raised, and ours as they are."""
    if fault.get("type") == "extra_forbidden":
        return "We do not know this field. Look at its spelling."
    if fault.get("type") == "missing":
        return "This is needed."
    if fault.get("type") == "literal_error":
        return f"Use one of: {_plain_list(fault)}."
    if str(fault.get("type", "")).startswith("date_"):
        return "Write a day that is in the calendar, as 2026-11-20 or 20/11/2026 in a file."
    return str(fault.get("msg", "")).removeprefix("Value error, ")


def _plain_list(fault: dict[str, object]) -> str:
    """`phone, text, email, post` from what the library expected."""
    expected = fault.get("ctx")
    words = str(expected.get("expected", "")) if isinstance(expected, dict) else ""
    return words.replace("'", "").replace(" or ", ", ")
