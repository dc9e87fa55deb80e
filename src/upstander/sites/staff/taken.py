"""From what a member of staff wrote down to a report, in the words of the intake room."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from upstander.intake.api import FileTold, PersonTold, ReportReceived, SaidOfSharing
from upstander.messages.api import SafeContactCard
from upstander.people.api import PersonCard
from upstander.sites.contact_told import card_told
from upstander.sites.staff.forms.people import settled_affiliation
from upstander.sites.staff.forms.taking import (
    CARE,
    CHANNELS,
    DANGER,
    HELP,
    PLACES,
    ROLES,
    THIRD_PARTIES,
    WHO,
    YOUNG,
    TakenForm,
)
from upstander.sites.staff.words import AFFILIATIONS

_PUT_UP = {"graffiti", "discriminatory_material"}
_OURS = {"home", "shared"}
_REFERRED = (
    "identity",
    "account",
)  # what somebody agrees to when asked on the telephone: who they are, and what happened
_HOW = {"letter": "writing", "in_person": "in_person", "office": "in_person"}
# How a tick or a choice stands in the record, beside its question.
_ASKED: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...] = (
    ("danger", "In danger now?", DANGER),
    ("when", "When", ()),
    ("places", "Where", PLACES),
    ("place", "Place in words", ()),
    ("crime", "Is a crime likely?", (("yes", "Yes"), ("no", "No"), ("unknown", "Not clear"))),
    ("reporter", "Whoever told us", ROLES),
    ("age", "Their age", YOUNG),
    ("them_age", "Age of the person it happened to", YOUNG),
    ("caller_name", "Name of whoever told us", ()),
    ("caller_work", "Who they work for", ()),
    ("name", "Name of the person it happened to", ()),
    ("address", "Their address", ()),
    ("tie", "They are", tuple(AFFILIATIONS.items())),
    ("knows", "Do they know that we are told?", ()),
    ("safe_for_them", "What is safe for that person", ()),
    ("who", "Who did it", WHO),
    ("who_name", "Name", ()),
    ("who_words", "More about them", ()),
    ("ways", "Safe ways to reach whoever told us", ()),
    ("phone", "Safe number", ()),
    ("email", "Safe email address", ()),
    ("post", "Safe address for letters", ()),
    ("times", "Safe times", ()),
    ("voicemail", "A message may be left", ()),
    ("care", "Take care", CARE),
    ("codeword", "Codeword", ()),
    ("trusted", "Trusted person", ()),
    ("contact_words", "More about reaching them", ()),
    ("tonight", "Can they stay safely tonight?", ()),
    ("help", "What would help", HELP),
    ("language", "Language", ()),
    ("formats", "Format", ()),
    ("consent_words", "What they understood of sharing", ()),
)


def report_of(form: TakenForm, files: Sequence[FileTold]) -> ReportReceived:
    """The report of this page. What does not fit counts as not said: in danger nothing waits for a form to be right.

    Its `unique` is set by the intake room.
    """
    told = form.cleaned_data
    reporter = _reporter(told)
    own = reporter in ("survivor", "anonymous")
    places, kinds = set(told.get("places") or ()), tuple(told.get("kinds") or ())
    contact = _contact(told)
    return ReportReceived(
        unique=b"",
        channel=told.get("channel") or CHANNELS[form.slug][0],
        received_at=told.get("received") or form.desk.now,
        narrative=str(told.get("what") or ""),
        reporter=reporter,
        survivor=_survivor(told, form, told.get("age" if own else "them_age") or ""),
        reporter_person=None
        if own
        else PersonTold(
            name=told.get("caller_name") or "",
            address=told.get("caller_work") or "",
            age=told.get("age") or "",
        ),
        perpetrator=_perpetrator(told),
        perpetrator_known=bool(told.get("who_name")) or told.get("who") not in (None, "", "stranger"),
        contact=contact,
        survivor_contact=_careful(told) if reporter in (*THIRD_PARTIES, "household") else None,
        incident_on=told.get("day"),
        immediate_danger=told.get("danger")
        in ("yes", "unsure"),  # unsure counts as yes, so that nobody waits
        behaviours=kinds,
        motivations=tuple(told.get("why") or ()),
        where="\n".join([*_words(form, "places", PLACES), told.get("place") or ""]).strip(),
        incident_at_home="home" in places,
        material_on_landlord_property=bool(_PUT_UP & set(kinds) and _OURS & places),
        crime_likely={"yes": True, "no": False}.get(told.get("crime") or ""),
        cannot_stay_tonight=told.get("tonight") == "no",
        wants_female_staff="women" in (told.get("help") or ()),
        wants_to_move="move" in (told.get("help") or ()),
        support_needs="support" in (told.get("help") or ()),
        communication_need=bool(told.get("language") or told.get("formats")),
        wants_updates=bool(contact and contact.reachable),
        answers=tuple(_shown(form)),
        files=tuple(files),
        said=tuple(_said(told, form)) if own else (),
        advised=tuple(told.get("advised") or ()),
    )


def _reporter(told: dict[str, Any]) -> str:
    """Somebody who gives no name, home or way to be reached is anonymous (3.2.5); a third party stays one (3.2.3)."""
    role = str(told.get("reporter") or "survivor")
    contact = _contact(told)
    known = told.get("name") or told.get("address") or told.get("person") or (contact and contact.reachable)
    known = known or told.get("colleague") in ("me", "colleague")
    return "anonymous" if role == "survivor" and not known else role


def _survivor(told: dict[str, Any], form: TakenForm, age: str) -> PersonTold:
    card: PersonCard | None = told.get("person")
    tie = str(told.get("tie") or "unknown")
    name = str(told.get("name") or "")
    if told.get("colleague") in ("me", "colleague"):
        tie = "employee"
        name = name or (form.desk.staff.name if told["colleague"] == "me" else "")
    return PersonTold(
        name=name or (card.name if card else ""),
        address=str(told.get("address") or "") or (card.home.line if card and card.home else ""),
        affiliation=settled_affiliation(tie, card),
        person_id=card.id if card else None,
        home_id=card.home.id if card and card.home else None,
        age=age,
    )


def _perpetrator(told: dict[str, Any]) -> PersonTold | None:
    who, name, said = str(told.get("who") or ""), told.get("who_name") or "", told.get("who_words") or ""
    if not (who or name or said):
        return None
    return PersonTold(name=name, address=said, affiliation="unknown" if who in ("", "stranger") else who)


def _contact(told: dict[str, Any]) -> SafeContactCard | None:
    card: PersonCard | None = told.get("person")
    home = card.home.line if card and card.home else ""
    return card_told(told, address=home, voicemail=bool(told.get("voicemail")))


def _careful(told: dict[str, Any]) -> SafeContactCard | None:
    """What the reporter says is safe for somebody else: a warning for whoever makes contact, never leave to do it (3.2.4)."""
    note = [told.get("safe_for_them") or ""]
    if told.get("knows") in ("no", "unsure"):
        note.append("They may not know that we have been told.")
    text = "\n".join(each for each in note if each)
    return SafeContactCard(note=text) if text else None


def _said(told: dict[str, Any], form: TakenForm) -> list[SaidOfSharing]:
    crime = {str(each.id) for each in form.bodies if each.kind == "police"}
    how = _HOW.get(str(told.get("channel")), "phone")
    child = told.get("age") == "under_16"
    return [
        SaidOfSharing(
            agency_id=UUID(agency),
            given=given,
            kinds=_REFERRED,
            purpose="crime" if agency in crime else "support",
            how=how,
            capacity="child" if child and given else "presumed",
            words=told.get("consent_words") or "",
        )
        for given, name in ((True, "agree"), (False, "refuse_telling"))
        for agency in told.get(name) or ()
    ]


def _shown(form: TakenForm) -> list[tuple[str, str]]:
    rows = []
    for name, question, labels in _ASKED:
        answer = _words(form, name, labels)
        if answer:
            rows.append((question, "\n".join(answer)))
    called = {str(each.id): each.called for each in form.bodies}
    for name, question in (
        ("agree", "They agree that we tell"),
        ("refuse_telling", "They do not want us to tell"),
    ):
        if bodies := [called[each] for each in form.cleaned_data.get(name) or () if each in called]:
            rows.append((question, "\n".join(bodies)))
    if advised := form.cleaned_data.get("advised"):
        rows.append(
            ("Advice given while they told us", "\n".join(d.label for d in form.advice if d.id in advised))
        )
    return rows


def _words(form: TakenForm, name: str, labels: tuple[tuple[str, str], ...]) -> list[str]:
    value = form.cleaned_data.get(name)
    choices = dict(labels) or dict(getattr(form.fields[name], "choices", ()))
    if value is True:
        return ["Yes"]
    values = value if isinstance(value, list) else [value] if value else []
    return [str(choices.get(each, each)) for each in values]
