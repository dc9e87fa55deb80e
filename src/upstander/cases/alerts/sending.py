"""One neutral message for all that waits for one person. It leaves in two transactions with the provider between them.

Nothing about anybody crosses here: how many things there are, of which kind, and where to sign in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db.models import Q

from upstander.cases.alerts.choices import Choice, choices_of
from upstander.cases.alerts.handing_on import hand_on
from upstander.cases.models import Alert, Duty, DutyState, Notice
from upstander.confidentiality.api import Viewer, acting, staff_to_write_to, viewing
from upstander.messages.api import By, configured, deliver

SUBJECT = "Upstander: something for you"
SAFETY_SUBJECT = "Upstander: SAFETY, look now"
_LOST_AFTER = timedelta(minutes=10)
_AGAIN = timedelta(minutes=5)
_MOST_TRIES = 5
_GIVEN_UP = timedelta(hours=24)  # a mail server that is away for a day; it all stands on Today
_SAFETY = "SAFETY: a colleague or somebody we protect may be in danger now."
_WORDS = {
    "late": ("Something is late, or needs you today.", "{n} things are late, or need you today."),
    "soon": ("Something is due soon.", "{n} things are due soon."),
    "other": ("There is something new.", "There are {n} new things."),
    "search": ("One of your saved searches has news.", "{n} of your saved searches have news."),
}


def people_to_tell(*, by: Viewer, now: datetime) -> list[UUID]:
    """For whom something waits that may leave now."""
    with viewing(by):
        waiting = Alert.objects.filter(state="waiting", not_before__lte=now)
        return list(waiting.order_by("staff_id").values_list("staff_id", flat=True).distinct())


def send_alerts(*, staff_id: UUID, by: Viewer, clock: Callable[[], datetime]) -> bool:
    """Tell one person of everything that waits for them and still stands. True when a message left."""
    now, batch = clock(), uuid4()
    with acting(by, now, "alerts.send", subject_id=staff_id) as act:
        waiting = Alert.objects.filter(staff_id=staff_id, state="waiting", not_before__lte=now)
        rows = list(waiting.select_for_update(skip_locked=True).order_by("made_at"))
        handed_on = hand_on(rows, staff_id=staff_id, now=now)
        rows = [row for row in rows if row.id not in handed_on]
        who = staff_to_write_to(staff_id)
        standing = _still_so(rows, who[1], now) if who else []
        gone = {row.id for row in rows} - {row.id for row in standing}
        Alert.objects.filter(id__in=gone).update(state="void")
        act.detail["told"] = len(standing)
        if who is None or not standing:
            return False
        way, to = _where(choices_of({staff_id})[staff_id], who[0], {row.way for row in standing})
        if not configured(way):
            return False  # they wait for a provider
        counts: Counter[str] = Counter()
        for row in standing:
            counts[row.group] += row.count
        Alert.objects.filter(id__in=[row.id for row in standing]).update(
            state="sending", batch=batch, left_at=now
        )
    subject = SAFETY_SUBJECT if counts["safety"] else SUBJECT
    answer = deliver(way, to=to, subject=subject, body=words_for(counts), key=str(batch), now=clock())
    _finish(batch, answer.kind, way, by, clock())
    return answer.kind == "taken"


def words_for(counts: Counter[str]) -> str:
    """The whole message: kinds and numbers, safety first, and where to sign in."""
    said = [_SAFETY] if counts["safety"] else []
    for group, (one, many) in _WORDS.items():
        if counts[group]:
            said.append(one if counts[group] == 1 else many.format(n=counts[group]))
    return f"{' '.join(said)} Sign in: {settings.UPSTANDER_BASE_URL}/staff/"


def hold_lost_alerts(*, by: Viewer, now: datetime) -> int:
    """What began to leave and never came back: safety is tried again, for once too often is better than never; the rest has failed."""
    with viewing(by):
        if not Alert.objects.filter(state="sending", left_at__lt=now - _LOST_AFTER).exists():
            return 0
    with acting(by, now, "alerts.lost") as act:
        lost = Alert.objects.filter(state="sending", left_at__lt=now - _LOST_AFTER)
        again = lost.filter(group="safety", tries__lt=_MOST_TRIES)
        count = again.update(state="waiting", not_before=now, tries=_MOST_TRIES) + lost.update(state="failed")
        act.detail["lost"] = count
    return count


def _still_so(rows: Iterable[Alert], viewer: Viewer, now: datetime) -> list[Alert]:
    """Those that this person may still see and that still stand: not read meanwhile, not done, no conflict found since."""
    rows = list(rows)
    about = {row.about for row in rows if row.about}
    if viewer.staff_id is None:
        return []
    with viewing(viewer):
        unread = set(
            Notice.objects.filter(id__in=about, staff_id=viewer.staff_id, seen_at=None)
            .filter(Q(duty=None) | Q(duty__state=DutyState.OPEN))
            .values_list("id", flat=True)
        )
        owed = set(
            Duty.objects.filter(id__in=about, state=DutyState.OPEN, due_at__gt=now).values_list(
                "id", flat=True
            )
        )
    stands = unread | owed
    return [row for row in rows if row.about is None or row.about in stands]


def _where(chosen: Choice, email: str, failed: set[str]) -> tuple[By, str]:
    """Their way, or email where a text has failed or cannot be sent from here."""
    texts = chosen.way is By.TEXT and chosen.phone and configured(By.TEXT) and "email" not in failed
    return (By.TEXT, chosen.phone) if texts else (By.EMAIL, email)


def _finish(batch: UUID, kind: str, way: By, by: Viewer, now: datetime) -> None:
    with acting(by, now, "alerts.sent") as act:
        rows = list(Alert.objects.select_for_update().filter(batch=batch, state="sending"))
        act.detail.update(told=len(rows), taken=kind == "taken")
        for row in rows:
            row.tries += 1
            row.state = "sent" if kind == "taken" else "failed"
            if kind == "later" and row.made_at > now - _GIVEN_UP:
                row.state, row.not_before = "waiting", now + _AGAIN
            elif kind in ("refused", "unknown") and way is By.TEXT and not row.way:
                row.state, row.way, row.not_before = "waiting", "email", now
            elif kind == "unknown" and row.group == "safety" and row.tries < 2:
                row.state, row.not_before = "waiting", now + _AGAIN
            row.save(update_fields=["tries", "state", "way", "not_before"])
