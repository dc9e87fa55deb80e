"""Evidence of a case: the log of incidents, statements, exhibits with their chain, what is missing, and bundles of what was chosen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from upstander.cases.api import (
    CONFIRMED,
    EVIDENCE,
    SOURCES,
    NoSuchCase,
    confirm_statement,
    record_incident,
    record_statement,
)
from upstander.cases.measures.api import HANDED_TO, court_statements
from upstander.cases.queries.api import (
    CasePage,
    Entries,
    Most,
    case_page,
    evidence_gaps,
    incidents_of_case,
    merged_into,
    statements_of_case,
)
from upstander.confidentiality.api import Permission
from upstander.intake.api import (
    ACTS,
    MAY_LET_GO,
    FileRefused,
    add_exhibit,
    check_file,
    exhibits_of_case,
    files_to_exhibit,
    mailboxes_of_case,
    record_custody,
    reports_of_case,
    withdraw_exhibit,
)
from upstander.lib.decision import Refused
from upstander.records.api import (
    BUNDLE_KINDS,
    begin_evidence,
    bundle_page,
    choices,
    evidence_bundles,
    kinds_in,
    release_evidence,
)
from upstander.sites.staff.change import FOLLOWED, change_case
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.forms.base import offer
from upstander.sites.staff.forms.evidence import (
    OWN,
    ConfirmForm,
    CustodyForm,
    EvidenceBundleForm,
    ExhibitForm,
    IncidentForm,
    StatementForm,
    WithdrawForm,
)
from upstander.sites.staff.forms.sharing import ReleaseForm
from upstander.sites.staff.frame import show
from upstander.sites.staff.guard import staff_page
from upstander.sites.staff.words import STAGES

_WITHDRAWN_IN = (*FOLLOWED, "joined")  # also on a case that became part of another, whose bundles hold it


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of the log, wherever it came from."""

    at: datetime
    source: str
    words: str
    place: str = ""
    by: str = ""


@staff_page(None)
def one(request: HttpRequest, desk: Desk, case_id: UUID) -> HttpResponse:
    """Everything that counts as evidence on one case."""
    page = case_page(desk.viewer, case_id, now=desk.now, entries=Entries(Most.ONE, ("finding",)))
    statements = statements_of_case(desk.viewer, case_id)
    exhibits = exhibits_of_case(desk.viewer, case_id)
    log = _log(desk, page)
    merged = [
        (each, exhibits_of_case(desk.viewer, each.case_id)) for each in merged_into(desk.viewer, case_id)
    ]
    there = [*exhibits, *(line for _, lines in merged for line in lines)]
    said = [
        *statements,
        *(line for each, _ in merged for line in statements_of_case(desk.viewer, each.case_id)),
    ]
    incidents = len(log) + sum(each.incidents for each, _ in merged)
    finding = next(iter(page.timeline), None)
    may = desk.viewer.may(Permission.CASE_WORK)
    context = {
        "page": page,
        "log": log,
        "statements": statements,
        "for_court": court_statements(desk.viewer, case_id),
        "handed_to": HANDED_TO,
        "exhibits": exhibits,
        "merged": [(each, len(lines)) for each, lines in merged],
        "strength": EVIDENCE.get(page.head.evidence, ""),
        "finding": finding,
        "gaps": evidence_gaps(
            page, statements=said, exhibits=sum(each.withdrawn is None for each in there), incidents=incidents
        ),
        "bundles": [
            bundle_page(desk.viewer, each, now=desk.now) for each in evidence_bundles(desk.viewer, case_id)
        ]
        if may
        else [],
        "kinds": BUNDLE_KINDS,
        "stages": STAGES,
        "acts": ACTS,
        "confirmed": CONFIRMED,
        "works": may and page.head.state in ("received", "open"),
        "lets_go": bool(desk.viewer.check(*MAY_LET_GO)),
        "withdraws": may and page.head.state in _WITHDRAWN_IN,
        "bundles_up": may and page.head.state in FOLLOWED,
    }
    return show(request, desk, "staff/evidence.html", context)


