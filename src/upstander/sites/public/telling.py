"""From answers to a report: what was shown to be sent, and nothing else, in the words of the intake room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import override

from upstander.intake.api import FileTold, OpenDraft, PersonTold, ReportReceived, unique_of
from upstander.lib.languages import ENGLISH, english_name
from upstander.messages.api import SafeContactCard
from upstander.sites.contact_told import card_told
from upstander.sites.public import steps
from upstander.sites.public.forms.base import Question

_PUT_UP = {"graffiti", "discriminatory_material"}
_LANDLORDS_PLACES = {"home", "shared"}
_TRUSTED = {
    "home": "Somebody at home",
    "school": "Somebody at school or college",
    "worker": "A youth worker, nurse or social worker",
    "other": "Another adult",
}
_AFFILIATION_OF_WHO = {"stranger": "unknown", "": "unknown"}

Told = Mapping[str, Any]


Filled = Sequence[tuple[steps.Step, Question]]


def told_by(questions: Filled) -> dict[str, Any]:
    """Every answer that applies, cleaned, under its field's name."""
    told: dict[str, Any] = {}
    for _step, question in questions:
        told |= question.told()
    return told


def report_of(token: str, draft: OpenDraft, files: tuple[FileTold, ...], now: datetime) -> ReportReceived:
    """The report of this draft. What we asked is kept in English, for those who work on it; what they wrote stays as it is."""
    with override(ENGLISH):
        return _report(token, draft, files, now)


def _report(token: str, draft: OpenDraft, files: tuple[FileTold, ...], now: datetime) -> ReportReceived:
    questions = steps.filled(draft.answers, now)
    told, known = told_by(questions), draft.answers.get(steps.ACCOUNT) or {}
    told |= {name: known[name] for name in ("name", "address", "tie") if name in known}
    spoken = steps.language_of(draft.answers)
    if spoken != ENGLISH and not told.get("language"):
        told["language"] = english_name(spoken)
    young = steps.is_young(draft.answers)
    contact = card_told(told, address="", voicemail=told.get("voicemail") == "yes")
    if young:
        contact = _careful_of(told, contact)
    reporter = _reporter(told, contact)
    age = str(told.get("age") or ("under_18" if young else ""))
    own = reporter in ("survivor", "anonymous")
    where = set(told.get("where") or ())
    kinds = tuple(told.get("kinds") or ())
    return ReportReceived(
        unique=unique_of(token),
        channel="account" if known else "web",
        received_at=now,
        narrative=str(told.get("what") or ""),
        reporter=reporter,
        survivor=_linked(
            replace(_survivor(told, own), age=age if own else _age_of_them(told)), known if own else {}
        ),
        reporter_person=None if own else _linked(replace(_reporter_person(told), age=age), known),
        perpetrator=_perpetrator(told),
        perpetrator_known=bool(told.get("who_name")) or told.get("who") not in (None, "", "stranger"),
        contact=None if young and reporter == "anonymous" else contact,
        # Of a child without a name too, whoever works on it sees first who must not know.
        survivor_contact=contact if young and reporter == "anonymous" else None,
        incident_on=told.get("date"),
        # Unsure counts as yes, so that nobody waits while we find out.
        immediate_danger=told.get("danger") in ("yes", "unsure"),
        behaviours=kinds,
        motivations=tuple(each for each in told.get("why") or () if each not in ("other", "unknown")),
        where=_lines(*_shown(questions, "when", "where"), told.get("place")),
        incident_at_home="home" in where,
        material_on_landlord_property=bool(_PUT_UP & set(kinds) and _LANDLORDS_PLACES & where),
        cannot_stay_tonight=told.get("tonight") == "no",
        wants_female_staff="women" in (told.get("help") or ()),
        wants_to_move="move" in (told.get("help") or ()),
        support_needs="support" in (told.get("help") or ()),
        communication_need=bool(
            told.get("formats") or (told.get("language") and reporter not in steps.THIRD_PARTIES)
        ),
        wants_updates=bool(contact and contact.reachable),
        answers=answers_shown(draft, questions),
        files=files,
        owner=UUID(known["account_id"]) if known else None,
    )


