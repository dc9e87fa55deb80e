"""Writing the training register."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from upstander.confidentiality.api import ROLES, Permission, StaleEdit, Viewer, acting, staff_by_email
from upstander.governance.models import Completion, Course
from upstander.governance.training.refresher import wrong_answers
from upstander.governance.training.rules import check_done_on
from upstander.lib.days import london_day
from upstander.lib.decision import Refused
from upstander.lib.marks import mark_of


@dataclass(frozen=True, slots=True)
class CourseTold:
    """A course as it is to be. `months`: how long it holds, in calendar months."""

    name: str
    roles: tuple[str, ...]
    months: int


def put_course(
    told: CourseTold, *, course_id: UUID | None = None, mark: str | None = None, by: Viewer, now: datetime
) -> UUID:
    """Add a course, or change one. `mark` as it was shown. Raises Refused, StaleEdit."""
    by.check(Permission.TRAINING_KEEP).enforce()
    name = " ".join(told.name.split())
    if not name:
        raise Refused("Give the course a name.")
    if not 1 <= told.months <= 120:
        raise Refused("Say for how many months it holds: from 1 to 120.")
    roles = [role for role in ROLES if role in told.roles]
    if not roles:
        raise Refused("Tick at least one role that has to do it.")
    with acting(by, now, "training.course") as act:
        row = _course(course_id) if course_id else Course(id=uuid4())
        if course_id and mark not in (None, mark_of(row.name, row.roles, row.months)):
            raise StaleEdit
        if Course.objects.filter(name__iexact=name).exclude(pk=row.id).exists():
            raise Refused("There is a course of that name.")
        row.name, row.roles, row.months = name, roles, told.months
        row.save()
        act.subject_id = row.id
    return row.id


def end_course(course_id: UUID, *, by: Viewer, now: datetime) -> None:
    """Nobody has to do it from now on. What was done stays on record. The refresher cannot be ended."""
    by.check(Permission.TRAINING_KEEP).enforce()
    with acting(by, now, "training.course_ends", subject_id=course_id):
        row = Course.objects.select_for_update().filter(pk=course_id, ended_at=None).first()
        if row is None or row.refresher:
            raise Refused("This course cannot be ended.")
        row.ended_at = now
        row.save(update_fields=["ended_at"])


def finish_refresher(answers: Mapping[str, int], *, by: Viewer, now: datetime) -> list[str]:
    """Somebody answered the scenarios. Returns the ids of those to look at again; when there are none, it is on record as done."""
    by.check(Permission.BREACH_REPORT).enforce()  # everybody on staff
    wrong = wrong_answers(dict(answers))
    if wrong or by.staff_id is None:
        return wrong
    with acting(by, now, "training.refresher", subject_id=by.staff_id):
        course = Course.objects.get(refresher=True)
        _put(course, {by.staff_id: london_day(now)}, Completion.How.REFRESHER, by=by, now=now)
    return []


def record_completions(
    *, course_id: UUID, staff: Sequence[UUID], done_on: date, by: Viewer, now: datetime
) -> int:
    """These people did a course on a day. Answers with how many were new. Raises Refused."""
    by.check(Permission.TRAINING_KEEP).enforce()
    check_done_on(done_on, today=london_day(now)).enforce()
    if not staff:
        raise Refused("Tick who did it.")
    with acting(by, now, "training.record", subject_id=course_id) as act:
        course = _course(course_id)
        new = _put(course, dict.fromkeys(staff, done_on), Completion.How.RECORDED, by=by, now=now)
        act.detail["people"] = new
    return new


def take_back(completion_id: UUID, *, by: Viewer, now: datetime) -> None:
    """A completion was put on record by mistake."""
    by.check(Permission.TRAINING_KEEP).enforce()
    with acting(by, now, "training.take_back", subject_id=completion_id):
        if not Completion.objects.filter(pk=completion_id, void_at=None).update(void_at=now):
            raise Refused("This is not on record.")


@dataclass(frozen=True, slots=True)
class FileFinding:
    """What is wrong with a line of a file of completions."""

    line: int
    says: str


def take_completions(
    lines: Iterable[tuple[int, Mapping[str, str], date | None]], *, by: Viewer, now: datetime
) -> tuple[int, list[FileFinding]]:
    """Completions from a file: each line with its number, its cells `email` and `course`, and the day. What is there already is left.

    Answers with how many were new, and which lines were left out.
    """
    by.check(Permission.TRAINING_KEEP).enforce()
    today = london_day(now)
    findings: list[FileFinding] = []
    new = 0
    with acting(by, now, "training.file") as act:
        courses = {row.name.casefold(): row for row in Course.objects.filter(ended_at=None)}
        people = staff_by_email()
        for line, cells, done_on in lines:
            course = courses.get(cells.get("course", "").strip().casefold())
            person = people.get(cells.get("email", "").strip().lower())
            said = check_done_on(done_on, today=today) if done_on else None
            if person is None:
                findings.append(FileFinding(line, "nobody here has this email address"))
            elif course is None:
                findings.append(FileFinding(line, "there is no course of this name"))
            elif done_on is None:
                findings.append(FileFinding(line, "done_on is not a date: write 2026-11-27 or 27/11/2026"))
            elif said is not None and not said:
                findings.append(FileFinding(line, said.reason))
            else:
                new += _put(course, {person: done_on}, Completion.How.FILE, by=by, now=now)
        act.detail.update(new=new, left_out=len(findings))
    return new, findings


def _course(course_id: UUID) -> Course:
    row = Course.objects.filter(pk=course_id, ended_at=None).first()
    if row is None:
        raise Refused("There is no such course.")
    return row


def _put(course: Course, done: Mapping[UUID, date], how: str, *, by: Viewer, now: datetime) -> int:
    there = set(
        Completion.objects.filter(course=course, staff_id__in=done, void_at=None).values_list(
            "staff_id", "done_on"
        )
    )
    fresh = [(person, day) for person, day in done.items() if (person, day) not in there]
    Completion.objects.bulk_create(
        Completion(
            id=uuid4(),
            course=course,
            staff_id=person,
            done_on=day,
            how=how,
            recorded_by=by.staff_id,
            recorded_at=now,
        )
        for person, day in fresh
    )
    return len(fresh)
