"""One keeper of sealed cases is not enough; somebody appointed reads their answer, and nothing else. Who leaves holds nothing up."""

from __future__ import annotations

import hashlib
import io
from datetime import datetime
from uuid import UUID

import pytest
from pytest_django.fixtures import Settings

from factories.cast import Cast, one_of_each_role
from factories.files import mp3
from factories.reports import opened, received
from records.test_access_answer import decide_all, searched, tell, words_in
from records.test_access_search import asked
from upstander.cases.api import declare_tie, save_search
from upstander.cases.models import Case
from upstander.cases.queries.api import CaseFilter, case_page
from upstander.confidentiality.api import PUBLIC, RelationTold, Viewer, note_sign_in, system, viewing
from upstander.confidentiality.models import AuditEntry, Conflict
from upstander.governance.models import Course
from upstander.governance.training.actions import record_completions
from upstander.intake.api import PersonTold, check_file, reports_of_case
from upstander.lib.decision import Refused
from upstander.performance.api import answers_of_requester, record_equality
from upstander.records.access.standing import local_day
from upstander.records.api import (
    Besides,
    NoSuchBundle,
    attach_copy,
    bundle_file,
    bundle_page,
    check_bundle,
    copy_of,
    decide_page,
    drop_copy,
    end_request,
    finish_answer,
    finish_search,
    hand_over,
    lay_out,
    name_searcher,
    release_answer,
    released_answers,
    search_page,
    second_readers,
    settle_case,
    sheet_page,
    take_over,
)
from upstander.records.models import BundleSheet

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(now: datetime) -> Cast:
    return one_of_each_role(now)


def sealed(cast: Cast, now: datetime) -> tuple[UUID, UUID]:
    """A sealed case of Amina's, with her request, for which Esther alone keeps sealed cases and has put her answer together."""
    received(now, perpetrator=PersonTold(name="Nia Bright", affiliation="employee"))
    request = asked(cast, now, "carol", "senior", "esther")
    for key in ("esther", "carol", "senior"):
        viewer = getattr(cast, key)
        for each in search_page(viewer, request, now=now).cases:
            who = next(p for p in each.case.parties if p.role_label == "Survivor")
            settle_case(
                request_id=request, case_id=each.case.id, part="party", party_id=who.id, by=viewer, now=now
            )
        finish_search(request_id=request, by=viewer, now=now)
    return request, lay_out(request_id=request, tell=tell, by=cast.esther, now=now)


def handed(cast: Cast, now: datetime) -> tuple[UUID, UUID]:
    request, bundle = sealed(cast, now)
    decide_all(cast, "esther", bundle, now)
    hand_over(bundle_id=bundle, by=cast.esther, now=now)
    return request, bundle


def appoint(cast: Cast, request: UUID, key: str, now: datetime) -> None:
    name_searcher(request_id=request, staff_id=cast.staff[key].id, second=True, by=cast.farid, now=now)


def test_an_appointed_second_reader_reads_that_answer_and_no_sealed_case(cast: Cast, now: datetime) -> None:
    request, bundle = handed(cast, now)
    for key in ("carol", "senior"):
        with pytest.raises(NoSuchBundle):
            bundle_page(getattr(cast, key), bundle, now=now)
    appoint(cast, request, "senior", now)
    page = bundle_page(cast.senior, bundle, now=now)
    assert page.whole and sheet_page(cast.senior, page.sheets[0].id, now=now).lines
    with viewing(cast.senior):
        assert not Case.objects.filter(sealed=True).exists()
    with viewing(cast.carol):
        assert not BundleSheet.objects.exists(), "named, and not appointed"
    check_bundle(bundle_id=bundle, version=page.version, by=cast.senior, now=now)
    version = bundle_page(cast.esther, bundle, now=now).version
    release_answer(bundle_id=bundle, way="post", safe=True, version=version, by=cast.esther, now=now)
    for key in ("esther", "carol", "senior"):
        finish_answer(request_id=request, by=getattr(cast, key), now=now)
    end_request(
        request_id=request, ending="answered", ended_on=local_day(now), way="post", safe=True, by=cast.farid, now=now
    )  # fmt: skip
    assert [line.id for _, line in released_answers(cast.esther, now=now)] == [bundle]
    assert bundle_file(cast.esther, bundle, now=now).startswith(b"%PDF")
    assert released_answers(cast.carol, now=now) == []
    with viewing(system("tests")):
        assert AuditEntry.objects.filter(action="access.name_second").count() == 1
    with viewing(cast.farid):
        assert not AuditEntry.objects.filter(action__startswith="bundle.").exists(), (
            "the officer learns nothing"
        )


