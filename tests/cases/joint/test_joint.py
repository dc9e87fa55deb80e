"""The joint action group: a body is given what it may have of a case and nothing else, staff see the items of cases they may know."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st
from pypdf import PdfReader

from factories.cast import Cast
from factories.joint import (
    SAID,
    Table,
    agrees,
    item,
    on_the_agenda,
    sent,
    survivor,
    told_group,
)
from factories.reports import received
from upstander.cases.api import NoSuchMeeting, withdraw_consent
from upstander.cases.joint.api import (
    ActionTold,
    add_group,
    add_information,
    answer_action,
    calendar_entry,
    cancel_meeting,
    change_group,
    hold_meeting,
    items_of_case,
    joint_group,
    joint_meeting,
    look_after_groups,
    move_meeting,
    note_attendance,
    pack_pdf,
    pack_preview,
    partner_desk,
    partner_pack,
    put_forward,
    put_strategic,
    record_item,
    send_pack,
    sign_promise,
    take_item_out,
)
from upstander.cases.joint.clock import remind_bodies
from upstander.cases.joint.rules import SHAREABLE, check_about_nobody, days_of, given
from upstander.cases.measures.api import measures_of
from upstander.cases.models import Case
from upstander.cases.queries.api import case_page, sharing_of_case, today
from upstander.cases.sharing.api import SharingTold
from upstander.confidentiality.api import system, viewing
from upstander.confidentiality.models import Conflict
from upstander.intake.api import PersonTold
from upstander.lib.decision import Refused

pytestmark = pytest.mark.django_db


def read(table: Table, who: str, pack: UUID, now: datetime) -> dict[str, str]:
    """What a body's person reads of the one item in their pack, after signing; nothing when there is none."""
    signed = getattr(table, who)
    sign_promise(signed, pack, ticked=True, now=now)
    found = partner_pack(signed, pack, now=now).items
    return dict(found[0].lines) if found else {}


def test_each_body_reads_its_own_kinds_and_each_item_is_in_the_register(
    cast: Cast, table: Table, case: UUID, now: datetime
) -> None:
    on_the_agenda(table, case, cast.ben, now)
    packs = {who: sent(table, getattr(table, who), cast.carol, now) for who in ("police", "support")}
    assert set(read(table, "officer", packs["police"], now).values()) == set(SAID.values())
    assert set(read(table, "worker", packs["support"], now).values()) == {SAID["identity"], SAID["account"]}
    told = {line.agency: line for line in sharing_of_case(cast.ben, case, now=now).disclosures}
    assert told["Harbour Listeners"].kinds == ("identity", "account")
    assert told["Marsh Lane Police"].by == cast.staff["ben"].name  # who decided it, not who sent it
    with pytest.raises(NoSuchMeeting):
        partner_pack(table.worker, packs["police"], now=now)


def test_a_body_is_put_down_for_nothing_that_it_has_no_consent_or_agreement_for(
    cast: Cast, table: Table, case: UUID, now: datetime
) -> None:
    ben, amina = cast.ben, survivor(case, cast.ben, now)
    everything = item(amina, {table.support: ("identity", "account", "risk")})
    with pytest.raises(Refused, match="no explicit consent"):
        put_forward(case_id=case, meeting_id=table.meeting, item=everything, by=ben, now=now)
    agrees(case, table.support, by=ben, now=now)
    with pytest.raises(Refused, match="agreement with Harbour Listeners does not cover"):
        put_forward(case_id=case, meeting_id=table.meeting, item=everything, by=ben, now=now)
    lawful = SharingTold(
        "lawful", about=(amina,), lawful="crime", necessity="They are near", risk_of_not="An attack"
    )
    police = item(amina, {table.police: ("account",)}, terms=lawful)
    with pytest.raises(Refused, match="Only a manager"):
        put_forward(case_id=case, meeting_id=table.meeting, item=police, by=ben, now=now)
    assert items_of_case(ben, case, now=now) == ()
    put_forward(case_id=case, meeting_id=table.meeting, item=police, by=cast.carol, now=now)


