"""Papers of enforcement: written from the record in the landlord's words, read by a second person, never changed then (2.5, 3.5.1).

No paper names anybody on the case but whom it is for, and none says where the survivor lives.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings

from upstander.cases.actions.common import Work, working
from upstander.cases.landlord_data import landlord_data
from upstander.cases.links import links_of, moved_of
from upstander.cases.measures.catalogue import KINDS
from upstander.cases.measures.court import on_record
from upstander.cases.measures.law import law
from upstander.cases.measures.possession import FOUND
from upstander.cases.models import Case, Measure, Paper, Party
from upstander.cases.officers import ask_a_reader, tell_maker
from upstander.confidentiality.api import Viewer, vault
from upstander.lib.decision import ALLOWED, Decision, Refused, refuse
from upstander.lib.languages import plain_day
from upstander.messages.api import leaks, safe_contact_of
from upstander.people.api import home_line

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_GAP = re.compile(r"\[fill in: ([^\[\]]+)\]")
_GAPS = {
    "name": "their name, which is not on the case",
    "address": "the address of their home, which is not on the case",
    "notice": "which notice was served, how, and when: none is on this case",
    "order_broken": "which order was broken, and how: no breach is on this case",
}
"""What nobody has recorded, as a paper says it until somebody writes it."""
LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class PaperTold:
    """What a paper says. `words`: paragraphs; "# " begins a heading, "- " a point of a list."""

    addressee: str
    address: str
    words: str
    large: bool = False


@cache
def _shipped() -> Any:  # Any: YAML
    return landlord_data("upstander.cases.measures", "papers.yaml")


def paper_of(kind: str) -> Any:  # Any: YAML
    """Title, words and who signs, as they ship or as the landlord wrote them. Raises KeyError."""
    return _shipped()[kind]


def draft_paper(work: Work, measure: Measure, drafts: str, told: Mapping[str, str]) -> None:
    """Write the paper of a measure from what was asked. Part of the step that writes it."""
    whom, now, by = measure.about, work.act.now, work.act.by
    if whom is None or by.staff_id is None:
        raise Refused("Say whom it is for.")
    kind = f"{drafts}-{told['level']}" if "level" in told else drafts
    name = vault.unseal(whom, "name")
    home_id = links_of(whom)[1]
    landlord = settings.LANDLORD
    home = home_line(home_id) if home_id else ""
    known = {**_in_words(measure, told), "name": name, "address": home}
    if found := _found(told):
        known["power"] += f". {found}"
    if drafts == "court":
        known |= on_record(work.case, whom)
    known |= {"landlord": landlord["name"], "phone": landlord["phone"], "hours": landlord["opening_hours"]}
    said = PaperTold(
        name,
        home.replace(", ", "\n"),
        _filled(paper_of(kind)["words"], known),
    )
    row = Paper(
        id=uuid4(), case=work.case, measure=measure, kind=kind, written_at=now, written_by_id=by.staff_id
    )
    vault.seal(row, content=json.dumps(asdict(said)))
    row.save(force_insert=True)
    ask_a_reader(work.case.id, by=by.staff_id, now=now)


def change_paper(
    *, case_id: UUID, measure_id: UUID, told: PaperTold, version: int | None = None, by: Viewer, now: datetime
) -> None:
    """Make it fit. Whoever changes it is its writer then. Raises Refused, NoSuchCase, StaleEdit."""
    with working(case_id, by=by, now=now, action="case.paper", version=version, after_closure=True) as work:
        row = _unread(work.case, measure_id)
        check_paper(work.case, row, told).enforce()
        if by.staff_id is None:
            raise Refused("A person writes a paper.")
        row.written_at, row.written_by_id = now, by.staff_id
        vault.seal(row, content=json.dumps(asdict(told)))
        row.save()


def pass_paper(
    *, case_id: UUID, measure_id: UUID, version: int | None = None, by: Viewer, now: datetime
) -> None:
    """Somebody other than its writer has read it as it stands, and lets it go. Raises Refused, NoSuchCase, StaleEdit."""
    with working(
        case_id, by=by, now=now, action="case.paper_read", version=version, after_closure=True
    ) as work:
        row = _unread(work.case, measure_id)
        check_paper(work.case, row, content_of(row)).enforce()
        if by.staff_id is None or by.staff_id == row.written_by_id:
            refuse(
                "Somebody other than its writer reads it. Ask a colleague who works on cases.", "2.5"
            ).enforce()
        row.read_at, row.read_by_id = now, by.staff_id
        row.save()
        work.entry("paper_read", codes={"kind": row.measure.kind})
        tell_maker(work.case.id, row.written_by_id, agreed=True, by=by.staff_id, now=now)


def content_of(row: Paper) -> PaperTold:
    """What it says. Needs a `viewing` block."""
    return PaperTold(**json.loads(vault.unseal(row, "content")))


def check_paper(case: Case, row: Paper, told: PaperTold) -> Decision:
    """It is for somebody, at an address, complete, and shows nobody who is to be kept safe (clause 3.5.1)."""
    if not told.addressee.strip():
        return refuse("Write whom it is for: their name is not on the case.")
    if not told.words.strip():
        return refuse("Write what it says.")
    if len(told.words) > LONGEST:
        return refuse(f"This is too long: {len(told.words)} characters, where {LONGEST} fit.")
    if left := _PLACEHOLDER.findall(told.words):
        return refuse(f"Fill this in first: {', '.join(dict.fromkeys(left))}.")
    if gaps := list(dict.fromkeys(_GAP.findall(told.words))):
        more = f"; and {len(gaps) - 3} more" if len(gaps) > 3 else ""
        return refuse(
            f"Still missing: {'; '.join(gaps[:3])}{more}. Write it in place of each “[fill in: …]”, or that it does not apply."
        )
    if "…" in told.words:
        return refuse("Something is still missing where “…” stands.")
    others = [each for each in Party.objects.filter(case=case) if each.pk != row.measure.about_id]
    names = [vault.unseal(each, "name") for each in others]
    # Words that give a message away may stand here; a name may not.
    found = leaks(told.words, "letter", names=names, own_name=told.addressee)
    if any(sentence.startswith("A name") for sentence in found):
        return refuse("It names somebody else on the case. Take the name out: they must stay safe.", "3.5.1")
    low = re.sub(r"\W+", " ", told.words.casefold())
    mine = links_of(row.measure.about)[1] if row.measure.about else None
    for each in others:
        home_id, card = links_of(each)[1], safe_contact_of(each.pk)
        for place in (moved_of(each)[1], card.address if card else ""):
            line = re.sub(r"\W+", " ", re.split(r"[,\n]", place)[0].casefold()).strip()
            if line and line in low:
                return refuse("It says where somebody else on the case lives. Take that out.", "3.5.1")
        if home_id and home_id != mine:
            line = re.sub(r"\W+", " ", home_line(home_id).partition(",")[0].casefold()).strip()
            if line and line in low:
                return refuse("It says where somebody else on the case lives. Take that out.", "3.5.1")
    return ALLOWED


def _unread(case: Case, measure_id: UUID) -> Paper:
    row = (
        Paper.objects.select_for_update(of=("self",))
        .filter(measure=measure_id, case=case)
        .select_related("measure__about")
        .first()
    )
    if row is None:
        raise Refused("There is no paper to change.")
    if row.read_at is not None:
        raise Refused("It has been read and stays as it is. Begin another one if it has to be different.")
    return row


def _in_words(measure: Measure, told: Mapping[str, str]) -> dict[str, str]:
    """Answers as a paper says them: days in words, choices by their label."""
    step = KINDS[measure.kind].step(measure.state)
    found = {}
    for ask in step.asks if step else ():
        answer = told.get(ask.name, "").strip()
        if ask.sort == "day" and answer:
            answer = plain_day(date.fromisoformat(answer))
        found[ask.name] = ask.choices.get(answer, answer)
    return found


def _found(told: Mapping[str, str]) -> str:
    """What a court found, on which a mandatory ground rests: its notice says which and when (Housing Act 1985 s.83ZA)."""
    what, on = told.get("condition", ""), told.get("found_on", "")
    power = law().power(told.get("power", ""))
    if power is None or not power.within_months or not what or not on:
        return ""
    return f"It rests on what a court found on {plain_day(date.fromisoformat(on))}: {FOUND[what][0].lower()}{FOUND[what][1:]}"


def _filled(words: str, known: Mapping[str, str]) -> str:
    """With what is known in its places; what is not is marked as missing, in plain words."""
    return _PLACEHOLDER.sub(
        lambda found: known.get(found[1], "") or f"[fill in: {_GAPS.get(found[1], found[1])}]", words
    ).strip()


_shipped()  # a fault in the landlord's own file stops start-up, not a letter
