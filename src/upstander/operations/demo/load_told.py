"""A story in the words of the program's own doors: what intake receives, and what triage establishes."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from upstander.cases.api import CaseTold, PartyTold, Triaged
from upstander.confidentiality.api import system
from upstander.intake.api import PersonTold, ReportReceived
from upstander.messages.api import By, DayPart, SafeContactCard
from upstander.operations.demo.load_people import LANGUAGES, NEEDS
from upstander.operations.demo.load_photos import photo_of
from upstander.operations.demo.parties import Party, SafeContact
from upstander.operations.demo.people import Need
from upstander.operations.demo.stories import Story
from upstander.people.api import search_people

_DEMO = system("demo")


@dataclass(frozen=True, slots=True)
class Entry:
    """A person's and their home's identifiers in the directory."""

    person_id: UUID | None = None
    home_id: UUID | None = None


class Directory:
    """Looks the people of the stories up in the directory, once each."""

    def __init__(self, tenancies: dict[str, str]) -> None:
        self._tenancies = tenancies  # person's reference to their tenancy's
        self._known: dict[str, Entry] = {}

    def entry(self, party: Party | None) -> Entry:
        """Where to find them; an empty entry for somebody who is not a customer."""
        if party is None or not party.person:
            return Entry()
        if party.person not in self._known:
            cards = search_people(_DEMO, self._tenancies[party.person])
            found = next((card for card in cards if card.name == party.name), None) if party.name else None
            card = found or next(iter(cards), None)
            home = card.home.id if card and card.home else None
            self._known[party.person] = Entry(found.id if found else None, home)
        return self._known[party.person]


def report_told(story: Story, directory: Directory) -> ReportReceived:
    """The report as its channel hands it over. Its mark is the story's number: received twice, it is one report."""
    own = story.reporter_role == "survivor"
    named = (
        story.perpetrator
        if story.perpetrator and (story.perpetrator.known or story.perpetrator.words)
        else None
    )
    return ReportReceived(
        unique=f"demo story {story.number}".encode(),
        channel=story.channel,
        received_at=story.received_at,
        narrative=story.narrative,
        reporter=story.reporter_role,
        survivor=_person(story.survivor, directory),
        reporter_person=None if own or story.reporter is None else _person(story.reporter, directory),
        perpetrator=_person(named, directory) if named else None,
        perpetrator_known=bool(named and named.known),
        contact=_card(story.contact),
        incident_on=story.incident_on,
        immediate_danger=story.immediate_danger,
        behaviours=story.behaviours,
        motivations=story.motivations,
        where=story.where,
        incident_at_home=story.incident_at_home,
        material_on_landlord_property=story.material_on_landlord_property,
        crime_likely=story.crime_likely,
        safeguarding=story.safeguarding,
        cannot_stay_tonight=story.cannot_stay_tonight,
        wants_female_staff=story.wants_female_staff,
        wants_to_move=story.wants_to_move,
        support_needs=story.support_needs,
        communication_need=story.communication_need,
        wants_updates=story.wants_updates,
        files=(photo_of(story),) if story.photo else (),
    )


def triaged(story: Story, directory: Directory, note: str) -> Triaged:
    """What triage established: the survivor found in the directory, the facts as told."""
    party, entry = story.survivor, directory.entry(story.survivor)
    own = story.reporter_role == "survivor"
    reachable = bool(party.phone or party.email) if not own else bool(story.contact and story.contact.ways)
    survivor = PartyTold(
        role="survivor",
        affiliation=party.affiliation,
        name=party.name,
        details=party.address or party.words,
        person_id=entry.person_id,
        home_id=entry.home_id,
        identified=bool(party.name),
        contactable=reachable,
        safeguarding=story.safeguarding,
        cannot_stay_tonight=story.cannot_stay_tonight,
        wants_female_staff=story.wants_female_staff,
        wants_to_move=story.wants_to_move,
        support_needs=story.support_needs,
        capacity_concern=story.capacity_concern,
        communication_need=story.communication_need,
        wants_updates=story.wants_updates,
    )
    return Triaged(
        parties=(survivor,) if story.follows is None else (),
        behaviours=story.behaviours,
        motivations=story.motivations,
        immediate_danger=story.immediate_danger,
        incident_on=story.incident_on,
        case=CaseTold(
            crime_likely=story.crime_likely,
            material_on_landlord_property=story.material_on_landlord_property,
            incident_at_home=story.incident_at_home,
        ),
        note=note,
    )


def _person(party: Party, directory: Directory) -> PersonTold:
    entry = directory.entry(party)
    return PersonTold(
        name=party.name,
        address=party.address or party.words,
        affiliation=party.affiliation,
        person_id=entry.person_id,
        home_id=entry.home_id,
    )


def _card(contact: SafeContact | None) -> SafeContactCard | None:
    if contact is None:
        return None
    return SafeContactCard(
        ways=tuple(By(way) for way in contact.ways),
        phone=contact.phone,
        email=contact.email,
        address=contact.address,
        times=tuple(DayPart(time) for time in contact.times),
        voicemail_ok=contact.voicemail_ok,
        shared_device=contact.shared_device,
        not_at_home=contact.not_at_home,
        codeword=contact.codeword,
        language=LANGUAGES.get(contact.language, contact.language),
        needs=tuple(NEEDS[Need(need)] for need in contact.needs),
    )
