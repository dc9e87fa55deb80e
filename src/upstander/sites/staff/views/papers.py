"""Papers of enforcement: written, read by a second person, printed. And statements as a court takes them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from upstander.cases.api import NoSuchCase
from upstander.cases.measures.api import (
    PaperLine,
    change_paper,
    court_statement_file,
    court_statements,
    hand_in_statement,
    make_court_statement,
    paper_line,
    paper_pdf,
    pass_paper,
)
from upstander.cases.queries.api import CasePage, statements_of_case
from upstander.confidentiality.api import Permission
from upstander.intake.api import exhibits_of_case
from upstander.sites.paper import pdf
from upstander.sites.staff.change import FOLLOWED, change_case
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.forms.base import offer
from upstander.sites.staff.forms.papers import CourtStatementForm, HandedInForm, PaperForm
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
    return pdf(paper_pdf(viewer=desk.viewer, case_id=case_id, measure_id=measure_id, now=desk.now), "paper")


@staff_page(Permission.CASE_WORK, "GET", "POST")
def statement_print(request: HttpRequest, desk: Desk, case_id: UUID, statement_id: UUID) -> HttpResponse:
    """A statement with a statement of truth, to be read and signed: what the court asks beside its words, as it was the last time."""
    line = next((each for each in statements_of_case(desk.viewer, case_id) if each.id == statement_id), None)
    if line is None:
        raise NoSuchCase
    exhibits = {
        str(each.number): each for each in exhibits_of_case(desk.viewer, case_id) if each.withdrawn is None
    }
    made = court_statements(desk.viewer, case_id).get(statement_id, [])

    def build(*args: Any, **given: Any) -> CourtStatementForm:  # Any: what change_case hands to a form
        known = {"line": line, "last": made[0].told if made else None}
        form: CourtStatementForm = type("CourtStatementForm", (CourtStatementForm,), known)(*args, **given)
        offer(
            form,
            "exhibits",
            [(code, f"Exhibit {code}: {each.title}") for code, each in exhibits.items()],
        )
        return form

    def save(form: CourtStatementForm, version: int) -> None:
        chosen = [exhibits[code] for code in form.cleaned_data["exhibits"]]
        make_court_statement(
            case_id=case_id,
            statement_id=statement_id,
            told=form.told(),
            exhibits=[(each.number, each.title) for each in chosen],
            version=version,
            by=desk.viewer,
            now=desk.now,
        )

    return change_case(
        request,
        desk,
        case_id,
        build,
        "staff/forms/court_statement.html",
        save,
        done="court-statement",
        states=FOLLOWED,
        context=lambda form, page: {"line": line, "ours": line.role == "officer", "made": made},
        back="evidence",
    )


@staff_page(Permission.CASE_WORK)
def court_statement(request: HttpRequest, desk: Desk, case_id: UUID, made_id: UUID) -> HttpResponse:
    """The same file as the first time."""
    return pdf(court_statement_file(desk.viewer, case_id, made_id, now=desk.now), "statement")


@staff_page(Permission.CASE_WORK, "GET", "POST")
def handed_in(request: HttpRequest, desk: Desk, case_id: UUID, made_id: UUID) -> HttpResponse:
    """This version left for the court."""
    found = court_statements(desk.viewer, case_id).values()
    line = next((each for made in found for each in made if each.id == made_id), None)
    if line is None:
        raise NoSuchCase

    def save(form: HandedInForm, version: int) -> None:
        told = form.cleaned_data
        hand_in_statement(
            case_id=case_id, made_id=made_id, to=told["to"], at=told["moment"], version=version, by=desk.viewer, now=desk.now,
        )  # fmt: skip

    return change_case(
        request, desk, case_id, HandedInForm, "staff/forms/handed_in.html", save, done="handed-in", states=FOLLOWED,
        context=lambda form, page: {"line": line}, back="evidence",
    )  # fmt: skip


def _line(desk: Desk, case_id: UUID, measure_id: UUID) -> PaperLine:
    line = paper_line(desk.viewer, case_id, measure_id)
    if line is None:
        raise NoSuchCase
    return line
