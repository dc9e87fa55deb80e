"""Forms about people on a case: who they are, what they need, how it is safe to reach them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from upstander.cases.api import PartyTold
from upstander.cases.queries.api import CasePage, PartyCard
from upstander.messages.api import By, DayPart, SafeContactCard, SafeNumber
from upstander.people.api import HomeCard, PersonCard, person_cards
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.directory import find_people_and_homes
from upstander.sites.staff.forms.base import CaseForm, choice, offer, read_day, several, tick, words
from upstander.sites.staff.times import NoSuchTime, british_date, read_time
from upstander.sites.staff.words import AFFILIATIONS, DAY_PARTS, ROLES, WAYS

SAFEGUARDING = (("adult", "An adult may be at risk"), ("child", "A child may be at risk"))
AGES = (("under_16", "Under 16"), ("16_17", "16 or 17"), ("adult", "18 or over"))
FLAGS = (
    ("cannot_stay_tonight", "They cannot safely stay at home tonight"),
    ("wants_female_staff", "They asked for female staff only"),
    ("wants_to_move", "They want to move"),
    ("applied_for_banding", "They have applied for priority banding"),
    ("support_needs", "They have support needs that Independent Living may meet"),
)
CONTACT_NEEDS = (
    ("large_print", "Large print"),
    ("easy_read", "Easy read"),
    ("audio", "Audio"),
    ("braille", "Braille"),
    ("bsl", "British Sign Language"),
    ("interpreter", "Interpreter"),
)


DAYS = tuple(
    (str(number), name)
    for number, name in enumerate(
        ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    )
)
_WORDS_ON_CARD = (
    "phone",
    "email",
    "address",
    "codeword",
    "trusted_person",
    "language",
    "note",
    "hours_from",
    "hours_to",
    "answers",
    "what_to_say",
    "post_name",
)


def facts_of(card: PartyCard) -> dict[str, Any]:
    """What is known of somebody now, as PartyTold takes it. Any: columns of several kinds."""
    return {**card.facts, "safeguarding": tuple(card.facts.get("safeguarding", ()))}


class DirectoryForm(CaseForm):
    """A form with a box to search people and homes in. The search is a step of the form, so nothing typed is lost by it."""

    find = words(longest=120)
    person = words(longest=40)
    found: tuple[PersonCard, ...] = ()
    homes: tuple[HomeCard, ...] = ()

    def take_step(self, step: str) -> bool:
        if step == "find":
            text = str(self["find"].value() or "").strip()
            self.found, self.homes = find_people_and_homes(self.desk, text)
        return step == "find"

    def clean_person(self) -> PersonCard | None:
        """The directory's entry that was picked."""
        return self.picked(self.cleaned_data["person"])

    def picked(self, text: str) -> PersonCard | None:
        """The person of that id, when this viewer may see them."""
        try:
            wanted = UUID(text)
        except ValueError:
            return None
        return person_cards(self.desk.viewer, [wanted]).get(wanted)

    def chosen(self, name: str = "person") -> PersonCard | None:
        """For drawing: whom the form points at, saved or not."""
        return self.picked(str(self[name].value() or ""))


class PersonForm(DirectoryForm):
    """Somebody else on the case, or more about them."""

    role = choice(
        [(code, label) for code, label in ROLES.items() if code != "survivor"], "Say what part they have."
    )
    affiliation = choice(AFFILIATIONS.items(), "Say what they are to us, or that it is not known.")
    name = words(longest=200)
    details = words(longest=2000)
    known = tick()

    def starting(self, page: CasePage, desk: Desk) -> dict[str, Any]:
        return {"affiliation": "unknown"}

    def told(self) -> PartyTold:
        """The frozen value for the action."""
        told = self.cleaned_data
        card: PersonCard | None = told["person"]
        return PartyTold(
            role=told["role"],
            affiliation=settled_affiliation(told["affiliation"], card),
            name=told["name"].strip() or (card.name if card else ""),
            details=told["details"].strip(),
            person_id=card.id if card else None,
            home_id=card.home.id if card and card.home else None,
            identified=told["known"] or card is not None,
            wants_updates=False,
        )

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if not (told.get("name") or told.get("details") or told.get("person")):
            self.add_error("name", "Give a name, a description, or pick somebody from the directory.")
        return told


