"""The answer to a request for data: two people, page by page; nothing left out survives; an alleged perpetrator learns nothing."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from pypdf import PdfReader
from pypdf.generic import StreamObject

from factories.cast import Cast, one_of_each_role
from factories.reports import opened, received
from records.test_access_search import asked
from upstander.cases.api import add_note
from upstander.cases.queries.api import CasePage, TimelineLine
from upstander.confidentiality.api import system, vault, viewing
from upstander.intake.api import PersonTold
from upstander.lib.decision import Refused
from upstander.policy.api import add_months
from upstander.records.access.standing import local_day
from upstander.records.api import (
    NoSuchBundle,
    answer_page,
    bundle_file,
    bundle_page,
    check_bundle,
    confirm_person,
    decide_page,
    end_request,
    finish_answer,
    finish_search,
    forget_answers,
    forget_requests,
    hand_over,
    hide_everywhere,
    hide_words,
    keep_words,
    lay_out,
    name_searcher,
    release_answer,
    search_page,
    send_back,
    settle_case,
    sheet_page,
)
from upstander.records.models import (
    AccessRequest,
    AccessSearcher,
    Bundle,
    BundleMark,
    BundlePiece,
    BundleSheet,
)


def tell(lines: Iterable[TimelineLine], page: CasePage) -> list[dict[str, Any]]:
    return [{"title": line.kind, "text": line.body} for line in lines]


@pytest.fixture
def cast(db: None, now: datetime) -> Cast:
    return one_of_each_role(now)


def searched(cast: Cast, now: datetime, case: UUID, *, name: str, part: str, keys: tuple[str, ...]) -> UUID:
    """A request of that person, whose part in the case is settled and whose search is finished."""
    request = asked(cast, now, *keys, name=name)
    for key in keys:
        viewer = getattr(cast, key)
        for found in search_page(viewer, request, now=now).cases:
            party = next((p for p in found.case.parties if p.role_label.lower() == part), None)
            mine = found.case.id == case and party is not None
            settle_case(
                request_id=request, case_id=found.case.id, part="party" if mine else "other",
                party_id=party.id if mine and party else None, by=viewer, now=now,
            )  # fmt: skip
        finish_search(request_id=request, by=viewer, now=now)
    return request


def decide_all(cast: Cast, key: str, bundle: UUID, now: datetime) -> None:
    viewer = getattr(cast, key)
    for sheet in bundle_page(viewer, bundle, now=now).sheets:
        if not sheet.forced:
            decide_page(sheet_id=sheet.id, state=sheet.proposed, by=viewer, now=now)


def words_in(content: bytes) -> str:
    """Everything that a reader of the file can get at: text, outline, metadata, attachments, and every stream as it is."""
    reader = PdfReader(io.BytesIO(content))
    assert not reader.attachments
    said = [page.extract_text() for page in reader.pages]
    said += [str(reader.metadata), str(reader.xmp_metadata and reader.xmp_metadata.rdf_root.toxml())]
    said += [str(each) for each in _titles(reader.outline)]
    for number in range(1, len(reader.xref[0]) + 1 if reader.xref else 1):
        thing = reader.get_object(number)
        said.append(str(thing))
        if isinstance(thing, StreamObject):
            said.append(thing.get_data().decode("latin-1"))
    return " ".join([*said, content.decode("latin-1")])


def _titles(outline: list[Any]) -> Iterator[str]:
    for each in outline:
        if isinstance(each, list):
            yield from _titles(each)
        else:
            yield str(each.title)


def test_a_survivors_answer_from_gathering_to_release_in_the_hands_of_two(cast: Cast, now: datetime) -> None:
    case = opened(
        cast,
        now,
        narrative="I am Amina Yusuf. Gwen Harcastle shouted. My son Idris Yusuf saw it from 14 Larkfield Walk.",
    )
    add_note(case_id=case, text="Hal Osborne rang from 07700 900555 about the quokka", by=cast.ben, now=now)
    request = searched(
        cast, now, case, name="Amina Yusuf", part="survivor", keys=("carol", "senior", "esther")
    )
    name_searcher(request_id=request, staff_id=cast.staff["senior"].id, second=True, by=cast.farid, now=now)
    bundle = lay_out(request_id=request, tell=tell, by=cast.carol, now=now)
    with pytest.raises(Refused, match="nothing to put together"):
        lay_out(request_id=request, tell=tell, by=cast.senior, now=now)
    page = bundle_page(cast.carol, bundle, now=now)
    report = next(each for each in page.sheets if each.kind == "report")
    shown = sheet_page(cast.carol, report.id, now=now)
    text = {at: word for _, line in shown.lines for at, word in line}
    assert {text[at] for at in shown.hidden} >= {"Gwen", "Harcastle", "Idris", "My", "son", "14", "Larkfield"}
    assert "Amina" not in {text[at] for at in shown.hidden}
    with pytest.raises(Refused, match="every page first"):
        hand_over(bundle_id=bundle, by=cast.carol, now=now)
    with pytest.raises(Refused, match="put this together"):
        decide_page(sheet_id=report.id, state="give", by=cast.senior, now=now)
    hide_words(
        sheet_id=report.id,
        places=[at for at, word in text.items() if word == "shouted."],
        why="other",
        by=cast.carol,
        now=now,
    )
    gwen = [at for at, word in text.items() if word == "Gwen"]
    with pytest.raises(Refused, match="may stay"):
        keep_words(sheet_id=report.id, places=gwen, because="", by=cast.carol, now=now)
    keep_words(sheet_id=report.id, places=gwen, because="theirs", by=cast.carol, now=now)
    assert hide_everywhere(bundle_id=bundle, words="QUOKKA", why="crime", by=cast.carol, now=now) == 1
    decide_all(cast, "carol", bundle, now)
    hand_over(bundle_id=bundle, by=cast.carol, now=now)
    with pytest.raises(Refused, match="second person"):
        decide_page(sheet_id=report.id, state="give", by=cast.carol, now=now)
    version = bundle_page(cast.carol, bundle, now=now).version
    with pytest.raises(Refused, match="Somebody else"):
        check_bundle(bundle_id=bundle, version=version, by=cast.carol, now=now)
    with pytest.raises(Refused, match="second person has to"):
        release_answer(bundle_id=bundle, way="post", safe=True, version=version, by=cast.carol, now=now)
    with pytest.raises(Refused, match="what has to be changed"):
        send_back(bundle_id=bundle, by=cast.senior, now=now)
    check_bundle(bundle_id=bundle, version=version, by=cast.senior, now=now)
    with pytest.raises(Refused, match="nobody but them"):
        release_answer(bundle_id=bundle, way="post", safe=False, version=version + 1, by=cast.carol, now=now)
    with pytest.raises(Refused, match="has not been released"):
        finish_answer(request_id=request, by=cast.carol, now=now)
    release_answer(bundle_id=bundle, way="post", safe=True, version=version + 1, by=cast.carol, now=now)
    for key in ("carol", "senior", "esther"):
        finish_answer(request_id=request, by=getattr(cast, key), now=now)
    content = bundle_file(cast.carol, bundle, now=now)
    said = words_in(content)
    assert "Amina" in said and "Gwen" in said and "[left out 1]" in said
    for gone in ("Idris", "Osborne", "900555", "quokka", "shouted", "Hal "):
        assert gone not in said.split("stream")[0] and gone not in said
    assert len(PdfReader(io.BytesIO(content)).outline) > 1 and b"/Marked true" in content
    assert bundle_page(cast.carol, bundle, now=now).line.sha256 == hashlib.sha256(content).hexdigest()
    end_request(
        request_id=request,
        ending="answered",
        ended_on=local_day(now),
        way="post",
        safe=True,
        by=cast.farid,
        now=now,
    )
    three_years = add_months(local_day(now), 36)
    assert forget_answers(today=three_years, now=now) == 0
    assert forget_answers(today=three_years + timedelta(days=1), now=now) == 1
    with viewing(system("tests")):
        assert (
            not vault.has_key(bundle)
            and not BundlePiece.objects.exists()
            and not BundleSheet.objects.exists()
        )
        assert Bundle.objects.get(pk=bundle).released_by_id == cast.carol.staff_id
    assert forget_requests(today=three_years, now=now) == 0
    assert forget_requests(today=three_years + timedelta(days=1), now=now) == 1
    with viewing(system("tests")):
        assert not vault.has_key(request) and not Bundle.objects.exists()
        assert not AccessRequest.objects.exists() and not AccessSearcher.objects.exists()


def test_an_alleged_perpetrators_answer_is_the_same_whether_anybody_reported_or_not(
    cast: Cast, now: datetime
) -> None:
    def answered(case: UUID | None) -> bytes:
        request = asked(cast, now, "carol", "senior", name="Gwen Harcastle")
        person = next(
            each for each in search_page(cast.carol, request, now=now).people if each.name == "Gwen Harcastle"
        )
        confirm_person(request_id=request, person_id=person.id, by=cast.carol, now=now)
        for found in search_page(cast.carol, request, now=now).cases:
            party = next(p for p in found.case.parties if p.name.startswith("Gwen"))
            mine = found.case.id == case
            settle_case(
                request_id=request, case_id=found.case.id, part="party" if mine else "other",
                party_id=party.id if mine else None, by=cast.carol, now=now,
            )  # fmt: skip
        for key in ("carol", "senior"):
            finish_search(request_id=request, by=getattr(cast, key), now=now)
        bundle = lay_out(request_id=request, tell=tell, by=cast.carol, now=now)
        page = bundle_page(cast.carol, bundle, now=now)
        for sheet in page.sheets:
            if sheet.kind != "directory":
                assert sheet.forced, sheet
                with pytest.raises(Refused, match="cannot be given"):
                    decide_page(sheet_id=sheet.id, state="give", reason="They know", by=cast.carol, now=now)
        decide_all(cast, "carol", bundle, now)
        hand_over(bundle_id=bundle, by=cast.carol, now=now)
        return bundle_file(cast.carol, bundle, now=now)

    case = opened(cast, now)
    received(
        now,
        reporter="witness",
        reporter_person=PersonTold(name="Hal Osborne"),
        narrative="Gwen did it again, I saw",
    )
    with_report, without_report = answered(case), answered(None)
    assert with_report == without_report
    assert "Gwen" in words_in(with_report) and "Hal" not in words_in(with_report)


def test_a_message_to_the_alleged_can_be_given_and_loses_every_sentence_that_tells_of_a_report(
    cast: Cast, now: datetime
) -> None:
    from upstander.lib.redaction import Someone, suggest, words_of

    line = "We are coming on Tuesday. Somebody reported that you shouted. Please keep the hall clear."
    found = suggest(line, others=[], own=Someone(("Gwen",)), about_alleged=True)
    hidden = {at for each in found for at in range(each.first, each.last + 1)}
    assert (
        " ".join(w for at, w in enumerate(words_of(line)) if at not in hidden)
        == "We are coming on Tuesday. Please keep the hall clear."
    )


def test_a_keepers_answer_is_unknown_to_everybody_else_on_the_request(cast: Cast, now: datetime) -> None:
    with viewing(system("tests")):
        from upstander.confidentiality.models import Staff

        cast.staff["edna"] = Staff.objects.create_user(
            "edna@landlord.example", "x" * 20, name="Edna Bell", roles=["people_and_learning"]
        )
    received(
        now,
        survivor=PersonTold(name="Amina Yusuf", affiliation="employee"),
        narrative="At work, Gwen said it",
    )
    request = asked(cast, now, "carol", "esther", "edna")
    found = search_page(cast.esther, request, now=now).cases
    survivor = next(p for p in found[0].case.parties if p.role_label == "Survivor")
    for key in ("esther", "edna", "carol"):
        viewer = getattr(cast, key)
        for each in search_page(viewer, request, now=now).cases:
            settle_case(
                request_id=request,
                case_id=each.case.id,
                part="party",
                party_id=survivor.id,
                by=viewer,
                now=now,
            )
        finish_search(request_id=request, by=viewer, now=now)
    bundle = lay_out(request_id=request, tell=tell, by=cast.esther, now=now)
    for key in ("carol", "farid", "senior", "ben"):
        with pytest.raises((NoSuchBundle, Refused)):
            bundle_page(getattr(cast, key), bundle, now=now)
        with viewing(getattr(cast, key)):
            assert [m.objects.count() for m in (Bundle, BundleSheet, BundleMark, BundlePiece)] == [
                0,
                0,
                0,
                0,
            ], key
    assert answer_page(cast.carol, request, now=now).bundles == ()
    decide_all(cast, "esther", bundle, now)
    hand_over(bundle_id=bundle, by=cast.esther, now=now)
    check_bundle(
        bundle_id=bundle, version=bundle_page(cast.edna, bundle, now=now).version, by=cast.edna, now=now
    )
    version = bundle_page(cast.esther, bundle, now=now).version
    release_answer(bundle_id=bundle, way="person", safe=True, version=version, by=cast.esther, now=now)
    for key in ("esther", "edna"):
        finish_answer(request_id=request, by=getattr(cast, key), now=now)
    with viewing(cast.auditor):
        from upstander.confidentiality.models import AuditEntry

        assert not AuditEntry.objects.filter(action__startswith="bundle.").exists()
