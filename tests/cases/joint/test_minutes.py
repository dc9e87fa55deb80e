"""Minutes: each body reads its own, of items that it may know, in words that name nobody; and items follow a case that was merged."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from pypdf import PdfReader

from factories.cast import Cast
from factories.joint import Table, agrees, item, on_the_agenda, sent, survivor
from factories.reports import opened
from upstander.cases.api import merge_cases, withdraw_consent
from upstander.cases.joint.api import (
    ActionTold,
    hold_meeting,
    items_of_case,
    joint_item,
    joint_meeting,
    note_attendance,
    pack_pdf,
    pack_preview,
    partner_desk,
    partner_pack,
    put_forward,
    put_strategic,
    record_item,
    record_strategic,
    send_pack,
    share_item,
    sign_promise,
)
from upstander.cases.joint.rules import minuted
from upstander.cases.measures.api import measures_of
from upstander.cases.models import ItemShare, Pack
from upstander.cases.queries.api import case_page, sharing_of_case
from upstander.confidentiality.api import system, viewing
from upstander.lib.decision import Refused

pytestmark = pytest.mark.django_db
WORDS = "The police go by in the evening and say so to us on Mondays."


def begins(table: Table, cast: Cast, now: datetime) -> datetime:
    return joint_meeting(cast.carol, table.meeting, now=now).line.at + timedelta(hours=1)


def held(table: Table, cast: Cast, at: datetime) -> None:
    who = {"agency_id": table.police, "person_id": table.officer.person_id}
    note_attendance(meeting_id=table.meeting, came="came", promised=True, by=cast.carol, now=at, **who)  # type: ignore[arg-type]
    version = joint_meeting(cast.carol, table.meeting, now=at).version
    hold_meeting(meeting_id=table.meeting, notes="Ours alone", version=version, by=cast.carol, now=at)


def minutes(table: Table, agency: UUID, cast: Cast, at: datetime, **more: str) -> UUID:
    where = {"way": "page", **more}
    return send_pack(
        meeting_id=table.meeting, agency_id=agency, sort="minutes", by=cast.carol, now=at, **where
    )


def record(case: UUID, line: UUID, cast: Cast, at: datetime, **more: object) -> None:
    told = {"said": "", "decision": "Evening walks past Amina's", "minute": WORDS, **more}
    record_item(case_id=case, item_id=line, by=cast.ben, now=at, **told)  # type: ignore[arg-type]


def test_each_body_reads_in_its_minutes_what_it_may_know_all_of(
    cast: Cast, table: Table, case: UUID, now: datetime
) -> None:
    line = on_the_agenda(table, case, cast.ben, now)
    sent(table, table.police, cast.carol, now)
    at = begins(table, cast, now)
    act = ActionTold("Walk past in the evening", at.date() + timedelta(days=7), agency_id=table.police)
    record(case, line, cast, at, minute_kinds=("account", "risk"), actions=(act,))
    with pytest.raises(Refused, match="First write down that the meeting was held"):
        minutes(table, table.police, cast, at)
    held(table, cast, at)
    police, support = (minutes(table, each, cast, at) for each in (table.police, table.support))
    with pytest.raises(Refused, match="Sign the statement first"):
        partner_pack(table.worker, support, now=at)
    sign_promise(table.worker, support, ticked=True, now=at)
    read = partner_pack(table.officer, police, now=at)
    assert [each.lines for each in read.items] == [(("What was decided", WORDS),)]
    assert read.items[0].asks == () and [each.what for each in read.actions] == ["Walk past in the evening"]
    assert read.came == ("Marsh Lane Police: Paul Reyes, Sergeant",)
    theirs = partner_pack(table.worker, support, now=at)  # may have no risk
    assert theirs.items == () and theirs.actions == ()
    told = [line for line in sharing_of_case(cast.ben, case, now=at).disclosures if line.at == at]
    assert [(line.agency, set(line.kinds)) for line in told] == [("Marsh Lane Police", {"account", "risk"})]
    members = {each.agency_id: each for each in joint_meeting(cast.carol, table.meeting, now=at).minutes}
    assert members[table.police].opened_at == at and members[table.police].given == 1
    assert members[table.support].given == 0 and members[table.police].notice == "waiting"
    page = PdfReader(io.BytesIO(pack_pdf(read, now=at)))
    text = "\n".join(each.extract_text() for each in page.pages)
    assert WORDS[:30] in text and "Paul Reyes" in text and "Ours alone" not in text and "Amina" not in text
    assert page.xmp_metadata is not None and b"pdfuaid:part>1" in page.xmp_metadata.stream.get_data()


def test_words_for_minutes_name_nobody_and_say_what_they_tell_of(
    cast: Cast, table: Table, case: UUID, now: datetime
) -> None:
    line, at = on_the_agenda(table, case, cast.ben, now), begins(table, cast, now)
    for minute, kinds, says in (
        (WORDS, (), "Tick what the words"),
        ("Amina is to be moved", ("account",), "reads these words as they stand"),
        ("Ring 07700 900123", ("account",), "reads these words as they stand"),
    ):
        with pytest.raises(Refused, match=says):
            record(case, line, cast, at, minute=minute, minute_kinds=kinds)
    about = put_strategic(
        meeting_id=table.meeting, sort="strategic", words="A stall in June", by=cast.carol, now=now
    )
    with pytest.raises(Refused, match="every body at the table"):
        record_strategic(item_id=about, decision="Call 07700 900123 about it", by=cast.carol, now=at)
    record_strategic(item_id=about, decision="A stall, with the school", by=cast.carol, now=at)
    held(table, cast, at)
    pack = minutes(table, table.support, cast, at)
    sign_promise(table.worker, pack, ticked=True, now=at)
    read = partner_pack(table.worker, pack, now=at)
    assert [each.decision for each in read.strategic] == ["A stall, with the school"] and read.items == ()


def test_minutes_written_anew_replace_what_was_sent_and_consent_taken_back_empties_them(
    cast: Cast, table: Table, case: UUID, now: datetime
) -> None:
    line, at = on_the_agenda(table, case, cast.ben, now), begins(table, cast, now)
    record(case, line, cast, at, minute_kinds=("account",))
    held(table, cast, at)
    pack, later = minutes(table, table.police, cast, at), at + timedelta(hours=1)
    sign_promise(table.officer, pack, ticked=True, now=at)
    record(case, line, cast, later, minute="Nothing more is done", minute_kinds=("account",))
    assert minutes(table, table.police, cast, later) == pack
    minutes(table, table.police, cast, later + timedelta(hours=1))  # nothing is new
    read = partner_pack(table.officer, pack, now=later)
    assert [each.lines[0][1] for each in read.items] == ["Nothing more is done"]
    assert read.line.changed_at == later
    members = {each.agency_id: each for each in joint_meeting(cast.carol, table.meeting, now=at).minutes}
    receipt = members[table.police]  # one for each version, and what is read now is of the last
    assert receipt.before == ((at, None), (later, None)) and receipt.opened_at == later
    minutes(table, table.police, cast, later + timedelta(hours=2))
    told = sharing_of_case(cast.ben, case, now=later).disclosures
    assert len([each for each in told if each.at >= at]) == 2
    record(case, line, cast, later, minute="They are worse", minute_kinds=("account", "health"))
    minutes(table, table.police, cast, later)  # health may not go to them
    assert partner_pack(table.officer, pack, now=later).items == ()
    record(case, line, cast, later, minute=WORDS, minute_kinds=("account",))
    minutes(table, table.police, cast, later)
    live = [each.id for each in sharing_of_case(cast.ben, case, now=later).live]
    withdraw_consent(case_id=case, consent_ids=live, at=later, by=cast.ben, now=later)
    assert partner_pack(table.officer, pack, now=later).items == ()
    assert pack_preview(cast.carol, table.meeting, table.police, sort="minutes", now=later).items == ()
    assert any(each.taken_back for each in partner_desk(table.officer, now=later).told)


def test_an_item_of_a_merged_case_goes_on_with_the_case_that_stands(
    cast: Cast, table: Table, case: UUID, now: datetime
) -> None:
    line = on_the_agenda(table, case, cast.ben, now)
    into, at = opened(cast, now - timedelta(hours=1)), begins(table, cast, now)
    merge_cases(case_id=case, into_id=into, reason="One matter", by=cast.ben, now=now)
    assert [each.id for each in items_of_case(cast.ben, into, now=now)] == [line]
    shown = joint_item(cast.ben, line, now=now)
    assert (shown.case_id, shown.version) == (into, case_page(cast.ben, into, now=now).head.version)
    again = item(survivor(into, cast.ben, now), {})
    with pytest.raises(Refused, match="on that agenda already"):
        put_forward(case_id=into, meeting_id=table.meeting, item=again, by=cast.ben, now=now)
    with pytest.raises(Refused, match="take it out, and put this case forward"):
        share_item(case_id=into, item_id=line, shares={}, terms=again.terms, by=cast.ben, now=now)
    act = ActionTold("Ring on Friday", at.date() + timedelta(days=2), staff_id=cast.staff["bella"].id)
    record(into, line, cast, at, minute_kinds=("account",), actions=(act,))
    measures = [
        each for each in measures_of(cast.ben, into, today=at.date()) if each.kind.id == "joint-action"
    ]
    assert len(measures) == 1
    assert "Decided" not in str(case_page(cast.ben, case, now=at).timeline[0].kind)
    assert any(
        each.body == "Evening walks past Amina's" for each in case_page(cast.ben, into, now=at).timeline
    )
    agrees(into, table.police, by=cast.ben, now=at)
    live = [each.id for each in sharing_of_case(cast.ben, into, now=at).live]
    withdraw_consent(case_id=into, consent_ids=live, at=at, by=cast.ben, now=at)
    with viewing(system("tests")):  # at once, and not when a clock comes by
        stopped = ItemShare.objects.filter(item=line, stopped_why="consent").values_list(
            "agency_id", flat=True
        )
        assert list(stopped) == [table.police]
        assert not Pack.objects.filter(meeting=table.meeting).exists()


def test_a_body_that_may_not_have_all_that_words_tell_of_reads_none_of_them() -> None:
    assert minuted(WORDS, frozenset({"account", "risk"}), frozenset({"account", "risk"}))
    assert not minuted(WORDS, frozenset({"account", "risk"}), frozenset({"account"}))
    assert not minuted(WORDS, frozenset(), frozenset({"account"})), "nobody said what they tell of"
