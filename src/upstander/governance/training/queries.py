"""Reading the training register: one's own, one's people's, everybody's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Max, Q, QuerySet

from upstander.confidentiality.api import (
    Permission,
    StaffInRole,
    Viewer,
    acting,
    elevated,
    fetch,
    roles_of,
    staff_in_roles,
    system,
    viewing,
)
from upstander.governance.models import Completion, Course
from upstander.governance.training.rules import GAPS, Standing, State, standing
from upstander.lib.days import london_day
from upstander.lib.marks import mark_of

_ORDER = list(State)


@dataclass(frozen=True, slots=True)
class CourseCard:
    """One course. `refresher`: it can be done here."""

    id: UUID
    name: str
    roles: tuple[str, ...]
    months: int
    refresher: bool

    @property
    def mark(self) -> str:
        """Changes with the course."""
        return mark_of(self.name, self.roles, self.months)


@dataclass(frozen=True, slots=True)
class TrainingLine:
    """How one person stands in one course."""

    course: CourseCard
    person: StaffInRole
    standing: Standing


@dataclass(frozen=True, slots=True)
class TeamGap:
    """Of one team and course: how many have to do it, and how many are not up to date."""

    team: str
    course: str
    people: int
    gaps: int


def courses(viewer: Viewer) -> list[CourseCard]:
    """Courses in use, the refresher first."""
    with viewing(viewer):
        rows = fetch(lambda: Course.objects.filter(ended_at=None).order_by("-refresher", "name"))
        return [CourseCard(row.id, row.name, tuple(row.roles), row.months, row.refresher) for row in rows]


def my_training(viewer: Viewer, *, now: datetime) -> list[TrainingLine]:
    """What the viewer has to do, the most pressing first."""
    return _lines(viewer, now, only=viewer.staff_id)


def my_gaps(viewer: Viewer, *, now: datetime) -> int:
    """How many courses the viewer has not done or has let lapse."""
    if viewer.staff_id is None:
        return 0
    with viewing(viewer):
        mine, roles = fetch(_last_of_each, viewer.staff_id), roles_of(viewer.staff_id)
    return sum(
        standing(last, months=months, today=london_day(now)).state in GAPS
        for wanted, months, last in mine
        if not roles.isdisjoint(wanted)
    )


def _last_of_each(who: UUID) -> QuerySet[Course, tuple[list[str], int, date | None]]:
    done = Q(completions__void_at=None, completions__staff_id=who)
    rows = Course.objects.filter(ended_at=None).order_by()
    return (
        rows.values_list("id")
        .annotate(last=Max("completions__done_on", filter=done))
        .values_list("roles", "months", "last")
    )


def team_training(viewer: Viewer, *, now: datetime) -> list[TrainingLine]:
    """How the people stand whom the viewer manages, or whose team they are in when they see a team's board; without themselves."""
    return [
        line
        for line in _lines(viewer, now)
        if line.person.id != viewer.staff_id
        and (
            line.person.manager_id == viewer.staff_id
            or (viewer.may(Permission.TEAM_BOARD) and set(line.person.teams) & set(viewer.teams))
        )
    ]


def training_register(viewer: Viewer, *, now: datetime) -> list[TrainingLine]:
    """Everybody. Raises Refused without `training.keep`."""
    viewer.check(Permission.TRAINING_KEEP).enforce()
    return _lines(viewer, now)


def everybodys_training(*, now: datetime) -> list[TrainingLine]:
    """The same for the job that reminds, which sees as the system."""
    return _lines(system("reminders"), now)


@dataclass(frozen=True, slots=True)
class Done:
    """One completion on record."""

    id: UUID
    course: str
    done_on: date
    how: str


def done_by(viewer: Viewer, staff_id: UUID) -> list[Done]:
    """What one person did, the last first. Raises Refused without `training.keep`."""
    viewer.check(Permission.TRAINING_KEEP).enforce()
    with viewing(viewer):
        rows = Completion.objects.filter(staff_id=staff_id, void_at=None).select_related("course")
        return [
            Done(row.id, row.course.name, row.done_on, row.get_how_display())
            for row in rows.order_by("-done_on", "course__name")
        ]


def training_of_requester(*, staff_id: UUID, by: Viewer, now: datetime) -> list[Done]:
    """What a colleague did, for whoever puts together the data that they asked for. The look is audited. Raises Refused."""
    by.check(Permission.CASE_READ_ALL).enforce()
    with acting(by, now, "training.given", subject_id=staff_id), elevated("training of a requester"):
        rows = Completion.objects.filter(staff_id=staff_id, void_at=None).select_related("course")
        return [
            Done(row.id, row.course.name, row.done_on, row.get_how_display())
            for row in rows.order_by("done_on", "course__name")
        ]


def gaps_by_team(lines: Iterable[TrainingLine]) -> list[TeamGap]:
    """Sums of a register, by team and course; somebody in two teams counts in both."""
    found: dict[tuple[str, str], list[int]] = {}
    for line in lines:
        for team in line.person.team_names or ("No team",):
            sums = found.setdefault((team, line.course.name), [0, 0])
            sums[0] += 1
            sums[1] += line.standing.state in GAPS
    return [TeamGap(team, course, *sums) for (team, course), sums in sorted(found.items())]


def _lines(viewer: Viewer, now: datetime, *, only: UUID | None = None) -> list[TrainingLine]:
    today = london_day(now)
    cards = courses(viewer)
    with viewing(viewer):
        done = {(course, staff_id): last for course, staff_id, last in fetch(_last_done, only)}
        people = staff_in_roles({role for card in cards for role in card.roles}, only=only)
    lines = [
        TrainingLine(card, person, standing(done.get((card.id, person.id)), months=card.months, today=today))
        for card in cards
        for person in people
        if not person.roles.isdisjoint(card.roles)
    ]
    return sorted(lines, key=lambda line: (_ORDER.index(line.standing.state), line.person.name))


def _last_done(of: UUID | None) -> QuerySet[Completion, tuple[UUID, UUID, date]]:
    done = Completion.objects.filter(void_at=None)
    mine = done if of is None else done.filter(staff_id=of)
    return mine.order_by().values_list("course", "staff_id").annotate(Max("done_on"))


def training_sums(day: date) -> dict[str, tuple[int, int]]:
    """By course: how many people who work here now have to have done it, and for how many of them it held on that day. For the
    counting job, which sees as the system: sums, and nobody's name."""
    cards = Course.objects.filter(ended_at=None)
    sums = {}
    for card in cards:
        people = {person.id for person in staff_in_roles(card.roles)}
        rows = Completion.objects.filter(course=card, void_at=None, done_on__lte=day, staff_id__in=people)
        last = dict(rows.values_list("staff_id").annotate(Max("done_on")))
        held = sum(standing(done, months=card.months, today=day).state not in GAPS for done in last.values())
        sums[card.name] = (len(people), held)
    return sums
