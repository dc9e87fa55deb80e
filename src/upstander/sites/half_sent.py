"""A call that ended before its announced length. A form is shown again by its guard (403); a program is told to send it again."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, UnreadablePostError

from upstander.sites.api.problems import ApiProblem, answer

CUT_SHORT = ApiProblem(
    400,
    "This did not come in whole",
    "The line broke while you were sending. Nothing was stored. Send it again.",
)


class HalfSent:
    """Answers where no guard of a form did: at the addresses that programs call."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """400, without a word of what had come."""
        return answer(request, CUT_SHORT) if isinstance(exception, UnreadablePostError) else None