class SurvivorForm(DirectoryForm):
    """What is known of the survivor."""

    replaces = True
    affiliation = choice(AFFILIATIONS.items(), "Say what they are to us, or that it is not known.")
    name = words(longest=200)
    details = words(longest=2000)
    identified = tick()
    contactable = tick()
    age = choice(AGES)
    safeguarding = several(SAFEGUARDING)
    flags = several(FLAGS)
    capacity_concern = tick()
    communication_need = tick()
    wants_updates = tick()
    note = words()

    def starting(self, page: CasePage, desk: Desk) -> dict[str, Any]:
        card = survivor_of(page)
        if card is None:
            return {"affiliation": "unknown", "wants_updates": True}
        facts = card.facts
        return {
            **{
                key: facts.get(key)
                for key in (
                    "affiliation",
                    "identified",
                    "contactable",
                    "age",
                    "safeguarding",
                    "wants_updates",
                )
            },
            "name": card.name,
            "details": card.details,
            "person": str(card.person_id or ""),
            "flags": [key for key, _ in FLAGS if facts.get(key)],
        }

    def told(self) -> PartyTold:
        """The frozen value for the action."""
        told = self.cleaned_data
        card: PersonCard | None = told["person"]
        flags: dict[str, Any] = {key: key in told["flags"] for key, _ in FLAGS}  # Any: fields of PartyTold
        return PartyTold(
            role="survivor",
            affiliation=settled_affiliation(told["affiliation"], card),
            name=told["name"].strip() or (card.name if card else ""),
            details=told["details"].strip(),
            person_id=card.id if card else None,
            home_id=card.home.id if card and card.home else None,
            identified=told["identified"] or card is not None,
            contactable=told["contactable"],
            age=told["age"],
            safeguarding=tuple(told["safeguarding"]),
            capacity_concern=told["capacity_concern"],
            communication_need=told["communication_need"],
            wants_updates=told["wants_updates"],
            **flags,
        )


