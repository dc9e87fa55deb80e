"""Who looks for a colleague on a visit, and that they hear when the colleague is found."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from django.db.models import Q
from procrastinate.contrib.django import app

from upstander.cases.models import Case, Notice, PlannedVisit
from upstander.cases.officers import holders, managers_of, seniors_of, tell
from upstander.confidentiality.api import Permission, Viewer, conflicted_staff, covers_now, elevated

ALARMS = ("visit_overdue", "visit_help")
ASKED = "visit_silent"


def who_looks(case: Case, row: PlannedVisit, *, now: datetime, higher: bool = False) -> set[UUID]:
    """Managers and whoever covers for them, whoever has the case, whoever goes along. The seniors too when every manager is on the
    visit themselves, or `higher`. As the system."""
    goes = {each for each in (row.officer_id, row.second_id) if each}
    managers = managers_of(case)
    if not case.sealed:
        covers = covers_now(now=now)
        managers |= {covers[each] for each in managers if each in covers}
    people = managers | holders(case, now=now) | goes
    if higher or not managers - goes:
        people |= seniors_of(case)
    return people - conflicted_staff(case.id)


def send_now(now: datetime) -> None:
    """With this transaction the job that tells people outside Upstander, which otherwise waits for its minute."""
    # By the job's name: the job calls this room. Under a lock of its own: one that waits for its minute must not stop this.
    job = app.configure_task("upstander.cases.jobs.alerts", queueing_lock=f"alerts {uuid4()}")
    job.defer(timestamp=int(now.timestamp()))


def looks_after(viewer: Viewer) -> bool:
    """May they say of a colleague that they have heard from them? Managers, and of sealed cases their keepers."""
    return viewer.may(Permission.TEAM_BOARD) or viewer.may(Permission.CASE_READ_SEALED)


def alarmed() -> Q:
    """Visits after which somebody looks, or whose people were asked whether they went."""
    return Q(alarm_at__isnull=False, ended_at=None)


def settle_alarms(case: Case, visit: UUID | None, now: datetime, *, well: bool = False) -> None:
    """What was told of this visit is over; `well`: whoever was sent looking hears that the colleague is safe."""
    if PlannedVisit.objects.filter(alarmed(), ~Q(pk=visit), case=case).exists():
        return  # another colleague is looked for on the same case
    with elevated("a colleague's visit"):
        open_ones = Notice.objects.filter(case=case, kind__in=(*ALARMS, ASKED), seen_at=None)
        looking = set(open_ones.filter(kind__in=ALARMS).values_list("staff_id", flat=True)) if well else set()
        open_ones.update(seen_at=now)
        if looking:
            tell(case, looking, "visit_safe", now)
