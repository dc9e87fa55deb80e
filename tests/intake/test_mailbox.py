"""The way back: two ways, further reports, danger, safe contact; and what each reporter is not told."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from factories.cast import Cast, one_of_each_role
from factories.mailbox import a_code, come_back, once
from factories.reports import join, opened, received
from upstander.cases.api import ContactWish, NoSuchCase
from upstander.cases.queries.api import case_page, today
from upstander.confidentiality.api import PUBLIC, system, viewing
from upstander.intake.api import (
    NoSuchReport,
    PersonTold,
    ReportReceived,
    change_contact,
    mailbox_page,
    mailboxes_of_case,
    messages_waiting,
    queue,
    send_message,
    tell_again,
    write_to_mailbox,
)
from upstander.intake.models import Mailbox, Report
from upstander.lib.decision import Refused
from upstander.messages.api import By, SafeContactCard

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db: None, now: datetime) -> Cast:
    return one_of_each_role(now)


def box_of(cast: Cast, case_id: UUID) -> UUID:
    return mailboxes_of_case(cast.ben, case_id)[0].id


def duties(cast: Cast, case_id: UUID, now: datetime) -> set[str]:
    return {line.slug for line in case_page(cast.ben, case_id, now=now).open_duties}


def more(now: datetime, **changes: object) -> ReportReceived:
    return ReportReceived(b"", "web", now, "He did it again", **changes)  # type: ignore[arg-type]


def test_a_message_reaches_the_officer_and_the_answer_reaches_the_reporter(cast: Cast, now: datetime) -> None:
    code, stored = a_code()
    case_id = opened(cast, now, return_code=stored)
    assert {"acknowledge", "first-contact"} <= duties(cast, case_id, now)
    later = now + timedelta(minutes=30)
    token, same = come_back(code, later), once()
    for _ in range(2):
        send_message(token=token, text="Is anybody reading?", once=same, now=later)
    (waiting,) = messages_waiting(cast.ben, now=now)
    assert (waiting.case_id, waiting.since, waiting.count) == (case_id, later, 1)
    assert "message_waits" in {notice.kind for notice in today(cast.ben, now=later).notices}
    write_to_mailbox(
        mailbox_id=box_of(cast, case_id),
        case_id=case_id,
        text="Yes. I am Ben.",
        by=cast.ben,
        seen_at=later,
        now=later,
    )
    assert messages_waiting(cast.ben, now=now) == []
    assert not {"acknowledge", "first-contact"} & duties(cast, case_id, later)
    assert mailboxes_of_case(cast.ben, case_id)[0].messages[1].read_on is None
    seen = mailbox_page(come_back(code, later), later, shown=True)
    assert [message.text for message in seen.messages] == ["Is anybody reading?", "Yes. I am Ben."]
    assert mailboxes_of_case(cast.ben, case_id)[0].messages[1].read_on == later.date()


def test_danger_told_behind_the_code_opens_the_duties_of_danger_at_once(cast: Cast, now: datetime) -> None:
    code, stored = a_code()
    case_id = opened(cast, now, return_code=stored)
    assert "visit" not in duties(cast, case_id, now)
    later = now + timedelta(days=2)
    token, same = come_back(code, later), once()
    for _ in range(2):
        tell_again(token=token, report=more(later, immediate_danger=True), once=same, now=later)
    page = case_page(cast.ben, case_id, now=later)
    assert page.head.danger and len(page.reports) == 2
    assert {"visit", "emergency-services"} <= duties(cast, case_id, later)
    assert "triage" not in duties(cast, case_id, later)
    for viewer in (cast.ben, cast.carol):
        assert "danger_told" in {notice.kind for notice in today(viewer, now=later).notices}


def test_a_diary_counts_as_reports_and_may_widen_what_it_is_about(cast: Cast, now: datetime) -> None:
    code, stored = a_code()
    case_id = opened(cast, now, return_code=stored)
    for day in (3, 6):
        later = now + timedelta(days=day)
        report = more(later, incident_on=later.date(), motivations=("race",))
        tell_again(token=come_back(code, later), report=report, once=once(), now=later)
    page = case_page(cast.ben, case_id, now=later)
    assert len(page.reports) == 3 and "race" in page.reports[-1].motivations
    assert len(mailbox_page(come_back(code, later), later, shown=True).told) == 3


def test_a_third_party_may_add_and_learns_nothing(cast: Cast, now: datetime) -> None:
    code, stored = a_code()
    hal = PersonTold(name="Hal Brook")
    case_id = opened(cast, now, return_code=stored, reporter="third_party", reporter_person=hal)
    seen = mailbox_page(come_back(code, now), now, shown=True)
    assert seen.third_party and len(seen.promises) == 1
    write_to_mailbox(
        mailbox_id=box_of(cast, case_id),
        case_id=case_id,
        text="Thank you, we have it.",
        by=cast.ben,
        seen_at=now,
        now=now,
    )
    with pytest.raises(Refused, match="nothing of what follows"):
        write_to_mailbox(
            mailbox_id=box_of(cast, case_id),
            case_id=case_id,
            text="She has moved.",
            by=cast.ben,
            seen_at=now,
            now=now,
        )
    write_to_mailbox(
        mailbox_id=box_of(cast, case_id),
        case_id=case_id,
        text="Which day was it?",
        asking="The date is missing",
        by=cast.ben,
        seen_at=now,
        now=now,
    )
    assert len(mailbox_page(come_back(code, now), now, shown=True).messages) == 2


def test_stopping_texts_changes_the_card_at_once(cast: Cast, now: datetime) -> None:
    code, stored = a_code()
    case_id = opened(cast, now, return_code=stored)
    later = now + timedelta(minutes=1)
    change_contact(token=come_back(code, later), wish=ContactWish(()), once=once(), now=later)
    survivor = next(p for p in case_page(cast.ben, case_id, now=later).parties if p.role == "survivor")
    assert survivor.safe_contact is not None and survivor.safe_contact.ways == ()
    assert not any(survivor.contact_now.values())


def test_a_report_put_together_with_another_case_cannot_turn_contact_towards_its_reporter(
    cast: Cast, now: datetime
) -> None:
    code, stored = a_code()
    case_id = opened(cast, now, return_code=stored)
    with viewing(system("tests")):
        other = received(now)
        Report.objects.filter(mailbox__isnull=False).update(
            case_id=Report.objects.get(reference=other).case_id
        )
    change_contact(token=come_back(code, now), wish=ContactWish((), "07700900999"), once=once(), now=now)
    survivor = next(p for p in case_page(cast.ben, case_id, now=now).parties if p.role == "survivor")
    assert survivor.safe_contact is not None and survivor.safe_contact.phone == "07700 900123"
    assert "07700900999" in mailboxes_of_case(cast.ben, case_id)[0].messages[0].text


def test_after_the_case_has_gone_elsewhere_what_is_told_is_a_new_report_with_the_same_people(
    cast: Cast, now: datetime
) -> None:
    code, stored = a_code()
    case_id = opened(cast, now, return_code=stored)
    with viewing(system("tests")):
        Mailbox.objects.get().case.__class__.objects.filter(pk=case_id).update(state="closed", closed_at=now)
    assert mailbox_page(come_back(code, now), now, shown=True).state == "closed"
    tell_again(token=come_back(code, now), report=more(now), once=once(), now=now)
    (line,) = queue(cast.dev, now=now)
    assert line.waiting.case_id != case_id and line.waiting.survivor == "Amina Yusuf"
    assert mailbox_page(come_back(code, now), now, shown=True).state == "under_way"


def test_a_sealed_case_has_a_way_back_that_nobody_else_sees(cast: Cast, now: datetime) -> None:
    code, stored = a_code()
    received(now, return_code=stored, survivor=PersonTold(name="Zora Blake", affiliation="employee"))
    with viewing(system("tests")):
        box = Mailbox.objects.get()
    send_message(token=come_back(code, now), text="It is my manager", once=once(), now=now)
    assert mailboxes_of_case(cast.esther, box.case_id)[0].messages[0].text == "It is my manager"
    for viewer in (cast.ben, cast.carol, cast.dev, cast.auditor, PUBLIC):
        assert mailboxes_of_case(viewer, box.case_id) == []
    with pytest.raises((NoSuchCase, NoSuchReport, Refused)):
        write_to_mailbox(
            mailbox_id=box.id, case_id=box.case_id, text="Hello", by=cast.ben, seen_at=now, now=now
        )


def test_a_flood_ends_and_danger_is_always_heard(cast: Cast, now: datetime) -> None:
    code, stored = a_code()
    case_id = opened(cast, now, return_code=stored)
    token = come_back(code, now)
    with pytest.raises(Refused, match="a great deal"):
        for _ in range(41):
            send_message(token=token, text="x", once=once(), now=now)
    tell_again(token=token, report=more(now, immediate_danger=True), once=once(), now=now)
    assert case_page(cast.ben, case_id, now=now).head.danger


def test_the_survivor_answers_what_we_wrote(cast: Cast, now: datetime) -> None:
    code, stored = a_code()
    case_id = opened(cast, now, return_code=stored)
    write_to_mailbox(
        mailbox_id=box_of(cast, case_id), case_id=case_id, text="I am Ben.", by=cast.ben, seen_at=now, now=now
    )
    assert "first-contact" in duties(cast, case_id, now)
    send_message(token=come_back(code, now), text="Thank you, Ben", once=once(), now=now)
    assert "first-contact" not in duties(cast, case_id, now)
    assert messages_waiting(cast.ben, now=now)[0].count == 1


def test_the_same_form_with_danger_in_it_now_is_not_taken_for_the_same(cast: Cast, now: datetime) -> None:
    code, stored = a_code()
    case_id = opened(cast, now, return_code=stored)
    token, key = come_back(code, now), once()
    tell_again(token=token, report=more(now), once=key, now=now)
    tell_again(token=token, report=more(now), once=key, now=now)
    tell_again(token=token, report=more(now, immediate_danger=True), once=key, now=now)
    page = case_page(cast.ben, case_id, now=now)
    assert page.head.danger and len(page.reports) == 3


def test_an_answer_settles_what_was_on_the_screen_and_nothing_that_came_since(
    cast: Cast, now: datetime
) -> None:
    code, stored = a_code()
    case_id = opened(cast, now, return_code=stored)
    later = now + timedelta(minutes=4)
    token = come_back(code, now)
    send_message(token=token, text="Is anybody there?", once=once(), now=now)
    send_message(token=token, text="He has my new address", once=once(), now=later)
    write_to_mailbox(
        mailbox_id=box_of(cast, case_id), case_id=case_id, text="Yes", by=cast.ben, seen_at=now, now=later
    )
    assert [each.since for each in messages_waiting(cast.ben, now=later)] == [later]


def test_opening_another_page_of_the_mailbox_reads_nothing(cast: Cast, now: datetime) -> None:
    code, stored = a_code()
    case_id = opened(cast, now, return_code=stored)
    write_to_mailbox(
        mailbox_id=box_of(cast, case_id), case_id=case_id, text="Call us", by=cast.ben, seen_at=now, now=now
    )
    mailbox_page(come_back(code, now), now)
    assert mailboxes_of_case(cast.ben, case_id)[0].messages[0].read_on is None


def test_a_witness_whose_report_was_joined_cannot_turn_anothers_contact_towards_themselves(
    cast: Cast, now: datetime
) -> None:
    neighbour = PersonTold(name="Hal Brook", affiliation="public")
    card = SafeContactCard(ways=(By.TEXT,), phone="07700 900555")
    case_id = opened(cast, now, reporter="witness", reporter_person=neighbour, contact=card)
    code, stored = a_code()
    other = received(now, reporter="witness", return_code=stored)
    join(cast, other, case_id, now)
    changed = change_contact(
        token=come_back(code, now), wish=ContactWish((By.TEXT,), "07700900999"), once=once(), now=now
    )
    assert not changed
    cards = [p.safe_contact for p in case_page(cast.ben, case_id, now=now).parties if p.role == "reporter"]
    assert all(each is None or each.phone != "07700900999" for each in cards)
