"""Planning a visit, and what whoever goes says on the way: they go in, they are well, they need help, they are back.

What they say on the way waits for nothing: it carries no version, and nothing about the case can make it stale.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db.models import Q

from upstander.cases.actions.common import Work, working
from upstander.cases.errors import NoSuchCase
from upstander.cases.models import Case, Party, PartyRole, PlannedVisit, VisitState
from upstander.cases.officers import possible_officers, tell
from upstander.cases.planned_visits import nowhere
from upstander.cases.visit_watch import looks_after, send_now, settle_alarms, who_looks
from upstander.confidentiality.api import Viewer, acting, elevated, vault, viewing
from upstander.lib.decision import refuse
from upstander.messages.api import By, check_contact, safe_contact_of

PLACES = {"home": "At their home", "office": "At one of our offices", "safe_place": "At another safe place"}
LONGEST = 240  # minutes
_ON_THE_WAY = "case.visit_way"


@dataclass(frozen=True, slots=True)
class VisitTold:
    """A visit as planned. `because`: why one person goes alone, or why to the home though that was not called safe. `ring`: the number
    of whoever goes, for whoever looks for them."""

    at: datetime
    officer_id: UUID
    where: str
    minutes: int = 60
    second_id: UUID | None = None
    female_only: bool = False
    interpreter: bool = False
    place: str = ""
    notes: str = ""
    because: str = ""
    ring: str = ""


def plan_visit(
    *, case_id: UUID, told: VisitTold, version: int | None = None, by: Viewer, now: datetime
) -> UUID:
    """Plan a visit; answers with its id, and whoever goes is told. Raises Refused (with what to do), NoSuchCase, StaleEdit."""
    with working(case_id, by=by, now=now, action="case.plan_visit", version=version) as work:
        _check(work.case, told, now)
        row = PlannedVisit(
            id=uuid4(),
            case=work.case,
            officer_id=told.officer_id,
            second_id=told.second_id,
            at=told.at,
            minutes=told.minutes,
            where=told.where,
            female_only=told.female_only,
            interpreter=told.interpreter,
        )
        notes = "\n\n".join(each.strip() for each in (told.notes, told.because) if each.strip())
        vault.seal(row, place=told.place.strip(), notes=notes, ring=told.ring.strip())
        row.save(force_insert=True)
        goes = {told.officer_id, told.second_id} - {None, by.staff_id}
        tell(work.case, [each for each in goes if each], "visit_planned", now)
        _said(work, "planned", at=now, on=told.at)
    return row.id


def _check(case: Case, told: VisitTold, now: datetime) -> None:
    if told.at < now - timedelta(minutes=5):
        refuse("That is in the past. Record the visit instead, or choose when you go.").enforce()
    if told.where not in PLACES or not 10 <= told.minutes <= LONGEST:
        refuse("Say where, and for how long: from 10 minutes to 4 hours.").enforce()
    if told.where == "safe_place" and not told.place.strip():
        refuse("Say which place. Whoever goes has to find it.").enforce()
    with elevated("officers without conflict"):
        possible = {card.id for card in possible_officers(case)}
    if told.officer_id not in possible or (told.second_id and told.second_id not in possible):
        refuse("Choose people who can have this case.", "3.5.1").enforce()
    if told.second_id == told.officer_id:
        refuse("The second person is somebody else.").enforce()
    survivor = Party.objects.filter(case=case, role=PartyRole.SURVIVOR).first()
    if survivor is not None and survivor.wants_female_staff and not told.female_only:
        refuse("They asked for women only. Choose women, and say so.", "3.3.1").enforce()
    if (case.danger or case.risk_level == "high") and told.second_id is None and not told.because.strip():
        refuse(
            "There is danger, or the risk is high: two go together. If one has to go alone, say why."
        ).enforce()
    if survivor is not None and told.where == "home" and nowhere(survivor):
        refuse(
            "They have moved, and where to is not written here. Choose a place that you agreed with them.",
            "3.5.1",
        ).enforce()
    if survivor is not None and told.where == "home" and not told.because.strip():
        decision = check_contact(safe_contact_of(survivor.id), By.VISIT, at=told.at, danger=case.danger)
        if not decision:
            refuse(
                f"{decision.reason} Choose another place or time, or say why it has to be there.", "3.5.1"
            ).enforce()


def start_visit(*, case_id: UUID, visit_id: UUID, by: Viewer, now: datetime) -> None:
    """They go in. By the end of the time planned they say that all is well, or a manager is told. Raises Refused, NoSuchCase."""
    with _on_the_way(case_id, visit_id, by, now) as (work, row):
        if row.state == VisitState.UNDER_WAY:
            return  # pressed twice, or in two tabs
        _check_state(row, VisitState.PLANNED)
        row.state, row.started_at, row.alarm_at = VisitState.UNDER_WAY, now, None
        row.back_by = now + timedelta(minutes=row.minutes)
        _said(work, "started", at=now)
        settle_alarms(work.case, row.id, now)


def check_in(*, case_id: UUID, visit_id: UUID, minutes: int = 30, by: Viewer, now: datetime) -> None:
    """All is well; they say so again within these minutes. Raises Refused, NoSuchCase."""
    with _on_the_way(case_id, visit_id, by, now) as (work, row):
        _check_state(row, VisitState.UNDER_WAY)
        _check_whose(row, by)
        row.back_by, row.alarm_at, row.help_at = (
            now + timedelta(minutes=min(max(minutes, 10), 120)),
            None,
            None,
        )
        _said(work, "well", at=now)
        settle_alarms(work.case, row.id, now, well=True)


def ask_for_help(*, case_id: UUID, visit_id: UUID, by: Viewer, now: datetime) -> None:
    """They need help: managers, whoever has the case and whoever goes with them are told at once. Heard wherever the visit stands:
    also when nobody said that they went in, or somebody that they are back. Raises Refused, NoSuchCase."""
    with _on_the_way(case_id, visit_id, by, now) as (work, row):
        row.state, row.ended_at = VisitState.UNDER_WAY, None
        row.started_at, row.back_by = row.started_at or now, row.back_by or now
        row.help_at = row.alarm_at = now
        with elevated("a colleague's visit"):
            people = who_looks(work.case, row, now=now)
            tell(work.case, people - {by.staff_id}, "visit_help", now)
        send_now(now)
        _said(work, "help", at=now)


def end_visit(*, case_id: UUID, visit_id: UUID, by: Viewer, now: datetime) -> None:
    """They are back. Raises Refused, NoSuchCase."""
    with _on_the_way(case_id, visit_id, by, now) as (work, row):
        if row.state == VisitState.ENDED:
            return
        _check_state(row, VisitState.UNDER_WAY)
        _check_whose(row, by)
        row.state, row.ended_at = VisitState.ENDED, now
        _said(work, "back", at=now)
        settle_alarms(work.case, row.id, now, well=True)


def cancel_visit(*, case_id: UUID, visit_id: UUID, by: Viewer, now: datetime) -> None:
    """It does not take place; whoever would have gone is told. Raises Refused, NoSuchCase."""
    with _on_the_way(case_id, visit_id, by, now) as (work, row):
        if row.state == VisitState.CANCELLED:
            return
        _check_state(row, VisitState.PLANNED)
        if row.alarm_at is not None:
            _check_whose(row, by)  # somebody looks for them
        row.state, row.ended_at = VisitState.CANCELLED, now
        _said(work, "cancelled", at=now)
        settle_alarms(work.case, row.id, now)
        tell(
            work.case,
            {each for each in (row.officer_id, row.second_id) if each} - {by.staff_id},
            "visit_off",
            now,
        )


def _check_state(row: PlannedVisit, state: VisitState) -> None:
    if row.state == state:
        return
    if row.state in (VisitState.ENDED, VisitState.CANCELLED):
        refuse("This visit is over: it was ended or cancelled, here or on another page.").enforce()
    refuse(
        "Say first that you go in." if state == VisitState.UNDER_WAY else "This visit is under way."
    ).enforce()


def _check_whose(row: PlannedVisit, by: Viewer) -> None:
    """Anybody may call for help; nobody but them ends the watch over them, or somebody who is told of them and has heard from them."""
    if by.staff_id not in (row.officer_id, row.second_id) and not looks_after(by):
        refuse(
            "Only whoever is there says that they are well, or a manager who has heard from them. Tell a manager."
        ).enforce()


@contextmanager
def _on_the_way(
    case_id: UUID, visit_id: UUID, by: Viewer, now: datetime
) -> Iterator[tuple[Work, PlannedVisit]]:
    """The case and the visit, locked; what was said is saved on the way out."""
    unseen = closed_to_them_meanwhile(case_id, visit_id, by)
    with (_unseen if unseen else _seen)(case_id, by, now) as work:
        row = PlannedVisit.objects.select_for_update().filter(pk=visit_id, case=work.case).first()
        if row is None:
            raise NoSuchCase
        yield work, row
        row.save()


def closed_to_them_meanwhile(case_id: UUID, visit_id: UUID, by: Viewer) -> bool:
    """True when they went in, and the case was sealed or closed to them since: whoever is at a door is heard all the same."""
    with viewing(by):
        if Case.objects.filter(pk=case_id).exists():
            return False
        with elevated("a colleague's visit"):
            theirs = PlannedVisit.objects.filter(Q(officer_id=by.staff_id) | Q(second_id=by.staff_id))
            return theirs.filter(pk=visit_id, case_id=case_id, state=VisitState.UNDER_WAY).exists()


def _seen(case_id: UUID, by: Viewer, now: datetime) -> AbstractContextManager[Work]:
    return working(case_id, by=by, now=now, action=_ON_THE_WAY, any_state=True)


@contextmanager
def _unseen(case_id: UUID, by: Viewer, now: datetime) -> Iterator[Work]:
    with acting(by, now, _ON_THE_WAY, case_id=case_id) as act, elevated("a colleague's visit"):
        case = Case.objects.select_for_update().get(pk=case_id)
        yield Work(case, act)
        case.version += 1
        case.save(update_fields=["version"])


def _said(work: Work, what: str, *, at: datetime, on: datetime | None = None) -> None:
    codes = {"what": what}
    if on is not None:
        codes["on"] = on.isoformat()
    work.entry("visit_way", at=at, codes=codes)
    work.act.detail["what"] = what