def test_consent_taken_back_empties_packs_not_sent_and_packs_sent_at_once(
    cast: Cast, table: Table, case: UUID, now: datetime
) -> None:
    ben, later = cast.ben, now + timedelta(hours=1)
    on_the_agenda(table, case, ben, now)
    police = sent(table, table.police, cast.carol, now)
    assert read(table, "officer", police, now)
    live = [line.id for line in sharing_of_case(ben, case, now=now).live]
    withdraw_consent(case_id=case, consent_ids=live, at=later, by=ben, now=later)
    assert read(table, "officer", police, later) == {}
    desk = partner_desk(table.officer, now=later)
    assert [line.taken_back for line in desk.told] == [True] and SAID["account"] not in desk.told[0].words
    assert desk.packs[0].changed_at == later
    support = sent(table, table.support, cast.carol, later)
    assert read(table, "worker", support, later) == {}
    assert [share.stopped_why for share in items_of_case(ben, case, now=later)[0].shares] == ["consent"] * 2


def test_consent_that_has_run_out_shows_nothing_before_any_clock_ran(
    cast: Cast, table: Table, case: UUID, now: datetime
) -> None:
    later = now + timedelta(days=2)
    agrees(case, table.police, by=cast.ben, now=now, expires_at=now + timedelta(days=1))
    told = item(survivor(case, cast.ben, now), {table.police: ("account",)})
    put_forward(case_id=case, meeting_id=table.meeting, item=told, by=cast.ben, now=now)
    pack = sent(table, table.police, cast.carol, now)
    assert read(table, "officer", pack, now)
    assert read(table, "officer", pack, later) == {}
    look_after_groups(by=system("joint-groups"), now=later)
    assert items_of_case(cast.ben, case, now=later)[0].shares[0].stopped_why == "consent"


def test_whoever_is_in_conflict_meets_no_item_and_still_sends_every_pack_whole(
    cast: Cast, table: Table, case: UUID, now: datetime
) -> None:
    on_the_agenda(table, case, cast.ben, now)
    with viewing(system("tests")):
        Conflict.objects.create(case_id=case, staff_id=cast.staff["carol"].id, found_at=now)
    page = joint_meeting(cast.carol, table.meeting, now=now)
    assert page.items == () and page.line.items == 0 and {m.ready for m in page.members} == {0}
    assert pack_preview(cast.carol, table.meeting, table.police, now=now).items == ()
    pack = sent(table, table.police, cast.carol, now)
    assert read(table, "officer", pack, now)
    take_item_out(
        case_id=case,
        item_id=items_of_case(cast.ben, case, now=now)[0].id,
        why="other",
        words="For an hour",
        agency_id=table.police,
        by=cast.ben,
        now=now,
    )
    for who, changed in ((cast.carol, None), (cast.ben, now)):
        members = joint_meeting(who, table.meeting, now=now).members
        assert next(m for m in members if m.agency_id == table.police).changed_at == changed
    by_hand = {"way": "by_hand", "to_whom": "Duty worker"}
    send_pack(
        meeting_id=table.meeting, agency_id=table.support, by=cast.carol, now=now, **by_hand
    )  # holds the paper: nothing that she may not see
    given_to = {line.agency for line in sharing_of_case(cast.ben, case, now=now).disclosures}
    assert given_to == {"Marsh Lane Police"}


def test_a_sealed_case_is_on_no_agenda_but_its_keepers(cast: Cast, table: Table, now: datetime) -> None:
    received(now, survivor=PersonTold(name="Zora Blake", affiliation="employee"))
    with viewing(system("tests")):
        sealed = Case.objects.get(sealed=True)
    emergency = SharingTold("emergency", emergency="life", about=())
    told = item(UUID(int=1), {table.police: ("account",)}, terms=emergency)
    put_forward(case_id=sealed.id, meeting_id=table.meeting, item=told, by=cast.esther, now=now)
    assert len(items_of_case(cast.esther, sealed.id, now=now)) == 1
    assert len(joint_meeting(cast.esther, table.meeting, now=now).items) == 1
    assert joint_meeting(cast.carol, table.meeting, now=now).items == ()
    assert joint_group(cast.carol, table.group, now=now).ahead[0].items == 0


