"""`/api/housing/v1/`: the landlord's own housing system hands over its files. A token with a scope of its own opens it.

POST takes      multipart: homes.csv, people.csv, tenancies.csv, any of them, as fields of that name; trial=yes changes nothing;
                only_running=yes: tenancies.csv lists all that run
GET  takes/ID   what became of it: state, numbers, and places in files; no value of any line
GET  flags      whom to ask about before somebody is written to or visited: reference and nothing else
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from upstander.cases.queries.api import ask_first
from upstander.confidentiality.api import system
from upstander.lib.decision import Refused
from upstander.partners.api import TokenHolder, token_holder
from upstander.people.api import LAYOUTS, UploadCard, hand_over, start_upload, upload_of_token
from upstander.sites.api.problems import ApiProblem, answer

View = Callable[..., HttpResponse]
_BY = system("housing import")


def _with_token(scope: str) -> Callable[[Callable[..., HttpResponse]], View]:
    """Opens a call with a token that has this scope."""

    def decorate(view: Callable[..., HttpResponse]) -> View:
        @csrf_exempt
        @wraps(view)
        def guarded(request: HttpRequest, **kwargs: object) -> HttpResponse:
            kind, _, token = request.headers.get("Authorization", "").partition(" ")
            holder = token_holder(token.strip(), now=timezone.now()) if kind.lower() == "bearer" else None
            try:
                if holder is None:
                    raise ApiProblem(
                        401, "Send your token", "Authorization: Bearer and a token that is in force."
                    )
                if not holder.within:
                    raise ApiProblem(429, "Too many calls in this minute", "Wait a minute and send it again.")
                if scope not in holder.scopes:
                    raise ApiProblem(403, "Your token does not include this")
                return view(request, holder, **kwargs)
            except ApiProblem as problem:
                return answer(request, problem)

        return guarded

    return decorate


@_with_token("housing:write")
@require_POST
def take(request: HttpRequest, holder: TokenHolder) -> HttpResponse:
    """Stored for good before it is answered with 202. It is tried first; what cannot be read changes nothing."""
    files = {
        layout.file: found
        for layout in LAYOUTS
        if (found := request.FILES.get(layout.file) or request.FILES.get(layout.file.removesuffix(".csv")))
    }
    try:
        upload = hand_over(
            files,
            only_running=request.POST.get("only_running", "").lower() in ("yes", "true", "1"),
            at_once=request.POST.get("trial", "").lower() not in ("yes", "true", "1"),
            token_id=holder.token_id,
            by=_BY,
            now=timezone.now(),
        )
    except Refused as refused:
        raise ApiProblem(422, "These files cannot be taken", refused.reason) from None
    start_upload(upload)
    return JsonResponse({"id": str(upload), "state": "waiting"}, status=202)


@_with_token("housing:write")
@require_GET
def taken(request: HttpRequest, holder: TokenHolder, upload_id: UUID) -> HttpResponse:
    """What became of files that this token handed over."""
    card = upload_of_token(upload_id, holder.token_id, by=_BY)
    if card is None:
        raise ApiProblem(404, "There are no such files of yours")
    return JsonResponse(_told(card))


@_with_token("housing:flags")
@require_GET
def flags(request: HttpRequest, holder: TokenHolder) -> HttpResponse:
    """References of people about whom somebody asks us before writing, calling or visiting."""
    return JsonResponse({"ask_first": sorted(ask_first(by=system("housing flags"), now=timezone.now()))})


def _told(card: UploadCard) -> dict[str, object]:
    told: dict[str, object] = {"id": str(card.id), "state": card.state}
    if card.run is not None:
        told |= {
            "counts": card.run.counts,
            "departures": card.run.departures,
            "refused": card.run.refused,
            "findings_in_all": card.run.findings_in_all,
            "findings": [
                {"file": f.file, "line": f.line, "column": f.column, "says": f.says, "left_out": f.left_out}
                for f in card.run.findings
            ],
        }
    return told
