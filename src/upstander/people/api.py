"""The door of the people room."""

from upstander.people.directory import (
    HomeCard,
    PersonCard,
    home_card,
    home_line,
    household_of,
    people_like,
    person_cards,
    search_homes,
    search_people,
)
from upstander.people.importing import HomeTold, ResidentTold, import_homes, import_residents

__all__ = [
    "HomeCard",
    "HomeTold",
    "PersonCard",
    "ResidentTold",
    "home_card",
    "home_line",
    "household_of",
    "import_homes",
    "import_residents",
    "people_like",
    "person_cards",
    "search_homes",
    "search_people",
]
