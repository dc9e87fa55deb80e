"""A paper says what was recorded and nobody else's name, and goes after a second person read it; data may be the landlord's own."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader
from pytest_django import Settings

from cases.measures.test_measures import At
from factories.cast import Cast, one_of_each_role
from factories.reports import opened
from upstander.cases.api import current_edition, record_finding, record_incident, record_statement
from upstander.cases.landlord_data import landlord_data
from upstander.cases.measures.api import (
    CourtStatementLine,
    CourtTold,
    PaperTold,
    change_paper,
    court_statement_file,
    court_statements,
    hand_in_statement,
    make_court_statement,
    paper_line,
    paper_pdf,
    pass_paper,
)
from upstander.cases.measures.dates import deemed_on
from upstander.cases.measures.law import law
from upstander.cases.measures.papers import paper_of
from upstander.cases.models import CourtStatement
from upstander.cases.queries.api import case_page, statements_of_case, today
from upstander.confidentiality.api import system, viewing
from upstander.lib.decision import Refused


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def drafted(cast: Cast, now: datetime) -> tuple[UUID, UUID]:
    """A case with a first warning written, not read."""
    case_id = opened(cast, now)
    record_finding(
        case_id=case_id, validity="substantiated", evidence="strong", reasons="Film", by=cast.ben, now=now
    )
    at = At(case_id, cast.ben, now)
    at.step("proportionality", "proportionate", about="perpetrator")
    said = {"level": "first", "said": "On 19 November you shouted at a neighbour.", "stop": "Shouting."}
    return case_id, at.step("warning", "drafted", about="perpetrator", told=said)


@pytest.mark.django_db
def test_a_paper_names_nobody_else_and_stays_as_a_second_person_read_it(now: datetime) -> None:
    cast = one_of_each_role(now)
    case_id, letter = drafted(cast, now)
    line = paper_line(cast.ben, case_id, letter)
    assert line is not None and line.mine
    assert line.told.addressee == "Gwen Harcastle"

    def change(words: str) -> None:
        told = PaperTold("Gwen Harcastle", "14 Larkfield Walk\nBootle", words)
        change_paper(case_id=case_id, measure_id=letter, told=told, by=cast.ben, now=now)

    for words in ("Leave Ms Yusuf alone.", "Stay away from 12 Larkfield Walk.", "You did …", "Dear {name}"):
        with pytest.raises(Refused):
            change(words)
    change(f"{line.told.words}\n\n- One point\n- Another")
    shown = text_of(paper_pdf(viewer=cast.ben, case_id=case_id, measure_id=letter, now=now))
    assert "DRAFT" in shown and "On 19 November you shouted" in shown
    assert "Amina" not in shown and "C-" not in shown
    pass_paper(case_id=case_id, measure_id=letter, by=cast.bella, now=now)
    heard = {
        name: {each.kind for each in today(getattr(cast, name), now=now).notices} for name in ("ben", "carol")
    }
    assert "to_read" in heard["carol"] and "was_read" in heard["ben"] and "to_read" not in heard["ben"]
    with pytest.raises(Refused, match="stays as it is"):
        change("Something else.")
    assert "DRAFT" not in text_of(paper_pdf(viewer=cast.ben, case_id=case_id, measure_id=letter, now=now))


@pytest.mark.django_db
def test_papers_for_a_court_follow_the_form_from_the_record_and_pass_only_when_nothing_is_missing(
    now: datetime,
) -> None:
    cast = one_of_each_role(now)
    case_id, letter = drafted(cast, now)
    pass_paper(case_id=case_id, measure_id=letter, by=cast.bella, now=now)
    At(case_id, cast.ben, now).step("warning", "sent", on=letter, about="perpetrator")
    record_incident(
        case_id=case_id,
        source="survivor",
        at=now,
        what="Gwen threw a bottle at Amina's door",
        place="The landing",
        by=cast.ben,
        now=now,
    )
    told = {
        "level": "n119",
        "court": "County Court at Liverpool, L00XX000",
        "tenancy": "assured",
        "facts": "- On 19 November 2026 the defendant threw a bottle at a neighbour's door.",
        "order": "- possession of the home",
        "about_them": "She lives alone. No disability is known after asking.",
        "witnesses": "A neighbour, and the officer",
    }
    paper = At(case_id, cast.ben, now).step("court-papers", "drafted", about="perpetrator", told=told)
    line = paper_line(cast.ben, case_id, paper)
    assert line is not None
    words = line.told.words
    order = [
        "# 1. The home",
        "# 4. Why possession",
        "# 6. The notice",
        "# 10. What the court",
        "# Statement of truth",
    ]
    assert [words.index(each) for each in order] == sorted(words.index(each) for each in order)
    assert (
        "a right to possession of [fill in: the address of their home" in words
        and "Warning letter, served" in words
        and "Warning letter, written" not in words
        and "20 November 2026: [fill in: what happened" in words
        and "…" not in words
    )
    assert "Amina" not in words and "landing" not in words, "no words that somebody wrote of what happened"
    with pytest.raises(Refused, match=r"Still missing: whether, and which; .*and [0-9]+ more"):
        pass_paper(case_id=case_id, measure_id=paper, by=cast.bella, now=now)
    assert "missing" in line.trouble, "its writer is told before anybody reads it"
    full = PaperTold(
        line.told.addressee, line.told.address, re.sub(r"\[fill in: [^\]]*\]", "not known", words)
    )
    change_paper(case_id=case_id, measure_id=paper, told=full, by=cast.ben, now=now)
    pdf = paper_pdf(viewer=cast.ben, case_id=case_id, measure_id=paper, now=now)
    shown = text_of(pdf)
    assert "DRAFT" in shown and "It is not the form." in shown and "Signed for" in shown
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]
    (signed,) = [page for page in pages if "Signed for" in page]
    assert "Statement of truth" in signed and "I am authorised" in signed, (
        "no signature without its statement"
    )
    with pytest.raises(Refused, match="Somebody other than its writer"):
        pass_paper(case_id=case_id, measure_id=paper, by=cast.ben, now=now)
    pass_paper(case_id=case_id, measure_id=paper, by=cast.bella, now=now)
    at, given = At(case_id, cast.ben, now), {"power": "injunction", "arrest": ""}
    order_id = at.step("urgent-injunction", "applied", about="perpetrator", told=given)
    for step in ("granted", "served", "broken"):
        made = {"order": "final", "arrest": "", "terms": "Amina is left alone"}
        at.step("urgent-injunction", step, on=order_id, about="perpetrator", told=made)
    contempt = at.step("court-papers", "drafted", about="perpetrator", told={**told, "level": "n600"})
    line = paper_line(cast.ben, case_id, contempt)
    assert line is not None and "20 November 2026: final order" in line.told.words
    assert "handed to them, on 19 November 2026" in line.told.words and "Amina" not in line.told.words
    assert "Broken on 19 November 2026: [fill in: what was done]" in line.told.words


def test_every_form_says_how_sure_its_fee_is_and_has_its_words() -> None:
    for form in law().forms:
        assert paper_of(f"court-{form.id}")["signs"] and form.sure != "official"
        assert form.fee or "fee" in form.note, form.id


@pytest.mark.django_db
def test_a_statement_for_a_court_says_all_of_it_and_is_kept_as_it_was_printed(now: datetime) -> None:
    cast = one_of_each_role(now)
    case_id = opened(cast, now)
    amina = next(p.id for p in case_page(cast.ben, case_id, now=now).parties if p.role == "survivor")
    statement = record_statement(
        case_id=case_id,
        party_id=amina,
        words="I was at my door.\n\nShe shouted.",
        taken_at=now,
        by=cast.ben,
        now=now,
    )
    told = CourtTold("phone", "care of us, 1 Harbour Row", "Nurse", "Polish", "paragraph 2, from my sister")

    def printed(statement_id: UUID, told: CourtTold, *exhibits: tuple[int, str]) -> str:
        made = make_court_statement(
            case_id=case_id,
            statement_id=statement_id,
            told=told,
            exhibits=list(exhibits),
            by=cast.ben,
            now=now,
        )
        return text_of(court_statement_file(cast.ben, case_id, made, now=now))

    def versions() -> list[CourtStatementLine]:
        return court_statements(cast.ben, case_id)[statement]

    shown = printed(statement, told, (2, "Photo"))
    assert printed(statement, told, (2, "Photo")) == shown and len(versions()) == 1, (
        "the same again is kept once"
    )
    other = replace(told, court="In the County Court at Harbour", defendant="Idris Vale and Jo Vale")
    assert "Between One Vision Housing (claimant) and Idris Vale and Jo Vale" in printed(statement, other)
    second, first = versions()
    assert second.told == other and first.told == told, "the next time begins with the last"
    file = court_statement_file(cast.ben, case_id, first.id, now=now + timedelta(days=9))
    assert text_of(file) == shown and sha256(file).hexdigest() == first.sha256
    handed: dict[str, Any] = {"case_id": case_id, "made_id": first.id, "to": "court", "by": cast.ben}
    with pytest.raises(Refused, match="after it was printed"):
        hand_in_statement(at=now - timedelta(hours=1), now=now, **handed)
    hand_in_statement(at=now, now=now, **handed)
    with pytest.raises(Refused, match="handed in already"):
        hand_in_statement(at=now, now=now, **handed)
    for change in ({"number": 7}, {"handed_to": "solicitor"}):
        with viewing(system("tests")), pytest.raises(IntegrityError, match="stays"), transaction.atomic():
            CourtStatement.objects.filter(pk=first.id).update(**change)
    assert court_statements(cast.dev, case_id) == {}, "whoever does not see the case sees none of it"
    for said in (
        "I believe that the facts stated in this witness statement are true",
        "Amina Yusuf, care of us, 1 Harbour Row",
        "My occupation: Nurse.",
        "paragraph 2, from my sister.",
        "of One Vision Housing over the telephone, through an interpreter, in Polish.",
        "1. I was at my door.",
        "3. I refer to what is shown to me, marked “Exhibit 2”: Photo.",
        "Date of translation",
    ):
        assert said in shown
    own = record_statement(
        case_id=case_id, party_id=None, words="I saw the door.", taken_at=now, by=cast.ben, now=now
    )
    ben = next(each.name for each in statements_of_case(cast.ben, case_id) if each.role == "officer")
    told = CourtTold("self", "1 Harbour Row", "Neighbourhood officer")
    shown = printed(own, told)
    assert f"I, {ben}, of 1 Harbour Row" in shown and "as Neighbourhood officer." in shown
    assert "Statement number: 1" in shown and "I wrote it myself." in shown
    assert "are within my own knowledge." in shown and "translation" not in shown
    assert ben.startswith("Ben")


def days_between(first: date, last: date) -> list[date]:
    """From the first to the day before the last."""
    return [date.fromordinal(day) for day in range(first.toordinal(), last.toordinal())]


@given(on=st.dates(date(2026, 1, 1), date(2027, 12, 1)), late=st.booleans())
def test_what_is_served_is_taken_to_be_served_on_a_working_day_and_never_before(on: date, late: bool) -> None:
    works = current_edition(None).calendar.is_working_day
    for service in law().services:
        found = deemed_on(service, on, late=late, is_working_day=works)
        assert found >= on
        assert works(found) and not any(
            map(works, days_between(on + timedelta(days=service.days + late), found))
        )
        if service.id == "post" and works(on + timedelta(days=2)):
            assert found == on + timedelta(days=2), "CPR 6.26: the second day, and no second working day"
        if service.id == "hand" and works(on) and not late:
            assert found == on


def test_a_landlord_puts_its_own_data_over_what_ships(tmp_path: Path, settings: Settings) -> None:
    settings.UPSTANDER_EDITIONS = tmp_path
    (tmp_path / "data").mkdir()
    own = tmp_path / "data" / "law.yaml"
    own.write_text(
        "powers:\n  - {id: g12, notice_days: 21, sure: official}\n  - {id: g13, gone: true}\n",
        encoding="utf-8",
    )
    powers = {each["id"]: each for each in landlord_data("upstander.cases.measures", "law.yaml")["powers"]}
    assert (powers["g12"]["notice_days"], powers["g12"]["sure"]) == (21, "official")
    assert powers["g12"]["label"] == "Assured ground 12: breach of the tenancy"
    assert "g13" not in powers and "g14" in powers
    own.write_text("power: []\n", encoding="utf-8")
    with pytest.raises(ValueError, match="there is no power"):
        landlord_data("upstander.cases.measures", "law.yaml")
