"""Papers of enforcement: written, read by a second person, printed. And statements as a court takes them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from upstander.cases.api import NoSuchCase
from upstander.cases.measures.api import (
    PaperLine,
    change_paper,
    paper_line,
    paper_pdf,
    pass_paper,
    statement_pdf,
)
from upstander.cases.queries.api import CasePage, statements_of_case
from upstander.confidentiality.api import Permission
from upstander.intake.api import exhibits_of_case
from upstander.sites.staff.change import FOLLOWED, change_case
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.forms.base import offer
from upstander.sites.staff.forms.papers import CourtStatementForm, PaperForm
from upstander.sites.staff.frame import go
from upstander.sites.staff.guard import staff_page


@staff_page(Permission.CASE_WORK, "GET", "POST")
def paper(request: HttpRequest, desk: Desk, case_id: UUID, measure_id: UUID) -> HttpResponse:
    """The words, to make them fit; for somebody else: to read them and let them go."""
    line = _line(desk, case_id, measure_id)

    def build(*args: Any, **given: Any) -> PaperForm:  # Any: what change_case hands to a form
        form: PaperForm = type("PaperForm", (PaperForm,), {"line": line})(*args, **given)
        return form

    def save(form: PaperForm, version: int) -> None:
        change_paper(
            case_id=case_id,
            measure_id=measure_id,
            told=form.told(),
            version=version,
            by=desk.viewer,
            now=desk.now,
        )

    def context(form: PaperForm, page: CasePage) -> dict[str, Any]:
        return {"line": line, "measure_id": measure_id}

    return change_case(
        request,
        desk,
        case_id,
        build,
        "staff/forms/paper.html",
        save,
        done="paper",
        states=FOLLOWED,
        context=context,
    )


@staff_page(Permission.CASE_WORK, "POST")
def read(request: HttpRequest, desk: Desk, case_id: UUID, measure_id: UUID) -> HttpResponse:
    """A second person has read it as it stands. The page carries the version, so that nobody passes words they have not seen."""
    version = request.POST.get("version", "")
    pass_paper(
        case_id=case_id,
        measure_id=measure_id,
        version=int(version) if version.isdigit() else 0,
        by=desk.viewer,
        now=desk.now,
    )
    return go("measure", case_id, measure_id, done="paper-read")


@staff_page(Permission.CASE_WORK)
def paper_print(request: HttpRequest, desk: Desk, case_id: UUID, measure_id: UUID) -> HttpResponse:
    """The paper as a PDF."""
    return _pdf(paper_pdf(viewer=desk.viewer, case_id=case_id, measure_id=measure_id, now=desk.now), "paper")


@staff_page(Permission.CASE_WORK, "GET", "POST")
def statement_print(request: HttpRequest, desk: Desk, case_id: UUID, statement_id: UUID) -> HttpResponse:
    """A statement with a statement of truth, to be read and signed: what the court asks beside its words, then the PDF."""
    line = next((each for each in statements_of_case(desk.viewer, case_id) if each.id == statement_id), None)
    if line is None:
        raise NoSuchCase
    exhibits = {str(each.number): each for each in exhibits_of_case(desk.viewer, case_id)}
    made: list[bytes] = []

    def build(*args: Any, **given: Any) -> CourtStatementForm:  # Any: what change_case hands to a form
        form: CourtStatementForm = type("CourtStatementForm", (CourtStatementForm,), {"line": line})(
            *args, **given
        )
        offer(
            form,
            "exhibits",
            [(code, f"Exhibit {code}: {each.title}") for code, each in exhibits.items()],
        )
        return form

    def save(form: CourtStatementForm, version: int) -> None:
        chosen = [exhibits[code] for code in form.cleaned_data["exhibits"]]
        made.append(
            statement_pdf(
                viewer=desk.viewer,
                case_id=case_id,
                statement_id=statement_id,
                told=form.told(),
                exhibits=[(each.number, each.title) for each in chosen],
                now=desk.now,
            )
        )

    answer = change_case(
        request,
        desk,
        case_id,
        build,
        "staff/forms/court_statement.html",
        save,
        done="",
        states=FOLLOWED,
        context=lambda form, page: {"line": line, "ours": line.role == "officer"},
        back="evidence",
    )
    return _pdf(made[0], "statement") if made else answer


def _pdf(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}.pdf"', "Cache-Control": "no-store"},
    )


def _line(desk: Desk, case_id: UUID, measure_id: UUID) -> PaperLine:
    line = paper_line(desk.viewer, case_id, measure_id)
    if line is None:
        raise NoSuchCase
    return line
