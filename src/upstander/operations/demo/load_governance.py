"""How the demo landlord keeps its policy alive: the register, its words for everybody, its campaigns, and who was trained."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from upstander.cases.api import current_edition
from upstander.confidentiality.api import Permission, Viewer
from upstander.governance.api import (
    agree_approval,
    agree_entry,
    agree_text,
    call_for_review,
    coming_weeks,
    count_reach,
    courses,
    end_consultation,
    finish_impact_action,
    open_consultation,
    plan_campaign,
    put_approval,
    put_assessment,
    put_cohesion_work,
    put_holder,
    put_impact_action,
    record_completions,
    training_register,
    weeks,
    write_text,
)
from upstander.lib.days import london_day
from upstander.operations.demo.landlord import neighbourhoods
from upstander.operations.demo.lists import dice, read_list


def load_governance(staff: Mapping[str, Viewer], *, now: datetime) -> None:
    """Fill the register, the calendar and the training register."""
    keeps, agrees = _first(staff, Permission.POLICY_KEEP), _first(staff, Permission.POLICY_APPROVE)
    _register(keeps, agrees, staff, now)
    _summaries(keeps, agrees, now)
    _campaigns(keeps, agrees, now)
    _neighbours(keeps, now)
    _training(keeps, now)


def _register(keeps: Viewer, agrees: Viewer, staff: Mapping[str, Viewer], now: datetime) -> None:
    edition, today = current_edition(now), london_day(now)
    slug, day = edition.id, edition.governance.approved_on
    manager = _first(staff, Permission.CASE_CLOSE)
    approval = put_approval(
        edition=slug, body=edition.governance.posts["approver"], on=day, minutes="Minutes of that day, item 7",
        by=keeps, now=now,
    )  # fmt: skip
    agree_approval(approval, by=agrees, now=now)
    asked = open_consultation(
        edition=slug, whom="tenants", asked="The tenants’ policy review group, at its meeting",
        opened_on=day - timedelta(days=32), closes_on=day - timedelta(days=32), invited=14, by=keeps, now=now,
    )  # fmt: skip
    end_consultation(
        asked, responses=11, summary="Nearly all wanted plainer words, and to know by when somebody calls back.",
        changed="The times for calling back stand in the policy itself.", by=keeps, now=now,
    )  # fmt: skip
    agree_entry("consultation", asked, by=agrees, now=now)
    open_consultation(
        edition=slug, whom="staff", asked="All staff, by a form and two open meetings", opened_on=today - timedelta(days=30),
        closes_on=today - timedelta(days=6), invited=310, by=keeps, now=now,
    )  # fmt: skip
    call_for_review(
        edition=slug, kind="regulation", on=date(2026, 4, 1) if today >= date(2026, 4, 1) else today,
        what="The regulator’s standards have changed since this edition was approved.", due_on=today + timedelta(days=40),
        by=manager, now=now,
    )  # fmt: skip
    assessment = put_assessment(
        edition=slug, full=True, on=day - timedelta(days=50), assessor="Policy and Strategy Manager, Community Safety Manager",
        result="Front-line staff need training to recognise hate. People who speak little English find it hard to report.",
        by=keeps, now=now,
    )  # fmt: skip
    agree_entry("assessment", assessment, by=agrees, now=now)
    who = manager.staff_id
    if who is not None:
        done = put_impact_action(
            assessment, what="A public site in the languages that tenants speak most", owner=who, due_on=today - timedelta(days=90),
            by=keeps, now=now,
        )  # fmt: skip
        finish_impact_action(
            done,
            done_on=today - timedelta(days=95),
            outcome="English, Polish, Arabic and Urdu are there.",
            by=keeps,
            now=now,
        )
        put_impact_action(
            assessment,
            what="Training made for front-line staff",
            owner=who,
            due_on=today - timedelta(days=20),
            by=keeps,
            now=now,
        )
    for post, viewer in (("owner", keeps), ("approver", agrees)):
        if post in edition.governance.posts and viewer.staff_id is not None:
            put_holder(post=post, staff=viewer.staff_id, since=day, by=keeps, now=now)


def _summaries(keeps: Viewer, agrees: Viewer, now: datetime) -> None:
    for row in read_list("public_words.yaml")["summary"]:
        text = write_text(edition=current_edition(now).id, by=keeps, now=now, **row)
        if row["language"] != "ur":  # one waits, so that it can be seen
            agree_text(text, by=agrees, now=now)


def _campaigns(keeps: Viewer, agrees: Viewer, now: datetime) -> None:
    today, told = london_day(now), read_list("public_words.yaml")
    past = next(each for each in weeks() if each.id == "hate-crime")
    days = past.days(today.year)
    if days is None or days[1] >= today:
        days = past.days(today.year - 1)
    if days is not None:
        over = plan_campaign(
            week=past.id, name=past.name, starts_on=days[0], ends_on=days[1], by=keeps, now=now
        )
        for row in told["hate-crime"]:
            agree_text(write_text(campaign_id=over, by=keeps, now=now, **row), by=agrees, now=now)
        for way, people in (("website", 1240), ("social", 5300), ("event", 86), ("school", 210)):
            count_reach(over, way=way, people=people, on=days[1], by=keeps, now=now)
    coming = [each for each in coming_weeks(keeps, now=now) if each.days is not None]
    for offer in coming[:2]:
        assert offer.days is not None  # noqa: S101  # filtered
        plan_campaign(
            week=offer.week.id,
            name=offer.week.name,
            starts_on=offer.days[0],
            ends_on=offer.days[1],
            by=keeps,
            now=now,
        )
    now_on = plan_campaign(
        week="",
        name="Good neighbours",
        starts_on=today - timedelta(days=3),
        ends_on=today + timedelta(days=20),
        by=keeps,
        now=now,
    )
    for row in told["neighbours"]:
        agree_text(write_text(campaign_id=now_on, by=keeps, now=now, **row), by=agrees, now=now)


def _neighbours(keeps: Viewer, now: datetime) -> None:
    today = london_day(now)
    kinds = (
        ("event", "A shared meal in the community centre, with the tenants’ group"),
        ("school", "Two mornings on good neighbours with the primary school"),
        ("place", "Graffiti removed within a day, and a lamp mended"),
        ("meeting", "An open evening with police on how to report"),
    )
    for place, each in enumerate(neighbourhoods()[:8]):
        chance = dice(place, "cohesion")
        for _ in range(chance.randint(0, 3)):
            kind, what = chance.choice(kinds)
            put_cohesion_work(
                area=each.name, kind=kind, on=today - timedelta(days=chance.randint(5, 340)),
                people=chance.randint(8, 60) if kind != "place" else None, what=what, by=keeps, now=now,
            )  # fmt: skip


def _training(keeps: Viewer, now: datetime) -> None:
    today = london_day(now)
    card = next(each for each in courses(keeps) if each.refresher)
    by_day: dict[date, list[UUID]] = {}
    for place, line in enumerate(training_register(keeps, now=now)):
        chance = dice(place, "training")
        if chance.random() < 0.85:
            by_day.setdefault(today - timedelta(days=chance.choice((40, 120, 200, 350, 380))), []).append(
                line.person.id
            )
    for day, people in by_day.items():
        record_completions(course_id=card.id, staff=people, done_on=day, by=keeps, now=now)


def _first(staff: Mapping[str, Viewer], permission: Permission) -> Viewer:
    return next(each for _, each in sorted(staff.items()) if each.may(permission))
