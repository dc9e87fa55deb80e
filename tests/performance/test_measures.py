"""Measures count what happened, keep what was frozen, open to cases, and tell nobody of a case they may not know of."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection

from factories.cast import Cast, one_of_each_role
from factories.reports import join, opened, received
from upstander.cases.api import (
    Answer,
    PartyTold,
    answer_duty,
    assess_risk,
    record_contact,
    record_visit,
    update_survivor,
)
from upstander.cases.models import Case
from upstander.cases.queries.api import case_page
from upstander.confidentiality.api import exclude, system, viewing
from upstander.intake.api import PersonTold, merge_cases
from upstander.performance.api import (
    OF_NO_CASE,
    breakdown,
    bring_up_to_date,
    cases_behind,
    promises_kept,
    recounted,
    series,
    silence,
)
from upstander.performance.definitions import FaultyDefinition, definitions, in_force, parse
from upstander.performance.models import Figure, Month

pytestmark = pytest.mark.django_db

COUNTER = system("measures")
NOVEMBER, OCTOBER = date(2026, 11, 1), date(2026, 10, 1)


def whole(cast: Cast, who: str, measure: str, month: date = NOVEMBER) -> tuple[int, int, int]:
    number = series(getattr(cast, who), [month])[measure].last
    assert number is not None
    return number.count, number.promised, number.kept


def visited(cast: Cast, case_id: UUID, at: datetime) -> None:
    record_visit(case_id=case_id, at=at, seen=True, where="home", found="Shaken", by=cast.ben, now=at)


def test_time_to_respond_runs_from_the_report_to_being_seen_and_compares_with_what_was_promised(
    now: datetime,
) -> None:
    cast = one_of_each_role(now)
    visited(cast, opened(cast, now, danger=True), now + timedelta(hours=3))
    late = opened(cast, now, danger=True)
    visited(cast, late, now + timedelta(hours=30))
    opened(cast, now)  # nobody has answered yet, and the time has not come
    bring_up_to_date(by=COUNTER, now=now + timedelta(hours=31))
    number = series(cast.carol, [NOVEMBER])["response"].last
    assert number is not None
    assert (number.count, number.timed, number.promised, number.kept) == (3, 2, 2, 1)
    assert (number.median, number.p90) == (3 * 3600, 30 * 3600)


def test_a_frozen_month_keeps_its_figures_whatever_becomes_known_later(now: datetime) -> None:
    cast = one_of_each_role(now)
    case_id = opened(cast, now, danger=True)
    visited(cast, case_id, now + timedelta(hours=1))
    first_working_day = datetime.fromisoformat("2026-12-01T06:00:00+00:00")
    assert bring_up_to_date(by=COUNTER, now=first_working_day - timedelta(hours=7)) == []
    assert bring_up_to_date(by=COUNTER, now=first_working_day) == [NOVEMBER]
    before = {(f.measure, f.dimension, f.code): f.count for f in november()}
    with viewing(COUNTER):
        Case.objects.filter(pk=case_id).update(risk_level="high", risk_assessed_at=now)
    opened(cast, now)  # typed in late, for November
    assert bring_up_to_date(by=COUNTER, now=first_working_day + timedelta(days=700)) != [NOVEMBER]
    assert {(f.measure, f.dimension, f.code): f.count for f in november()} == before
    with viewing(COUNTER):
        again = recounted(NOVEMBER)
    sums_of_no_case = {"promises", "data-clocks", "training"}
    assert {key: n.count for key, n in again.items() if key[0] not in sums_of_no_case} == {
        key: count for key, count in before.items() if key[0] not in sums_of_no_case
    }


def test_a_month_comes_out_the_same_under_its_own_definition_when_another_has_come_since(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = one_of_each_role(now)
    opened(cast, now)
    received(now)  # waits for triage: a report, and no case opened
    december, frozen = date(2026, 12, 1), datetime.fromisoformat("2026-12-01T06:00:00+00:00")
    bring_up_to_date(by=COUNTER, now=frozen)
    new = """
- id: reports
  name: Reports of harassment and hate
  versions:
    - {from: 2026-12-01, owner: O, source: S, definition: Cases that were opened., counts: opened, shows: count, by: [risk]}
