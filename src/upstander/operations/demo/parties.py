"""The people of one story: who it happened to, who tells it, who is said to have done it, and how they may be reached."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date

from upstander.operations.demo.cast import Outsider
from upstander.operations.demo.landlord import Home, neighbourhoods
from upstander.operations.demo.names import all_names, names_of
from upstander.operations.demo.people import Person
from upstander.operations.demo.phones import outside_numbers
from upstander.operations.demo.residents import Resident, Residents
from upstander.operations.demo.seeds import StorySeed
from upstander.operations.demo.staff import Staff, staff_by_slug
from upstander.operations.demo.telling import Scene, spoken_number

# Staff to whom something has happened; not those whom the demo's guide asks to sign in as.
_STAFF_SURVIVORS = ("imran", "yemi", "shanice", "joao", "selam", "niamh", "marcus")
_CODEWORDS = ("kingfisher", "blue kettle", "Tuesday club", "library book")
_STAFF_NAMED = ("kath", "gareth", "tom", "donna")


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody on a story. `person` is their reference in the directory, `staff` their slug, both empty for others.

    `words` is how they were spoken of when nobody knew a name: "the man across the landing".
    """

    name: str = ""
    address: str = ""
    affiliation: str = "unknown"
    person: str = ""
    uprn: str = ""
    staff: str = ""
    phone: str = ""
    email: str = ""
    words: str = ""
    known: bool = False


@dataclass(frozen=True, slots=True)
class SafeContact:
    """How the reporter said they may be reached. Ways: phone, text, email, post; times: morning, afternoon, evening."""

    ways: tuple[str, ...]
    phone: str = ""
    email: str = ""
    address: str = ""
    times: tuple[str, ...] = ()
    voicemail_ok: bool = False
    shared_device: bool = False
    not_at_home: bool = False
    codeword: str = ""
    language: str = ""
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StoryCast:
    """Everybody in one story, and the home it is about."""

    survivor: Party
    reporter: Party | None
    perpetrator: Party | None
    home: Home | None
    area: str
    patch: str
    street: str
    perp_home: Home | None
    perp_man: bool
    woman: bool
    age: int
    years: int
    kid: str
    children: bool
    needs: tuple[str, ...]
    language: str
    directory: bool

    def scene(self, seed: StorySeed, *, channel: str, incident_on: date, told_on: date) -> Scene:
        """What the telling needs to know of it."""
        return Scene(
            seed=seed,
            home=self.home,
            area=self.area,
            street=self.street,
            perp_home=self.perp_home,
            perp_man=self.perp_man,
            kid=self.kid,
            age=self.age,
            years=self.years,
            incident_on=incident_on,
            told_on=told_on,
            channel=channel,
            own=seed.by in ("survivor", "household"),
            children=self.children,
        )

    def where(self, seed: StorySeed) -> str:
        """Where it happened, in a few words."""
        if seed.place in ("home", "communal") and self.home:
            return ", ".join(self.home.lines) if seed.place == "home" else f"{self.home.place}, {self.area}"
        return {"online": "Online", "phone": "By phone", "work": "At work"}.get(
            seed.place, f"{self.street}, {self.area}"
        )

    def contact(self, seed: StorySeed, channel: str, chance: random.Random) -> SafeContact | None:
        """How whoever tells it may be reached; None for somebody who did not want to be."""
        teller = self.reporter if seed.by != "survivor" else self.survivor
        if teller is None or seed.by == "anonymous":
            return None
        ways = [
            way
            for way, reach in (("phone", teller.phone), ("text", teller.phone), ("email", teller.email))
            if reach
        ]
        if teller.phone.startswith("0") and not teller.phone.startswith("07") and "text" in ways:
            ways.remove("text")
        if "text" in ways and (channel == "text" or "bsl" in seed.needs_words or chance.random() < 0.12):
            ways = ["text", *(["email"] if teller.email else [])]
        elif channel == "email" and teller.email and chance.random() < 0.5:
            ways = ["email"]
        if "bsl" in (*self.needs, *seed.needs_words):
            ways = [way for way in ways if way != "phone"]
        if not ways:
            ways = ["post"] if teller.address else []
        guarded = seed.wants_to_move or seed.level == "high" or chance.random() < 0.1
        return SafeContact(
            ways=tuple(ways),
            phone=teller.phone,
            email=teller.email,
            address=teller.address,
            times=chance.choice(((), (), (), ("morning",), ("afternoon",))),
            voicemail_ok=not guarded and chance.random() < 0.5,
            shared_device=guarded and chance.random() < 0.3,
            not_at_home=guarded and chance.random() < 0.25,
            codeword=chance.choice(_CODEWORDS) if guarded and chance.random() < 0.3 else "",
            language=self.language if self.language != "en" else "",
            needs=tuple(dict.fromkeys((*self.needs, *seed.needs_words))),
        )


