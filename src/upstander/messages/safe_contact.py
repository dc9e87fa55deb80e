"""The safe-contact rule: which channel, number, time and words are safe for this person now (clause 3.5.1).

Pure, apart from the two functions at the end that store and read the card.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from upstander.confidentiality.api import Viewer, fetch, insert_rows, vault
from upstander.lib.decision import ALLOWED, Decision, refuse
from upstander.messages.models import SafeContact

_LONDON = ZoneInfo("Europe/London")


class By(StrEnum):
    """Ways to reach a person."""

    PHONE = "phone"
    TEXT = "text"
    EMAIL = "email"
    POST = "post"
    VISIT = "visit"


class DayPart(StrEnum):
    """Times a person may name as safe, London time."""

    MORNING = "morning"  # 08:00-12:00
    AFTERNOON = "afternoon"  # 12:00-17:00
    EVENING = "evening"  # 17:00-20:00
    ANY = "any"  # 08:00-20:00


_HOURS = {
    DayPart.MORNING: (8, 12),
    DayPart.AFTERNOON: (12, 17),
    DayPart.EVENING: (17, 20),
    DayPart.ANY: (8, 20),
}


@dataclass(frozen=True, slots=True)
class SafeNumber:
    """One more number that is safe, with its own hours. `answers` is who may pick up, in their words."""

    number: str
    ways: tuple[By, ...] = (By.PHONE, By.TEXT)
    times: tuple[DayPart, ...] = ()
    voicemail_ok: bool = False
    answers: str = ""


@dataclass(frozen=True, slots=True)
class SafeContactCard:
    """What a person said about reaching them. An empty `ways` means nothing has been said: ask before contact.

    `days` are weekdays, Monday 0; none: any day. `hours_from` and `hours_to` ("09:30", London) take the place of `times` when
    both are given, and may run past midnight. `address` is where letters are safe, which need not be the home; `post_name`
    what may stand on the envelope. `what_to_say` is a reason for calling that is safe to give to whoever picks up.
    `extra`: `formats` is `before` when language and needs are from a case before this, and nobody has asked them again.
    """

    ways: tuple[By, ...] = ()
    phone: str = ""
    email: str = ""
    address: str = ""
    times: tuple[DayPart, ...] = ()
    voicemail_ok: bool = False
    say_who_is_calling: bool = False
    shared_device: bool = False
    not_at_home: bool = False
    codeword: str = ""
    trusted_person: str = ""
    language: str = ""
    needs: tuple[str, ...] = ()
    note: str = ""
    valid_until: str = ""  # ISO date, London; empty = until changed
    extra: dict[str, str] = field(default_factory=dict)
    other_numbers: tuple[SafeNumber, ...] = ()
    days: tuple[int, ...] = ()
    hours_from: str = ""
    hours_to: str = ""
    answers: str = ""
    what_to_say: str = ""
    post_name: str = ""
    plain_envelope: bool = False

    @property
    def reachable(self) -> bool:
        """True when at least one way works in principle."""
        return any(self.destinations(way) for way in self.ways)

    def numbers(self, way: By) -> tuple[SafeNumber, ...]:
        """The numbers that are safe for calls or for texts, the first one first."""
        if way not in self.ways:
            return ()
        own = (
            (SafeNumber(self.phone, (way,), self.times, self.voicemail_ok, self.answers),)
            if self.phone
            else ()
        )
        return (*own, *(each for each in self.other_numbers if way in each.ways and each.number))

    def destinations(self, way: By) -> tuple[str, ...]:
        """Numbers or addresses that are safe for this way; none for a visit, which has no address of its own."""
        if way in (By.PHONE, By.TEXT):
            return tuple(each.number for each in self.numbers(way))
        one = {By.EMAIL: self.email, By.POST: self.address}.get(way, "")
        return (one,) if one and way in self.ways else ()


def check_contact(
    card: SafeContactCard | None, way: By, *, at: datetime, danger: bool = False, to: str = ""
) -> Decision:
    """May this person be reached this way at this moment? `danger` lifts the hours, never the way or the number.

    `to` is the number or address that is meant; what is sent by itself always names it.
    """
    if card is None or not card.ways:
        return refuse(
            "We do not know yet how it is safe to reach this person. Ask them, or the reporter, first.",
            "3.5.1",
        )
    local = at.astimezone(_LONDON)
    if card.valid_until and local.date().isoformat() > card.valid_until:
        return refuse(
            "What was safe was agreed only until a date that has passed. Agree it again first.", "3.5.1"
        )
    if way is By.VISIT:
        if card.not_at_home:
            return refuse("They asked not to be contacted at home. Agree another place.", "3.5.1")
        return ALLOWED
    if way not in card.ways:
        safe = ", ".join(_WAY_NAMES[each] for each in card.ways)
        return refuse(f"They did not say this is safe. Safe for them: {safe}.", "3.5.1")
    if to and to not in card.destinations(way):
        return refuse("That number or address is not, or no longer, one that they called safe.", "3.5.1")
    if danger or not _keeps_hours(card, way) or any(_within(h, local) for h in _hours(card, way, to)):
        return ALLOWED
    return refuse(f"Not at this time. Safe times: {_told(_hours(card, way, to))}.", "3.5.1")


def next_allowed(card: SafeContactCard | None, way: By, *, at: datetime, to: str = "") -> datetime | None:
    """The first moment from `at` on at which this way is allowed, in UTC; None when waiting does not help. Looks 8 days ahead."""
    if check_contact(card, way, at=at, to=to):
        return at
    if card is None or not check_contact(card, way, at=at, to=to, danger=True):
        return None
    starts = sorted(
        moment
        for hours in _hours(card, way, to)
        for ahead in range(9)
        if (moment := _start(hours, at.astimezone(_LONDON).date() + timedelta(days=ahead))) > at
    )
    return next((each for each in starts if check_contact(card, way, at=each, to=to)), None)


def safe_hours(card: SafeContactCard, way: By, to: str = "") -> str:
    """In words, when that number or address may be used; empty when at any hour."""
    return _told(_hours(card, way, to)) if _keeps_hours(card, way) else ""


@dataclass(frozen=True, slots=True)
class _Hours:
    """A stretch of the day on some weekdays: minutes from midnight, London. `end` may lie on the next day."""

    start: int
    end: int
    days: tuple[int, ...] = ()


def _keeps_hours(card: SafeContactCard, way: By) -> bool:
    return way in (By.PHONE, By.TEXT) or (way is By.EMAIL and card.shared_device)


def _hours(card: SafeContactCard, way: By, to: str) -> list[_Hours]:
    """When this number may be used; of all numbers for this way when none is named."""
    numbers = [each for each in card.numbers(way) if not to or each.number == to]
    parts = [each.times for each in numbers] or [card.times]
    own = [each.number == card.phone for each in numbers] or [True]
    found: list[_Hours] = []
    for times, first in zip(parts, own, strict=True):
        if first and card.hours_from and card.hours_to:
            start, end = _minutes(card.hours_from), _minutes(card.hours_to)
            found.append(_Hours(start, end if end > start else end + 24 * 60, card.days))
        else:
            spans = [_HOURS[part] for part in times or (DayPart.ANY,)]
            found += [_Hours(start * 60, end * 60, card.days) for start, end in spans]
    return list(dict.fromkeys(found))


def _within(hours: _Hours, local: datetime) -> bool:
    minute = local.hour * 60 + local.minute
    today, yesterday = local.weekday(), (local.weekday() - 1) % 7
    if (not hours.days or today in hours.days) and hours.start <= minute < hours.end:
        return True
    return (not hours.days or yesterday in hours.days) and minute < hours.end - 24 * 60


def _start(hours: _Hours, day: date) -> datetime:
    wall = datetime.combine(day, time(hours.start // 60, hours.start % 60), _LONDON)
    return wall.astimezone(UTC)


def _minutes(clock: str) -> int:
    hour, _, minute = clock.partition(":")
    return int(hour) * 60 + int(minute)


def _told(hours: list[_Hours]) -> str:
    words = []
    for each in sorted(hours, key=lambda one: one.start):
        span = f"{_clock(each.start)} to {_clock(each.end)}"
        days = ", ".join(_DAYS[day] for day in each.days)
        words.append(f"{span} on {days}" if days else span)
    return " or ".join(words)


def _clock(minute: int) -> str:
    return f"{minute // 60 % 24}:{minute % 60:02d}"


_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WAY_NAMES = {By.PHONE: "phone", By.TEXT: "text", By.EMAIL: "email", By.POST: "post", By.VISIT: "visit"}


def set_safe_contact(
    card: SafeContactCard, *, case_id: UUID, person_on_case_id: UUID, by: Viewer, now: datetime
) -> None:
    """Store a new card. Part of a larger action, in its transaction."""
    row = SafeContact(
        id=uuid4(),
        case_id=case_id,
        person_on_case_id=person_on_case_id,
        recorded_at=now,
        recorded_by_id=by.staff_id,
    )
    told = {each.name: getattr(card, each.name) for each in fields(card)}
    vault.seal(row, content=json.dumps(told, default=asdict))
    insert_rows([row])


def beyond_print(card: SafeContactCard | None) -> tuple[str, ...]:
    """What somebody needs because print, of any size and in any language, does not reach them (1.6.1)."""
    return tuple(each for each in (card.needs if card else ()) if each in ("audio", "bsl", "braille"))


def safe_contact_of(person_on_case_id: UUID) -> SafeContactCard | None:
    """The card that counts, or None when nothing was said. Needs a surrounding `viewing` block."""
    row = SafeContact.objects.filter(person_on_case_id=person_on_case_id).order_by("-recorded_at").first()
    if row is None:
        return None
    return card_from(json.loads(vault.unseal(row, "content")))


_KEPT = ("email", "address", "post_name", "codeword", "trusted_person", "language")
_CAUTIONS = ("shared_device", "not_at_home", "plain_envelope")


def later_card(of: UUID, *, than: UUID) -> SafeContactCard | None:
    """Of one person on two cases: what holds for `than` once the cards of both are known. The one recorded last counts, keeps what it
    says nothing of from the other, and a caution that either has stays. None: nothing changes. Needs a `viewing` block."""
    rows = SafeContact.objects.filter(person_on_case_id__in=(of, than)).order_by("recorded_at")
    last = {row.person_on_case_id: row for row in rows}
    cards = {each: card_from(json.loads(vault.unseal(row, "content"))) for each, row in last.items()}
    said, known = cards.get(of), cards.get(than)
    if said is None or known is None:
        return said
    whole: dict[str, Any] = {name: getattr(said, name) or getattr(known, name) for name in _CAUTIONS}
    if last[of].recorded_at <= last[than].recorded_at:
        said = known
    else:
        whole |= {name: getattr(said, name) or getattr(known, name) for name in _KEPT}
        whole["needs"] = tuple(dict.fromkeys((*said.needs, *known.needs)))
        whole["note"] = "\n".join(dict.fromkeys(each for each in (said.note, known.note) if each))
    made = replace(said, **whole)
    return made if made != known else None


def safe_contacts_of(people_on_cases: Iterable[UUID]) -> dict[UUID, SafeContactCard]:
    """The cards that count of those of these people who have one. Needs a surrounding `viewing` block."""
    rows = fetch(_cards, list(people_on_cases))
    last = {row.person_on_case_id: row for row in rows}
    return {each: card_from(json.loads(vault.unseal(row, "content"))) for each, row in last.items()}


def _cards(people_on_cases: list[UUID]) -> QuerySet[SafeContact]:
    return SafeContact.objects.filter(person_on_case_id__in=people_on_cases).order_by("recorded_at")


def spoken_of(people_on_cases: Iterable[UUID]) -> set[UUID]:
    """Those of these people of whom it is written how they may be reached. Needs a surrounding `viewing` block."""
    rows = SafeContact.objects.filter(person_on_case_id__in=list(people_on_cases))
    return set(rows.values_list("person_on_case_id", flat=True))


def card_from(content: dict[str, object]) -> SafeContactCard:
    """A card from its stored form. Unknown keys are ignored, so that old rows stay readable."""
    known = {name: content[name] for name in SafeContactCard.__slots__ if name in content}
    known["ways"] = tuple(By(each) for each in known.get("ways", ()))  # type: ignore[attr-defined]
    known["times"] = tuple(DayPart(each) for each in known.get("times", ()))  # type: ignore[attr-defined]
    for name in ("needs", "days"):
        known[name] = tuple(known.get(name, ()))  # type: ignore[arg-type]
    known["other_numbers"] = tuple(_number(each) for each in known.get("other_numbers", ()))  # type: ignore[attr-defined]
    return SafeContactCard(**known)  # type: ignore[arg-type]


def _number(content: dict[str, object]) -> SafeNumber:
    fields = {name: content[name] for name in SafeNumber.__slots__ if name in content}
    fields["ways"] = tuple(By(each) for each in fields.get("ways", ()))  # type: ignore[attr-defined]
    fields["times"] = tuple(DayPart(each) for each in fields.get("times", ()))  # type: ignore[attr-defined]
    return SafeNumber(**fields)  # type: ignore[arg-type]
