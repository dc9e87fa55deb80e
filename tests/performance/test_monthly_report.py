"""The monthly report prepares itself, is checked by one manager and approved by another, and then never changes."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta

import pypdf
import pytest
from django.db import connection
from django.db.utils import DatabaseError
from openpyxl import load_workbook

from factories.cast import Cast, one_of_each_role
from factories.reports import opened
from upstander.confidentiality.api import StaleEdit, system, viewing
from upstander.lib.decision import Refused
from upstander.performance.api import (
    NoSuchReport,
    approve_report,
    bring_up_to_date,
    check_report,
    prepare_due,
    report_csv,
    report_page,
    report_pdf,
    report_xlsx,
    reports,
    return_report,
)

pytestmark = pytest.mark.django_db
COUNTER = system("measures")
NOVEMBER = date(2026, 11, 1)
FIRST = datetime(2026, 12, 1, 9, tzinfo=UTC)  # a Tuesday


@pytest.fixture
def cast(now: datetime) -> Cast:
    cast = one_of_each_role(now)
    for _ in range(5):
        opened(cast, now)
    bring_up_to_date(by=COUNTER, now=FIRST)
    assert prepare_due(by=COUNTER, now=FIRST) == [NOVEMBER]
    return cast


def through(cast: Cast) -> None:
    page = report_page(cast.carol, NOVEMBER, now=FIRST)
    check_report(report_id=page.head.id, why="People trust us more.", version=1, by=cast.carol, now=FIRST)
    approve_report(report_id=page.head.id, version=2, by=cast.senior, now=FIRST + timedelta(hours=1))


def test_it_is_prepared_once_on_the_first_working_day(cast: Cast) -> None:
    assert prepare_due(by=COUNTER, now=FIRST + timedelta(minutes=15)) == []
    (head,) = reports(cast.carol)
    assert (head.month, head.state) == (NOVEMBER, "prepared")


def test_nothing_is_prepared_before_the_month_is_frozen(now: datetime) -> None:
    cast = one_of_each_role(now)
    opened(cast, now)
    weekend = datetime(2027, 1, 3, 12, tzinfo=UTC)  # December: 1 January is a holiday, then a weekend
    bring_up_to_date(by=COUNTER, now=weekend)
    assert prepare_due(by=COUNTER, now=weekend) == [NOVEMBER]
    bring_up_to_date(by=COUNTER, now=weekend + timedelta(days=1))
    assert prepare_due(by=COUNTER, now=weekend + timedelta(days=1)) == [date(2026, 12, 1)]


def test_the_executive_reads_it_once_another_manager_has_approved_what_the_first_checked(cast: Cast) -> None:
    assert reports(cast.executive) == []
    with pytest.raises(NoSuchReport):
        report_page(cast.executive, NOVEMBER, now=FIRST)
    through(cast)
    page = report_page(cast.executive, NOVEMBER, now=FIRST)
    assert (page.why, page.head.checked_by, page.head.approved_by) == (
        "People trust us more.",
        "Carol Marsden",
        "Sana Idris",
    )
    assert not page.may_check and not page.may_approve


def test_nobody_approves_what_they_checked_and_nothing_unchecked_is_approved(cast: Cast) -> None:
    page = report_page(cast.senior, NOVEMBER, now=FIRST)
    with pytest.raises(Refused, match="check it first"):
        approve_report(report_id=page.head.id, version=1, by=cast.senior, now=FIRST)
    check_report(report_id=page.head.id, why="Nothing much.", version=1, by=cast.senior, now=FIRST)
    with pytest.raises(Refused, match="Somebody else"):
        approve_report(report_id=page.head.id, version=2, by=cast.senior, now=FIRST)
    with pytest.raises(StaleEdit):
        return_report(report_id=page.head.id, because="Look again", version=1, by=cast.senior, now=FIRST)


def test_it_goes_back_with_what_to_look_at(cast: Cast) -> None:
    page = report_page(cast.carol, NOVEMBER, now=FIRST)
    check_report(report_id=page.head.id, why="Fine.", version=1, by=cast.carol, now=FIRST)
    return_report(report_id=page.head.id, because="Say why March fell.", version=2, by=cast.senior, now=FIRST)
    page = report_page(cast.carol, NOVEMBER, now=FIRST)
    assert (page.head.state, page.returned_because, page.may_check) == (
        "returned",
        "Say why March fell.",
        True,
    )


def test_an_approved_report_is_never_changed(cast: Cast) -> None:
    through(cast)
    page = report_page(cast.carol, NOVEMBER, now=FIRST)
    with pytest.raises(Refused):
        check_report(report_id=page.head.id, why="Something else", version=3, by=cast.carol, now=FIRST)
    with (
        pytest.raises(DatabaseError, match="does not change"),
        viewing(COUNTER),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE performance_monthlyreport SET content = '{}'")


def test_small_numbers_are_in_no_form_of_it(cast: Cast) -> None:
    through(cast)
    page = report_page(cast.executive, NOVEMBER, now=FIRST)
    told = b"".join(report_csv(page)).decode()
    assert '"Cases opened, closed and open","November 2026","Closed","fewer than 5"' in told
    assert '"Cases opened, closed and open","November 2026","Open at the end",5' in told
    book = load_workbook(io.BytesIO(report_xlsx(page)))
    assert len(book.sheetnames) == len(page.content["sections"]) + 1


def test_the_pdf_is_tagged_and_says_the_month_in_words_first(cast: Cast) -> None:
    through(cast)
    page = report_page(cast.executive, NOVEMBER, now=FIRST)
    made = report_pdf(page, landlord="Harbour Homes")
    assert made == report_pdf(page, landlord="Harbour Homes"), "the same file every time"
    reader = pypdf.PdfReader(io.BytesIO(made))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]  # type: ignore[index]
    first = reader.pages[0].extract_text()
    assert "we received 5 reports" in " ".join(first.split()) and "People trust us more." in first