def _log(desk: Desk, page: CasePage) -> list[LogLine]:
    """What was reported, what came by the mailbox, and what staff wrote down, the latest first."""
    case_id = page.head.id
    lines = [
        LogLine(each.received_at, f"Report {each.reference}", each.narrative, each.where)
        for each in reports_of_case(desk.viewer, case_id, [report.id for report in page.reports])
    ]
    lines += [
        LogLine(message.at, "Message in the mailbox", message.text)
        for box in mailboxes_of_case(desk.viewer, case_id)
        for message in box.messages
        if message.inbound
    ]
    lines += [
        LogLine(each.at, SOURCES[each.source], each.what, each.place, each.by)
        for each in incidents_of_case(desk.viewer, case_id)
    ]
    return sorted(lines, key=lambda line: line.at, reverse=True)


@staff_page(Permission.CASE_WORK, "GET", "POST")
def incident(request: HttpRequest, desk: Desk, case_id: UUID) -> HttpResponse:
    """Put one incident on the log."""

    def save(form: IncidentForm, version: int) -> None:
        told = form.cleaned_data
        record_incident(
            case_id=case_id, source=told["source"], at=told["moment"], what=told["what"], place=told["place"],
            version=version, by=desk.viewer, now=desk.now,
        )  # fmt: skip

    return change_case(
        request,
        desk,
        case_id,
        IncidentForm,
        "staff/forms/incident.html",
        save,
        done="incident",
        back="evidence",
    )


@staff_page(Permission.CASE_WORK, "GET", "POST")
def statement(request: HttpRequest, desk: Desk, case_id: UUID) -> HttpResponse:
    """Put a statement on record."""

    def save(form: StatementForm, version: int) -> None:
        told = form.cleaned_data
        record_statement(
            case_id=case_id, party_id=None if told["party"] == OWN else UUID(told["party"]), words=told["words"],
            taken_at=told["moment"], version=version, by=desk.viewer, now=desk.now,
        )  # fmt: skip

    return change_case(
        request,
        desk,
        case_id,
        StatementForm,
        "staff/forms/statement.html",
        save,
        done="statement",
        back="evidence",
    )


@staff_page(Permission.CASE_WORK, "GET", "POST")
def confirm(request: HttpRequest, desk: Desk, case_id: UUID, statement_id: UUID) -> HttpResponse:
    """They signed or confirmed a statement."""
    line = next((each for each in statements_of_case(desk.viewer, case_id) if each.id == statement_id), None)
    if line is None:
        raise NoSuchCase

    def save(form: ConfirmForm, version: int) -> None:
        told = form.cleaned_data
        confirm_statement(
            case_id=case_id, statement_id=statement_id, how=told["how"], at=told["moment"], version=version,
            by=desk.viewer, now=desk.now,
        )  # fmt: skip

    return change_case(
        request, desk, case_id, ConfirmForm, "staff/forms/confirm_statement.html", save, done="statement",
        context=lambda form, page: {"line": line}, back="evidence",
    )  # fmt: skip


@staff_page(Permission.CASE_WORK, "GET", "POST")
def exhibit(request: HttpRequest, desk: Desk, case_id: UUID) -> HttpResponse:
    """Make a file an exhibit: one of the case, or a new one that is checked as those of reporters are."""
    known = files_to_exhibit(desk.viewer, case_id)

    def build(*args: Any, **given: Any) -> ExhibitForm:  # Any: what change_case hands to a form
        form = ExhibitForm(*args, **given)
        offer(form, "file_of_case", [("", "A new file"), *((str(each), name) for each, name in known)])
        return form

    def save(form: ExhibitForm, version: int) -> None:
        told = form.cleaned_data
        upload = request.FILES.get("upload")
        try:
            file = check_file(upload.name or "", upload.file) if upload and upload.file else None
        except FileRefused as refused:
            raise Refused(str(refused)) from None
        add_exhibit(
            case_id=case_id, title=told["title"], taken_at=told["moment"], taken_by=told["taken_by"], place=told["place"],
            attachment_id=UUID(told["file_of_case"]) if told["file_of_case"] else None, file=file,
            version=version, by=desk.viewer, now=desk.now,
        )  # fmt: skip

    return change_case(
        request, desk, case_id, build, "staff/forms/exhibit.html", save, done="exhibit",
        context=lambda form, page: {"multipart": True}, back="evidence",
    )  # fmt: skip


