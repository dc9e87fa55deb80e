"""Staff are told outside Upstander: by the way they chose, in words that give nothing away, once, and with their own rights."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories.cast import one_of_each_role
from factories.providers import Given, gateway, smtp_server
from factories.reports import opened, received
from upstander.cases.alerts.api import choose, collect_alerts, hold_lost_alerts, people_to_tell, send_alerts
from upstander.cases.alerts.choices import Choice
from upstander.cases.alerts.sending import words_for
from upstander.cases.api import Hears, dismiss_notices, end_colleague, escalate, mark_overdue
from upstander.cases.models import Alert, Case, Duty, Notice
from upstander.cases.officers import tell_anew
from upstander.cases.queries.api import today
from upstander.confidentiality.api import acting, exclude, record_absence, system, viewing
from upstander.intake.api import PersonTold, QuietTold, knock
from upstander.messages.api import By

pytestmark = pytest.mark.django_db
CLOCK, BY = system("duty-clock"), system("alerts")


@pytest.fixture
def mail() -> Iterator[Given]:
    with smtp_server() as given_to:
        yield given_to


def tell(now: datetime) -> int:
    """What the job does in one minute; how many messages left."""
    collect_alerts(by=BY, now=now)
    hold_lost_alerts(by=BY, now=now)
    return sum(
        send_alerts(staff_id=each, by=BY, clock=lambda: now) for each in people_to_tell(by=BY, now=now)
    )


def soonest(now: datetime) -> Duty:
    """The duty of an officer that is due next."""
    with viewing(BY):
        return Duty.objects.filter(state="open", due_at__gt=now, case__officer__isnull=False).earliest(
            "due_at"
        )


def by_day(moment: datetime) -> Choice:
    """Somebody without quiet hours, so that a test may stand at any hour."""
    return Choice(quiet_from=None, quiet_to=None)


def test_a_reminder_comes_before_and_word_after_each_once_and_says_nothing_of_anybody(
    now: datetime, mail: Given
) -> None:
    cast = one_of_each_role(now)
    opened(cast, now)
    dismiss_notices(by=cast.ben, now=now)
    choose(by_day(now), by=cast.ben, now=now)
    choose(by_day(now), by=cast.carol, now=now)
    due = soonest(now).due_at
    assert tell(due - timedelta(hours=2, minutes=1)) == 0
    assert tell(due - timedelta(hours=2)) == 1 and tell(due - timedelta(hours=2)) == 0
    mark_overdue(by=CLOCK, now=due + timedelta(minutes=1))
    assert tell(due + timedelta(minutes=2)) == 1 and tell(due + timedelta(minutes=3)) == 0
    assert mail.to == ["ben@landlord.example"] * 2
    for body in mail.payloads:
        assert not any(word in body for word in ("Amina", "C-000", "Gwen", "hate", "harass", "Larkfield"))
    escalate(by=CLOCK, now=due + timedelta(hours=3))
    tell(due + timedelta(hours=3))
    assert mail.to[-1] == "carol@landlord.example"


def test_a_senior_manager_hears_when_the_manager_does_not_act_either(now: datetime) -> None:
    cast = one_of_each_role(now)
    opened(cast, now)
    late = now + timedelta(days=5)
    mark_overdue(by=CLOCK, now=late)
    escalate(by=CLOCK, now=late + timedelta(hours=3))
    assert today(cast.senior, now=late).notices == ()
    escalate(by=CLOCK, now=late + timedelta(days=4))
    assert {each.kind for each in today(cast.senior, now=late).notices} == {"overdue_senior"}
    assert escalate(by=CLOCK, now=late + timedelta(days=9)) == 0


def test_what_was_read_or_done_meanwhile_and_cases_that_may_not_be_seen_any_more_are_not_told(
    now: datetime, mail: Given
) -> None:
    cast = one_of_each_role(now)
    case_id = opened(cast, now)
    choose(Choice(hears=Hears.ALL, quiet_from=None, quiet_to=None), by=cast.ben, now=now)
    collect_alerts(by=BY, now=now)
    week = now + timedelta(days=7)
    with acting(CLOCK, week, "clock.measures"):
        tell_anew(Case.objects.get(pk=case_id), {cast.staff["ben"].id}, "assigned", week)
    for _ in range(2):
        collect_alerts(by=BY, now=week)
    with viewing(BY):
        (word,) = Notice.objects.filter(case_id=case_id, kind="assigned")
        assert Alert.objects.filter(about=word.id).count() == 2, "one notice, told of anew once it is renewed"
    dismiss_notices(by=cast.ben, now=week)
    assert not send_alerts(staff_id=cast.staff["ben"].id, by=BY, clock=lambda: now)
    due = soonest(now).due_at
    collect_alerts(by=BY, now=due - timedelta(hours=1))
    with viewing(system("conflict guard")):
        exclude(case_id, {cast.staff["ben"].id: "party"}, now=now)
    assert not send_alerts(staff_id=cast.staff["ben"].id, by=BY, clock=lambda: due - timedelta(minutes=59))
    assert mail.to == []


def test_of_a_sealed_case_only_its_keepers_are_written_to(now: datetime, mail: Given) -> None:
    one_of_each_role(now)
    received(now, survivor=PersonTold(name="Zora Blake", affiliation="employee"))
    mark_overdue(by=CLOCK, now=now + timedelta(days=9))
    escalate(by=CLOCK, now=now + timedelta(days=20))
    for hours in range(0, 24, 6):
        tell(now + timedelta(days=9, hours=hours))
        tell(now + timedelta(days=20, hours=hours))
    assert set(mail.to) == {"esther@landlord.example"}


@pytest.mark.parametrize(("why", "told"), [("", "bella"), ("kept out", "ben"), ("sealed", "esther")])
def test_whoever_covers_is_told_instead_unless_they_are_kept_from_the_case_or_it_is_sealed(
    now: datetime, mail: Given, why: str, told: str
) -> None:
    cast = one_of_each_role(now)
    case_id = opened(cast, now)
    officer = cast.staff["esther" if why == "sealed" else "ben"]
    for who in (cast.ben, cast.bella, cast.esther):
        choose(by_day(now), by=who, now=now)
        dismiss_notices(by=who, now=now)
    record_absence(
        staff_id=officer.id,
        cover_id=cast.staff["bella"].id,
        starts_at=now,
        ends_at=now + timedelta(days=9),
        by=cast.carol,
        now=now,
    )
    with viewing(BY):
        if why == "kept out":
            exclude(case_id, {cast.staff["bella"].id: "relation"}, now=now)
        if why == "sealed":
            Case.objects.filter(pk=case_id).update(sealed=True, officer=officer)
    due_at = soonest(now).due_at
    tell(due_at - timedelta(hours=1))
    assert mail.to == [f"{told}@landlord.example"]
    late = due_at + timedelta(seconds=1)
    mark_overdue(by=CLOCK, now=late)
    with viewing(BY):
        assert set(Notice.objects.filter(kind="overdue").values_list("staff_id", flat=True)) == {
            cast.staff[told].id
        }


@pytest.mark.parametrize(("why", "told"), [("soon", "bella"), ("late", "bella"), ("kept out", "ben")])
def test_what_waited_overnight_goes_to_whoever_has_the_duty_as_it_leaves(
    now: datetime, mail: Given, why: str, told: str
) -> None:
    cast, minute = one_of_each_role(now), timedelta(minutes=1)
    case_id = opened(cast, now)
    for who in (cast.ben, cast.bella):
        dismiss_notices(by=who, now=now)
    due = soonest(now).due_at
    held = due + minute if why == "late" else due - timedelta(hours=2)
    morning, later = held + timedelta(hours=1), held + timedelta(minutes=90)
    for who, until in ((cast.ben, morning), (cast.bella, later)):
        choose(Choice(quiet_from=(held - 5 * minute).time(), quiet_to=until.time()), by=who, now=now)
    if why == "late":
        mark_overdue(by=CLOCK, now=held)
    assert tell(held) == 0
    record_absence(
        staff_id=cast.staff["ben"].id,
        cover_id=cast.staff["bella"].id,
        starts_at=held + minute,
        ends_at=due + timedelta(days=9),
        by=cast.carol,
        now=held,
    )
    assert tell(morning) + tell(morning + minute) == 0, "Ben went away in the night; Bella sleeps longer"
    if why == "kept out":
        with viewing(BY):
            exclude(case_id, {cast.staff["bella"].id: "relation"}, now=morning)
    assert tell(later + minute) + tell(later + 2 * minute) == 1 and mail.to == [f"{told}@landlord.example"]


def test_safety_breaks_quiet_hours_and_goes_by_email_when_a_text_fails(now: datetime, mail: Given) -> None:
    cast = one_of_each_role(now)
    opened(cast, now, danger=True)
    night = now.replace(hour=2) + timedelta(days=1)
    choose(Choice(way=By.TEXT, phone="07700 900123"), by=cast.ben, now=now)
    with gateway("twilio") as texts:
        texts.answer = 400
        mark_overdue(by=CLOCK, now=night)
        tell(night)
        assert "ben@landlord.example" not in mail.to
        tell(night + timedelta(minutes=1))
    assert "ben@landlord.example" in mail.to
    knock(told=QuietTold("He waits at my car", "manager", b"once", danger=True), by=cast.bella, now=night)
    tell(night)
    assert "SAFETY" in mail.payloads[mail.to.index("carol@landlord.example")], (
        "danger through the quiet door too"
    )


def test_a_worker_that_dies_while_sending_repeats_safety_and_nothing_else(now: datetime, mail: Given) -> None:
    cast = one_of_each_role(now)
    opened(cast, now)
    with viewing(BY):
        for group in ("safety", "other"):
            Alert.objects.create(
                staff_id=cast.staff["ben"].id, cause=group, group=group, state="sending", not_before=now,
                made_at=now, left_at=now,
            )  # fmt: skip
    assert (
        tell(now + timedelta(minutes=11)) == 1
        and "SAFETY" in mail.payloads[0]
        and "new" not in mail.payloads[0]
    )
    assert tell(now + timedelta(minutes=40)) == 0


def test_an_account_that_ended_hears_nothing(now: datetime, mail: Given) -> None:
    cast = one_of_each_role(now)
    opened(cast, now)
    choose(Choice(hears=Hears.ALL, quiet_from=None, quiet_to=None), by=cast.ben, now=now)
    collect_alerts(by=BY, now=now)
    end_colleague(staff_id=cast.staff["ben"].id, by=cast.administrator, now=now)
    tell(now)
    assert "ben@landlord.example" not in mail.to


@given(
    begins=st.times(), ends=st.times(),
    moment=st.integers(0, 525_600).map(lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)),
)  # fmt: skip
def test_quiet_hours_end_within_a_day_and_free_time_is_free(
    begins: time, ends: time, moment: datetime
) -> None:
    choice = Choice(quiet_from=begins, quiet_to=ends)
    free = choice.free_at(moment)
    assert moment <= free <= moment + timedelta(hours=25)
    assert choice.free_at(free) == free


def test_the_words_hold_numbers_and_an_address_only() -> None:
    said = words_for(Counter(safety=2, late=1, soon=3, search=1))
    assert said.startswith("SAFETY") and "Something is late, or" in said and "3 things are due soon." in said
