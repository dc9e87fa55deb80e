"""Evidence: what is written down stays, exhibits keep their chain, and a bundle leaves only through two people and the gate."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from PIL import Image

from factories.bodies import body
from factories.cast import Cast, one_of_each_role
from factories.files import hostile_pdf, mp3, photo
from factories.mailbox import a_code, come_back, once
from factories.reports import join, opened, received
from records.test_access_answer import decide_all, words_in
from upstander.cases.api import (
    NoSuchCase,
    confirm_statement,
    merge_cases,
    record_consent,
    record_incident,
    record_statement,
)
from upstander.cases.queries.api import case_page, evidence_gaps, sharing_of_case, statements_of_case, today
from upstander.cases.sharing.api import ConsentTold, SharingTold
from upstander.confidentiality.api import system, viewing
from upstander.confidentiality.models import Conflict
from upstander.intake.api import (
    add_exhibit,
    attachment_content,
    check_file,
    exhibits_of_case,
    files_to_exhibit,
    record_custody,
    send_message,
    take_out,
    withdraw_exhibit,
)
from upstander.intake.models import CustodyEntry
from upstander.lib.decision import Refused
from upstander.people.api import ResidentTold, import_residents
from upstander.records.api import (
    NoSuchBundle,
    begin_evidence,
    bundle_file,
    bundle_page,
    check_bundle,
    choices,
    cover,
    decide_page,
    hand_over,
    kinds_in,
    release_evidence,
    sheet_picture,
)
from upstander.records.bundle.drafts import moment


@pytest.fixture
def cast(db: None, now: datetime) -> Cast:
    return one_of_each_role(now)


def person(cast: Cast, case: UUID, role: str, now: datetime) -> UUID:
    return next(each.id for each in case_page(cast.ben, case, now=now).parties if each.role == role)


def evident(cast: Cast, now: datetime) -> tuple[UUID, UUID, UUID]:
    """A case with an incident, words in the mailbox, a statement and a photo as exhibit: ids of case, statement, exhibit. Safiya lives
    with Amina, stands on no case, and is named by her alone."""
    safiya = ResidentTold("P-9", "900000000012", "Safiya Yusuf", "household", date(2019, 4, 1))
    list(import_residents(residents=[safiya], by=system("tests"), now=now))
    words, stored = a_code()
    case = opened(cast, now, return_code=stored)
    send_message(
        token=come_back(words, now), text="It went on tonight. Safiyas friend heard it.", once=once(), now=now
    )
    at_work: dict[str, Any] = {"case_id": case, "by": cast.ben, "now": now}
    record_incident(
        source="diary", at=now - timedelta(days=3), what="Idris Khan heard her at the door", **at_work
    )
    said = record_statement(
        party_id=person(cast, case, "survivor", now),
        words="She shouted. My son Idris saw it, and Safiya slept. Ring me on 07700 900123.",
        taken_at=now,
        **at_work,
    )
    exhibit = add_exhibit(
        title="The door",
        taken_at=now,
        taken_by="Amina Yusuf",
        file=check_file("door.jpg", io.BytesIO(photo())),
        **at_work,
    )
    return case, said, exhibit


def test_a_statement_is_confirmed_once_and_never_changed(cast: Cast, now: datetime) -> None:
    case, said, _ = evident(cast, now)
    at_work: dict[str, Any] = {"case_id": case, "statement_id": said, "by": cast.ben, "now": now}
    with pytest.raises(Refused, match="after it was taken"):
        confirm_statement(how="signed", at=now - timedelta(hours=1), **at_work)
    confirm_statement(how="signed", at=now, **at_work)
    with pytest.raises(Refused, match="another statement"):
        confirm_statement(how="signed", at=now, **at_work)
    assert statements_of_case(cast.ben, case)[0].confirmed_how == "signed"


def test_a_file_of_a_joined_report_becomes_an_exhibit_of_the_case_and_stays_when_the_report_leaves(
    cast: Cast, now: datetime
) -> None:
    case = opened(cast, now)
    came = received(now, files=(check_file("gate.jpg", io.BytesIO(photo())),))
    join(cast, came, case, now)
    [(file, name)] = files_to_exhibit(cast.ben, case)
    at_work: dict[str, Any] = {
        "case_id": case,
        "title": "The gate",
        "taken_at": now,
        "by": cast.ben,
        "now": now,
    }
    add_exhibit(attachment_id=file, **at_work)
    [line] = exhibits_of_case(cast.ben, case)
    assert (name, line.filename) == ("gate.jpg", "gate.jpg") and line.attachment_id != file
    assert line.sha256 == hashlib.sha256(photo()).hexdigest() and line.viewable
    assert came in next(each.words for each in line.custody if each.act == "added")
    assert files_to_exhibit(cast.ben, case) == []
    with pytest.raises(Refused, match="already, or not of this case"):
        add_exhibit(attachment_id=file, **at_work)
    report = next(each.id for each in case_page(cast.ben, case, now=now).reports if each.reference == came)
    take_out(case_id=case, report_id=report, reason="Another matter", by=cast.ben, now=now)
    read = attachment_content(cast.ben, line.attachment_id, variant="original", now=now)[1]
    assert b"".join(read) == photo()


def test_an_exhibits_chain_grows_with_every_look_and_nobody_can_change_it(cast: Cast, now: datetime) -> None:
    case, _, exhibit = evident(cast, now)
    line = exhibits_of_case(cast.ben, case)[0]
    assert line.sha256 == hashlib.sha256(photo()).hexdigest()
    attachment_content(cast.bella, line.attachment_id, variant="view", now=now)
    b"".join(attachment_content(cast.bella, line.attachment_id, variant="original", now=now)[1])
    with pytest.raises(Refused, match="from whom to whom"):
        record_custody(exhibit_id=exhibit, act="given", at=now, words=" ", by=cast.ben, now=now)
    record_custody(
        exhibit_id=exhibit, act="given", at=now, words="Memory card to PC 4411", by=cast.ben, now=now
    )
    chain = exhibits_of_case(cast.ben, case)[0].custody
    assert sorted(each.act for each in chain) == ["added", "downloaded", "given", "taken", "viewed"]
    assert {each.by for each in chain if each.act == "viewed"} == {"Bella Nowak"}
    for viewer in (cast.ben, system("tests")):
        with viewing(viewer):
            assert CustodyEntry.objects.update(act="moved") == 0
            with connection.cursor() as cursor:
                cursor.execute("DELETE FROM intake_custodyentry")
                assert cursor.rowcount == 0


def test_a_withdrawn_exhibit_stays_on_record_and_leaves_in_no_bundle(cast: Cast, now: datetime) -> None:
    case, _, exhibit = evident(cast, now)
    code = f"exhibit:{exhibit}"
    made = begin_evidence(
        case_id=case, kind="police", purpose="To look into it", chosen=codes(cast, case, now), by=cast.ben, now=now
    )  # fmt: skip
    decide_all(cast, "ben", made, now)
    why: dict[str, Any] = {"exhibit_id": exhibit, "by": cast.ben, "now": now}
    for viewer, reason, expected in ((cast.ben, " ", Refused), (cast.dev, "x", (Refused, NoSuchCase))):
        with pytest.raises(expected):
            withdraw_exhibit(**{**why, "by": viewer}, reason=reason)
    withdraw_exhibit(**why, reason="It is of another door")
    with pytest.raises(Refused, match="withdrawn already"):
        withdraw_exhibit(**why, reason="Once more")
    [line] = exhibits_of_case(cast.ben, case)
    assert line.withdrawn is not None and line.withdrawn.words == "It is of another door"
    assert line.number == 1 and attachment_content(cast.ben, line.attachment_id, variant="view", now=now)
    assert code not in codes(cast, case, now)
    with pytest.raises(Refused, match="no longer of this case: Exhibit 1"):
        hand_over(bundle_id=made, by=cast.ben, now=now)
    [page] = [each for each in bundle_page(cast.ben, made, now=now).sheets if each.withdrawn]
    decide_page(sheet_id=page.id, state="withhold", by=cast.ben, now=now)
    hand_over(bundle_id=made, by=cast.ben, now=now)
    withdraw_exhibit(**{**why, "now": now + timedelta(minutes=5)}, back=True, reason="It is the right door")
    again = exhibits_of_case(cast.ben, case)[0]
    assert again.withdrawn is None and code in codes(cast, case, now)
    acts = {each.act for each in again.custody}
    assert {"withdrawn", "put_back"} <= acts, "both stay in its chain"
    told = [each.body for each in case_page(cast.ben, case, now=now).timeline if "exhibit_" in each.kind]
    assert told == ["It is the right door", "It is of another door"]


def test_what_was_gathered_on_a_case_that_was_merged_goes_into_bundles_of_the_whole(
    cast: Cast, now: datetime
) -> None:
    part, said, exhibit = evident(cast, now)
    confirm_statement(case_id=part, statement_id=said, how="signed", at=now, by=cast.ben, now=now)
    whole = opened(cast, now)
    merge_cases(case_id=part, into_id=whole, reason="One neighbour", by=cast.ben, now=now)
    reference = case_page(cast.ben, part, now=now).head.reference
    offered = {each.code: each.label for each in choices(cast.ben, whole, now=now)}
    assert f"statement:{said}" in offered and "Idris Khan heard her" in str(offered.values())
    assert offered[f"exhibit:{exhibit}"].startswith(f"Exhibit 1 of {reference}: ")
    made = begin_evidence(
        case_id=whole, kind="police", purpose="To look into it", chosen=offered, by=cast.ben, now=now
    )
    decide_all(cast, "ben", made, now)
    assert b"%PDF" in bundle_file(cast.ben, made, now=now)
    withdraw_exhibit(exhibit_id=exhibit, reason="Another door", by=cast.ben, now=now)
    with pytest.raises(Refused, match=f"Exhibit 1 of {reference}"):
        hand_over(bundle_id=made, by=cast.ben, now=now)


def test_evidence_is_closed_to_whoever_may_not_see_the_case(cast: Cast, now: datetime) -> None:
    case, _, exhibit = evident(cast, now)
    made = begin_evidence(
        case_id=case,
        kind="police",
        purpose="x",
        chosen=["risk:all", *codes(cast, case, now)],
        by=cast.ben,
        now=now,
    )
    with viewing(system("tests")):
        Conflict.objects.create(case_id=case, staff_id=cast.staff["bella"].id, found_at=now)
    with pytest.raises(NoSuchBundle):
        bundle_page(cast.bella, made, now=now)
    with pytest.raises(NoSuchCase):
        record_custody(exhibit_id=exhibit, act="moved", at=now, words="x", by=cast.bella, now=now)
    assert exhibits_of_case(cast.bella, case) == [] and statements_of_case(cast.bella, case) == []


def codes(cast: Cast, case: UUID, now: datetime) -> list[str]:
    return [each.code for each in choices(cast.ben, case, now=now)]


def test_a_bundle_leaves_through_two_people_and_the_sharing_gate(cast: Cast, now: datetime) -> None:
    case, _, _ = evident(cast, now)
    amina, police = person(cast, case, "survivor", now), body(now)
    with pytest.raises(Refused, match="Choose what goes"):
        begin_evidence(
            case_id=case, kind="police", purpose="To look into it", chosen=[], by=cast.ben, now=now
        )
    for purpose in ("To look into what Safiya saw", "Ring 07700 900461"):
        with pytest.raises(Refused, match="first page"):
            begin_evidence(
                case_id=case,
                kind="police",
                purpose=purpose,
                chosen=codes(cast, case, now),
                by=cast.ben,
                now=now,
            )
    labels = [each.label for each in choices(cast.ben, case, now=now)]
    assert len(set(labels)) == len(labels) and any("It went on tonight." in each for each in labels)
    chosen = [code for code in codes(cast, case, now) if not code.startswith("report")]
    bundle = begin_evidence(
        case_id=case, kind="police", purpose="To look into it", chosen=chosen, by=cast.ben, now=now
    )
    told = SharingTold("consent", police, ("account",), (amina,), "crime", "secure_mail")

    def let_out(what: SharingTold = told) -> None:
        release_evidence(bundle_id=bundle, told=what, at=now, version=None, by=cast.ben, now=now)

    with pytest.raises(Refused, match="second person"):
        let_out()
    decide_all(cast, "ben", bundle, now)
    hand_over(bundle_id=bundle, by=cast.ben, now=now)
    assert "to_read" in {each.kind for each in today(cast.carol, now=now).notices}
    check_bundle(
        bundle_id=bundle, version=bundle_page(cast.bella, bundle, now=now).version, by=cast.bella, now=now
    )
    assert kinds_in(cast.ben, bundle) == {"account", "files"} and kinds_in(cast.dev, bundle) == set()
    with pytest.raises(Refused, match="by telephone"):
        let_out(replace(told, kinds=("account", "files"), method="phone"))
    with pytest.raises(Refused, match="more than is ticked"):
        let_out()
    both = SharingTold("consent", police, ("account", "files"), (amina,), "crime", "secure_mail")
    with pytest.raises(Refused, match="no explicit consent"):
        let_out(both)
    assert bundle_page(cast.ben, bundle, now=now).line.stage == "checked"
    record_consent(
        case_id=case,
        told=ConsentTold(amina, (police,), ("account", "files"), ("crime",), True, "phone", now),
        by=cast.ben,
        now=now,
    )
    let_out(both)
    content = bundle_file(cast.ben, bundle, now=now)
    told_line = sharing_of_case(cast.ben, case, now=now).disclosures[0]
    assert hashlib.sha256(content).hexdigest() in told_line.items and "Exhibit 1" in told_line.items
    said = words_in(content)
    assert "shouted" in said and "To look into it" in said and "It went on tonight" in said
    assert not any(name in said for name in ("Idris", "Khan", "Safiya"))
    assert "07700 900123" in said, "the police have to reach her"
    assert "Exhibit 1: The door" in said and "From their own diary" in said
    assert (
        f"{moment(now)}: taken, Amina Yusuf" in said and f"{moment(now)}: made an exhibit, Ben Okoro" in said
    )
    assert "has no part in this" in said and "somebody else" not in said, (
        "nobody here asked for their own data"
    )
    assert "copied" in [each.act for each in exhibits_of_case(cast.ben, case)[0].custody]


def test_what_a_court_is_given_does_not_say_how_to_find_the_survivor(cast: Cast, now: datetime) -> None:
    case, said, _ = evident(cast, now)
    for kind, left in (("court", "[left out 1]"), ("rehousing", "07700 900123.")):
        made = begin_evidence(
            case_id=case, kind=kind, purpose="x", chosen=[f"statement:{said}"], by=cast.ben, now=now
        )
        decide_all(cast, "ben", made, now)
        assert f"Ring me on {left}" in words_in(bundle_file(cast.ben, made, now=now)).replace("\n", " ")


def test_the_pages_of_a_pdf_file_are_bound_in_as_pictures_and_nothing_else_of_it(
    cast: Cast, now: datetime
) -> None:
    case, chosen = opened(cast, now), []
    sent = {
        "letter.pdf": hostile_pdf("Idris was there", "PAGE TWO"),
        "locked.pdf": hostile_pdf("Idris", password="x"),
        "broken.pdf": hostile_pdf("Idris")[:900],
        "call.mp3": mp3(),
    }
    for name, content in sent.items():
        file = check_file(name, io.BytesIO(content))
        told: dict[str, Any] = {
            "case_id": case,
            "title": name,
            "taken_at": now,
            "taken_by": "Ben",
            "now": now,
        }
        chosen.append(f"exhibit:{add_exhibit(file=file, by=cast.ben, **told)}")
    made = begin_evidence(case_id=case, kind="court", purpose="x", chosen=chosen, by=cast.ben, now=now)
    sheets = bundle_page(cast.ben, made, now=now).sheets
    leaves = [each for each in sheets if each.picture]
    assert [each.title for each in leaves] == ["Exhibit 1, page 1 of 2", "Exhibit 1, page 2 of 2"]
    cover(sheet_id=leaves[0].id, box=(1, 1, 12, 12), by=cast.ben, now=now)
    decide_all(cast, "ben", made, now)
    content = bundle_file(cast.ben, made, now=now)
    said = words_in(content)
    assert not any(each in said for each in ("Idris", "calls", "JavaScript", "/URI", "EmbeddedFile"))
    said = " ".join(said.split())
    assert "locked with a password" in said and "damaged" in said and "A sound recording" in said
    assert "page 2 of 2" in said and "SHA-256" in said
    with Image.open(io.BytesIO(sheet_picture(cast.bella, leaves[0].id, grid=False, now=now))) as picture:
        assert picture.convert("L").getextrema() == (0, 0), "what is covered is gone"
    with Image.open(io.BytesIO(sheet_picture(cast.bella, leaves[1].id, grid=False, now=now))) as picture:
        assert picture.height == 1700 and picture.convert("L").histogram()[0] > 50, "its words are seen"
    chain = [each.act for each in exhibits_of_case(cast.ben, case)[0].custody]
    assert "downloaded" not in chain and "viewed" in chain


def test_gaps_close_as_evidence_is_gathered(cast: Cast, now: datetime) -> None:
    case = opened(cast, now)
    before = evidence_gaps(case_page(cast.ben, case, now=now), statements=[], exhibits=0, incidents=1)
    assert any("survivor's statement" in gap for gap in before) and any("photo" in gap for gap in before)
    case, said, _ = evident(cast, now)
    confirm_statement(case_id=case, statement_id=said, how="signed", at=now, by=cast.ben, now=now)
    after = evidence_gaps(
        case_page(cast.ben, case, now=now),
        statements=statements_of_case(cast.ben, case),
        exhibits=1,
        incidents=2,
    )
    assert not any("survivor's statement" in gap or "photo" in gap or "confirmed" in gap for gap in after)