class SafeContactForm(CaseForm):
    """How it is safe to reach the survivor."""

    replaces = True
    ways = several([(way, label) for way, label in WAYS.items() if way != "visit"])
    phone = words(longest=40)
    email = words(longest=200)
    address = words(longest=500)
    times = several(DAY_PARTS.items())
    voicemail_ok = tick()
    say_who_is_calling = tick()
    shared_device = tick()
    not_at_home = tick()
    codeword = words(longest=60)
    trusted_person = words(longest=300)
    language = words(longest=60)
    needs = several(CONTACT_NEEDS)
    valid_until = words(longest=40)
    note = words(longest=2000)
    days = several(DAYS)
    hours_from = words(longest=20)
    hours_to = words(longest=20)
    answers = words(longest=300)
    what_to_say = words(longest=300)
    second_phone = words(longest=40)
    second_ways = several([("phone", WAYS["phone"]), ("text", WAYS["text"])])
    second_times = several(DAY_PARTS.items())
    second_voicemail = tick()
    second_answers = words(longest=300)
    post_name = words(longest=200)
    plain_envelope = tick()

    def prepare(self) -> None:
        card = self.whose(self.page)
        safe = card.safe_contact if card else None
        known = dict(CONTACT_NEEDS)
        others = [
            (need, need.replace("_", " ").capitalize())
            for need in (safe.needs if safe else ())
            if need not in known
        ]
        offer(self, "needs", [*CONTACT_NEEDS, *others])

    def starting(self, page: CasePage, desk: Desk) -> dict[str, Any]:
        card = self.whose(page)
        safe = card.safe_contact if card else None
        if safe is None:
            return {}
        plain = {name: getattr(safe, name) for name in SafeContactCard.__slots__}
        if safe.valid_until:
            plain["valid_until"] = british_date(date.fromisoformat(safe.valid_until))
        plain |= {"days": [str(day) for day in safe.days]}
        if safe.other_numbers:
            second = safe.other_numbers[0]
            plain |= {
                "second_phone": second.number,
                "second_ways": [way.value for way in second.ways],
                "second_times": [part.value for part in second.times],
                "second_voicemail": second.voicemail_ok,
                "second_answers": second.answers,
            }
        return {**plain, "ways": [w.value for w in safe.ways], "times": [t.value for t in safe.times]}

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or self.cleaned_data
        needed = {"phone": ("phone", "text"), "email": ("email",), "address": ("post",)}
        asks = {
            "phone": "Give the number that is safe.",
            "email": "Give the address.",
            "address": "Give the address.",
        }
        for name, ways in needed.items():
            if set(ways) & set(told.get("ways", ())) and not told.get(name):
                self.add_error(name, asks[name])
        self._check_hours(told)
        if told.get("second_phone") and not told.get("second_ways"):
            self.add_error("second_ways", "Tick whether this number is safe for calls, for texts, or both.")
        if set(told.get("second_ways", ())) - set(told.get("ways", ())):
            self.add_error("ways", "Tick calls and texts here as well, when a number is safe for them.")
        if told.get("valid_until"):
            told["until"] = read_day(self, "valid_until")
        return told

    def _check_hours(self, told: dict[str, Any]) -> None:  # Any: values of many kinds of fields
        for name in ("hours_from", "hours_to"):
            if told.get(name):
                try:
                    told[name] = f"{read_time(told[name]):%H:%M}"
                except NoSuchTime as said:
                    self.add_error(name, str(said))
        if bool(told.get("hours_from")) != bool(told.get("hours_to")):
            missing = "hours_to" if told.get("hours_from") else "hours_from"
            self.add_error(missing, "Give both times, or neither.")
        elif told.get("hours_from") and told["hours_from"] == told.get("hours_to"):
            self.add_error("hours_to", "These are the same time. Give the hours between which it is safe.")

    def _other_numbers(self, old: SafeContactCard) -> tuple[SafeNumber, ...]:
        told = self.cleaned_data
        kept = old.other_numbers[1:]
        if not told["second_phone"].strip():
            return kept
        second = SafeNumber(
            number=told["second_phone"].strip(),
            ways=tuple(By(way) for way in told["second_ways"]),
            times=tuple(DayPart(part) for part in told["second_times"]),
            voicemail_ok=told["second_voicemail"],
            answers=told["second_answers"].strip(),
        )
        return (second, *kept)

    @classmethod
    def whose(cls, page: CasePage) -> PartyCard | None:
        """Whom it is about."""
        return survivor_of(page)

    def card(self) -> SafeContactCard:
        """The new card; what the form does not ask stays as it was."""
        told = self.cleaned_data
        before = self.whose(self.page)
        old = before.safe_contact if before else None
        until = told.get("until")
        return replace(
            old or SafeContactCard(),
            ways=tuple(By(way) for way in told["ways"]),
            times=tuple(DayPart(part) for part in told["times"]),
            needs=tuple(told["needs"]),
            extra={},  # asked, now that somebody saves it
            valid_until=until.isoformat() if until else "",
            **{
                name: told[name]
                for name in (
                    "voicemail_ok",
                    "say_who_is_calling",
                    "shared_device",
                    "not_at_home",
                    "plain_envelope",
                )
            },
            **{name: told[name].strip() for name in _WORDS_ON_CARD},
            days=tuple(int(day) for day in told["days"]),
            other_numbers=self._other_numbers(old or SafeContactCard()),
        )

    def told(self) -> PartyTold:
        """The frozen value for the action: the survivor as known, with the new card."""
        before, card = self.whose(self.page), self.card()
        facts = facts_of(before) if before else {}
        facts |= {"contactable": card.reachable}
        need = bool(card.needs or card.language)
        return PartyTold(role="survivor", safe_contact=card, communication_need=need, **facts)


class TheirContactForm(SafeContactForm):
    """How it is safe to reach a witness, a reporter or somebody else beside the survivor; never whoever is said to be responsible."""

    party_id: UUID

    @classmethod
    def whose(cls, page: CasePage) -> PartyCard | None:
        """The person of that id, None where they have no card."""
        found = (party for party in page.parties if party.id == cls.party_id)
        return next((party for party in found if party.role not in ("survivor", "perpetrator")), None)


def survivor_of(page: CasePage) -> PartyCard | None:
    """The survivor on a case."""
    return next((party for party in page.parties if party.role == "survivor"), None)


def settled_affiliation(said: str, card: PersonCard | None) -> str:
    """What was chosen; where that is "not known yet", the directory answers."""
    if said != "unknown" or card is None or not card.customer:
        return said
    return "household_member" if card.standing == "Member of the household" else "customer"