"""
    changed = (*definitions(), *parse(new))
    monkeypatch.setattr("upstander.performance.definitions.definitions", lambda: changed)
    opened(cast, frozen)
    received(frozen)
    bring_up_to_date(by=COUNTER, now=frozen + timedelta(days=40))
    with viewing(COUNTER):
        again = {month: recounted(month)["reports", "", ""].count for month in (NOVEMBER, december)}
    assert again == {NOVEMBER: 2, december: 1}
    assert [whole(cast, "carol", "reports", month)[0] for month in (NOVEMBER, december)] == [2, 1]
    assert [len(cases_behind(cast.carol, "reports", month)) for month in (NOVEMBER, december)] == [2, 1]
    assert in_force(NOVEMBER)["reports"].words != in_force(december)["reports"].words


def november() -> list[Figure]:
    with viewing(COUNTER):
        return list(Figure.objects.filter(month=NOVEMBER))


def test_the_database_refuses_to_change_a_frozen_month(now: datetime) -> None:
    cast = one_of_each_role(now)
    opened(cast, now)
    bring_up_to_date(by=COUNTER, now=now + timedelta(days=30))
    with viewing(COUNTER), connection.cursor() as cursor:
        for change in ("UPDATE performance_{} SET month = month", "DELETE FROM performance_{}"):
            for table in ("fact", "figure"):
                cursor.execute(f"{change.format(table)} WHERE month = '2026-11-01'")
                assert cursor.rowcount == 0, (change, table)
        cursor.execute("UPDATE performance_month SET frozen_at = NULL WHERE month = '2026-11-01'")
        assert cursor.rowcount == 0


def test_a_new_definition_governs_later_months_only() -> None:
    text = """
- id: danger
  name: Actions
  versions:
    - {from: 2021-11-01, owner: O, source: S, definition: In 24 hours, counts: danger, shows: share, by: [code], settings: {hours: 24}}
    - {from: 2026-11-01, owner: O, source: S, definition: In 12 hours, counts: danger, shows: share, by: [code], settings: {hours: 12}}
