"""The meeting itself: who came and undertook to keep it confidential, what was said and decided, and who does what by when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from django.contrib.auth import get_user_model

from upstander.cases.actions.common import Work, working
from upstander.cases.errors import NoSuchMeeting
from upstander.cases.joint.agenda import locked_item
from upstander.cases.joint.groups import keeping
from upstander.cases.joint.rules import check_action, check_minute, check_neutral, check_told_to_all
from upstander.cases.joint.terms import CAME
from upstander.cases.measures.steps import write_step
from upstander.cases.models import (
    AgendaItem,
    Attendance,
    Case,
    GroupMember,
    JointAction,
    Measure,
    Meeting,
    PackItem,
    Party,
    StrategicItem,
)
from upstander.cases.officers import tell
from upstander.confidentiality.api import (
    Permission,
    StaleEdit,
    Viewer,
    acting,
    staff_cards,
    vault,
    viewer_of,
    viewing,
)
from upstander.lib.days import london_day
from upstander.lib.decision import Refused, refuse
from upstander.lib.marks import mark_of
from upstander.partners.api import agency_names, names_of_people, people_to_come

KEEPERS = (Permission.FORUM_KEEP, Permission.CASE_WORK)


@dataclass(frozen=True, slots=True)
class ActionTold:
    """Something that a body or one of us undertook."""

    what: str
    due_on: date
    agency_id: UUID | None = None
    staff_id: UUID | None = None


def note_attendance(
    *,
    meeting_id: UUID,
    agency_id: UUID | None = None,
    person_id: UUID | None = None,
    staff_id: UUID | None = None,
    name: str = "",
    came: str,
    promised: bool = False,
    by: Viewer,
    now: datetime,
) -> None:
    """Who is expected, came, or sent apologies; `promised`: they signed the statement on paper, before us.

    A body's person by `person_id`, or by `name` when they do not sign in; one of us by `staff_id`. Raises Refused, NoSuchMeeting.
    """
    with keeping(meeting_id, "joint.attendance", by=by, now=now) as (meeting, act):
        if came not in CAME:
            refuse("Say whether they came.").enforce()
        if (agency_id is None) == (staff_id is None):
            refuse("Choose who it is.").enforce()
        if staff_id is not None and staff_id not in staff_cards({staff_id}):
            refuse("Choose a colleague who works here.").enforce()
        if agency_id is not None:
            _check_whose(meeting, agency_id, person_id, name)
        row = _noted(meeting, agency_id, person_id, staff_id, name) or Attendance(
            id=uuid4(),
            meeting=meeting,
            group_id=meeting.group_id,
            agency_id=agency_id,
            person_id=person_id,
            staff_id=staff_id,
        )
        if name.strip() and person_id is None and agency_id is not None:
            vault.seal(row, name=name.strip()[:120])
        row.came = came
        if promised and row.promised_at is None:
            row.promised_at, row.promised_how = now, "paper"
        row.save()
        act.detail["came"] = came


def _noted(
    meeting: Meeting, agency_id: UUID | None, person_id: UUID | None, staff_id: UUID | None, name: str
) -> Attendance | None:
    """What is written down of them already. Names are compared as they are read, not as they are written."""
    rows = Attendance.objects.filter(meeting=meeting)
    if staff_id is not None:
        return rows.filter(staff_id=staff_id).first()
    if person_id is not None:
        return rows.filter(person_id=person_id).first()
    if agency_id is None:
        return None
    wanted = name.strip().casefold()
    unsigned = rows.filter(agency_id=agency_id, person=None)
    return next((each for each in unsigned if vault.unseal(each, "name").casefold() == wanted), None)


def _check_whose(meeting: Meeting, agency_id: UUID, person_id: UUID | None, name: str) -> None:
    if not GroupMember.objects.filter(group_id=meeting.group_id, agency_id=agency_id, ended_at=None).exists():
        refuse("That body does not belong to the group.").enforce()
    if person_id is None and not name.strip():
        refuse("Give the name of whoever came.").enforce()
    if person_id is not None and person_id not in people_to_come({agency_id}).get(agency_id, []):
        refuse("That person does not sign in for this body any more.").enforce()


def record_item(
    *,
    case_id: UUID,
    item_id: UUID,
    said: str,
    decision: str,
    minute: str = "",
    minute_kinds: Sequence[str] = (),
    actions: Sequence[ActionTold] = (),
    version: int | None = None,
    by: Viewer,
    now: datetime,
) -> None:
    """What the meeting said and decided about a case, and what was undertaken. Each action is a measure of the case, with its day.
    `minute`: what bodies read of it in their minutes, those that may have all that it tells of (`minute_kinds`).

    Of an item put forward on a case that was merged since, it all stands on the case that goes on. May be done again: words are
    replaced, actions are added. Raises Refused, NoSuchCase, NoSuchMeeting, StaleEdit.
    """
    with working(
        case_id, by=by, now=now, action="case.joint_held", version=version, after_closure=True
    ) as work:
        row = locked_item(work.case, item_id)
        meeting = row.meeting
        if meeting.at > now:
            refuse("The meeting has not begun.").enforce()
        if not decision.strip():
            refuse("Write down what was decided, even if it is that nothing more is done.", "3.6").enforce()
        check_minute(minute, minute_kinds, _names(row.case)).enforce()
        row.heard_at = row.heard_at or now
        row.minute_kinds = list(minute_kinds) if minute.strip() else []
        vault.seal(row, said=said.strip(), decision=decision.strip(), minute=minute.strip())
        row.save()
        work.entry("joint", codes={"what": "decided", "actions": len(actions)}, body=decision.strip())
        for each in actions:
            _undertake(work, row, meeting, each)
        work.act.subject_id = row.id
        work.act.detail["actions"] = len(actions)


def _undertake(work: Work, item: AgendaItem, meeting: Meeting, told: ActionTold) -> None:
    act, case = work.act, work.case
    held_on = london_day(meeting.at)
    check_action(told.what, told.due_on, held_on=held_on).enforce()
    owner = _owner(meeting, told)
    if told.agency_id is not None:
        _check_words(work, item, told)
    elif not _sees(told.staff_id, case):
        # Never why: the same words for whoever is kept from the case, whoever may not see it, and whoever left.
        refuse("Choose a colleague who works on this case, or let them see it first.").enforce()
    measure = Measure(
        id=uuid4(),
        case=case,
        kind="joint-action",
        state="agreed",
        opened_at=act.now,
        opened_by_id=act.by.staff_id,
        moved_at=act.now,
        next_on=told.due_on,
    )
    measure.save(force_insert=True)
    entry = work.entry("measure", codes={"kind": "joint-action", "step": "agreed"})
    words = {"what": told.what.strip(), "owner": owner, "due_on": told.due_on.isoformat()}
    write_step(measure, "agreed", words, entry=entry, at=act.now, now=act.now, by_id=act.by.staff_id)
    row = JointAction(
        id=uuid4(),
        meeting=meeting,
        case=case,
        item=item,
        measure=measure,
        sealed_under=case.id,
        agency_id=told.agency_id,
        staff_id=told.staff_id,
        due_on=told.due_on,
        agreed_at=act.now,
    )
    vault.seal(row, what=told.what.strip())
    row.save(force_insert=True)
    if told.staff_id is not None and told.staff_id != act.by.staff_id:
        tell(case, {told.staff_id}, "joint_action", act.now)


def _sees(staff_id: UUID | None, case: Case) -> bool:
    row = get_user_model().objects.filter(pk=staff_id, is_active=True).first() if staff_id else None
    if row is None:
        return False
    with viewing(viewer_of(row)):
        return Case.objects.filter(pk=case.pk).exists()


def _check_words(work: Work, item: AgendaItem, told: ActionTold) -> None:
    """A body undertakes something only on an item that it was given, in words that tell it no more than that."""
    given = PackItem.objects.filter(item=item, agency_id__in=[told.agency_id], out_at=None)
    if not given.exists():
        refuse(
            "That body was not given this item, so it may not know of it. Give it to them first, or let one of us talk to them.",
            "3.5.2",
        ).enforce()
    check_neutral(told.what, [*_names(item.case), *_names(work.case)]).enforce()


def _names(case: Case) -> list[str]:
    people = Party.objects.filter(case=case, removed_at=None, name__isnull=False)
    return [vault.unseal(party, "name") for party in people]


def _owner(meeting: Meeting, told: ActionTold) -> str:
    if (told.agency_id is None) == (told.staff_id is None):
        refuse("Say who does it: a body, or one of us.").enforce()
    if told.staff_id is not None:
        card = staff_cards({told.staff_id}).get(told.staff_id)
        if card is None:
            raise Refused("Choose a colleague who can take it.")
        return card.name
    assert told.agency_id is not None  # noqa: S101  # one of the two
    if not GroupMember.objects.filter(group_id=meeting.group_id, agency_id=told.agency_id).exists():
        refuse("That body does not belong to the group.").enforce()
    return agency_names([told.agency_id])[told.agency_id]


def record_strategic(
    *,
    item_id: UUID,
    decision: str,
    actions: Sequence[ActionTold] = (),
    mark: str | None = None,
    by: Viewer,
    now: datetime,
) -> None:
    """What was decided about something that is about no case. `mark`: of the decision that was shown. Raises Refused,
    NoSuchMeeting, StaleEdit."""
    by.check(*KEEPERS).enforce()
    with acting(by, now, "joint.decided", subject_id=item_id) as act:
        row = (
            StrategicItem.objects.select_for_update(of=("self",))
            .select_related("meeting")
            .filter(pk=item_id)
            .first()
        )
        if row is None:
            raise NoSuchMeeting
        if row.meeting.at > now:
            refuse("The meeting has not begun.").enforce()
        if not decision.strip():
            refuse("Write down what was decided.", "3.6").enforce()
        if mark not in (None, mark_of(vault.unseal(row, "decision") or "")):
            raise StaleEdit
        check_told_to_all(decision).enforce()
        vault.seal(row, decision=decision.strip())
        row.save(update_fields=["decision"])
        for each in actions:
            check_action(each.what, each.due_on, held_on=london_day(row.meeting.at)).enforce()
            _owner(row.meeting, each)
            done = JointAction(
                id=uuid4(),
                meeting=row.meeting,
                sealed_under=row.group_id,
                agency_id=each.agency_id,
                staff_id=each.staff_id,
                due_on=each.due_on,
                agreed_at=now,
            )
            vault.seal(done, what=each.what.strip())
            done.save(force_insert=True)
        act.detail["actions"] = len(actions)


def settle_action(*, action_id: UUID, state: str, answer: str, by: Viewer, now: datetime) -> None:
    """An action about no case is done, or is not; one on a case is settled there, as a measure. Raises Refused, NoSuchMeeting."""
    by.check(*KEEPERS).enforce()
    with acting(by, now, "joint.action", subject_id=action_id):
        row = JointAction.objects.select_for_update().filter(pk=action_id, case=None, state="agreed").first()
        if row is None:
            raise NoSuchMeeting
        if state not in ("done", "not_done") or not answer.strip():
            refuse("Say what was done, or why not.").enforce()
        row.state, row.settled_at = state, now
        vault.seal(row, answer=answer.strip())
        row.save()


def hold_meeting(*, meeting_id: UUID, notes: str, version: int, by: Viewer, now: datetime) -> None:
    """The meeting took place. `notes`: what was said about no case. May be written again. Raises Refused, NoSuchMeeting, StaleEdit."""
    with keeping(meeting_id, "joint.held", by=by, now=now, version=version) as (row, _):
        if row.state == "cancelled" or row.at > now:
            refuse("The meeting has not begun, or is called off.").enforce()
        came = Attendance.objects.filter(meeting=row, came="came")
        if not came.exists():
            refuse("First say who came.").enforce()
        without = came.filter(promised_at=None).count()
        if without:
            refuse(
                f"{without} of those who came {'has' if without == 1 else 'have'} not undertaken to keep it confidential. Record each"
                " statement that was signed.",
                "3.5.1",
            ).enforce()
        row.state = "held"
        vault.seal(row, notes=notes.strip())


def who_came(rows: Sequence[Attendance]) -> dict[UUID, str]:
    """What each of these is called. Needs a `viewing` block."""
    people = names_of_people({row.person_id for row in rows if row.person_id})
    staff = staff_cards({row.staff_id for row in rows if row.staff_id})
    return {
        row.id: people.get(row.person_id or UUID(int=0), "")
        or (staff[row.staff_id].name if row.staff_id in staff else "")
        or vault.unseal(row, "name")
        for row in rows
    }