@staff_page(Permission.CASE_WORK, "GET", "POST")
def custody(request: HttpRequest, desk: Desk, case_id: UUID, exhibit_id: UUID) -> HttpResponse:
    """Write down where an exhibit went."""
    line = next((each for each in exhibits_of_case(desk.viewer, case_id) if each.id == exhibit_id), None)
    if line is None:
        raise NoSuchCase

    def save(form: CustodyForm, version: int) -> None:
        told = form.cleaned_data
        record_custody(
            exhibit_id=exhibit_id,
            act=told["act"],
            at=told["moment"],
            words=told["words"],
            by=desk.viewer,
            now=desk.now,
        )

    return change_case(
        request, desk, case_id, CustodyForm, "staff/forms/custody.html", save, done="custody", states=FOLLOWED,
        context=lambda form, page: {"line": line, "acts": ACTS}, back="evidence",
    )  # fmt: skip


@staff_page(Permission.CASE_WORK, "GET", "POST")
def withdraw(request: HttpRequest, desk: Desk, case_id: UUID, exhibit_id: UUID) -> HttpResponse:
    """An exhibit is no evidence any more: it stays on record, and leaves in no bundle."""
    return _withdrawal(request, desk, case_id, exhibit_id, back=False)


@staff_page(Permission.CASE_WORK, "GET", "POST")
def put_back(request: HttpRequest, desk: Desk, case_id: UUID, exhibit_id: UUID) -> HttpResponse:
    """It was withdrawn by mistake."""
    return _withdrawal(request, desk, case_id, exhibit_id, back=True)


def _withdrawal(
    request: HttpRequest, desk: Desk, case_id: UUID, exhibit_id: UUID, *, back: bool
) -> HttpResponse:
    line = next((each for each in exhibits_of_case(desk.viewer, case_id) if each.id == exhibit_id), None)
    if line is None:
        raise NoSuchCase

    def save(form: WithdrawForm, version: int) -> None:
        withdraw_exhibit(
            exhibit_id=exhibit_id, back=back, reason=form.cleaned_data["reason"], version=version, by=desk.viewer, now=desk.now
        )  # fmt: skip

    return change_case(
        request, desk, case_id, WithdrawForm, "staff/forms/withdraw_exhibit.html", save,
        done="exhibit-back" if back else "exhibit-out",
        states=_WITHDRAWN_IN, context=lambda form, page: {"line": line, "puts_back": back}, back="evidence",
    )  # fmt: skip


@staff_page(Permission.CASE_WORK, "GET", "POST")
def begin(request: HttpRequest, desk: Desk, case_id: UUID) -> HttpResponse:
    """Choose what goes into a bundle, thing by thing."""
    made: list[UUID] = []

    def build(*args: Any, **given: Any) -> EvidenceBundleForm:  # Any: what change_case hands to a form
        form = EvidenceBundleForm(*args, **given)
        offer(
            form, "chosen", [(each.code, each.label) for each in choices(desk.viewer, case_id, now=desk.now)]
        )
        return form

    def save(form: EvidenceBundleForm, version: int) -> None:
        told = form.cleaned_data
        made.append(
            begin_evidence(
                case_id=case_id, kind=told["kind"], purpose=told["purpose"], chosen=told["chosen"], by=desk.viewer, now=desk.now
            )
        )  # fmt: skip

    answer = change_case(
        request,
        desk,
        case_id,
        build,
        "staff/forms/bundle.html",
        save,
        done="",
        states=FOLLOWED,
        back="evidence",
    )
    return HttpResponseRedirect(reverse("access:bundle", args=made)) if made else answer


@staff_page(Permission.CASE_WORK, "GET", "POST")
def release(request: HttpRequest, desk: Desk, case_id: UUID, bundle_id: UUID) -> HttpResponse:
    """Let a bundle out, with who is told and on what ground: the sharing gate decides."""
    bundle = bundle_page(desk.viewer, bundle_id, now=desk.now)
    if bundle.case_id != case_id:
        raise NoSuchCase

    def build(*args: Any, **given: Any) -> ReleaseForm:  # Any: what change_case hands to a form
        form = ReleaseForm(*args, **given)
        return form.for_bundle(bundle.line.kind, kinds_in(desk.viewer, bundle_id))

    def save(form: ReleaseForm, version: int) -> None:
        release_evidence(
            bundle_id=bundle_id, told=form.sharing(), at=form.cleaned_data["moment"], version=version,
            by=desk.viewer, now=desk.now,
        )  # fmt: skip

    return change_case(
        request, desk, case_id, build, "staff/forms/release_evidence.html", save, done="bundle-released", states=FOLLOWED,
        context=lambda form, page: {"manager": desk.viewer.may(Permission.CASE_CLOSE), "bundle": bundle}, back="evidence",
    )  # fmt: skip
