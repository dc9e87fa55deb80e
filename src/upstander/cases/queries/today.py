"""Today: what is open on somebody's own cases, found without reading what they ever closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import compress
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from upstander.cases.cards import NoticeLine, Today
from upstander.cases.models import Case, CaseState, Duty, DutyState, Notice, TimelineEntry
from upstander.cases.queries.carried import end_of_day
from upstander.cases.queries.heads import lines_of, rows_of, survivor_names
from upstander.cases.visit_watch import ALARMS
from upstander.confidentiality.api import Viewer, covered_by, elevated, fetch, once, viewing

_LONDON = ZoneInfo("Europe/London")
_MOST_ENTRIES = 500
SHOWN_CHANGES = 12
_MOST_NOTICES, _SHOWN_NOTICES = 300, 30
_AT_ONCE = timedelta(days=1)  # a promise with no more time than this, where somebody is in danger
_AHEAD, _BEHIND = timedelta(hours=2), timedelta(days=1)
_AT_THE_TOP = 5  # cases in danger that Today names above all
Owed = tuple[datetime, UUID, UUID, bool]
Told = tuple[UUID, str, datetime, UUID, str | None]
Entry = tuple[UUID, str, datetime]  # of which case, of which kind, when it was written down


@dataclass(frozen=True, slots=True)
class OwnWork:
    """Cases of one's own and of those one covers, as far as the viewer sees them. `cases`, each with its reference: those that go on;
    ended ones that owe something still, or on which something was written down since the working day before. `owed`: their open
    promises, (due, id, case, whether it is one of danger), the next first. `entries`: what others wrote since then, the latest
    first. `told`: notices that were not put away, of whatever case, alarms first and then the latest."""

    cases: dict[UUID, str]
    going_on: int
    owed: tuple[Owed, ...]
    entries: tuple[Entry, ...]
    told: tuple[Told, ...]

    @property
    def changed(self) -> list[UUID]:
        """The cases on which something was written down, the latest first; no more than are shown."""
        return list(dict.fromkeys(case_id for case_id, *_ in self.entries))[:SHOWN_CHANGES]


def own_work(viewer: Viewer, *, now: datetime) -> OwnWork:
    """Needs a `viewing` block of this viewer, who is on the staff."""
    return once(("own work", now), lambda: _own_work(viewer, now))


def _own_work(viewer: Viewer, now: datetime) -> OwnWork:
    """Which cases are seen is asked of the cases, as the viewer. Of these, and no others, the rest is then read as the system, for
    whom the database need not ask it again of each promise and entry."""
    for_whom = [viewer.staff_id, *covered_by(viewer.staff_id, now=now)] if viewer.staff_id else []
    since = since_yesterday(now)
    rows = fetch(_that_go_on, for_whom, since)
    ids, endangered = [row[0] for row in rows], {row[0] for row in rows if row[3]}
    with elevated("work on one's own cases"):
        return OwnWork(
            {id: reference for id, reference, *_ in rows},
            sum(state == CaseState.OPEN for _, _, state, _ in rows),
            tuple(
                (due, id, case, case in endangered and kind == "must" and due - began <= _AT_ONCE)
                for due, id, case, kind, began in fetch(_owed, ids)
            ),
            tuple(fetch(_entries, ids, since, viewer.staff_id)),
            tuple(fetch(_told, viewer.staff_id)),
        )


def _that_go_on(officers: list[UUID], since: datetime) -> QuerySet[Case, tuple[UUID, str, str, bool]]:
    live = Q(state__in=[CaseState.RECEIVED, CaseState.OPEN]) | Q(owes_still=True) | Q(stirred_at__gte=since)
    mine = Case.objects.filter(live, officer_id__in=officers)
    return mine.values_list("id", "reference", "state", "danger")


def _owed(cases: list[UUID]) -> QuerySet[Duty, tuple[datetime, UUID, UUID, str, datetime]]:
    open_ones = Duty.objects.filter(state=DutyState.OPEN, case_id__in=cases)
    owed = open_ones.order_by(
        "due_at", "-kind", "id"
    )  # of one time, what must be done before what is decided
    return owed.values_list("due_at", "id", "case_id", "kind", "triggered_at")


def _entries(cases: list[UUID], since: datetime, but_of: UUID | None) -> QuerySet[TimelineEntry, Entry]:
    wrote = TimelineEntry.objects.filter(case_id__in=cases, recorded_at__gte=since)
    others = wrote.exclude(by_id=but_of).order_by("-recorded_at", "id")
    return others.values_list("case_id", "kind", "recorded_at")[:_MOST_ENTRIES]


def since_yesterday(now: datetime) -> datetime:
    """The beginning of the working day before, in London: on a Monday that of Friday."""
    day = now.astimezone(_LONDON).date() - timedelta(days=1)
    while day.weekday() > 4:
        day -= timedelta(days=1)
    return datetime.combine(day, time(), tzinfo=_LONDON).astimezone(now.tzinfo)


def today(viewer: Viewer, *, now: datetime, limit: int = 100) -> Today:
    """My duties by due time across my cases and those I cover, what I was told, and how much there is."""
    if viewer.staff_id is None:
        return Today((), (), 0, 0, 0, 0)
    with viewing(viewer):
        work = own_work(viewer, now=now)
        due = [at for at, *_ in work.owed]
        first, pressing = [id for _, id, *_ in work.owed[:limit]], _pressing(work, now)
        wanted = fetch(
            lambda ids: rows_of(Duty.objects.filter(pk__in=ids).order_by("due_at", "id")),
            {*first, *pressing[:_AT_THE_TOP]},
        )
        survivor_names(
            [*(row.case_id for row in wanted), *work.changed]
        )  # for all that the page shows of them
        lines = {line.id: line for line in lines_of(wanted, now=now)}
        return Today(
            duties=tuple(lines[id] for id in first if id in lines),
            notices=_notices(work),
            open_duties=len(due),
            overdue=sum(at < now for at in due),
            due_today=sum(now <= at < end_of_day(now) for at in due),
            cases=work.going_on,
            pressing=tuple(lines[id] for id in pressing[:_AT_THE_TOP] if id in lines),
            pressing_cases=len(pressing),
        )


def _told(staff_id: UUID | None) -> QuerySet[Notice, Told]:
    alarm = ExpressionWrapper(Q(kind__in=ALARMS), output_field=BooleanField())  # never behind newer news
    rows = Notice.objects.filter(staff=staff_id, seen_at=None).order_by(alarm.desc(), "-at")
    return rows.values_list("id", "kind", "at", "case_id", "duty__label")[:_MOST_NOTICES]


def _notices(work: OwnWork) -> tuple[NoticeLine, ...]:
    """Of what somebody was told, that of cases which they see: asked of these few cases, where the database would ask it of all."""
    wanted = {case_id for _, _, _, case_id, _ in work.told}
    others = wanted - work.cases.keys()
    seen = {**work.cases, **(dict(fetch(_references, others)) if others else {})}
    lines = [
        NoticeLine(each, kind, at, case_id, seen[case_id], duty or "")
        for each, kind, at, case_id, duty in work.told
        if case_id in seen
    ]
    return tuple(lines[:_SHOWN_NOTICES])


def _references(cases: set[UUID]) -> QuerySet[Case, tuple[UUID, str]]:
    return Case.objects.filter(pk__in=cases).values_list("id", "reference")


def _pressing(work: OwnWork, now: datetime) -> list[UUID]:
    """Of each case in danger the first promise that is due within two hours, or has been for less than a day; none where these stand
    first anyway. What is due first stands first, and an old decision must not hide them."""
    at_once = [danger and now - _BEHIND <= due <= now + _AHEAD for due, *_, danger in work.owed]
    if all(at_once[: sum(at_once)]):
        return []
    found: dict[UUID, UUID] = {}
    for _, duty, case_id, _ in compress(work.owed, at_once):
        found.setdefault(case_id, duty)
    return list(found.values())
