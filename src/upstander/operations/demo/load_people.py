"""Hands the demo's homes and people to the directory, as a housing system would."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from upstander.confidentiality.api import system
from upstander.operations.demo.landlord import Home
from upstander.operations.demo.people import Household, Need, Person, Standing
from upstander.operations.demo.where import coordinates
from upstander.people.api import HomeTold, ResidentTold, import_homes, import_residents

_DEMO = system("demo")
_STEP = 5_000

LANGUAGES = {
    "ak": "Twi",
    "ar": "Arabic",
    "bn": "Bengali",
    "cy": "Welsh",
    "fa": "Farsi",
    "gu": "Gujarati",
    "ha": "Hausa",
    "ig": "Igbo",
    "ku": "Kurdish Sorani",
    "ml": "Malayalam",
    "nd": "Ndebele",
    "pa": "Punjabi",
    "pl": "Polish",
    "ps": "Pashto",
    "pt": "Portuguese",
    "ro": "Romanian",
    "rom": "Romani",
    "ru": "Russian",
    "sk": "Slovak",
    "sn": "Shona",
    "so": "Somali",
    "ta": "Tamil",
    "ti": "Tigrinya",
    "tl": "Tagalog",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "ur": "Urdu",
    "vi": "Vietnamese",
    "yo": "Yoruba",
    "yue": "Cantonese",
    "zh": "Mandarin",
}
NEEDS = {
    Need.LARGE_PRINT: "Large print",
    Need.EASY_READ: "Easy read",
    Need.AUDIO: "Audio",
    Need.BSL: "British Sign Language",
    Need.INTERPRETER: "Interpreter",
}


def load_homes(homes: Iterable[Home], *, say: Callable[[str], None], now: datetime) -> None:
    """Import the homes."""
    done = 0
    for done in import_homes(homes=map(_home, homes), by=_DEMO, now=now):
        if done % _STEP == 0:
            say(f"  {done:,} homes")
    say(f"  {done:,} homes in all")


def load_residents(households: Iterable[Household], *, say: Callable[[str], None], now: datetime) -> None:
    """Import the people, sealing what says who they are."""
    done = 0
    for done in import_residents(residents=_residents(households), by=_DEMO, now=now):
        if done % _STEP == 0:
            say(f"  {done:,} people")
    say(f"  {done:,} people in all")


def needs_in_words(person: Person) -> str:
    """Language and formats, as a housing system writes them: "Interpreter, Somali; Large print"."""
    words = [NEEDS[need] for need in person.needs]
    if person.language != "en":
        words.append(f"Speaks {LANGUAGES.get(person.language, person.language)}")
    return "; ".join(words)


def _home(home: Home) -> HomeTold:
    block = home.block
    easting, northing = coordinates(home)
    return HomeTold(
        easting=easting,
        northing=northing,
        uprn=home.uprn,
        number=home.number,
        street=home.street,
        town=home.town,
        postcode=home.postcode,
        neighbourhood=home.neighbourhood.name,
        local_authority=home.authority,
        kind=str(home.property_type),
        block=block.name if block else "",
        bedrooms=home.bedrooms,
        scheme=block.name if block and block.scheme else "",
    )


def _residents(households: Iterable[Household]) -> Iterator[ResidentTold]:
    for household in households:
        tenancy = household.tenancy
        if tenancy is None:
            continue
        for person in household.people:
            yield ResidentTold(
                external_ref=person.reference,
                uprn=household.home.uprn,
                name=person.name,
                standing=_standing(person),
                started_on=max(tenancy.started_on, person.born_on),
                phone=person.phone,
                email=person.email,
                born_on=person.born_on.isoformat(),
                needs=needs_in_words(person),
                tenancy_ref=tenancy.reference,
                tenancy_kind=str(tenancy.kind),
                arrears=tenancy.in_arrears,
            )


def _standing(person: Person) -> str:
    if person.standing is Standing.LEASEHOLDER:
        return "leaseholder"
    return "tenant" if person.holds_tenancy else "household_member"