def test_what_a_body_undertook_is_a_measure_of_the_case_that_it_answers_itself(
    cast: Cast, table: Table, case: UUID, now: datetime
) -> None:
    line = on_the_agenda(table, case, cast.ben, now)
    pack = sent(table, table.police, cast.carol, now)
    meeting = joint_meeting(cast.carol, table.meeting, now=now)
    held = meeting.line.at + timedelta(hours=1)
    for text in ("Look in on Amina", "Ring 07700 900123"):
        told = (ActionTold(text, held.date(), agency_id=table.police),)
        with pytest.raises(Refused, match="reads these words as they stand"):
            record_item(
                case_id=case, item_id=line, said="", decision="Go", actions=told, by=cast.ben, now=held
            )
    for told in (
        (ActionTold("Help", held.date(), agency_id=table.support),),  # its pack was not sent
        (ActionTold("Ring her", held.date(), staff_id=cast.staff["dev"].id),),  # sees no case
    ):
        with pytest.raises(Refused, match=r"not given this item|works on this case"):
            record_item(
                case_id=case, item_id=line, said="", decision="Go", actions=told, by=cast.ben, now=held
            )
    undertaken = (
        ActionTold("Walk past in the evening", held.date() + timedelta(days=7), agency_id=table.police),
        ActionTold("Ring her on Friday", held.date() + timedelta(days=2), staff_id=cast.staff["bella"].id),
    )
    with pytest.raises(Refused, match="has not begun"):
        record_item(case_id=case, item_id=line, said="", decision="Go on", by=cast.ben, now=now)
    record_item(
        case_id=case,
        item_id=line,
        said="All agree",
        decision="Go on",
        actions=undertaken,
        by=cast.ben,
        now=held,
    )
    open_measures = [m for m in measures_of(cast.ben, case, today=held.date()) if m.kind.id == "joint-action"]
    assert len(open_measures) == 2
    action = partner_desk(table.officer, now=held).actions
    assert [each.what for each in action] == ["Walk past in the evening"]
    assert partner_desk(table.worker, now=held).actions == ()
    with pytest.raises(NoSuchMeeting):
        answer_action(table.worker, action[0].id, state="done", words="Ours", now=held)
    answer_action(table.officer, action[0].id, state="done", words="Three walks, nothing seen", now=held)
    done = [m for m in measures_of(cast.ben, case, today=held.date()) if m.ended_at]
    assert "Paul Reyes, Marsh Lane Police" in str(done[0].steps[-1])
    assert pack  # it was sent before


def test_late_actions_of_a_body_are_brought_back_to_it_every_week_until_done(
    cast: Cast, table: Table, case: UUID, now: datetime
) -> None:
    line = on_the_agenda(table, case, cast.ben, now)
    sent(table, table.police, cast.carol, now)
    held = joint_meeting(cast.carol, table.meeting, now=now).line.at + timedelta(hours=1)
    act = ActionTold("Walk past", held.date() + timedelta(days=1), agency_id=table.police)
    record_item(case_id=case, item_id=line, said="", decision="Go on", actions=(act,), by=cast.ben, now=held)
    by, day = system("joint-groups"), timedelta(days=1)
    assert [remind_bodies(by=by, now=held + n * day) for n in (1, 2, 3, 9)] == [0, 1, 0, 1]
    undertaken = partner_desk(table.officer, now=held + 9 * day).actions[0]
    answer_action(table.officer, undertaken.id, state="not_done", words="No crew", now=held + 10 * day)
    assert remind_bodies(by=by, now=held + 30 * day) == 0