def test_nobody_kept_from_the_case_reads_it_appointed_or_not(cast: Cast, now: datetime) -> None:
    request, bundle = handed(cast, now)
    appoint(cast, request, "senior", now)
    with viewing(system("tests")):
        case_id = BundleSheet.objects.filter(bundle=bundle).values_list("case_id", flat=True)[0]
        Conflict.objects.create(case_id=str(case_id), staff_id=cast.staff["senior"].id, found_at=now)
    with pytest.raises(NoSuchBundle):
        bundle_page(cast.senior, bundle, now=now)
    assert cast.senior.staff_id not in {card.id for card in second_readers(cast.farid, request)}
    with pytest.raises(Refused):
        appoint(cast, request, "senior", now)


def test_nobody_is_appointed_where_two_keepers_can_be_named(cast: Cast, now: datetime) -> None:
    request = asked(cast, now, "carol")
    cast.staff["lead"].roles = ["people_and_learning"]
    with viewing(system("tests")):
        cast.staff["lead"].save()
    assert second_readers(cast.farid, request) == []
    with pytest.raises(Refused, match="second keeper"):
        appoint(cast, request, "senior", now)


def test_what_somebody_who_left_put_together_is_taken_over_and_not_forgotten(
    cast: Cast, now: datetime
) -> None:
    case = opened(cast, now)
    request = searched(cast, now, case, name="Amina Yusuf", part="survivor", keys=("carol", "senior", "ben"))
    bundle = lay_out(request_id=request, tell=tell, by=cast.carol, now=now)
    with pytest.raises(Refused, match="still works"):
        take_over(bundle_id=bundle, by=cast.senior, now=now)
    with viewing(system("tests")):
        cast.staff["carol"].is_active = False
        cast.staff["carol"].save()
    with pytest.raises(Refused, match="Take that over"):
        finish_answer(request_id=request, by=cast.senior, now=now)
    assert bundle_page(cast.senior, bundle, now=now).line.left
    take_over(bundle_id=bundle, by=cast.senior, now=now)
    decide_all(cast, "senior", bundle, now)
    hand_over(bundle_id=bundle, by=cast.senior, now=now)
    check_bundle(
        bundle_id=bundle, version=bundle_page(cast.ben, bundle, now=now).version, by=cast.ben, now=now
    )


def test_what_they_said_of_themselves_and_a_colleagues_training_go_into_the_answer(
    cast: Cast, now: datetime
) -> None:
    case = opened(cast, now)
    report = reports_of_case(cast.carol, case, _reports(cast, case, now))[0]
    record_equality(report_id=report.id, answers={"religion": "muslim"}, by=PUBLIC, now=now)
    with viewing(system("tests")):
        course = Course.objects.get(refresher=True)
    record_completions(
        course_id=course.id, staff=[cast.staff["nia"].id], done_on=local_day(now), by=cast.esther, now=now
    )
    request = searched(cast, now, case, name="Amina Yusuf", part="survivor", keys=("carol",))
    besides = Besides(
        lambda case_id, each: answers_of_requester(report_id=each, case_id=case_id, by=cast.carol, now=now)
    )
    bundle = lay_out(request_id=request, tell=tell, besides=besides, by=cast.carol, now=now)
    assert _words(cast, bundle, "equality", now) == "Religion: Muslim"
    with pytest.raises(Refused):
        answers_of_requester(report_id=report.id, case_id=case, by=cast.dev, now=now)

    nia = cast.staff["nia"].id
    for address, refused in (("192.0.2.7", False), ("198.51.100.9", True)):
        note_sign_in(nia, way="passkey", refused=refused, address=address, agent="Firefox Windows", now=now)
    declare_tie(told=RelationTold("neighbour", "Gwen Harcastle", "3 Sandpiper Road"), by=cast.nia, now=now)
    save_search(name="Mine", text="Zebedee", only=CaseFilter(), digest=False, by=cast.nia, now=now)
    mine = asked(cast, now, "ben", name="Nia Bright", contact="nia@landlord.example")
    finish_search(request_id=mine, by=cast.ben, now=now)
    own = lay_out(request_id=mine, tell=tell, by=cast.ben, now=now)
    account, ties, signed = (
        _words_on(cast.ben, each.id, now) for each in bundle_page(cast.ben, own, now=now).sheets
    )
    assert "nia@landlord.example" in account
    assert "Gwen Harcastle. We are neighbours. 3 Sandpiper Road" in ties
    assert "with a passkey. Firefox on Windows. 192.0.2.0/24" in signed and "refused" in signed
    assert "Zebedee" not in account + ties + signed, (
        "what somebody looks for may name who only keepers may know"
    )
    named_alike = asked(cast, now, "ben", name="Nia Bright", contact="nia@elsewhere.example")
    finish_search(request_id=named_alike, by=cast.ben, now=now)
    with pytest.raises(Refused, match="nothing to put together"):
        lay_out(request_id=named_alike, tell=tell, by=cast.ben, now=now)


