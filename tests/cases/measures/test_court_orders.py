"""What a court orders: a notice that the law gives, a review, a breach and its warrant, how long an order lasts."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest

from cases.measures.test_measures import At
from factories.cast import Cast, one_of_each_role
from factories.reports import opened
from upstander.cases.api import PartyTold, add_party, record_finding
from upstander.cases.measures.api import (
    change_paper,
    chase_measures,
    measures_of,
    paper_line,
    pass_paper,
)
from upstander.cases.queries.api import case_page, today
from upstander.confidentiality.api import system
from upstander.lib.decision import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(now: datetime) -> Cast:
    return one_of_each_role(now)


def test_a_notice_is_one_that_the_law_gives_on_the_day_for_the_tenancy(cast: Cast, now: datetime) -> None:
    case_id = opened(cast, now)
    if "perpetrator" not in {p.role for p in case_page(cast.ben, case_id, now=now).parties}:
        add_party(
            case_id=case_id,
            party=PartyTold("perpetrator", "customer", name="Gwen", identified=True),
            by=cast.ben,
            now=now,
        )
    record_finding(
        case_id=case_id, validity="substantiated", evidence="strong", reasons="Film", by=cast.ben, now=now
    )
    at = At(case_id, cast.ben, now)
    with pytest.raises(Refused, match="ask whether a disability"):
        at.step("proportionality", "proportionate", about="perpetrator", told={"disability": "unknown"})
    with pytest.raises(Refused, match="known of the disability"):
        at.step("proportionality", "proportionate", about="perpetrator", told={"disability": "yes"})
    at.step("proportionality", "proportionate", about="perpetrator")
    served = {"tenancy": "secure", "power": "g14", "served_on": "2026-11-20", "court_from": "2026-11-20"}
    with pytest.raises(Refused, match="not for that kind of tenancy"):
        at.step("possession", "drafted", about="perpetrator", told=served)
    beside = {"tenancy": "assured", "condition": "noise", "found_on": "2026-11-02"}  # ground 14 rests on none
    notice = at.step("possession", "drafted", about="perpetrator", told={**served, **beside})
    found = {"tenancy": "assured", "power": "g7a"}
    for more, why in (
        ({}, "which court found what"),
        (
            {"condition": "closure", "found_on": "2026-07-31"},
            "within 3 months of the finding: by 31 October 2026",
        ),
    ):
        with pytest.raises(Refused, match=why):
            at.step("possession", "drafted", about="perpetrator", told={**found, **more})
    absolute = at.step(
        "possession",
        "drafted",
        about="perpetrator",
        told={**found, "condition": "noise", "found_on": "2026-11-02"},
    )
    with pytest.raises(Refused, match="Still missing: the address of their home, which is not on the case"):
        pass_paper(case_id=case_id, measure_id=notice, by=cast.carol, now=now)
    for each, names in ((notice, False), (absolute, True)):
        paper = paper_line(cast.ben, case_id, each)
        assert paper is not None
        assert (
            "a court found on 2 November 2026: somebody was convicted over noise" in paper.told.words
        ) == names
        let_go(cast, case_id, each, now)

    def serve(on: UUID = notice, **told: str) -> UUID:
        # Another ground than the paper that was read is not taken from whoever serves it.
        given = {
            **served,
            "power": "g12",
            "served_how": "hand",
            "late": "",
            "lapses_on": "",
            **told,
        }
        return at.step("possession", "served", on=on, about="perpetrator", told=given)

    with pytest.raises(Refused, match=r"ground 7A.*no earlier than 18 December"):
        serve(on=absolute)
    with pytest.raises(Refused, match="taken to be served on 23 November 2026"):
        serve(served_how="post")  # posted on a Friday: the second day is a Sunday
    with pytest.raises(Refused, match="still to come"):
        serve(served_on="2026-11-23")
    with pytest.raises(Refused, match="read it on 20 November 2026, after that day"):
        serve(served_on="2026-11-19")
    with pytest.raises(Refused, match="lies before 20 November 2026"):
        serve(court_from="2026-11-19")
    with pytest.raises(Refused, match="not known to allow"):
        at.step("injunction", "applied", about="perpetrator", told={"power": "respect"})
    with pytest.raises(Refused, match="breach of an injunction"):
        at.step("committal", "applied", about="perpetrator")
    with pytest.raises(Refused, match="lapses on 20 November 2027"):
        serve(court_from="2026-11-25", lapses_on="2027-11-21")
    serve(court_from="2026-11-25")
    for day, why in ((now, "no earlier than 25 November"), (now + timedelta(days=400), "lapsed")):
        with pytest.raises(Refused, match=why):
            At(case_id, cast.ben, day).step(
                "possession", "issued", on=notice, about="perpetrator", told={"hearing_on": "2028-01-10"}
            )
    (line,) = [each for each in measures_of(cast.ben, case_id, today=now.date()) if each.id == notice]
    assert ("Taken to be served on", "20 November 2026") in line.steps[-1].said
    assert any("1988 s.8(3)(c)" in words for _, words in line.steps[-1].said) and line.lapses_on == date(
        2027, 11, 20
    )
    for later, told in ((date(2027, 10, 22), False), (date(2027, 10, 24), True)):
        chase_measures(by=system("tests"), now=datetime.combine(later, time(9), UTC))
        assert told == ("notice_lapses" in {each.kind for each in today(cast.ben, now=now).notices})


def let_go(cast: Cast, case_id: UUID, paper_id: UUID, now: datetime) -> None:
    """What is missing is written, and a colleague reads it."""
    line = paper_line(cast.ben, case_id, paper_id)
    assert line is not None and "…" not in line.told.words
    words = re.sub(r"\[fill in: [^\]]*\]", "1 Quay Street", line.told.words)
    told = replace(line.told, words=words)
    change_paper(case_id=case_id, measure_id=paper_id, told=told, by=cast.ben, now=now)
    pass_paper(case_id=case_id, measure_id=paper_id, by=cast.carol, now=now)


def test_a_warrant_follows_the_breach_of_a_suspended_order_and_a_review_is_for_somebody_new(
    cast: Cast, now: datetime
) -> None:
    case_id = opened(cast, now)
    record_finding(
        case_id=case_id, validity="substantiated", evidence="strong", reasons="Film", by=cast.ben, now=now
    )
    at = At(case_id, cast.ben, now)
    at.step("proportionality", "proportionate", about="perpetrator")
    told = {"tenancy": "introductory", "power": "introductory"}
    notice = at.step("possession", "drafted", about="perpetrator", told=told)
    let_go(cast, case_id, notice, now)
    later = At(case_id, cast.ben, now + timedelta(days=40))

    def step(code: str, desk: At = later, **told: str) -> None:
        desk.step("possession", code, on=notice, about="perpetrator", told=told)

    def possible() -> set[str]:
        (line,) = [each for each in measures_of(cast.ben, case_id, today=now.date()) if each.id == notice]
        return {each.code for each in line.possible}

    carol = At(case_id, cast.carol, now)
    step("served", carol, court_from="2026-12-21", served_how="hand", late="", lapses_on="2027-11-20")
    with pytest.raises(Refused, match="before 21 December 2026"):
        step("review_asked", at, decide_by="2026-12-21")
    step("review_asked", at, decide_by="2026-12-10")
    assert "issued" not in possible(), "no claim while a review is open"
    with pytest.raises(Refused, match="neither wrote the notice nor served it"):
        step("review_upheld", carol)
    step("review_upheld", At(case_id, cast.senior, now))
    (line,) = [each for each in measures_of(cast.ben, case_id, today=now.date()) if each.id == notice]
    assert (line.next_on, line.lapses_on) == (date(2026, 12, 21), date(2027, 11, 20)), (
        "it stands with its days"
    )
    step("issued", hearing_on="2027-01-20")
    step("ordered", order="dismissed", until="")
    assert not {"broken", "warrant"} & possible()
    step("ordered", order="outright", until="2027-01-15")
    assert "broken" not in possible()
    with pytest.raises(Refused, match="until 15 January 2027"):
        step("warrant", permission="not_needed", look_on="2027-01-20")
    step("ordered", order="suspended", until="2027-12-30")
    (line,) = [each for each in measures_of(cast.ben, case_id, today=now.date()) if each.id == notice]
    assert line.standing == "Decided by the court: Possession, suspended or postponed on terms"
    with pytest.raises(Refused, match="which term of the order was broken"):
        step("warrant", look_on="2027-01-20")
    with pytest.raises(Refused, match="Answer this first: The evidence"):
        step("broken", broken_on="2026-12-29", proof="")
    step("broken", broken_on="2026-12-29")
    with pytest.raises(Refused, match="permission first"):
        step("warrant", permission="not_needed", look_on="2027-01-20")
    later.step("proportionality", "disproportionate", about="perpetrator")
    with pytest.raises(Refused, match="proportionate for this person"):
        step("warrant", permission="asked", look_on="2027-01-20")
    later.step("proportionality", "proportionate", about="perpetrator")
    step("warrant", permission="asked", look_on="2027-01-20")
    with pytest.raises(Refused, match="no earlier than 12 January 2027"):
        step("eviction", notice_on="2026-12-29", evict_on="2027-01-11", shortened="")
    step("eviction", notice_on="2026-12-29", evict_on="2027-01-12", shortened="")
    step("evicted", evicted_on="2026-12-30")
    assert not possible()


def test_a_closure_lasts_three_months_and_six_with_its_extension(cast: Cast, now: datetime) -> None:
    case_id = opened(cast, now)
    record_finding(
        case_id=case_id, validity="substantiated", evidence="strong", reasons="Film", by=cast.ben, now=now
    )
    at = At(case_id, cast.ben, now)
    at.step("proportionality", "proportionate", about="perpetrator")
    shut = at.step("closure-order", "asked", about="perpetrator", told={"power": "closure_others"})

    def until(day: str, desk: At = at) -> None:
        told = {"order": "closed", "until": day}
        desk.step("closure-order", "ordered", on=shut, about="perpetrator", told=told)

    with pytest.raises(Refused, match="3 months at most: until 20 February 2027"):
        until("2027-02-21")
    until("2027-02-20")
    extended = At(case_id, cast.ben, now + timedelta(days=80))
    with pytest.raises(Refused, match="6 months at most: until 20 May 2027"):
        until("2027-05-21", extended)
    until("2027-05-20", extended)
    extended.step("closure-order", "broken", on=shut, about="perpetrator")


def test_neither_service_nor_a_breach_of_an_order_makes_us_forget_the_day_in_court(
    cast: Cast, now: datetime
) -> None:
    case_id = opened(cast, now, danger=True)
    at = At(case_id, cast.ben, now)

    def next_on(step: str, **told: str) -> date | None:
        at.step("urgent-injunction", step, on=order, about="perpetrator", told=told)
        (line,) = [each for each in measures_of(cast.ben, case_id, today=now.date()) if each.id == order]
        assert not any("Taken to be served" in label for label, _ in line.steps[0].said)
        return line.next_on

    order = at.step(
        "urgent-injunction", "applied", about="perpetrator", told={"power": "injunction", "arrest": ""}
    )
    back, again, end = "2026-12-01", "2026-12-08", "2027-11-20"
    assert next_on("granted", order="interim", arrest="", ends_on=end, return_on=back) == date(2026, 12, 1)
    assert next_on("served", served_on="2026-11-20", look_on=end) == date(2026, 12, 1)
    assert next_on("return_moved", hearing_on=again) == date(2026, 12, 8)
    assert next_on("broken") == date(2026, 12, 8), "the order stands while its hearing is moved"
    assert next_on("granted", order="final", arrest="", ends_on=end, return_on="") == date(2027, 11, 20)
    assert next_on("served", served_on="2026-11-20", look_on=end) == next_on("broken") == date(2027, 11, 20)
