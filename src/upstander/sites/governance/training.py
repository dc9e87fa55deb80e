"""Training: one's own, the refresher, one's people's, and the register."""

from __future__ import annotations

import csv
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from upstander.confidentiality.api import ROLE_NAMES, Permission, staff_cards
from upstander.governance.api import (
    GAPS,
    STATE_WORDS,
    CourseCard,
    FileFinding,
    State,
    TrainingLine,
    courses,
    done_by,
    end_course,
    finish_refresher,
    gaps_by_team,
    my_training,
    put_course,
    record_completions,
    scenarios,
    take_back,
    take_completions,
    team_training,
    training_register,
)
from upstander.lib.export import csv_lines
from upstander.sites.governance.training_forms import CourseForm, FileForm, RecordForm, RefresherForm
from upstander.sites.refusals import refusing
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.frame import show
from upstander.sites.staff.guard import staff_page
from upstander.sites.staff.times import typed_date

BADGES = {
    State.NEVER: (STATE_WORDS[State.NEVER], "late"),
    State.LAPSED: (STATE_WORDS[State.LAPSED], "late"),
    State.SOON: (STATE_WORDS[State.SOON], "soon", "hourglass"),
    State.CURRENT: (STATE_WORDS[State.CURRENT], "quiet"),
}


@staff_page(None)
def mine(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What I have to do, and how the people stand whom I manage."""
    team = team_training(desk.viewer, now=desk.now)
    context = {
        "own": my_training(desk.viewer, now=desk.now),
        "team": [line for line in team if line.standing.state is not State.CURRENT],
        "team_size": len({line.person.id for line in team}),
        "badges": BADGES,
        "keeps": desk.viewer.may(Permission.TRAINING_KEEP),
    }
    return show(request, desk, "training/mine.html", context)


@staff_page(None, "GET", "POST")
def refresher(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The scenarios. Whoever answers all of them rightly has done it; the others stay to be answered again, with the reason."""
    form = RefresherForm(request.POST if request.method == "POST" else None)
    wrong: list[str] = []
    if request.method == "POST" and form.is_valid():
        wrong = finish_refresher(form.answers(), by=desk.viewer, now=desk.now)
        if not wrong:
            return _to("mine", "refresher")
    errors = form.complaints()
    context = {
        "form": form,
        "scenarios": scenarios(),
        "wrong": wrong,
        "answered": form.answers() if wrong else {},
        "errors": errors,
    }
    return show(request, desk, "training/refresher.html", context, status=422 if errors else 200)


@staff_page(Permission.TRAINING_KEEP)
def register(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Sums by team, and everybody with a gap (or everybody)."""
    lines = training_register(desk.viewer, now=desk.now)
    everybody = request.GET.get("show") == "all"
    context = {
        "teams": gaps_by_team(lines),
        "lines": lines if everybody else [line for line in lines if line.standing.state in GAPS],
        "everybody": everybody,
        "courses": courses(desk.viewer),
        "role_names": ROLE_NAMES,
        "badges": BADGES,
    }
    return show(request, desk, "training/register.html", context)


@staff_page(Permission.TRAINING_KEEP, "GET", "POST")
def record(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Somebody, or a room full of people, did a course."""
    people = {line.person.id: line.person.name for line in training_register(desk.viewer, now=desk.now)}
    form = RecordForm(
        request.POST if request.method == "POST" else None,
        courses=[(str(card.id), card.name) for card in courses(desk.viewer)],
        people=[(str(who), name) for who, name in sorted(people.items(), key=lambda pair: pair[1])],
        initial={"on": typed_date(desk.now), "course": request.GET.get("course")},
    )
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        with refusing(form):
            record_completions(
                course_id=UUID(told["course"]),
                staff=[UUID(each) for each in told["staff"]],
                done_on=told["day"],
                by=desk.viewer,
                now=desk.now,
            )
            return _to("register", "recorded")
    errors = form.complaints()
    return show(
        request,
        desk,
        "training/record.html",
        {"form": form, "errors": errors},
        status=422 if errors else 200,
    )


@staff_page(Permission.TRAINING_KEEP, "GET", "POST")
def from_file(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Completions from a CSV file; the lines that were left out are named."""
    form = FileForm(*((request.POST, request.FILES) if request.method == "POST" else (None, None)))
    done: tuple[int, list[FileFinding]] | None = None
    if request.method == "POST" and form.is_valid():
        try:
            new, findings = take_completions(form.lines(), by=desk.viewer, now=desk.now)
            done = (new, findings)
        except csv.Error:
            form.add_error("file", "The file is not a CSV file that can be read.")
    errors = form.complaints()
    context = {"form": form, "errors": errors, "taken": done, "courses": courses(desk.viewer)}
    return show(request, desk, "training/file.html", context, status=422 if errors else 200)


@staff_page(Permission.TRAINING_KEEP)
def export(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """The register as a CSV file."""
    header = ("Name", "Email", "Teams", "Course", "Done on", "Holds until", "Standing")
    rows = (_row(line) for line in training_register(desk.viewer, now=desk.now))
    answer = StreamingHttpResponse(csv_lines(header, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="training.csv"'
    return answer


@staff_page(Permission.TRAINING_KEEP, "GET", "POST")
def course(request: HttpRequest, desk: Desk, course_id: UUID | None = None) -> HttpResponse:
    """A new course, or one that changes."""
    card = _card(desk, course_id)
    if course_id and card is None:
        return show(request, desk, "staff/not_found.html", {}, status=404)
    start = (
        {"name": card.name, "months": card.months, "roles": card.roles, "mark": card.mark}
        if card
        else {"months": 24, "mark": ""}
    )
    form = CourseForm(request.POST if request.method == "POST" else None, initial=start)
    if request.method == "POST" and form.is_valid():
        with refusing(form, stands=start):
            put_course(
                form.told(), course_id=course_id, mark=form.cleaned_data["mark"], by=desk.viewer, now=desk.now
            )
            return _to("register", "course")
    errors = form.complaints()
    context = {"form": form, "errors": errors, "card": card}
    return show(request, desk, "training/course.html", context, status=422 if errors else 200)


@staff_page(Permission.TRAINING_KEEP, "POST")
def end(request: HttpRequest, desk: Desk, course_id: UUID) -> HttpResponse:
    """Nobody has to do this course any more."""
    end_course(course_id, by=desk.viewer, now=desk.now)
    return _to("register", "course-ended")


@staff_page(Permission.TRAINING_KEEP)
def person(request: HttpRequest, desk: Desk, staff_id: UUID) -> HttpResponse:
    """What one person did, and taking back what was put down by mistake."""
    who = staff_cards({staff_id}).get(staff_id)
    if who is None:
        return show(request, desk, "staff/not_found.html", {}, status=404)
    context = {"who": who, "completions": done_by(desk.viewer, staff_id)}
    return show(request, desk, "training/person.html", context)


@staff_page(Permission.TRAINING_KEEP, "POST")
def undo(request: HttpRequest, desk: Desk, staff_id: UUID, completion_id: UUID) -> HttpResponse:
    """Take one completion back."""
    take_back(completion_id, by=desk.viewer, now=desk.now)
    return HttpResponseRedirect(f"{reverse('training:person', args=[staff_id])}?done=taken-back")


def _card(desk: Desk, course_id: UUID | None) -> CourseCard | None:
    return next((card for card in courses(desk.viewer) if card.id == course_id), None)


def _row(line: TrainingLine) -> list[str]:
    stands = line.standing
    days = [day.isoformat() if day else "" for day in (stands.done_on, stands.until)]
    return [
        line.person.name,
        line.person.email,
        ", ".join(line.person.team_names),
        line.course.name,
        *days,
        STATE_WORDS[stands.state],
    ]


def _to(name: str, done: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse(f'training:{name}')}?done={done}")