"""
    known = parse(text)
    governs = {
        month: [d for d in known if d.since <= month][-1].setting("hours", 0) for month in (OCTOBER, NOVEMBER)
    }
    assert governs == {OCTOBER: 24, NOVEMBER: 12}
    with pytest.raises(FaultyDefinition, match="danger"):
        parse(text.replace("2026-11-01", "2021-11-01"))


def test_every_measure_has_a_plain_definition_an_owner_and_a_source() -> None:
    measures = in_force(NOVEMBER).values()
    assert len(measures) >= 15
    assert all(each.words.endswith(".") and each.owner and each.source for each in measures)


def test_a_sealed_case_is_in_no_figure_and_one_sealed_later_leaves_them(now: datetime) -> None:
    cast = one_of_each_role(now)
    opened(cast, now)
    received(now, survivor=PersonTold(name="Ola Berg", affiliation="employee"))
    bring_up_to_date(by=COUNTER, now=now)
    assert whole(cast, "carol", "reports")[0] == 1
    with viewing(COUNTER):
        Case.objects.filter(sealed=False).update(sealed=True)
    assert whole(cast, "carol", "reports")[0] == 0
    assert cases_behind(cast.carol, "reports", NOVEMBER) == ()


def test_who_is_in_conflict_sees_the_same_figures_as_if_the_case_were_not_there(now: datetime) -> None:
    cast = one_of_each_role(now)
    opened(cast, now)
    bring_up_to_date(by=COUNTER, now=now)
    before = {name: each.numbers for name, each in series(cast.carol, [NOVEMBER]).items()}
    case_id = opened(cast, now, officer="bella", danger=True)
    bring_up_to_date(by=COUNTER, now=now)
    with viewing(COUNTER):
        exclude(case_id, {cast.staff["carol"].pk: "self"}, now=now)
    counts = {
        n: [x and (x.count, x.promised, x.kept) for x in s.numbers]
        for n, s in series(cast.carol, [NOVEMBER]).items()
        if n != "promises"
    }
    assert counts == {
        n: [x and (x.count, x.promised, x.kept) for x in numbers]
        for n, numbers in before.items()
        if n != "promises"
    }
    rows = dict(breakdown(cast.carol, "reports", "strand", [NOVEMBER]).rows)
    assert (
        rows["religion"].count
        == len(cases_behind(cast.carol, "reports", NOVEMBER, dimension="strand", code="religion"))
        == 1
    )


def test_the_executive_sees_sums_without_small_numbers_and_opens_no_case(now: datetime) -> None:
    cast = one_of_each_role(now)
    for _ in range(6):
        opened(cast, now)
    bring_up_to_date(by=COUNTER, now=now)
    assert whole(cast, "executive", "reports")[0] == 6
    opened(cast, now, danger=True)
    bring_up_to_date(by=COUNTER, now=now)
    found = series(cast.executive, [NOVEMBER])
    closed = found["closed"].last
    assert closed is not None and closed.hidden
    assert found["promises"].last is not None and not found["promises"].last.hidden
    assert cases_behind(cast.executive, "reports", NOVEMBER) == ()
    assert len(cases_behind(cast.carol, "reports", NOVEMBER)) == 7
    quarter = breakdown(cast.executive, "reports", "strand", [NOVEMBER])
    assert quarter.months[-1] == date(2026, 9, 1), "parts are shown by whole quarters only"


def test_promises_kept_open_to_the_cases_they_were_kept_on_a_page_at_a_time(now: datetime) -> None:
    cast = one_of_each_role(now)
    case_id = opened(cast, now, danger=True)
    visited(cast, case_id, now + timedelta(hours=1))
    opened(cast, now, danger=True)
    at = now + timedelta(days=10)
    bring_up_to_date(by=COUNTER, now=at)
    _, promised, kept = whole(cast, "carol", "promises")
    assert 1 < kept < promised
    found = promises_kept(cast.carol, NOVEMBER, now=at)
    assert len(found) == kept and case_id in {each.case_id for each in found}
    assert found == tuple(
        each
        for skip in range(kept)
        for each in promises_kept(cast.carol, NOVEMBER, skip=skip, limit=1, now=at)
    )
    for clause, number in breakdown(cast.carol, "promises", "clause", [NOVEMBER]).rows:
        assert len(promises_kept(cast.carol, NOVEMBER, clause=clause, now=at)) == number.kept, clause
    assert promises_kept(cast.executive, NOVEMBER, now=at) == ()
    with viewing(COUNTER):
        exclude(case_id, {cast.staff["carol"].pk: "self"}, now=now)
    assert case_id not in {each.case_id for each in promises_kept(cast.carol, NOVEMBER, now=at)}
    with viewing(COUNTER):
        Case.objects.update(sealed=True)
    assert promises_kept(cast.senior, NOVEMBER, now=at) == ()


def test_every_number_opens_to_all_its_cases_page_by_page(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("upstander.performance.queries.behind._AT_ONCE", 2)
    cast = one_of_each_role(now)
    cases = [opened(cast, now + timedelta(minutes=each), danger=each < 2) for each in range(5)]
    visited(cast, cases[0], now + timedelta(hours=1))
    received(now)
    with viewing(COUNTER):
        exclude(cases[3], {cast.staff["carol"].pk: "self"}, now=now)
    bring_up_to_date(by=COUNTER, now=now + timedelta(days=10))
    tried = set()
    for name, definition in in_force(NOVEMBER).items():
        for dimension in definition.by if definition.counts not in OF_NO_CASE else ():
            for code, number in breakdown(cast.carol, name, dimension, [NOVEMBER]).rows:
                pages = [
                    cases_behind(
                        cast.carol, name, NOVEMBER, dimension=dimension, code=code, skip=skip, limit=2
                    )
                    for skip in range(0, 60, 2)
                ]
                behind = sum(pages, ())
                assert len(behind) == (number.late if name == "promises" else number.count), (name, code)
                assert cases[3] not in {each.case_id for each in behind}
                assert all(len(page) == 2 for page in pages[: len(behind) // 2]), "no page with a hole"
                tried.add(dimension)
    for place in silence(cast.carol, NOVEMBER).areas:
        year = cases_behind(
            cast.carol, "reports", NOVEMBER, dimension="area", code=place.code, months=12, limit=60
        )
        assert len(year) == place.reports
    assert {"area", "home", "clause", "strand", "behaviour", "risk", "channel", "night", "code"} <= tried


def test_risk_that_rises_and_people_who_come_back_are_counted(now: datetime) -> None:
    cast = one_of_each_role(now)
    first = opened(cast, now - timedelta(days=60))
    second = opened(cast, now)
    for at, answers in ((now, {"weapon": "no"}), (now + timedelta(hours=1), {"weapon": "yes"})):
        risk = case_page(cast.ben, second, now=at)
        assert risk
        assess_risk(case_id=second, answers=answers, at=at, notes="", by=cast.ben, now=at)
    bring_up_to_date(by=COUNTER, now=now + timedelta(hours=2))
    moved = dict(breakdown(cast.carol, "risk", "code", [NOVEMBER]).rows)
    assert sum(n.count for n in moved.values()) == 2
    assert first != second and whole(cast, "carol", "repeat-survivors") == (1, 1, 1)
    assert whole(cast, "carol", "repeat-survivors", date(2026, 9, 1)) == (1, 1, 0)


def test_no_late_promise_vanishes_and_what_goes_on_elsewhere_is_not_counted_twice(now: datetime) -> None:
    cast = one_of_each_role(now)
    late, gone, merged, goes_on = (opened(cast, now, danger=True) for _ in range(4))
    after = now + timedelta(hours=25)
    said = Answer("visit", "could_not", "She is away until Monday")
    answer_duty(case_id=late, answer=said, at=now + timedelta(hours=2), by=cast.ben, now=after)
    public = PartyTold("survivor", "public", name="Amina Yusuf", identified=True, contactable=True)
    update_survivor(case_id=gone, survivor=public, by=cast.ben, now=after)
    merge_cases(case_id=merged, into_id=goes_on, reason="One matter", by=cast.ben, now=after)
    bring_up_to_date(by=COUNTER, now=after)
    rows = {code: n.count for code, n in breakdown(cast.carol, "put-aside", "code", [NOVEMBER]).rows}
    assert {code: rows[code] for code in rows if code.endswith("/visit")} == {
        "could_not/visit": 1,
        "too_late/visit": 1,
    }
    settled = {line.slug: line for line in case_page(cast.ben, late, now=after).settled_duties}
    assert settled["visit"].outcome == "could_not" and settled["visit"].written_late


def test_what_could_not_be_done_is_no_promise_kept_however_soon_that_was_said(now: datetime) -> None:
    cast = one_of_each_role(now)
    seen, unseen, later, _ = (opened(cast, now, danger=True) for _ in range(4))
    visited(cast, seen, now + timedelta(hours=1))
    visited(cast, later, now + timedelta(hours=30))
    said, at = Answer("visit", "could_not", "She is away until Monday"), now + timedelta(hours=2)
    answer_duty(case_id=unseen, answer=said, at=at, by=cast.ben, now=at)
    after = now + timedelta(days=2)
    bring_up_to_date(by=COUNTER, now=after)
    danger = dict(breakdown(cast.carol, "danger", "code", [NOVEMBER]).rows)["visit"]
    assert (danger.promised, danger.kept) == (4, 1)
    visits = {
        code.split("/")[2]: n.count
        for code, n in breakdown(cast.carol, "promises", "code", [NOVEMBER]).rows
        if "/visit/" in code
    }
    assert visits == {"could_not": 1, "late": 1, "open": 1}
    became = {code: n.count for code, n in breakdown(cast.carol, "promises", "how", [NOVEMBER]).rows}
    count, promised, kept = whole(cast, "carol", "promises")
    assert (became["kept"], sum(became.values())) == (kept, promised) and count == promised
    assert became["could_not"] == 1
    behind = cases_behind(cast.carol, "promises", NOVEMBER, dimension="how", code="could_not")
    assert [each.case_id for each in behind] == [unseen]
    kept_on = promises_kept(cast.carol, NOVEMBER, now=after)
    assert len(kept_on) == kept
    assert {each.case_id for each in kept_on if each.code == "/visit"} == {seen}


def test_a_joined_report_is_a_report_and_no_case(now: datetime) -> None:
    cast = one_of_each_role(now)
    case_id = opened(cast, now)
    join(cast, received(now), case_id, now)
    bring_up_to_date(by=COUNTER, now=now)
    assert (whole(cast, "carol", "reports")[0], whole(cast, "carol", "opened")[0]) == (2, 1)


def test_months_before_the_first_report_are_gaps_and_not_noughts(now: datetime) -> None:
    cast = one_of_each_role(now)
    opened(cast, now)
    bring_up_to_date(by=COUNTER, now=now)
    assert series(cast.carol, [OCTOBER, NOVEMBER])["reports"].numbers[0] is None
    with viewing(COUNTER):
        assert Month.objects.count() == 1


def test_speaking_with_the_survivor_is_a_response_and_leaving_a_message_is_none(now: datetime) -> None:
    cast = one_of_each_role(now)
    case_id = opened(cast, now)
    amina = next(p.id for p in case_page(cast.ben, case_id, now=now).parties if p.role == "survivor")
    for minutes, outcome in ((10, "left_message"), (50, "spoke")):
        at = now + timedelta(minutes=minutes)
        record_contact(
            case_id=case_id, party_id=amina, way="phone", outcome=outcome, inbound=True, at=at, said="Talked", by=cast.ben, now=at
        )  # fmt: skip
    bring_up_to_date(by=COUNTER, now=now + timedelta(hours=1))
    number = series(cast.carol, [NOVEMBER])["response"].last
    assert number is not None and number.median == 50 * 60
