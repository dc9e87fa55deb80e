"""The door of the people room."""

from upstander.people.directory import (
    HomeCard,
    PersonCard,
    home_card,
    home_line,
    homes_of,
    household_of,
    people_like,
    person_by_reference,
    person_cards,
    residents_of,
    search_homes,
    search_people,
)
from upstander.people.erasing import birth_dates, erase_person, left_on, people_brought_back
from upstander.people.importing import HomeTold, ResidentTold, import_homes, import_residents
from upstander.people.sums import Place, Stock, places_of, stock_by

__all__ = [
    "HomeCard",
    "HomeTold",
    "PersonCard",
    "Place",
    "ResidentTold",
    "Stock",
    "birth_dates",
    "erase_person",
    "home_card",
    "home_line",
    "homes_of",
    "household_of",
    "import_homes",
    "import_residents",
    "left_on",
    "people_brought_back",
    "people_like",
    "person_by_reference",
    "person_cards",
    "places_of",
    "residents_of",
    "search_homes",
    "search_people",
    "stock_by",
]