def test_what_a_body_tells_us_lands_on_the_case_as_theirs(
    cast: Cast, table: Table, case: UUID, now: datetime
) -> None:
    line = on_the_agenda(table, case, cast.ben, now)
    pack = sent(table, table.police, cast.carol, now)
    where = {"disclosure_id": None, "item_id": line, "words": "Two calls to that stair last week"}
    with pytest.raises(NoSuchMeeting):  # not before the statement is signed
        add_information(table.officer, now=now, **where)  # type: ignore[arg-type]
    read(table, "officer", pack, now)
    add_information(table.officer, now=now, **where)  # type: ignore[arg-type]
    with pytest.raises(NoSuchMeeting):
        add_information(table.worker, now=now, **where)  # type: ignore[arg-type]
    entry = next(e for e in case_page(cast.ben, case, now=now).timeline if e.kind == "partner_told")
    assert entry.body == "Two calls to that stair last week\n\nPaul Reyes, Marsh Lane Police"


def test_an_item_taken_out_leaves_every_pack_and_says_why_on_the_case_alone(
    cast: Cast, table: Table, case: UUID, now: datetime
) -> None:
    line = on_the_agenda(table, case, cast.ben, now)
    police, support = (sent(table, each, cast.carol, now) for each in (table.police, table.support))
    where = {"case_id": case, "item_id": line, "by": cast.ben, "now": now}
    take_item_out(why="conflict", agency_id=table.police, **where)  # type: ignore[arg-type]
    assert read(table, "officer", police, now) == {}
    assert read(table, "worker", support, now)
    take_item_out(why="settled", **where)  # type: ignore[arg-type]
    assert read(table, "worker", support, now) == {}
    assert joint_meeting(cast.carol, table.meeting, now=now).items == ()


def test_a_meeting_is_not_held_until_everybody_who_came_signed(
    cast: Cast, table: Table, now: datetime
) -> None:
    page = joint_meeting(cast.carol, table.meeting, now=now)
    after = page.line.at + timedelta(hours=2)
    came = {"meeting_id": table.meeting, "came": "came", "by": cast.carol, "now": after}
    note_attendance(agency_id=table.police, person_id=table.officer.person_id, **came)  # type: ignore[arg-type]
    note_attendance(staff_id=cast.staff["ben"].id, promised=True, **came)  # type: ignore[arg-type]

    def hold() -> None:
        version = joint_meeting(cast.carol, table.meeting, now=after).version
        hold_meeting(meeting_id=table.meeting, notes="All well", version=version, by=cast.carol, now=after)

    with pytest.raises(Refused, match="1 of those who came has not"):
        hold()
    note_attendance(
        agency_id=table.police,
        person_id=table.officer.person_id,
        promised=True,
        **came,  # type: ignore[arg-type]
    )
    hold()
    assert joint_meeting(cast.carol, table.meeting, now=after).line.state == "held"


def test_the_schedule_gives_second_tuesdays_and_leaves_bank_holidays(cast: Cast, now: datetime) -> None:
    told = told_group(now)
    until = date(2027, 3, 1)
    days = list(days_of(told, until=until))
    assert days == [date(2026, 12, 8), date(2027, 1, 12), date(2027, 2, 9)]
    last_friday = told_group(now, weekday=4, week=-1)
    assert list(days_of(last_friday, until=date(2027, 1, 1))) == [date(2026, 11, 27), date(2026, 12, 25)]
    group = add_group(told=last_friday, by=cast.carol, now=now)
    ahead = joint_group(cast.carol, group, now=now).ahead
    assert [each.at.date() for each in ahead][:2] == [date(2026, 11, 27), date(2026, 12, 29)]
    look_after_groups(by=system("joint-groups"), now=now)
    assert joint_group(cast.carol, group, now=now).ahead == ahead  # twice plans once


