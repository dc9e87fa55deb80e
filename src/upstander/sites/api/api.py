"""`/api/v1/`: three calls. A token opens them and nothing else does; the cookies of staff are not looked at."""

from __future__ import annotations

from typing import Annotated, Any, NoReturn, cast

from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import File, Header, NinjaAPI, Path, Status
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.files import UploadedFile
from ninja.openapi.schema import OpenAPISchema
from ninja.parser import Parser
from ninja.security import HttpBearer

from upstander.cases.api import current_edition
from upstander.intake.api import (
    FileRefused,
    KeyReused,
    NoSuchReport,
    add_partner_files,
    check_file,
    faults,
    partner_receipt,
    receive_from_partner,
)
from upstander.lib.days import london_day
from upstander.lib.decision import Refused
from upstander.partners.api import TokenHolder, token_holder
from upstander.sites.api import problems
from upstander.sites.api.problems import ApiProblem
from upstander.sites.api.schemas import FilesReceived, Problem, Received, ReportIn, same_words, telling_of

_LARGEST_REPORT = 256 * 1024
# Any: for a type checker the library calls these classes; they are functions.
_KEY: Any = Header(  # type: ignore[type-arg]
    ...,
    alias="Idempotency-Key",
    min_length=8,
    max_length=200,
    pattern=r"^[!-~]+$",
    description="Your own name for this report, the same whenever you send it again. A random UUID serves.",
)
_REFERENCE: Any = Path(  # type: ignore[type-arg]
    ..., pattern=r"^R-[0-9]{3,9}-[0-9]{3}-[A-Z]$", description="As answered when it was received."
)


class _SmallJson(Parser):
    """JSON that says what it is and how long it is, before it is read."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        if request.content_type != "application/json":
            raise ApiProblem(415, "Send JSON", "Set Content-Type to application/json.")
        if int(request.META.get("CONTENT_LENGTH") or 0) > _LARGEST_REPORT:
            raise ApiProblem(
                413,
                "This report is too long",
                "A report can be up to 256 KB. Files go in a call of their own.",
            )
        try:
            found = super().parse_body(request)
        except RecursionError:
            raise ApiProblem(400, "This is not JSON that we can read") from None
        if not isinstance(found, dict):
            raise ApiProblem(400, "Send one report, as a JSON object")
        return found


class _Token(HttpBearer):
    """The token of a body. Its holder is put on the request."""

    openapi_description = "Your token, as the landlord gave it to you."

    def authenticate(self, request: HttpRequest, token: str) -> TokenHolder | None:
        holder = token_holder(token, now=timezone.now())
        if holder is not None and not holder.within:
            raise ApiProblem(
                429, "Too many calls in this minute", "Wait a minute and send it again, under the same key."
            )
        return holder


class _Api(NinjaAPI):
    """Ninja's, whose description says what errors are made of."""

    def get_openapi_schema(self, *args: Any, **kwargs: Any) -> OpenAPISchema:  # Any: as the library has it
        schema = super().get_openapi_schema(*args, **kwargs)
        for calls in schema["paths"].values():
            for call in calls.values():
                for status, response in call["responses"].items():
                    if int(status) >= 400:
                        response["content"] = {problems.MEDIA_TYPE: response["content"]["application/json"]}
        return schema


api = _Api(
    title="Upstander: reports from other bodies",
    version="1",
    description="Hand over a report, add files to it, and ask whether it was received. Nothing else is answered about it, ever.",
    urls_namespace="api",
    docs_url=None,
    auth=_Token(),
    parser=_SmallJson(),
)
api.add_exception_handler(
    ApiProblem, lambda request, error: problems.answer(request, cast("ApiProblem", error))
)
api.add_exception_handler(
    ValidationError, lambda request, error: problems.not_valid(request, cast("ValidationError", error))
)


@api.exception_handler(AuthenticationError)
def _unknown(request: HttpRequest, error: Any) -> HttpResponse:  # Any: the library's signature
    return problems.answer(
        request, ApiProblem(401, "Send your token", "Authorization: Bearer and a token that is in force.")
    )


@api.exception_handler(HttpError)
def _unreadable(request: HttpRequest, error: Any) -> HttpResponse:
    if isinstance(error.__cause__, ApiProblem):  # ours, from the parser
        return problems.answer(request, error.__cause__)
    return problems.answer(request, ApiProblem(error.status_code, "This is not JSON that we can read"))


