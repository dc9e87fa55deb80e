"""The door of the people room."""

from upstander.people.directory import (
    HomeCard,
    PersonCard,
    council_of,
    home_line,
    home_lines,
    homes_at,
    homes_of,
    household_of,
    people_like,
    person_by_reference,
    person_cards,
    resident_named,
    residents_of,
    same_people,
    search_homes,
    search_people,
)
from upstander.people.erasing import (
    birth_dates,
    erase_person,
    leavers,
    left_on,
    people_brought_back,
    references_of,
)
from upstander.people.housing.columns import LAYOUTS
from upstander.people.housing.following import HousingRun, follow_housing_system, housing_runs
from upstander.people.housing.handing_over import (
    UploadCard,
    agree_upload,
    forget_uploads,
    give_up_upload,
    hand_over,
    upload_of_token,
    uploads,
    work_on_upload,
)
from upstander.people.housing.rows import HomeTold, ResidentTold
from upstander.people.housing.taking import import_homes, import_residents
from upstander.people.jobs import start_upload
from upstander.people.languages import language_in, languages_of, people_by_language
from upstander.people.moves import Lived, lived_of
from upstander.people.signing_in import Reached, sole_person_reached, sole_person_referred
from upstander.people.sums import Place, homes_in, neighbourhoods, places_of, stock
from upstander.people.surroundings import AROUND, around, living_at

__all__ = [
    "AROUND",
    "LAYOUTS",
    "HomeCard",
    "HomeTold",
    "HousingRun",
    "Lived",
    "PersonCard",
    "Place",
    "Reached",
    "ResidentTold",
    "UploadCard",
    "agree_upload",
    "around",
    "birth_dates",
    "council_of",
    "erase_person",
    "follow_housing_system",
    "forget_uploads",
    "give_up_upload",
    "hand_over",
    "home_line",
    "home_lines",
    "homes_at",
    "homes_in",
    "homes_of",
    "household_of",
    "housing_runs",
    "import_homes",
    "import_residents",
    "language_in",
    "languages_of",
    "leavers",
    "left_on",
    "lived_of",
    "living_at",
    "neighbourhoods",
    "people_brought_back",
    "people_by_language",
    "people_like",
    "person_by_reference",
    "person_cards",
    "places_of",
    "references_of",
    "resident_named",
    "residents_of",
    "same_people",
    "search_homes",
    "search_people",
    "sole_person_reached",
    "sole_person_referred",
    "start_upload",
    "stock",
    "upload_of_token",
    "uploads",
    "work_on_upload",
]
