"""What somebody says of themselves after a report helps to compare groups, and leads nobody back to them (clause 1.7)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

import pytest
from django.db import connection

from factories.cast import Cast, one_of_each_role
from factories.reports import opened
from upstander.cases.models import CaseReport
from upstander.cases.queries.api import case_page
from upstander.confidentiality.api import (
    PUBLIC,
    ROLES,
    Viewer,
    ViewerKind,
    permissions_of,
    system,
    vault,
    viewing,
)
from upstander.lib.decision import Refused
from upstander.performance.api import (
    bring_up_to_date,
    fairness,
    forget_old_answers,
    questions,
    record_equality,
    silence,
)
from upstander.performance.intervals import chance_of_at_most, wilson
from upstander.performance.models import EqualityAnswer, Figure
from upstander.sites.public.equality_questions import QUESTIONS

pytestmark = pytest.mark.django_db
COUNTER = system("measures")


def report_of(case_id: UUID) -> UUID:
    with viewing(COUNTER):
        return CaseReport.objects.get(case_id=case_id).id


def test_no_role_reads_an_answer_and_no_row_names_a_report_or_a_day(now: datetime) -> None:
    cast = one_of_each_role(now)
    report_id = report_of(opened(cast, now))
    assert record_equality(report_id=report_id, answers={"sex": "female"}, by=PUBLIC, now=now)
    for role in ROLES:
        with viewing(Viewer(ViewerKind.STAFF, uuid4(), permissions_of([role]))):
            assert not EqualityAnswer.objects.exists(), role
    with viewing(COUNTER), connection.cursor() as cursor:
        cursor.execute("SELECT performance_equalityanswer::text FROM performance_equalityanswer")
        (row,) = cursor.fetchone()
        assert str(report_id) not in row and "female" not in row and "2026-11-20" not in row
        cursor.execute(
            "SELECT count(*) FROM confidentiality_auditentry WHERE action = 'equality.answer' AND subject_id IS NOT NULL"
        )
        assert cursor.fetchone() == (0,)


def test_no_row_that_a_caseworker_or_a_manager_reads_in_any_table_leads_to_an_answer(now: datetime) -> None:
    cast = one_of_each_role(now)
    case_id = opened(cast, now)
    answers = {"orientation": "bisexual", "religion": "sikh"}
    assert record_equality(report_id=report_of(case_id), answers=answers, by=PUBLIC, now=now)
    bring_up_to_date(by=COUNTER, now=now)
    with viewing(COUNTER):
        row = EqualityAnswer.objects.get()
    telling = [str(row.pk), str(row.token), str(row.keyring), "bisexual", "sikh"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [name for (name,) in cursor.fetchall()]
        for viewer in (cast.ben, cast.carol):
            with viewing(viewer):
                assert case_page(viewer, case_id, now=now).parties, "they do see the case"
            for table in tables:
                with viewing(viewer):
                    cursor.execute(
                        f'SELECT count(*) FROM "{table}" AS t WHERE t::text ILIKE ANY (%s)',  # from pg_tables
                        [[f"%{each}%" for each in telling]],
                    )
                    found = cursor.fetchone()[0]
                # Sums by group are figures of the whole landlord, and of fewer than five nobody's page shows them.
                assert not found or table in ("performance_figure", "confidentiality_datakey"), table


def test_the_same_report_answers_once_and_unknown_answers_are_refused(now: datetime) -> None:
    cast = one_of_each_role(now)
    report_id = report_of(opened(cast, now))
    with pytest.raises(Refused):
        record_equality(report_id=report_id, answers={"sex": "anything"}, by=PUBLIC, now=now)
    assert record_equality(report_id=report_id, answers={"sex": "male", "age": ""}, by=PUBLIC, now=now)
    assert not record_equality(report_id=report_id, answers={"sex": "female"}, by=PUBLIC, now=now)


def test_answers_become_sums_and_small_groups_are_shown_to_nobody(now: datetime) -> None:
    cast = one_of_each_role(now)
    earlier = datetime.fromisoformat("2026-09-10T10:00:00+00:00")
    told: list[tuple[str, Cast]] = [("female", cast)] * 5 + [("male", cast)] * 2
    for sex, _ in told:
        record_equality(
            report_id=report_of(opened(cast, earlier)), answers={"sex": sex}, by=PUBLIC, now=earlier
        )
    bring_up_to_date(by=COUNTER, now=now)
    with viewing(COUNTER):
        sums = dict(Figure.objects.filter(measure="response", dimension="group").values_list("code", "count"))
    assert sums == {"sex:female": 5, "sex:male": 2}
    _, compared = fairness(cast.carol, date(2026, 11, 1))
    assert [each.id for each in compared] == ["response", "outcome", "satisfied"]
    question = next(each for each in compared[0].questions if "sex?" in each.text)
    assert all(line.hidden for line in question.lines), "the other would follow from the total"
    assert "Too few" in question.words


def test_answers_and_their_key_are_gone_after_26_months(now: datetime) -> None:
    cast = one_of_each_role(now)
    record_equality(report_id=report_of(opened(cast, now)), answers={"sex": "male"}, by=PUBLIC, now=now)
    with viewing(COUNTER):
        keyring = EqualityAnswer.objects.get().keyring
    assert forget_old_answers(by=COUNTER, now=datetime.fromisoformat("2029-01-31T12:00:00+00:00")) == 0
    assert forget_old_answers(by=COUNTER, now=datetime.fromisoformat("2029-02-01T12:00:00+00:00")) == 1
    with viewing(COUNTER):
        assert not vault.has_key(keyring) and not EqualityAnswer.objects.exists()


def test_the_public_pages_questions_are_the_rooms() -> None:
    assert {each["id"]: set(each["options"]) for each in questions()} == {
        asked: set(options) for asked, (_, options) in QUESTIONS.items()
    }


def test_intervals_hold_at_the_edges() -> None:
    nobody, everybody = wilson(0, 5), wilson(5, 5)
    assert wilson(0, 0) is None and nobody and everybody
    assert (nobody.low, everybody.high) == (0.0, 1.0) and 0.4 < nobody.high < 0.5
    assert chance_of_at_most(0, 3.0) == pytest.approx(0.0498, abs=0.0001)


def test_a_place_is_silent_when_chance_does_not_explain_it(now: datetime) -> None:
    cast = one_of_each_role(now)
    opened(cast, now)
    bring_up_to_date(by=COUNTER, now=now)
    (place,) = silence(cast.carol, date(2026, 11, 1)).areas
    assert (place.name, place.homes, place.reports, place.silent) == ("Marsh Lane", 3, 1, False)
    (place,) = silence(cast.executive, date(2026, 11, 1)).areas
    assert place.reports is None
