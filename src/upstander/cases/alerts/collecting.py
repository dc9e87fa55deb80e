"""Who is to be told of what, outside Upstander: notices that appeared, duties that are soon due. Once for each cause."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db.models import Exists, OuterRef

from upstander.cases.alerts.choices import BEFORE, Choice, choices_of
from upstander.cases.models import Alert, Duty, DutyState, Hears, Notice
from upstander.confidentiality.api import Viewer, acting, active_staff, conflicted_staff, covers_now
from upstander.messages.api import By, configured

SAFETY = ("visit_overdue", "visit_help", "danger_told", "danger_new")  # day and night, whatever was chosen
LATE = (
    "overdue", "overdue_escalated", "overdue_senior", "needs_officer", "glass_broken", "visit_unfit", "visit_nobody", "visit_alone",
    "visit_silent", "home_left",
)  # fmt: skip
_SINCE = timedelta(
    hours=24
)  # older notices are history: a worker that was down for a day tells nobody of last week
_BATCH = 500
_FURTHEST = timedelta(
    hours=max(BEFORE) + 24
)  # a reminder comes before quiet hours, when its own time lies in them
KEPT = timedelta(days=30)


def collect_alerts(*, by: Viewer, now: datetime) -> int:
    """Write an alert for each new notice and each duty that is soon due. Returns how many. Nothing where nothing can be sent."""
    if not any(configured(way) for way in (By.EMAIL, By.TEXT)):
        return 0
    with acting(by, now, "alerts.collect") as act:
        made = _store(_of_notices(now)) + _store(_of_duties(now))
        act.detail["made"] = made
    return made


def forget_alerts(*, by: Viewer, now: datetime) -> int:
    """Delete what is older than thirty days. Returns how many."""
    with acting(by, now, "alerts.forget") as act:
        gone = Alert.objects.filter(made_at__lt=now - KEPT).exclude(state="sending").delete()[0]
        act.detail["gone"] = gone
    return gone


def alert(
    staff_id: UUID, cause: str, group: str, *, free_at: datetime, now: datetime, count: int = 1
) -> None:
    """One alert that is about no case. Inside an action; the same cause again changes nothing."""
    row = Alert(
        id=uuid4(), staff_id=staff_id, cause=cause, group=group, count=count, not_before=free_at, made_at=now
    )
    Alert.objects.bulk_create([row], ignore_conflicts=True)


def _store(rows: Iterable[Alert]) -> int:
    found = list(rows)
    Alert.objects.bulk_create(found, ignore_conflicts=True)
    return len(found)


def _of_notices(now: datetime) -> list[Alert]:
    told = Alert.objects.filter(about=OuterRef("pk"), made_at__gte=OuterRef("at"))
    rows = list(
        Notice.objects.filter(at__gte=now - _SINCE, seen_at=None)
        .filter(~Exists(told))
        .select_related("case")
        .order_by("at")[:_BATCH]
    )
    people = {row.staff_id for row in rows}
    here, chosen = active_staff(people), choices_of(people)
    made = []
    for row in rows:
        group = "late" if row.kind in LATE else "other"
        if row.kind in SAFETY or (row.kind == "quiet_report" and row.case.danger):
            group = "safety"
        if row.staff_id not in here:
            continue
        # Danger wakes people: a duty in it that is late does not wait for the morning.
        urgent = group == "safety" or row.kind == "visit_silent" or (group == "late" and row.case.danger)
        wanted = wants(chosen[row.staff_id], group)
        made.append(
            Alert(
                id=uuid4(),
                staff_id=row.staff_id,
                case_id=row.case_id,
                cause=f"notice {row.id} {row.at:%Y-%m-%d}",  # one that is renewed is told of anew
                about=row.id,
                group=group,
                state="waiting" if wanted else "void",
                not_before=now if urgent else chosen[row.staff_id].free_at(now),
                made_at=now,
            )
        )
    return made


def _of_duties(now: datetime) -> list[Alert]:
    told = Alert.objects.filter(about=OuterRef("pk"), group="soon")
    rows = list(
        Duty.objects.filter(state=DutyState.OPEN, due_at__gt=now, due_at__lte=now + _FURTHEST)
        .filter(case__officer__isnull=False)
        .filter(~Exists(told))
        .order_by("due_at")
        .values_list("id", "case_id", "due_at", "case__officer_id", "case__sealed")
    )
    covers = covers_now(now=now)
    people = {row[3] for row in rows} | set(covers.values())
    here, chosen = active_staff(people), choices_of(people)
    made: list[Alert] = []
    for id, case_id, due_at, officer, sealed in rows:
        cover = None if sealed else covers.get(officer)
        staff = cover or officer
        at = remind_at(chosen[staff], due_at) if wants(chosen[staff], "soon") else None
        if at is None or at > now or len(made) == _BATCH:
            continue
        if cover and cover in conflicted_staff(case_id):
            staff = officer
        if staff in here:
            made.append(
                Alert(
                    id=uuid4(),
                    staff_id=staff,
                    case_id=case_id,
                    cause=f"soon {id}",
                    about=id,
                    group="soon",
                    not_before=chosen[staff].free_at(now),
                    made_at=now,
                )
            )
    return made


def remind_at(chosen: Choice, due_at: datetime) -> datetime | None:
    """When to remind. A time in somebody's quiet hours would come after the duty was due: then before these hours begin."""
    if not chosen.before_hours:
        return None
    at = due_at - timedelta(hours=chosen.before_hours)
    if chosen.free_at(at) >= due_at:
        begins = chosen.quiet_from
        while begins is not None and chosen.free_at(at) != at:
            at -= timedelta(minutes=30)
    return at


def wants(chosen: Choice, group: str) -> bool:
    if group == "safety" or chosen.hears is Hears.ALL:
        return True
    return chosen.hears is Hears.LATE and group in ("late", "soon")
