"""A report comes in once, whole, and is durable before its receipt."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import pytest
from django.db import connection

from factories.cast import one_of_each_role
from factories.reports import received, reports_by_web
from upstander.cases.models import Duty
from upstander.confidentiality.api import PUBLIC, system, viewing
from upstander.intake.api import (
    FileTold,
    NoSuchReport,
    PersonTold,
    Receipt,
    attachment_content,
    queue,
    receipt,
    receive,
    triage_page,
)
from upstander.intake.models import Report
from upstander.lib.decision import Refused
from upstander.messages.api import By, SafeContactCard


@pytest.mark.django_db
def test_submitting_twice_gives_one_report_and_the_same_receipt(now: datetime) -> None:
    report = reports_by_web(now)
    first, second = receive(report=report, by=PUBLIC, now=now), receive(report=report, by=PUBLIC, now=now)
    assert second.reference == first.reference and second.again and not first.again
    assert receipt(report.unique, now) == second
    with viewing(system("tests")):
        assert Report.objects.count() == 1


def test_submitting_at_the_same_moment_from_many_connections_gives_one_report(
    own_database: str, now: datetime
) -> None:
    report, answers, start = reports_by_web(now), [], threading.Barrier(8)

    def submit() -> None:
        start.wait()
        try:
            answers.append(receive(report=report, by=PUBLIC, now=now))
        finally:
            connection.close()

    threads = [threading.Thread(target=submit) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 8
    assert len({answer.reference for answer in answers}) == 1
    assert sum(not answer.again for answer in answers) == 1


def test_many_reports_at_once_are_all_taken_and_numbered_apart(own_database: str, now: datetime) -> None:
    answers: list[Receipt] = []

    def submit() -> None:
        try:
            answers.extend(receive(report=reports_by_web(now), by=PUBLIC, now=now) for _ in range(5))
        finally:
            connection.close()

    threads = [threading.Thread(target=submit) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({answer.reference for answer in answers}) == 20


@pytest.mark.django_db
def test_only_what_happened_is_needed(now: datetime) -> None:
    with pytest.raises(Refused, match="Tell us what happened"):
        receive(report=reports_by_web(now, narrative="  \n "), by=PUBLIC, now=now)
    bare = reports_by_web(
        now, narrative="🙁", reporter="anonymous", survivor=PersonTold(), contact=None, perpetrator=None, perpetrator_known=False,
        behaviours=(), motivations=(),
    )  # fmt: skip
    assert receive(report=bare, by=PUBLIC, now=now).reference


@pytest.mark.django_db
def test_the_receipt_promises_what_the_policy_says_and_a_third_party_no_more_than_receipt(
    now: datetime,
) -> None:
    mine = receive(report=reports_by_web(now, immediate_danger=True), by=PUBLIC, now=now)
    assert {"We visit you", "We agree a plan with you"} <= {promise.says for promise in mine.promises}
    hal = receive(
        report=reports_by_web(now, reporter="third_party", immediate_danger=True), by=PUBLIC, now=now
    )
    assert hal.third_party and {promise.says for promise in hal.promises} == {
        "We tell you that we have your report"
    }


@pytest.mark.django_db
@pytest.mark.parametrize("reporter", ["survivor", "household", "witness"])
def test_whoever_must_not_be_visited_at_home_is_promised_no_visit_there_and_a_child_who_tells_is_a_concern(
    reporter: str, now: datetime
) -> None:
    child = PersonTold(name="Sami", affiliation="household_member", age="under_16")
    told: dict[str, object] = {"reporter": reporter, "reporter_person": child, "immediate_danger": True}
    if reporter == "survivor":
        told |= {"reporter_person": None, "survivor": replace(child, affiliation="customer")}
    card = SafeContactCard(ways=(By.TEXT,), phone="07700 900123", not_at_home=True)
    report = reports_by_web(now, contact=card, **told)
    says = {promise.says for promise in receive(report=report, by=PUBLIC, now=now).promises}
    assert not any(each.startswith("We visit") for each in says)
    assert ("We meet you somewhere safe that you choose" in says) == (reporter == "survivor")
    assert (any("that they choose" in each for each in says)) == (reporter == "household")
    with viewing(system("tests")):
        case_id = Report.objects.get().case_id
        owed = Duty.objects.filter(case_id=case_id, slug="social-services", kind="must")
        assert owed.exists()


@pytest.mark.django_db
def test_a_photo_comes_back_byte_for_byte_to_those_who_may_see_it(now: datetime) -> None:
    cast = one_of_each_role(now)
    content = bytes(range(256)) * 9000

    def pieces() -> Iterator[bytes]:
        for start in range(0, len(content), 1024 * 1024):
            yield content[start : start + 1024 * 1024]

    photo = FileTold("door 🚪.jpg", "image/jpeg", len(content), hashlib.sha256(content).digest(), pieces)
    received(now, files=(photo,))
    page = triage_page(cast.dev, queue(cast.dev, now=now)[0].waiting.report_id, now=now)
    (card,) = page.report.attachments
    assert card.filename == "door 🚪.jpg" and not card.viewable
    _, chunks = attachment_content(cast.dev, card.id, variant="original", now=now)
    assert b"".join(chunks) == content
    with pytest.raises(NoSuchReport):
        attachment_content(cast.farid, card.id, variant="original", now=now)


@pytest.mark.django_db
def test_a_failure_half_way_stores_nothing(now: datetime) -> None:
    def broken() -> Iterator[bytes]:
        yield b"half"
        raise OSError("the connection went away")

    photo = FileTold("a.jpg", "image/jpeg", 8, b"x", broken)
    with pytest.raises(OSError, match="went away"):
        receive(report=reports_by_web(now, files=(photo,)), by=PUBLIC, now=now)
    with viewing(system("tests")):
        assert Report.objects.count() == 0


@pytest.mark.django_db
def test_a_report_about_staff_is_sealed_before_anyone_sees_the_queue(now: datetime) -> None:
    cast = one_of_each_role(now)
    received(now, survivor=PersonTold(name="Zora Blake", affiliation="employee"))
    received(now, perpetrator=PersonTold(name="A repair man", affiliation="employee"))
    assert queue(cast.dev, now=now) == [] and queue(cast.carol, now=now) == []


@pytest.mark.django_db
def test_the_queue_puts_danger_first_then_the_least_time_left(now: datetime) -> None:
    cast = one_of_each_role(now)
    calm = received(now)
    danger = received(now, immediate_danger=True)
    assert [line.waiting.reference for line in queue(cast.dev, now=now)] == [danger, calm]
    with pytest.raises(Refused):
        queue(cast.nia, now=now)


@pytest.mark.django_db
def test_the_same_person_home_and_words_are_offered_with_the_reason(now: datetime) -> None:
    cast = one_of_each_role(now)
    received(
        now,
        survivor=PersonTold(name="Ameena Yousef", address="12 Larkfield Walk, Bootle"),
        contact=SafeContactCard(),
    )
    page = triage_page(cast.dev, queue(cast.dev, now=now)[0].waiting.report_id, now=now)
    best = page.people[0]
    assert best.card.name == "Amina Yusuf"
    assert set(best.why) == {"a similar name", "lives at that address"}
    assert page.homes[0].card.line.startswith("12 Larkfield Walk")
