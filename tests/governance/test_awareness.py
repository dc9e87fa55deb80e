"""Campaigns publish themselves on their day, reach is put down, and people are reminded once (clauses 2.2, 2.3 and 2.7)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from factories.cast import Cast, one_of_each_role
from upstander.confidentiality.api import PUBLIC, system, viewing
from upstander.governance import jobs
from upstander.governance.api import (
    agree_text,
    call_off,
    campaign_tasks,
    cohesion_work,
    coming_weeks,
    count_reach,
    finish_refresher,
    plan_campaign,
    public_campaigns,
    put_cohesion_work,
    scenarios,
    write_text,
)
from upstander.governance.awareness.weeks import weeks
from upstander.governance.models import Campaign, CohesionWork, Reach
from upstander.governance.reminding import due_notes
from upstander.lib.decision import Refused

NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
_DEMO = system("tests")


@pytest.fixture
def cast(db: None) -> Cast:
    return one_of_each_role(NOW)


@pytest.mark.parametrize(
    ("week", "year", "first", "last"),
    [
        ("hate-crime", 2021, date(2021, 10, 9), date(2021, 10, 16)),
        ("hate-crime", 2023, date(2023, 10, 14), date(2023, 10, 21)),
        ("hate-crime", 2026, date(2026, 10, 10), date(2026, 10, 17)),
        ("inter-faith", 2022, date(2022, 11, 13), date(2022, 11, 20)),
        ("refugee", 2016, date(2016, 6, 20), date(2016, 6, 26)),
        ("asb", 2025, date(2025, 6, 30), date(2025, 7, 6)),
    ],
)
def test_national_weeks_fall_on_the_days_their_organisers_announced(
    week: str, year: int, first: date, last: date
) -> None:
    found = next(each for each in weeks() if each.id == week)
    assert found.days(year) == (first, last)


def test_a_week_that_was_not_announced_has_no_days(cast: Cast) -> None:
    assert next(each for each in weeks() if each.id == "asb").days(2027) is None
    assert coming_weeks(cast.carol, now=NOW)[-1].days is None


def test_words_are_public_from_the_first_day_to_the_last_and_only_once_agreed(cast: Cast) -> None:
    start = datetime(2027, 2, 1, tzinfo=UTC)
    campaign = plan_campaign(
        week="lgbt-history", name="LGBT+ History Month", starts_on=date(2027, 2, 1), ends_on=date(2027, 2, 28),
        by=cast.carol, now=NOW,
    )  # fmt: skip
    text = write_text(
        language="pl", title="Miesiąc", text="Razem", campaign_id=campaign, by=cast.carol, now=NOW
    )
    english = write_text(
        language="en-gb", title="Month", text="Together", campaign_id=campaign, by=cast.carol, now=NOW
    )
    agree_text(text, by=cast.policy, now=NOW)
    assert [each.title for each in public_campaigns("pl", now=start)] == ["Miesiąc"]
    assert public_campaigns("ur", now=start) == []
    agree_text(english, by=cast.policy, now=NOW)
    assert [each.title for each in public_campaigns("ur", now=start)] == ["Month"]
    assert public_campaigns("pl", now=start - timedelta(seconds=1)) == []
    assert public_campaigns("pl", now=datetime(2027, 3, 1, tzinfo=UTC)) == []
    call_off(campaign, by=cast.carol, now=NOW)
    assert public_campaigns("pl", now=start) == []


def test_a_campaign_lacks_words_before_it_and_reach_after_it(cast: Cast) -> None:
    campaign = plan_campaign(
        week="", name="Good neighbours", starts_on=date(2026, 12, 10), ends_on=date(2026, 12, 12), by=cast.carol, now=NOW
    )  # fmt: skip
    assert [task.id for task in campaign_tasks(cast.carol, now=NOW)] == [f"words:{campaign}"]
    after = datetime(2026, 12, 28, 9, tzinfo=UTC)
    assert [(task.id, task.overdue) for task in campaign_tasks(cast.carol, now=after)] == [
        (f"reach:{campaign}", True)
    ]
    count_reach(campaign, way="event", people=40, on=date(2026, 12, 12), by=cast.carol, now=after)
    assert campaign_tasks(cast.carol, now=after) == []
    with pytest.raises(Refused):
        count_reach(campaign, way="event", people=40, on=date(2026, 12, 12), by=cast.ben, now=after)


def test_work_in_a_neighbourhood_is_for_those_who_keep_it_or_read_figures(cast: Cast) -> None:
    put_cohesion_work(
        area="Marsh Lane", kind="event", on=NOW.date(), people=30, what="A meal", by=cast.carol, now=NOW
    )
    assert [each.what for each in cohesion_work(cast.executive, since=NOW.date())] == ["A meal"]
    for viewer in (cast.ben, PUBLIC):
        with viewing(viewer):
            assert CohesionWork.objects.count() == Reach.objects.count() == 0
    with viewing(PUBLIC):
        assert Campaign.objects.count() == 0


def test_somebody_is_told_of_their_training_once_and_their_manager_two_weeks_later(cast: Cast) -> None:
    ben, carol = cast.ben.staff_id, cast.carol.staff_id
    first = due_notes(by=_DEMO, now=NOW)
    assert (ben, "training") in first and (carol, "team") not in first
    assert due_notes(by=_DEMO, now=NOW + timedelta(days=13)) == []
    assert (carol, "team") in due_notes(by=_DEMO, now=NOW + timedelta(days=14))
    assert due_notes(by=_DEMO, now=NOW + timedelta(days=15)) == []


def test_whoever_did_the_course_is_told_again_only_when_it_lapses_soon(cast: Cast) -> None:
    finish_refresher({each.id: each.right for each in scenarios()}, by=cast.ben, now=NOW)
    told = due_notes(by=_DEMO, now=NOW)
    assert (cast.ben.staff_id, "training") not in told
    later = due_notes(by=_DEMO, now=NOW + timedelta(days=345))
    assert (cast.ben.staff_id, "training") in later


@pytest.mark.django_db(transaction=False)
def test_the_email_does_not_say_what_it_is_about(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    assert cast.ben.staff_id is not None
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    jobs.send_reminder(staff_id=str(cast.ben.staff_id), kind="training")
    sent = mail.outbox[-1]
    assert sent.to == ["ben@landlord.example"]
    assert not any(
        word in f"{sent.subject} {sent.body}".lower() for word in ("hate", "overdue", "policy is", "ben ")
    )
