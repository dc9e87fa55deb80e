"""The landlord's own words for messages: written by one, agreed by another, checked for what could give something away.

Those that ship stay, and count again when the landlord's are withdrawn. What went out in which version is kept with each message.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db.models import Max

from upstander.confidentiality.api import Permission, StaleEdit, Viewer, acting, staff_cards, viewing
from upstander.lib.decision import Refused, refuse
from upstander.lib.languages import ENGLISH, codes
from upstander.messages.kinds import KINDS, LONGEST, ONLY_IN, PART_NAMES, PARTS
from upstander.messages.leaks import leaks
from upstander.messages.models import Wording
from upstander.messages.words import filled, landlord_words, own_numbers, shipped

_EXAMPLE = {
    "reference": "C-000-000-0",
    "day": "1/12",
    "time": "14:00",
    "link": "https://…",
    "reason": "…",
}
_LONGEST = {**LONGEST, "subject": 80, "discreet": LONGEST["text"]}


@dataclass(frozen=True, slots=True)
class Words:
    """One version, or with number 0 the words that ship. `state`: shipped, waiting, in force, replaced, or withdrawn."""

    id: UUID | None
    number: int
    words: Mapping[str, str]
    state: str
    written_by: str = ""
    written_at: datetime | None = None
    agreed_by: str = ""
    mine: bool = False


def wording_faults(words: Mapping[str, str]) -> dict[str, list[str]]:
    """What is wrong with these words, by part, each in a sentence; empty when nothing is."""
    found: dict[str, list[str]] = {}
    for part in PARTS:
        said = words.get(part, "").strip()
        faults = leaks(said, part, numbers=own_numbers()) if said else ["Write something here."]
        if len(said) > _LONGEST[part]:
            faults.append(f"This is too long: {len(said)} characters, where {_LONGEST[part]} fit.")
        if faults:
            found[part] = faults
    return found


def previewed(words: Mapping[str, str], language: str) -> dict[str, str]:
    """Each part as it would arrive, with invented details. Parts with unknown placeholders are shown as they stand."""
    known = {**landlord_words(language), **_EXAMPLE}
    shown = {}
    for part in PARTS:
        try:
            shown[part] = filled(words.get(part, ""), part, known)
        except Refused:
            shown[part] = words.get(part, "")
    return shown


def write_wording(
    *, kind: str, language: str, words: Mapping[str, str], number: int, by: Viewer, now: datetime
) -> UUID:
    """A new version, which waits for somebody else to agree. `number` is the newest its writer saw. Raises Refused, StaleEdit."""
    by.check(Permission.WORDINGS_KEEP).enforce()
    _known(kind, language)
    for part, faults in wording_faults(words).items():
        refuse(f"{PART_NAMES[part]}: {faults[0]}", "3.5.1").enforce()
    for name, only in ONLY_IN.items():
        if kind != only and any(f"{{{name}}}" in said for said in words.values()):
            refuse(f"“{{{name}}}” cannot be filled in here.").enforce()
    if by.staff_id is None:
        raise Refused("Only staff write the words of messages.")
    with acting(by, now, "wordings.write") as act:
        newest = (
            Wording.objects.filter(kind=kind, language=language).aggregate(newest=Max("number"))["newest"]
            or 0
        )
        if newest != number:
            raise StaleEdit(newest)
        row = Wording(
            id=uuid4(),
            kind=kind,
            language=language,
            number=newest + 1,
            words={part: words[part].strip() for part in PARTS},
            written_at=now,
            written_by_id=by.staff_id,
        )
        row.save(force_insert=True)
        act.subject_id = row.id
        act.detail.update(kind=kind, language=language)
    return row.id


def agree_wording(*, wording_id: UUID, by: Viewer, now: datetime) -> None:
    """From now on messages go out in it. Not by whoever wrote it. Raises Refused."""
    by.check(Permission.WORDINGS_KEEP).enforce()
    with acting(by, now, "wordings.agree", subject_id=wording_id):
        row = _locked(wording_id)
        if row.written_by_id == by.staff_id:
            refuse("Somebody else has to read it and agree.", "3.5.1").enforce()
        if row.agreed_at is None and row.withdrawn_at is None:
            row.agreed_at, row.agreed_by_id = now, by.staff_id
            row.save(update_fields=["agreed_at", "agreed_by_id"])


def withdraw_wording(*, wording_id: UUID, by: Viewer, now: datetime) -> None:
    """It is used no more: the version before it counts, or the words that ship. By one person, at once. Raises Refused."""
    by.check(Permission.WORDINGS_KEEP).enforce()
    with acting(by, now, "wordings.withdraw", subject_id=wording_id):
        row = _locked(wording_id)
        if row.withdrawn_at is None:
            row.withdrawn_at, row.withdrawn_by_id = now, by.staff_id
            row.save(update_fields=["withdrawn_at", "withdrawn_by_id"])


def wordings(viewer: Viewer, kind: str, language: str = ENGLISH) -> tuple[Words, ...]:
    """Every version of one kind in one language, newest first, at last the words that ship. Raises Refused."""
    viewer.check(Permission.WORDINGS_KEEP).enforce()
    _known(kind, language)
    with viewing(viewer):
        rows = list(Wording.objects.filter(kind=kind, language=language).order_by("-number"))
        names = {
            id: card.name
            for id, card in staff_cards(
                {r.written_by_id for r in rows} | {r.agreed_by_id for r in rows if r.agreed_by_id}
            ).items()
        }
    in_force = next((r.id for r in rows if r.agreed_at and not r.withdrawn_at), None)
    listed = [
        Words(
            row.id,
            row.number,
            row.words,
            _state(row, in_force),
            names.get(row.written_by_id, ""),
            row.written_at,
            names.get(row.agreed_by_id, "") if row.agreed_by_id else "",
            row.written_by_id == viewer.staff_id,
        )
        for row in rows
    ]
    return (*listed, Words(None, 0, shipped(language)[kind], "shipped" if in_force else "in force"))


def wording_words(viewer: Viewer) -> dict[tuple[str, str], str]:
    """How things stand for every kind and language: `in force` where the landlord's own words count, `waiting` where some wait."""
    viewer.check(Permission.WORDINGS_KEEP).enforce()
    with viewing(viewer):
        rows = list(Wording.objects.filter(withdrawn_at=None).order_by("number"))
    found: dict[tuple[str, str], str] = {}
    for row in rows:
        found[row.kind, row.language] = "in force" if row.agreed_at else "waiting"
    return found


def _state(row: Wording, in_force: UUID | None) -> str:
    if row.withdrawn_at:
        return "withdrawn"
    if not row.agreed_at:
        return "waiting"
    return "in force" if row.id == in_force else "replaced"


def _locked(wording_id: UUID) -> Wording:
    row = Wording.objects.select_for_update().filter(pk=wording_id).first()
    if row is None:
        raise Refused("There is no such version.")
    return row


def _known(kind: str, language: str) -> None:
    if kind not in KINDS or language not in codes():
        raise Refused("There is no such message or language.")
