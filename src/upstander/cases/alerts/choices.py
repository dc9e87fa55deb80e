"""What each member of staff chose to hear, by which way, and when they are left in peace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from upstander.cases.models import Alert, AlertChoice, CalendarFeed, Hears, SavedSearch
from upstander.confidentiality.api import Viewer, acting, elevated, vault, viewing
from upstander.lib.decision import Refused
from upstander.lib.phones import uk_mobile
from upstander.messages.api import By, configured

LONDON = ZoneInfo("Europe/London")
BEFORE = (0, 1, 2, 4, 24)  # hours; 0: no reminder


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody hears, and how. Times are London's; both None: no quiet hours."""

    way: By = By.EMAIL
    phone: str = ""
    hears: Hears = Hears.LATE
    before_hours: int = 2
    quiet_from: time | None = time(20)
    quiet_to: time | None = time(7)

    def free_at(self, moment: datetime) -> datetime:
        """This moment, or the end of the quiet hours that it lies in (UTC)."""
        if self.quiet_from is None or self.quiet_to is None or self.quiet_from == self.quiet_to:
            return moment
        local = moment.astimezone(LONDON)
        begins, ends, clock = self.quiet_from, self.quiet_to, local.time()
        over_night = begins > ends
        quiet = (clock >= begins or clock < ends) if over_night else begins <= clock < ends
        if not quiet:
            return moment
        day = local.date() + timedelta(days=1 if over_night and clock >= begins else 0)
        return max(moment, datetime.combine(day, ends, tzinfo=LONDON).astimezone(moment.tzinfo))


AS_A_RULE = Choice()


def own_choice(viewer: Viewer) -> Choice:
    """The viewer's own, or what holds for whoever never chose."""
    if viewer.staff_id is None:
        return AS_A_RULE
    with viewing(viewer):
        return choices_of({viewer.staff_id})[viewer.staff_id]


def choices_of(staff: set[UUID]) -> dict[UUID, Choice]:
    """By person; for their own, or as the system. Inside a `viewing` block."""
    rows = AlertChoice.objects.filter(pk__in=staff)
    vault.warm(staff)
    found = {
        row.staff_id: Choice(
            By(row.way),
            vault.unseal(row, "phone"),
            Hears(row.hears),
            row.before_hours,
            row.quiet_from,
            row.quiet_to,
        )
        for row in rows
    }
    return {each: found.get(each, AS_A_RULE) for each in staff}


def woken(staff: set[UUID]) -> set[UUID]:
    """Whom of these a text tells of danger, at any hour. For their own, or as the system. Inside a `viewing` block."""
    if not configured(By.TEXT):
        return set()
    return set(AlertChoice.objects.filter(pk__in=staff, way=By.TEXT.value).values_list("pk", flat=True))


def told_outside(staff_id: UUID) -> str:
    """How somebody is told of work, in a sentence for their own answer; empty when they never chose. In a `viewing` block."""
    with elevated("answer to a colleague"):
        if not AlertChoice.objects.filter(pk=staff_id).exists():
            return ""
        chosen = choices_of({staff_id})[staff_id]
    way = f"By text to {chosen.phone}" if chosen.way is By.TEXT else "By email"
    quiet = (
        f"{chosen.quiet_from:%H:%M} to {chosen.quiet_to:%H:%M}"
        if chosen.quiet_from and chosen.quiet_to
        else ""
    )
    return f"{way}." + (f" Quiet hours: {quiet}." if quiet else "")


def choose(chosen: Choice, *, by: Viewer, now: datetime) -> None:
    """Keep what the actor chose for themselves. Raises Refused."""
    if by.staff_id is None:
        return
    if chosen.way is By.TEXT and not uk_mobile(chosen.phone):
        raise Refused("Give a UK mobile number that takes texts, such as 07700 900123.")
    if chosen.before_hours not in BEFORE or chosen.way not in (By.EMAIL, By.TEXT):
        raise Refused("Choose from what is offered.")
    with acting(by, now, "alerts.choose"):
        own_key(by.staff_id)
        row = AlertChoice(
            staff_id=by.staff_id,
            way=chosen.way.value,
            hears=chosen.hears,
            before_hours=chosen.before_hours,
            quiet_from=chosen.quiet_from,
            quiet_to=chosen.quiet_to,
            changed_at=now,
        )
        if chosen.way is By.TEXT:
            vault.seal(row, phone=chosen.phone)
        there = AlertChoice.objects.filter(pk=by.staff_id).exists()
        row.save(force_update=there, force_insert=not there)


def own_key(staff_id: UUID) -> None:
    """Make the key under which somebody's own settings are sealed, when there is none. Inside an action."""
    if not vault.has_key(staff_id):
        with elevated("key of a colleague's own settings"):
            vault.create_key(staff_id, "staff")


def forget_own(staff_id: UUID) -> None:
    """Delete what somebody who leaves kept for themselves. As the system, inside an action."""
    for model in (AlertChoice, CalendarFeed, SavedSearch):
        model.objects.filter(staff_id=staff_id).delete()
    Alert.objects.filter(staff_id=staff_id, state="waiting").update(state="void")