def _linked(person: PersonTold, known: Mapping[str, str]) -> PersonTold:
    """The person with their entry in the directory, where they were signed in."""
    if not known:
        return person
    home = UUID(known["home_id"]) if known["home_id"] else None
    return replace(person, person_id=UUID(known["person_id"]), home_id=home)


def answers_shown(draft: OpenDraft, questions: Filled) -> tuple[tuple[str, str], ...]:
    """Every question with its answer, in the words and order in which they were put."""
    rows = [row for _step, question in questions for row in question.rows()]
    if (spoken := steps.language_of(draft.answers)) != ENGLISH:
        rows.append((_("Language of the pages"), english_name(spoken)))
    if draft.answers.get(steps.ACCOUNT):
        rows.append((_("Sent from"), _("Their own account")))
    if earlier := draft.answers.get("earlier"):
        rows.append((_("Adds to"), str(earlier)))
    return tuple(rows)


def _shown(questions: Filled, slug: str, field: str) -> list[str]:
    question = next((each for step, each in questions if step.slug == slug), None)
    if question is None:
        return []
    return [question.words_of(field, value) for value in question.told().get(field) or ()]


def _lines(*parts: str | None) -> str:
    return "\n".join(part for part in parts if part)


def _reporter(told: Told, contact: SafeContactCard | None) -> str:
    """Somebody who gives no name, address or way to be reached is anonymous (clause 3.2.5); a third party stays one (3.2.3)."""
    whose = str(told.get("whose") or "survivor")
    known = told.get("name") or told.get("address") or (contact and contact.reachable)
    return "anonymous" if whose == "survivor" and not known else whose


def _survivor(told: Told, own: bool) -> PersonTold:
    if own:
        tie = "employee" if told.get("staff") else str(told.get("tie") or "unknown")
        return PersonTold(name=told.get("name") or "", address=told.get("address") or "", affiliation=tie)
    tie, address = str(told.get("them_tie") or "unknown"), str(told.get("them_address") or "")
    if told.get("whose") == "household":
        address = address or str(told.get("address") or "")
        if tie == "unknown" and told.get("tie") in ("customer", "household_member"):
            tie = "household_member"
    return PersonTold(name=told.get("them_name") or "", address=address, affiliation=tie)


def _reporter_person(told: Told) -> PersonTold:
    return PersonTold(
        name=told.get("name") or "",
        address=told.get("organisation") or told.get("address") or "",
        affiliation=str(told.get("tie") or "unknown"),
    )


def _perpetrator(told: Told) -> PersonTold | None:
    who, name, said = str(told.get("who") or ""), told.get("who_name") or "", told.get("who_words") or ""
    if not (who or name or said):
        return None
    return PersonTold(name=name, address=said, affiliation=_AFFILIATION_OF_WHO.get(who, who))


def _age_of_them(told: Told) -> str:
    said = str(told.get("them_age") or "")
    return said if said in ("under_16", "16_17") else ""


def _careful_of(told: Told, card: SafeContactCard | None) -> SafeContactCard:
    """A child's card. Nobody at home is told, rung or written to unless the child said that this is safe."""
    tell = told.get("tell") or ()
    note = [
        "They are under 18. Ask them alone. Tell nobody of it, a parent either, unless they named them as safe."
    ]
    secret = told.get("not_tell")
    if secret:
        note.append(f"Must not know: {secret}")
    card = card or SafeContactCard()
    return replace(
        card,
        # Somebody who must not know may be at home, whoever else there may.
        not_at_home=card.not_at_home or "home" not in tell or bool(secret),
        trusted_person=_lines(
            ", ".join(_TRUSTED[each] for each in tell if each != "me"), told.get("trusted")
        ),
        note=_lines(*note, card.note),
    )
