"""Nothing leaves by a way, to a number or at a time that is not safe at that moment, and nothing leaves twice (3.5.1, 3.2.3, 5.2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.test import override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factories.cast import Cast, one_of_each_role
from factories.providers import Given, gateway, smtp_server
from factories.reports import opened
from upstander.cases import sending
from upstander.cases.api import (
    PartyTold,
    due_messages,
    hold_lost,
    send,
    send_to_person,
    settle_message,
    update_survivor,
)
from upstander.cases.queries.api import MessageLine, case_messages, case_page, today
from upstander.confidentiality.api import system, viewing
from upstander.intake.api import PersonTold
from upstander.lib.decision import Refused
from upstander.messages.api import By, DayPart, ProviderAnswer, SafeContactCard, check_contact
from upstander.messages.models import Message

pytestmark = [pytest.mark.django_db, pytest.mark.enable_socket]
SAFE = SafeContactCard(
    ways=(By.TEXT, By.EMAIL, By.POST),
    phone="07700 900123",
    email="amina@example.org",
    address="12 Larkfield Walk\nBootle\nL20 0XA",
    times=(DayPart.AFTERNOON,),
)
NAMES = ("Amina", "Yusuf", "Gwen", "Harcastle", "Larkfield", "headscarf", "harass", "hate", "C-0")


@pytest.fixture
def cast(now: datetime) -> Cast:
    return one_of_each_role(now)


@pytest.fixture
def texts() -> Iterator[Given]:
    with gateway("twilio") as found:
        yield found


def begun(cast: Cast, now: datetime, card: SafeContactCard = SAFE) -> UUID:
    """A case that nobody was sent anything about yet."""
    with override_settings(UPSTANDER_TEXT_URL=""):
        return opened(cast, now, contact=card)


def run(now: datetime) -> None:
    """What the worker does in the minute that begins now."""
    by = system("tests")
    hold_lost(by=by, now=now)
    for message_id in due_messages(by=by, now=now):
        send(message_id=message_id, by=by, clock=lambda: now)


def survivor(cast: Cast, case_id: UUID, now: datetime) -> UUID:
    return next(p.id for p in case_page(cast.ben, case_id, now=now).parties if p.role == "survivor")


def written(
    cast: Cast, case_id: UUID, now: datetime, *, way: str = "text", kind: str = "progress", words: str = ""
) -> UUID:
    to = {"text": SAFE.phone, "email": SAFE.email, "post": SAFE.address}[way]
    party = survivor(cast, case_id, now)
    return send_to_person(
        case_id=case_id, party_id=party, way=way, to=to, kind=kind, words=words, by=cast.ben, now=now
    )


def card_becomes(cast: Cast, case_id: UUID, card: SafeContactCard, now: datetime) -> None:
    told = PartyTold(role="survivor", affiliation="customer", name="Amina Yusuf", safe_contact=card)
    update_survivor(case_id=case_id, survivor=told, by=cast.ben, now=now)


def line(cast: Cast, case_id: UUID, now: datetime) -> MessageLine:
    return case_messages(cast.ben, case_id)[0]


def told(cast: Cast, now: datetime) -> set[str]:
    return {notice.kind for notice in today(cast.ben, now=now).notices}


def test_a_text_leaves_in_safe_hours_and_says_nothing(cast: Cast, texts: Given, now: datetime) -> None:
    case_id = begun(cast, now)
    message_id = written(cast, case_id, now)
    run(now)
    assert line(cast, case_id, now).state == "sent"
    (payload,) = texts.payloads
    assert "To=%2B447700900123" in payload
    assert not [name for name in NAMES if name.casefold() in payload.casefold()]
    later = now + timedelta(minutes=1)
    run(later)
    send(
        message_id=message_id, by=system("tests"), clock=lambda: later
    )  # its job came back from a lost worker
    assert len(texts.payloads) == 1


def test_outside_the_hours_it_waits_for_them(cast: Cast, texts: Given, now: datetime) -> None:
    case_id = begun(cast, now)
    night = now.replace(hour=23)
    written(cast, case_id, night)
    run(night)
    assert (line(cast, case_id, night).state, texts.payloads) == ("queued", [])
    afternoon = (now + timedelta(days=1)).replace(hour=12, minute=0)
    assert line(cast, case_id, night).not_before == afternoon
    run(afternoon)
    assert len(texts.payloads) == 1


def test_what_was_agreed_for_a_time_is_asked_again_when_it_would_leave(
    cast: Cast, texts: Given, now: datetime
) -> None:
    night = now.replace(hour=23)
    case_id = begun(cast, now, replace(SAFE, valid_until="2026-11-20", times=(DayPart.ANY,)))
    with pytest.raises(Refused):
        written(cast, case_id, night)  # waiting leads past the last day
    written(cast, case_id, now)
    run(now + timedelta(days=1))
    assert (line(cast, case_id, now).state, texts.payloads) == ("held", [])
    assert "message_held" in told(cast, now + timedelta(days=1))


def test_a_changed_card_stops_what_waits_in_the_same_transaction(
    cast: Cast, texts: Given, now: datetime
) -> None:
    case_id = begun(cast, now)
    written(cast, case_id, now.replace(hour=23))
    card_becomes(cast, case_id, replace(SAFE, phone="07700 900555"), now.replace(hour=23))
    assert line(cast, case_id, now).state == "held"
    run(now + timedelta(days=1))
    assert texts.payloads == []
    with pytest.raises(Refused):
        settle_message(
            case_id=case_id,
            message_id=line(cast, case_id, now).id,
            ending="again",
            at=now,
            by=cast.ben,
            now=now,
        )


def test_a_device_that_others_use_gets_only_the_words_made_for_it(
    cast: Cast, texts: Given, now: datetime
) -> None:
    case_id = begun(cast, now, replace(SAFE, shared_device=True))
    with pytest.raises(Refused, match="Others use this device"):
        written(cast, case_id, now, kind="own-words", words="See you soon")
    written(cast, case_id, now)
    run(now)
    assert "There+is+an+update" in texts.payloads[0]


@pytest.mark.parametrize(
    "words",
    ["Call about the hate crime", "Ask for Gwen", "We come to 12 Larkfield Walk", "Ring 07700 900777"],
)
def test_words_that_give_something_away_do_not_leave(
    cast: Cast, texts: Given, now: datetime, words: str
) -> None:
    case_id = begun(cast, now)
    with pytest.raises(Refused):
        written(cast, case_id, now, kind="own-words", words=words)
    assert case_messages(cast.ben, case_id) == []


def test_a_third_party_hears_that_it_was_received_and_no_more(cast: Cast, now: datetime) -> None:
    with smtp_server() as mail:
        card = SafeContactCard(ways=(By.EMAIL,), email="hal@example.net")
        case_id = opened(
            cast, now, reporter="third_party", reporter_person=PersonTold(name="Hal Whitcombe"), contact=card
        )
        run(now)
        assert mail.to == ["hal@example.net"]
        hal = next(p for p in case_page(cast.ben, case_id, now=now).parties if p.role == "reporter")
        with pytest.raises(Refused) as refused:
            send_to_person(
                case_id=case_id,
                party_id=hal.id,
                way="email",
                to=card.email,
                kind="progress",
                by=cast.ben,
                now=now,
            )
        assert refused.value.clause == "3.2.3"


def test_the_acknowledgement_meets_its_duty_when_it_is_sent_and_not_before(cast: Cast, now: datetime) -> None:
    with smtp_server() as mail:
        case_id = opened(cast, now, contact=SAFE)
        open_before = {duty.slug for duty in case_page(cast.ben, case_id, now=now).open_duties}
        run(now + timedelta(minutes=1))
        page = case_page(cast.ben, case_id, now=now + timedelta(minutes=1))
        assert "acknowledge" in open_before
        assert "acknowledge" not in {duty.slug for duty in page.open_duties}
        assert len(mail.payloads) == 1
        assert not [
            name for name in NAMES if name.casefold() in mail.payloads[0].replace(SAFE.email, "").casefold()
        ]


def test_killed_between_sending_and_answer_it_is_held_and_never_doubled(
    cast: Cast, texts: Given, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = begun(cast, now)
    written(cast, case_id, now)

    def dies(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as killed, pytest.raises(KeyboardInterrupt):
        killed.setattr(sending, "_finish", dies)
        run(now)
    for minutes, state in ((1, "sending"), (5, "sending"), (6, "held"), (60, "held")):
        run(now + timedelta(minutes=minutes))
        assert line(cast, case_id, now).state == state, "one that is being sent is left alone"
    assert len(texts.payloads) == 1
    assert (line(cast, case_id, now).state, "message_held" in told(cast, now)) == ("held", True)
    assert "may have been sent" in line(cast, case_id, now).why


def test_a_provider_that_takes_nothing_is_asked_again_and_then_a_person_is_told(
    cast: Cast, texts: Given, now: datetime
) -> None:
    case_id = begun(cast, now, replace(SAFE, times=(DayPart.ANY,)))
    start = now.replace(hour=8)
    written(cast, case_id, now)
    texts.answer = 503
    run(now)
    assert line(cast, case_id, now).state == "queued"
    texts.answer = None
    run(now + timedelta(minutes=1))
    assert texts.payloads == []
    run(now + timedelta(minutes=2))
    assert len(texts.payloads) == 1
    texts.answer = 400
    written(cast, case_id, start + timedelta(days=1))
    run(start + timedelta(days=1))
    assert line(cast, case_id, now).state == "failed"
    assert "message_failed" in told(cast, start + timedelta(days=1))


def test_a_job_that_comes_before_its_time_sends_nothing(cast: Cast, texts: Given, now: datetime) -> None:
    case_id = begun(cast, now, replace(SAFE, times=(DayPart.ANY,)))
    message_id = written(cast, case_id, now)
    texts.answer = 503
    run(now)  # it is to be tried again in two minutes
    texts.answer = None
    send(message_id=message_id, by=system("tests"), clock=lambda: now + timedelta(minutes=1))
    assert (line(cast, case_id, now).state, texts.payloads) == ("queued", [])


def test_a_provider_that_never_answers_is_not_asked_for_ever(cast: Cast, texts: Given, now: datetime) -> None:
    start = now.replace(hour=9)
    case_id = begun(cast, start, replace(SAFE, times=(DayPart.ANY,)))
    written(cast, case_id, start)
    texts.answer = 503
    for minutes in (0, 2, 12, 42, 162, 522):
        assert line(cast, case_id, now).state == "queued"
        run(start + timedelta(minutes=minutes))
    assert line(cast, case_id, now).state == "failed"


def test_an_error_while_sending_is_held_for_a_person_and_a_late_answer_changes_nothing_twice(
    cast: Cast, texts: Given, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = begun(cast, now)
    message_id = written(cast, case_id, now)

    def breaks(*_: object, **__: object) -> None:
        raise OSError("no such thing")

    with monkeypatch.context() as broken, pytest.raises(OSError, match="no such thing"):
        broken.setattr(sending, "deliver", breaks)
        run(now)
    assert line(cast, case_id, now).state == "held"
    by = system("tests")
    for kind in ("refused", "taken", "taken", "refused"):
        sending._finish(message_id, case_id, ProviderAnswer(kind), by, now)
    page = case_page(cast.ben, case_id, now=now)
    assert line(cast, case_id, now).state == "sent"
    assert len([entry for entry in page.timeline if entry.kind == "message_sent"]) == 1


def test_with_nothing_that_sends_a_message_waits_for_a_hand(cast: Cast, now: datetime) -> None:
    case_id = begun(cast, now)
    message_id = written(cast, case_id, now)
    assert line(cast, case_id, now).state == "by_hand"
    night = now.replace(hour=23)
    with pytest.raises(Refused, match="say why"):
        settle_message(
            case_id=case_id, message_id=message_id, ending="sent", at=night, by=cast.ben, now=night
        )
    settle_message(case_id=case_id, message_id=message_id, ending="sent", at=now, by=cast.ben, now=night)
    assert line(cast, case_id, night).state == "sent"


def test_what_was_written_stays(cast: Cast, now: datetime) -> None:
    case_id = begun(cast, now)
    written(cast, case_id, now)
    with viewing(system("tests")), pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.update(destination=b"elsewhere")


CARDS = st.builds(
    SafeContactCard,
    ways=st.lists(st.sampled_from(list(By)), unique=True).map(tuple),
    phone=st.sampled_from([SAFE.phone, "07700 900555", ""]),
    times=st.lists(st.sampled_from(list(DayPart)), unique=True).map(tuple),
    shared_device=st.booleans(),
    valid_until=st.sampled_from(["", "2026-11-20", "2026-11-22"]),
    days=st.lists(st.integers(0, 6), unique=True, max_size=3).map(tuple),
)


@given(card=CARDS, minutes=st.integers(1, 4 * 24 * 60))
@settings(
    max_examples=12,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_nothing_leaves_that_is_not_safe_at_that_moment(
    cast: Cast, texts: Given, card: SafeContactCard, minutes: int
) -> None:
    now = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)
    texts.payloads.clear()
    with transaction.atomic():
        case_id = begun(cast, now)
        with viewing(system("tests")):
            Message.objects.all().update(state="cancelled")
        written(cast, case_id, now)
        card_becomes(cast, case_id, card, now + timedelta(seconds=1))
        at = now + timedelta(minutes=minutes)
        run(at)
        if texts.payloads:
            assert check_contact(card, By.TEXT, at=at, to=SAFE.phone)
            assert not card.shared_device
        transaction.set_rollback(True)
