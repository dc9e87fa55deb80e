"""The safe-contact rule: which channel, number, time and words are safe for this person now (clause 3.5.1).

Pure, apart from the two functions at the end that store and read the card.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from upstander.confidentiality.api import Viewer, vault
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
class SafeContactCard:
    """What a person said about reaching them. An empty `ways` means nothing has been said: ask before contact."""

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

    @property
    def reachable(self) -> bool:
        """True when at least one way works in principle."""
        return any(
            (way is By.EMAIL and self.email)
            or (way in (By.PHONE, By.TEXT) and self.phone)
            or (way is By.POST and self.address)
            for way in self.ways
        )


def check_contact(card: SafeContactCard | None, way: By, *, at: datetime, danger: bool = False) -> Decision:
    """May this person be reached this way at this moment? `danger` lifts the hours, never the way or the number."""
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
    if way in (By.PHONE, By.TEXT) and not danger:
        spans = [_HOURS[part] for part in (card.times or (DayPart.ANY,))]
        if not any(start <= local.hour < end for start, end in spans):
            when = " or ".join(f"{start}:00 to {end}:00" for start, end in sorted(spans))
            return refuse(f"Not at this time. Safe times: {when}.", "3.5.1")
    return ALLOWED


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
    vault.seal(row, content=json.dumps(asdict(card)))
    row.save(force_insert=True)


def safe_contact_of(person_on_case_id: UUID) -> SafeContactCard | None:
    """The card that counts, or None when nothing was said. Needs a surrounding `viewing` block."""
    row = SafeContact.objects.filter(person_on_case_id=person_on_case_id).order_by("-recorded_at").first()
    if row is None:
        return None
    return card_from(json.loads(vault.unseal(row, "content")))


def card_from(content: dict[str, object]) -> SafeContactCard:
    """A card from its stored form. Unknown keys are ignored, so that old rows stay readable."""
    known = {name: content[name] for name in SafeContactCard.__slots__ if name in content}
    known["ways"] = tuple(By(each) for each in known.get("ways", ()))  # type: ignore[attr-defined]
    known["times"] = tuple(DayPart(each) for each in known.get("times", ()))  # type: ignore[attr-defined]
    known["needs"] = tuple(known.get("needs", ()))  # type: ignore[arg-type]
    return SafeContactCard(**known)  # type: ignore[arg-type]
