"""The letter at closure: why, in plain words and in their language, by a way that is safe then (clauses 1.6.1, 3.5.1)."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

import yaml

from upstander.cases.actions.common import Work
from upstander.cases.actions.messages import check_words, spoken_by, write_to
from upstander.cases.actions.outgoing import check_message, hold, verdict_on
from upstander.cases.models import Case, Closure, Party, PartyRole
from upstander.confidentiality.api import vault
from upstander.lib.decision import ALLOWED, Decision, refuse
from upstander.lib.languages import ENGLISH
from upstander.lib.packaged import packaged_text
from upstander.messages.api import By, SafeContactCard, check_leaving, part_for, safe_contact_of

LETTER_WAYS = (By.POST, By.EMAIL, By.TEXT)


@cache
def _shipped() -> Any:  # Any: YAML
    return yaml.safe_load(packaged_text("upstander.cases.closing", "reasons.yaml"))


def plain_reason(reason: str, language: str) -> str:
    """Why it closes, as the letter says it in that language; empty when nobody has written it in that language."""
    return str(_shipped().get("en" if language == ENGLISH else language, {}).get(reason, ""))


def safe_ways(card: SafeContactCard | None, *, at: datetime) -> tuple[By, ...]:
    """The ways by which something written may reach them, a letter first; hours are waited for."""
    if card is None:
        return ()
    return tuple(
        way
        for way in LETTER_WAYS
        if card.destinations(way)
        and not check_leaving(
            card,
            way,
            to=card.destinations(way)[0],
            part=part_for(way, shared_device=card.shared_device),
            at=at,
        ).code
    )


def check_letter(case: Case, way: str, words: str, *, now: datetime) -> Decision:
    """The survivor is written to where that is safe, in words that give nothing away; where nobody writes, somebody says why."""
    survivor = Party.objects.filter(case=case, role=PartyRole.SURVIVOR).first()
    ways = safe_ways(safe_contact_of(survivor.id), at=now) if survivor else ()
    if not way:
        if ways and not words.strip():
            return refuse("Choose how they are told in writing, or say why they are not.", "5.1")
        return ALLOWED
    if survivor is None or way not in {each.value for each in ways}:
        return refuse("That way is not, or no longer, safe. Choose another.", "3.5.1")
    decision = check_message(case, survivor, "closure", now=now)
    if decision and words.strip():
        check_words(case, survivor, "letter", words)
    return decision


def write_closure_letter(work: Work, row: Closure) -> None:
    """Write it, in the transaction that closes the case. When the way is not safe any more it is held, and a person is told."""
    survivor = Party.objects.filter(case=work.case, role=PartyRole.SURVIVOR).first()
    if not row.letter_way or survivor is None:
        return
    card, way = safe_contact_of(survivor.id) or SafeContactCard(), By(row.letter_way)
    to = next(iter(card.destinations(way)), "")
    own = vault.unseal(row, "letter_words")
    reason = " ".join(each for each in (plain_reason(row.reason, spoken_by(card)), own) if each)
    message = write_to(
        work, survivor, way=way, to=to, kind="closure", details={"reason": reason}, cause=f"closure {row.id}"
    )
    verdict = verdict_on(work.case, message, to=to, now=work.act.now)
    if verdict.code or not to:
        hold(work.case, message, verdict.code or "not_safe", by=work.act.by, now=work.act.now)