class PartyMaker:
    """Casts story after story. A survivor is not asked twice while others are left; a neighbour who has been named may be again."""

    def __init__(self, residents: Residents) -> None:
        self._residents = residents
        self._taken: set[str] = set()
        self._named: dict[str, Resident] = {}  # by block or street: who was named there before
        self._numbers = outside_numbers()

    def cast(self, seed: StorySeed, chance: random.Random) -> StoryCast:
        """The people of one story of this kind."""
        resident = self._residents.survivor(seed, chance, self._taken)
        if seed.who == "customer":
            self._taken.add(resident.person.reference)
        home = resident.household.home
        man = seed.male_perp or chance.random() < 0.72
        culprit = self._culprit(seed, resident, chance, man=man)
        perpetrator = self._perpetrator(seed, culprit, chance)
        survivor = self._survivor(seed, resident, chance)
        person = resident.person
        return StoryCast(
            survivor=survivor,
            reporter=self._reporter(seed, resident, chance),
            perpetrator=perpetrator,
            home=home if seed.who == "customer" else None,
            area=home.neighbourhood.name,
            patch=home.neighbourhood.patch,
            street=home.street,
            perp_home=culprit.household.home if culprit else None,
            perp_man=culprit.person.title == "Mr" if culprit else man,
            woman=person.title != "Mr",
            age=self._residents.age(person),
            years=max(1, self._residents.years_there(resident)),
            kid=_kid(resident, chance),
            children=bool(resident.household.children),
            needs=tuple(str(need) for need in person.needs) if seed.who == "customer" else (),
            language=person.language if seed.who == "customer" else "en",
            directory=seed.who == "customer" and seed.by == "survivor",
        )

    def _culprit(
        self, seed: StorySeed, resident: Resident, chance: random.Random, *, man: bool
    ) -> Resident | None:
        """The neighbour or near person in the directory who is meant, if any."""
        if seed.perp not in ("neighbour", "near", "customer"):
            return None
        place = resident.household.home.place
        before = self._named.get(place)
        if (
            seed.perp == "neighbour"
            and before
            and before.household is not resident.household
            and chance.random() < 0.7
            and not (seed.male_perp and before.person.title != "Mr")
        ):
            return before
        near = seed.perp != "neighbour"
        found = self._residents.neighbour(resident.household, chance, man=man, near=near)
        if found and not near:
            self._named[place] = found
        return found

    def _perpetrator(self, seed: StorySeed, culprit: Resident | None, chance: random.Random) -> Party | None:
        if seed.perp == "unknown":
            return None
        if seed.perp == "employee":
            colleague = staff_by_slug()[chance.choice(_STAFF_NAMED)]
            return Party(name=colleague.name, affiliation="employee", staff=colleague.slug, known=True)
        if culprit:
            named = seed.perp == "neighbour" and chance.random() < 0.7
            address = ", ".join(culprit.household.home.lines[:2])
            matched = seed.perp in ("neighbour", "customer") or chance.random() < 0.5
            return Party(
                name=culprit.person.name if named or seed.perp == "customer" else "",
                address=address if matched else "",
                affiliation=_affiliation(culprit.person) if matched else "unknown",
                person=culprit.person.reference if matched else "",
                uprn=culprit.household.home.uprn if matched else "",
                words=f"Lives at {spoken_number(culprit.household.home)}, {culprit.household.home.place}",
                known=True,
            )
        words, affiliation = _OTHERS.get(seed.perp, ("Not known", "unknown"))
        return Party(affiliation=affiliation, words=words, known=seed.perp != "youths")

    def _survivor(self, seed: StorySeed, resident: Resident, chance: random.Random) -> Party:
        if seed.who == "staff":
            who = staff_by_slug()[chance.choice(_STAFF_SURVIVORS)]
            return _staff_party(who)
        if seed.who == "non_customer":
            someone = self.outsider(seed, resident, chance)
            return Party(
                name=someone.name,
                address=someone.lives,
                affiliation="public",
                phone=someone.phone,
                email=someone.email,
            )
        if seed.by == "anonymous" or (seed.by == "third_party" and chance.random() < 0.4):
            return Party(affiliation="unknown", words=f"Lives at {resident.household.home.place}")
        person, home = resident.person, resident.household.home
        return Party(
            name=person.name,
            address=", ".join(home.lines),
            affiliation=_affiliation(person),
            person=person.reference,
            uprn=home.uprn,
            phone=person.phone,
            email=person.email,
        )

    def _reporter(self, seed: StorySeed, resident: Resident, chance: random.Random) -> Party | None:
        if seed.by in ("survivor", "anonymous"):
            return None
        if seed.by == "witness":
            seen = self._residents.neighbour(resident.household, chance, man=chance.random() < 0.5)
            if seen:
                home = seen.household.home
                return Party(
                    name=seen.person.name,
                    address=", ".join(home.lines),
                    affiliation=_affiliation(seen.person),
                    person=seen.person.reference,
                    uprn=home.uprn,
                    phone=seen.person.phone,
                    email=seen.person.email,
                    known=True,
                )
        someone = self.outsider(seed, resident, chance)
        if seed.by == "household":
            someone = replace(someone, family=resident.person.family)
        return Party(
            name=someone.name,
            affiliation="household_member" if seed.by == "household" else "public",
            phone=someone.phone,
            email=someone.email,
            known=True,
        )

    def outsider(self, seed: StorySeed, resident: Resident, chance: random.Random) -> Outsider:
        """Somebody from outside the directory, with one of the few numbers kept for them while there are any."""
        names = names_of(resident.household.names_from or "merseyside")
        if seed.by != "household" and seed.who == "customer":
            names = chance.choice((*all_names()[:3], names))
        woman = (
            (seed.survivor != "man" and chance.random() < 0.6)
            if seed.who != "customer"
            else chance.random() < 0.6
        )
        family = chance.choice(names.family)
        given = names.draw(
            chance, woman=woman or seed.survivor == "woman", family=family, born=1985, taken=set()
        )
        area = chance.choice(neighbourhoods())
        number = next(self._numbers, "")
        local = "".join(c for c in f"{given}.{family}".lower() if c.isascii() and (c.isalpha() or c == "."))
        return Outsider(
            title="Ms" if woman else "Mr",
            given=given,
            family=family,
            phone=number,
            email=f"{local}{chance.randint(11, 99)}@example.net"
            if not number or chance.random() < 0.4
            else "",
            lives=chance.choice(
                ("Rents privately in {0}", "Shares a house in {0}", "Owns their home in {0}")
            ).format(area.name),
        )


_OTHERS = {
    "youths": ("A group of young people, not named", "unknown"),
    "contractor": ("Works for a contractor, name on the job sheet", "contractor"),
    "public": ("Not a customer as far as is known", "public"),
    "family": ("Former partner", "public"),
}


def _staff_party(who: Staff) -> Party:
    return Party(name=who.name, affiliation="employee", staff=who.slug, phone=who.phone, email=who.email)


def _affiliation(person: Person) -> str:
    return "customer" if person.holds_tenancy else "household_member"


def _kid(resident: Resident, chance: random.Random) -> str:
    children = resident.household.children
    if not children:
        return chance.choice(("my niece", "my nephew", "my grandson", "my granddaughter"))
    return chance.choice(("my eldest", "my youngest") if len(children) > 1 else ("my little one", "my child"))
