"""A statement as a civil court takes it (clause 2.5; Civil Procedure Rules, practice direction 32, paragraphs 17 to 20)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from upstander.cases.errors import NoSuchCase
from upstander.cases.models import Case, Party, Statement
from upstander.confidentiality.api import staff_cards, vault
from upstander.lib.days import london_day
from upstander.lib.decision import Refused
from upstander.lib.languages import plain_day
from upstander.lib.pdf import make_pdf
from upstander.messages.api import safe_contact_of

# Practice direction 22, as in force since April 2020.
TRUTH = (
    "I believe that the facts stated in this witness statement are true. I understand that proceedings for contempt of court may be"
    " brought against anyone who makes, or causes to be made, a false statement in a document verified by a statement of truth without"
    " an honest belief in its truth."
)
PREPARED = {
    "face": "Face to face with them",
    "phone": "Over the telephone",
    "video": "By video call",
    "self": "They wrote it themselves",
}
_PREPARED = {  # in the witness's own voice
    "face": "It was prepared from what I told {taker}, face to face",
    "phone": "It was prepared from what I told {taker} over the telephone",
    "video": "It was prepared from what I told {taker} by video call",
    "self": "I wrote it myself",
}


@dataclass(frozen=True, slots=True)
class CourtTold:
    """What a court asks of a statement beside its words. The other side reads it all. What is empty is filled from the record.
    `belief`: what is not from their own knowledge, and from whom; `language`: of an interpreter, if there was one."""

    prepared: str
    address: str
    occupation: str
    language: str = ""
    belief: str = ""
    court: str = ""
    claim: str = ""
    claimant: str = ""
    defendant: str = ""
    behalf: str = ""
    exhibits: tuple[str, ...] = ()  # numbers of those it refers to


def printed_words(
    case: Case, row: Statement, told: CourtTold, exhibits: list[tuple[int, str]]
) -> dict[str, Any]:  # Any: what JSON holds
    """Everything that stands in the file. Inside the transaction of whoever makes it. Raises Refused, NoSuchCase."""
    if told.prepared not in PREPARED:
        raise Refused("Say how the statement was prepared.")
    whose = Party.objects.filter(pk=row.party_id, case=case).first() if row.party_id else None
    if row.party_id and whose is None:
        raise NoSuchCase
    card_of_taker = staff_cards({row.taken_by_id}).get(row.taken_by_id)
    taker = card_of_taker.name if card_of_taker else "…"
    same = {"party_id": row.party_id} if whose else {"party_id": None, "taken_by_id": row.taken_by_id}
    before = Statement.objects.filter(case=case, taken_at__lt=row.taken_at, **same).count()
    alleged = [vault.unseal(each, "name") for each in Party.objects.filter(case=case, role="perpetrator")]
    card = safe_contact_of(whose.id) if whose else None
    name = (vault.unseal(whose, "name") if whose else taker) or "…"
    landlord = settings.LANDLORD["name"]
    claimant = told.claimant.strip() or landlord
    defendant = told.defendant.strip() or _and(alleged) or "…"
    theirs = whose is not None and whose.role == "perpetrator"
    day = london_day(row.taken_at)
    return {
        "court": told.court.strip() or "In the County Court at …",
        "claim": told.claim.strip() or "…",
        "claimant": claimant,
        "defendant": defendant,
        "behalf": told.behalf.strip() or (name if theirs else claimant),
        "witness": name,
        "number": before + 1,
        "opening": _opening(name, told, taker, ours=whose is None),
        "paragraphs": _paragraphs(vault.unseal(row, "words"))
        + [
            f"I refer to what is shown to me, marked “Exhibit {number}”: {title}."
            for number, title in exhibits
        ],
        "exhibits": ", ".join(str(number) for number, _ in exhibits) or "none",
        "translated": bool(told.language.strip()),
        "truth": TRUTH,
        "taken": plain_day(day),
        "large": card is not None and "large_print" in card.needs,
        "foot": f"Witness statement of {name}",
    }


def print_statement(printed: dict[str, Any], *, now: datetime) -> bytes:
    """The file to be read and signed, from `printed_words`."""
    return make_pdf("cases/measures/statement.typ", printed, title="Witness statement", now=now)


def _and(names: list[str]) -> str:
    """ "A", "A and B", "A, B and C"."""
    known = [name for name in names if name]
    return " and ".join(filter(None, (", ".join(known[:-1]), *known[-1:])))


def _paragraphs(words: str) -> list[str]:
    return [" ".join(part.split()) for part in re.split(r"\n\s*\n", words) if part.strip()]


def _opening(name: str, told: CourtTold, taker: str, *, ours: bool) -> list[str]:
    """Who says it, where, from what knowledge, and how it came to be on paper: in this order."""
    landlord, belief = settings.LANDLORD["name"], " ".join(told.belief.split()).rstrip(".")
    address, work = ", ".join(_lines(told.address)) or "…", " ".join(told.occupation.split()) or "…"
    language = " ".join(told.language.split())
    through = f", through an interpreter, in {language}" if language else ""
    prepared = _PREPARED["self" if ours else told.prepared].format(taker=f"{taker} of {landlord}")
    return [
        f"I, {name}, {address if address.lower().startswith('care of') else f'of {address}'}, say as follows.",
        f"I am employed by {landlord} as {work}. I make this statement in the course of my work."
        if ours
        else f"My occupation: {work}.",
        f"The facts in this statement are within my own knowledge, except for these, which I believe to be true"
        f" from the source I name: {belief}."
        if belief
        else "The facts in this statement are within my own knowledge.",
        f"{prepared}{through}.",
    ]


def _lines(text: str) -> list[str]:
    return [line.strip().rstrip(",") for line in text.splitlines() if line.strip()]