def _reports(cast: Cast, case: UUID, now: datetime) -> list[UUID]:
    return [each.id for each in case_page(cast.carol, case, now=now).reports]


def _words(cast: Cast, bundle: UUID, kind: str, now: datetime, key: str = "carol") -> str:
    viewer = getattr(cast, key)
    sheet = next(each for each in bundle_page(viewer, bundle, now=now).sheets if each.kind == kind)
    return _words_on(viewer, sheet.id, now)


def _words_on(viewer: Viewer, sheet_id: UUID, now: datetime) -> str:
    lines = sheet_page(viewer, sheet_id, now=now).lines
    return "; ".join(f"{name}: {' '.join(word for _, word in words)}" for name, words in lines)


def test_a_recording_is_withheld_until_a_copy_made_elsewhere_is_added_and_read_by_another(
    cast: Cast, now: datetime, settings: Settings
) -> None:
    sent = check_file("call.mp3", io.BytesIO(mp3()))
    case = opened(cast, now, files=(sent,))
    request = searched(cast, now, case, name="Amina Yusuf", part="survivor", keys=("carol", "senior"))
    bundle = lay_out(request_id=request, tell=tell, by=cast.carol, now=now)
    sheet = next(e for e in bundle_page(cast.carol, bundle, now=now).sheets if e.kind == "other_file")
    assert sheet.forced and sheet.copyable
    with pytest.raises(Refused, match="cannot be given"):
        decide_page(sheet_id=sheet.id, state="give", reason="Theirs", by=cast.carol, now=now)
    with pytest.raises(Refused, match="as it was sent"):
        attach_copy(sheet_id=sheet.id, file=sent, by=cast.carol, now=now)
    made = check_file("without-her.mp3", io.BytesIO(mp3() * 2))
    with pytest.raises(Refused, match="put this together"):
        attach_copy(sheet_id=sheet.id, file=made, by=cast.senior, now=now)
    settings.UPSTANDER_SCANNER = "unix:///nobody/listens"
    with pytest.raises(Refused, match="did not look"):
        attach_copy(sheet_id=sheet.id, file=made, by=cast.carol, now=now)
    settings.UPSTANDER_SCANNER = ""
    attach_copy(sheet_id=sheet.id, file=made, by=cast.carol, now=now)
    with pytest.raises(Refused, match="why it is given"):
        decide_page(sheet_id=sheet.id, state="give", by=cast.carol, now=now)
    decide_page(sheet_id=sheet.id, state="give", reason="Her voice is gone", by=cast.carol, now=now)
    drop_copy(sheet_id=sheet.id, by=cast.carol, now=now)
    assert next(e for e in bundle_page(cast.carol, bundle, now=now).sheets if e.id == sheet.id).forced
    attach_copy(sheet_id=sheet.id, file=made, by=cast.carol, now=now)
    decide_page(sheet_id=sheet.id, state="give", reason="Her voice is gone", by=cast.carol, now=now)
    for each in bundle_page(cast.carol, bundle, now=now).sheets:
        if not each.state and not each.forced:
            decide_page(sheet_id=each.id, state=each.proposed, by=cast.carol, now=now)
    hand_over(bundle_id=bundle, by=cast.carol, now=now)
    name, size, pieces = copy_of(cast.senior, sheet.id, now=now)
    assert (name.endswith(".mp3"), size, b"".join(pieces)) == (True, len(mp3()) * 2, mp3() * 2)
    with pytest.raises(Refused, match="second person"):
        drop_copy(sheet_id=sheet.id, by=cast.carol, now=now)
    said = words_in(bundle_file(cast.senior, bundle, now=now))
    assert hashlib.sha256(mp3() * 2).hexdigest()[:16] in said.replace(" ", "").replace("\n", "")
    with pytest.raises(NoSuchBundle):
        copy_of(cast.ben, sheet.id, now=now)


def test_no_copy_of_a_recording_is_ever_given_to_an_alleged_perpetrator(cast: Cast, now: datetime) -> None:
    case = opened(cast, now, files=(check_file("call.mp3", io.BytesIO(mp3())),))
    request = searched(cast, now, case, name="Gwen Harcastle", part="alleged perpetrator", keys=("carol",))
    bundle = lay_out(request_id=request, tell=tell, by=cast.carol, now=now)
    sheet = next(e for e in bundle_page(cast.carol, bundle, now=now).sheets if e.kind == "other_file")
    made = check_file("other.mp3", io.BytesIO(mp3() * 2))
    with pytest.raises(Refused, match="may be given"):
        attach_copy(sheet_id=sheet.id, file=made, by=cast.carol, now=now)
