"""What another body hands over about somebody, as this room's words. Pure; the words of an edition are checked against it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from upstander.intake.told import PersonTold, ReportReceived
from upstander.messages.api import By, SafeContactCard
from upstander.policy.api import Edition


@dataclass(frozen=True, slots=True)
class ContactFromPartner:
    """How somebody can be reached, as the body knows it."""

    phone: str = ""
    email: str = ""
    address: str = ""
    safe_ways: tuple[str, ...] = ()
    shared_device: bool = False
    not_at_home: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class TellingOfPartner:
    """A report by another body. `survivor_knows`: "yes", "no" or "not_known", whether they know that it is passed on to us."""

    agency: str
    their_reference: str
    narrative: str
    reporter: str
    worker: str = ""
    worker_contact: ContactFromPartner = ContactFromPartner()
    danger: bool = False
    survivor_knows: str = "not_known"
    incident_on: date | None = None
    where: str = ""
    at_home: bool = False
    behaviours: tuple[str, ...] = ()
    motivations: tuple[str, ...] = ()
    crime_likely: bool | None = None
    safeguarding: tuple[str, ...] = ()
    cannot_stay_tonight: bool = False
    communication_need: bool = False
    survivor: PersonTold = field(default_factory=PersonTold)
    survivor_contact: ContactFromPartner = ContactFromPartner()
    perpetrator: PersonTold | None = None
    perpetrator_known: bool = False


def faults(told: TellingOfPartner, edition: Edition, today: date) -> Iterator[tuple[str, str]]:
    """What this edition does not know, as the field and what to do about it."""
    if told.reporter not in edition.third_parties:
        yield "reporter", f"Use one of: {', '.join(sorted(edition.third_parties))}."
    for name, given, terms in (
        ("behaviours", told.behaviours, edition.behaviours),
        ("motivations", told.motivations, edition.strands),
    ):
        known = [term.id for term in terms]
        if unknown := [each for each in given if each not in known]:
            yield name, f"We do not know {', '.join(unknown)}. Use any of: {', '.join(known)}."
    if told.incident_on is not None and told.incident_on > today:
        yield "incident_on", "This day is in the future. Give the day of the latest incident."


def report_of_partner(told: TellingOfPartner, unique: bytes, received_at: datetime) -> ReportReceived:
    """The report that this makes. The body's worker is a third party and hears nothing but that it was received (3.2.3)."""
    worker = PersonTold(name=told.worker, address=told.agency)
    return ReportReceived(
        unique=unique,
        channel="partner",
        received_at=received_at,
        narrative=told.narrative,
        reporter=told.reporter,
        survivor=told.survivor,
        reporter_person=worker,
        perpetrator=told.perpetrator,
        perpetrator_known=told.perpetrator_known,
        contact=_card(told.worker_contact, all_ways=True),
        survivor_contact=_card(told.survivor_contact, all_ways=False),
        incident_on=told.incident_on,
        immediate_danger=told.danger,
        behaviours=told.behaviours,
        motivations=told.motivations,
        where=told.where,
        incident_at_home=told.at_home,
        crime_likely=told.crime_likely,
        safeguarding=told.safeguarding,
        cannot_stay_tonight=told.cannot_stay_tonight,
        communication_need=told.communication_need,
        wants_updates=False,
        answers=tuple((question, answer) for question, answer in _shown(told) if answer),
    )


_KNOWS = {"yes": "Yes", "no": "No", "not_known": "Not known"}


_AGES = {"under_16": "Under 16", "16_17": "16 or 17"}


def _shown(told: TellingOfPartner) -> Iterator[tuple[str, str]]:
    yield "Handed over by", told.agency
    yield "Their reference", told.their_reference
    yield "Their worker", told.worker
    yield "Does the survivor know that it is passed on?", _KNOWS[told.survivor_knows]
    yield "Is anybody in danger now?", "Yes" if told.danger else "No"
    contact = told.survivor_contact
    yield "The survivor's age", _AGES.get(told.survivor.age, "")
    yield "The survivor's phone", contact.phone
    yield "The survivor's email", contact.email
    yield "Safe ways to reach them, as the body says", ", ".join(contact.safe_ways)
    yield "About reaching them", contact.note


def _card(told: ContactFromPartner, *, all_ways: bool) -> SafeContactCard | None:
    """A worker's own number and address may be used; a survivor's only by the ways that the body called safe (3.5.1)."""
    ways = tuple(By(way) for way in told.safe_ways)
    if all_ways:
        ways = tuple(way for way, given in ((By.EMAIL, told.email), (By.PHONE, told.phone)) if given)
    card = SafeContactCard(
        ways=ways,
        phone=told.phone,
        email=told.email,
        address=told.address,
        shared_device=told.shared_device,
        not_at_home=told.not_at_home,
        note=told.note,
    )
    return card if card != SafeContactCard() else None