@api.exception_handler(SuspiciousOperation)
def _suspicious(request: HttpRequest, error: Any) -> HttpResponse:
    """More files, fields or bytes than a call may have, and names of files that are none: Django's own limits."""
    return problems.answer(
        request, ApiProblem(400, "This is more than one call can carry, or not well formed")
    )


@api.exception_handler(Http404)
def _nothing(request: HttpRequest, error: Any) -> HttpResponse:
    return problems.answer(request, ApiProblem(404, "We have no such report of yours"))


_ERRORS = {400: Problem, 401: Problem, 403: Problem, 413: Problem, 422: Problem, 429: Problem}


@api.post(
    "/reports",
    response={201: Received, 200: Received, 409: Problem, 415: Problem, **_ERRORS},
    operation_id="sendReport",
    summary="Hand over a report",
)
def send_report(request: HttpRequest, report: ReportIn, key: Annotated[str, _KEY]) -> Status[Received]:
    """Stored for good before it is answered: 201, or 200 when the same report came under this key before.

    The same key with another report is refused with 409; the first one stands.
    """
    now, holder = timezone.now(), _holder(request, "reports:write")
    told = telling_of(report, holder.agency)
    if wrong := list(faults(told, current_edition(now), london_day(now))):
        raise ApiProblem(422, "Some of this cannot be taken", "Nothing was stored.", wrong)
    try:
        receipt = receive_from_partner(
            agency_id=holder.agency_id,
            token_id=holder.token_id,
            key=key,
            body=same_words(report),
            told=told,
            received_at=now,
            now=now,
        )
    except KeyReused:
        raise ApiProblem(
            409, "Another report came under this key", "The first one stands. Send this one under a key of its own.",
            [("Idempotency-Key", "Used for another report before.")],
        ) from None  # fmt: skip
    except Refused as refused:
        raise ApiProblem(422, "Some of this cannot be taken", refused.reason) from None
    told_back = Received(reference=receipt.reference, received_at=receipt.received_at)
    return Status(200 if receipt.again else 201, told_back)


@api.get(
    "/reports/{reference}",
    response={200: Received, 404: Problem, **_ERRORS},
    operation_id="wasReceived",
    summary="Ask whether a report of yours was received",
)
def was_received(request: HttpRequest, reference: Annotated[str, _REFERENCE]) -> Received:
    """ "received", for as long as we hold it, and never more (clause 3.2.3)."""
    holder = _holder(request, "reports:read")
    try:
        receipt = partner_receipt(holder.agency_id, reference)
    except NoSuchReport:
        _no_such()
    return Received(reference=receipt.reference, received_at=receipt.received_at)


@api.post(
    "/reports/{reference}/files",
    response={200: FilesReceived, 404: Problem, **_ERRORS},
    operation_id="addFiles",
    summary="Add photos or files to a report of yours",
)
def add_files(
    request: HttpRequest,
    reference: Annotated[str, _REFERENCE],
    files: Annotated[list[UploadedFile], File()],
) -> FilesReceived:
    """Up to ten files and 100 MB for a report, 50 MB each. The same file again is kept once, so that a call may be repeated."""
    now, holder = timezone.now(), _holder(request, "reports:write")
    try:
        partner_receipt(holder.agency_id, reference)
        checked = [check_file(each.name or "", each) for each in files]
        new = add_partner_files(agency_id=holder.agency_id, reference=reference, files=checked, now=now)
    except NoSuchReport:
        _no_such()
    except FileRefused as refused:
        raise ApiProblem(
            422, "A file cannot be taken", "None of these files was stored.", [("files", str(refused))]
        ) from None
    return FilesReceived(reference=reference, new_files=new)


def _holder(request: HttpRequest, scope: str) -> TokenHolder:
    holder = cast("TokenHolder", request.auth)  # type: ignore[attr-defined]  # ninja puts it there
    if scope not in holder.scopes:
        raise ApiProblem(
            403, "Your token does not include this", f"It lacks the scope {scope}. Ask the landlord."
        )
    return holder


def _no_such() -> NoReturn:
    raise ApiProblem(404, "We have no such report of yours") from None