def test_a_changed_schedule_calls_off_days_it_no_longer_gives_whatever_they_hold(
    cast: Cast, table: Table, case: UUID, now: datetime
) -> None:
    on_the_agenda(table, case, cast.ben, now)
    page = joint_group(cast.carol, table.group, now=now)
    change_group(
        group_id=table.group, told=told_group(now, weekday=3), version=page.version, by=cast.carol, now=now
    )
    states = {each.at.weekday(): each.state for each in joint_group(cast.carol, table.group, now=now).ahead}
    assert states == {1: "cancelled", 3: "planned"}
    assert "joint_called_off" in {notice.kind for notice in today(cast.ben, now=now).notices}


def test_a_moved_meeting_is_not_planned_again_and_a_cancelled_one_stays_so(
    cast: Cast, table: Table, now: datetime
) -> None:
    line = joint_meeting(cast.carol, table.meeting, now=now)
    move_meeting(
        meeting_id=table.meeting, at=line.line.at + timedelta(days=1), place="", version=line.version,
        by=cast.carol, now=now,
    )  # fmt: skip
    second = joint_group(cast.carol, table.group, now=now).ahead[1].id
    cancel_meeting(
        meeting_id=second,
        version=joint_meeting(cast.carol, second, now=now).version,
        by=cast.carol,
        now=now,
    )
    look_after_groups(by=system("joint-groups"), now=now)
    ahead = joint_group(cast.carol, table.group, now=now).ahead
    assert [each.state for each in ahead] == ["planned", "cancelled", "planned"]


@pytest.mark.parametrize(
    "words",
    [
        "Ring 07700 900123",
        "At 12 Larkfield Walk again",
        "See H-001-000-D of last week",
        "mail amina@example.org",
    ],
)
def test_what_every_body_reads_is_about_no_person(words: str) -> None:
    assert not check_about_nobody("tension", words, "Marsh Lane")
    assert check_about_nobody(
        "tension", "Stickers on the way to Larkfield Walk, and shouting on match days", "Marsh Lane"
    )
    assert not check_about_nobody("tension", "Stickers at the bus stop", "")


def test_the_calendar_says_that_there_is_a_meeting_and_no_more(
    cast: Cast, table: Table, case: UUID, now: datetime
) -> None:
    on_the_agenda(table, case, cast.ben, now)
    entry = calendar_entry(joint_group(cast.carol, table.group, now=now).ahead, now=now).decode()
    assert "SUMMARY:Partnership meeting\r\n" in entry and "DTSTART:20261208T140000Z" in entry
    for word in ("Joint Action", "Marsh Lane", "Amina", "hate", "harassment"):
        assert word not in entry


def test_a_strategic_item_is_in_every_pack_and_a_pack_prints(
    cast: Cast, table: Table, case: UUID, now: datetime
) -> None:
    on_the_agenda(table, case, cast.ben, now)
    put_strategic(
        meeting_id=table.meeting, sort="tension", words="Stickers at the bus stop", neighbourhood="Marsh Lane",
        by=cast.ben, now=now,
    )  # fmt: skip
    pack = sent(table, table.support, cast.carol, now)
    sign_promise(table.worker, pack, ticked=True, now=now)
    found = partner_pack(table.worker, pack, now=now)
    assert [each.words for each in found.strategic] == ["Stickers at the bus stop"]
    text = _text(pack_pdf(found, now=now))
    assert SAID["account"][:20] in text and "Stickers" in text and "afraid" not in text


kinds = st.sets(st.sampled_from(SHAREABLE))


@drawn(told=st.dictionaries(st.sampled_from(SHAREABLE), st.text(max_size=12)), allowed=kinds)
def test_a_pack_never_holds_a_kind_that_its_body_may_not_have(
    told: dict[str, str], allowed: set[str]
) -> None:
    found = given(told, frozenset(allowed))
    assert set(found) <= allowed
    assert found == {kind: told[kind].strip() for kind in allowed if told.get(kind, "").strip()}


def _text(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages)
