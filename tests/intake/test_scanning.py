"""A virus scanner looks at files once they are here. What it finds something in is held, and only a manager lets it go."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from factories.cast import Cast, one_of_each_role
from factories.files import photo
from factories.reports import opened, received
from harness.clamd import BAD, scanner
from upstander.cases.queries.api import case_page, today
from upstander.confidentiality.api import system, viewing
from upstander.intake.actions.scanning import due_scans, scan_attachment
from upstander.intake.api import (
    FileTold,
    NoSuchReport,
    PersonTold,
    attachment_card,
    attachment_content,
    check_file,
    check_scanned,
    let_file_go,
)
from upstander.intake.models import Attachment
from upstander.intake.scanner import ScannerSilent, scan, scanner_answers
from upstander.lib.decision import Refused
from upstander.operations import deployment

pytestmark = pytest.mark.django_db
BY = system("virus scanner")


@pytest.fixture(scope="module")
def clamd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with scanner(tmp_path_factory.mktemp("clamd")) as address:
        yield address


@pytest.fixture
def cast(now: datetime, clamd: str, settings: Settings) -> Cast:
    settings.UPSTANDER_SCANNER = clamd
    return one_of_each_role(now)


def pdf(*words: bytes) -> FileTold:
    return check_file("letter.pdf", io.BytesIO(b"%PDF-1.4\n" + b" ".join(words) + b"\n%%EOF\n"))


def look(now: datetime, *, answers: bool = True) -> None:
    for each in due_scans(by=BY, now=now + timedelta(minutes=2)):
        assert scan_attachment(attachment_id=each, by=BY, clock=lambda: now) is answers


def files() -> list[UUID]:
    with viewing(BY):
        return list(Attachment.objects.order_by("size").values_list("id", flat=True))


def taken(cast: Cast, key: str, file: UUID, now: datetime, variant: str = "original") -> bytes:
    return b"".join(attachment_content(getattr(cast, key), file, variant=variant, now=now)[1])


def test_receipt_waits_for_nobody_and_what_is_found_is_held_until_a_manager_lets_it_go(
    cast: Cast, now: datetime
) -> None:
    case_id = opened(
        cast, now, officer="ben", files=(pdf(b"all is well"), pdf(b"here it is:", BAD, b" " * 99))
    )
    assert ProcrastinateJob.objects.filter(task_name="upstander.intake.jobs.scan_file").count() == 2
    good, bad = files()
    assert attachment_card(cast.ben, good)[0].scan == "" == attachment_card(cast.ben, bad)[0].scan
    assert BAD in taken(cast, "ben", bad, now), "nobody has looked yet, and help does not wait"
    look(now)
    assert [attachment_card(cast.ben, each)[0].scan for each in (good, bad)] == ["clean", "held"]
    assert attachment_card(cast.ben, bad)[0].found == "Upstander.Test.UNOFFICIAL"
    assert taken(cast, "ben", good, now)
    with pytest.raises(Refused, match="Do not open it"):
        taken(cast, "ben", bad, now)
    assert "file_held" in {each.kind for each in today(cast.ben, now=now).notices}
    assert any(each.kind == "file_held" for each in case_page(cast.ben, case_id, now=now).timeline)
    with pytest.raises(Refused):
        let_file_go(attachment_id=bad, reason="I am curious", by=cast.ben, now=now)
    with pytest.raises(Refused, match="not held"):
        let_file_go(attachment_id=good, reason="To be sure", by=cast.carol, now=now)
    with pytest.raises(Refused, match="where it will be opened"):
        let_file_go(attachment_id=bad, reason=" ", by=cast.carol, now=now)
    let_file_go(attachment_id=bad, reason="For court, on the machine kept for it", by=cast.carol, now=now)
    assert BAD in taken(cast, "ben", bad, now), "as it came"
    assert any(
        each.kind == "file_let_go" and "For court" in each.body
        for each in case_page(cast.ben, case_id, now=now).timeline
    )
    look(now)
    assert attachment_card(cast.ben, bad)[0].scan == "let_go"


def test_who_may_not_see_a_sealed_case_learns_nothing_of_what_was_found_on_it(
    cast: Cast, now: datetime
) -> None:
    received(now, survivor=PersonTold(name="Zora Blake", affiliation="employee"), files=(pdf(BAD),))
    (bad,) = files()
    look(now)
    for key in ("ben", "carol", "dev", "auditor", "farid"):
        viewer = getattr(cast, key)
        assert "file_held" not in {each.kind for each in today(viewer, now=now).notices}, key
        with pytest.raises((NoSuchReport, Refused)):
            let_file_go(attachment_id=bad, reason="Let me", by=viewer, now=now)
        with pytest.raises(NoSuchReport):
            attachment_card(viewer, bad)
    assert "file_held" in {each.kind for each in today(cast.esther, now=now).notices}
    let_file_go(attachment_id=bad, reason="Needed for the hearing", by=cast.esther, now=now)


def test_our_own_copy_of_a_picture_is_shown_while_the_original_is_held(cast: Cast, now: datetime) -> None:
    picture = check_file("door.jpg", io.BytesIO(photo((40, 40)) + BAD))
    opened(cast, now, officer="ben", files=(picture,))
    look(now)
    (bad,) = files()
    assert BAD not in taken(cast, "ben", bad, now, variant="view")
    with pytest.raises(Refused):
        taken(cast, "ben", bad, now)


def test_a_scanner_that_is_silent_or_has_too_much_leaves_files_unchecked_and_open(
    cast: Cast, clamd: str, settings: Settings, now: datetime
) -> None:
    opened(cast, now, officer="ben", files=(pdf(BAD),))
    settings.UPSTANDER_SCANNER = f"{clamd}-gone"
    assert not scanner_answers() and advised()
    look(now, answers=False)
    (bad,) = files()
    assert attachment_card(cast.ben, bad)[0].scan == "failed" and taken(cast, "ben", bad, now)
    assert due_scans(by=BY, now=now + timedelta(minutes=2)) == [], "not at once again"
    settings.UPSTANDER_SCANNER = clamd
    assert scanner_answers() and not advised()
    look(now + timedelta(hours=1))
    assert attachment_card(cast.ben, bad)[0].scan == "held"
    with pytest.raises(ScannerSilent, match="limit"):
        scan([b"x" * 1_000_000] * 3)
    settings.UPSTANDER_SCANNER = ""
    assert advised()


def advised() -> bool:
    return any("UPSTANDER_SCANNER" in each for each in deployment.advice())


def test_what_a_colleague_made_for_somebody_else_is_kept_once_the_scanner_found_nothing(
    cast: Cast, clamd: str, settings: Settings
) -> None:
    assert check_scanned(pdf(b"clean")).allowed
    assert "found something" in check_scanned(pdf(BAD)).reason
    settings.UPSTANDER_SCANNER = f"{clamd}-gone"
    assert "did not look" in check_scanned(pdf(b"clean")).reason
    settings.UPSTANDER_SCANNER = ""
    assert check_scanned(pdf(BAD)).allowed, "a scanner is optional"
