"""The small cast: Amina and Gwen, tenants; Ben, Carol, Dev, Esther, Farid and one of every other role."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from upstander.confidentiality.api import Viewer, system, viewer_of, viewing
from upstander.confidentiality.models import Staff, Team
from upstander.people.api import HomeTold, ResidentTold, import_homes, import_residents

PASSWORD = "quiet-harbour-lantern-42"

AMINA = ResidentTold(
    "P-1",
    "900000000012",
    "Amina Yusuf",
    "tenant",
    date(2019, 4, 1),
    phone="07700 900123",
    email="amina@example.org",
)
GWEN = ResidentTold("P-2", "900000000014", "Gwen Harcastle", "tenant", date(2015, 6, 1), phone="07700 900124")
HOMES = [
    HomeTold(
        f"9000000000{number}", str(number), "Larkfield Walk", "Bootle", "L20 0XA", "Marsh Lane", "Sefton", "flat",
        block="Larkfield House",
    )
    for number in (12, 14, 16)
]  # fmt: skip


@dataclass(frozen=True)
class Cast:
    """The staff, as rows and as viewers."""

    staff: dict[str, Staff]

    def __getattr__(self, name: str) -> Viewer:
        try:
            return viewer_of(self.staff[name])
        except KeyError as error:
            raise AttributeError(name) from error


def one_of_each_role(now: datetime) -> Cast:
    """A landlord with three homes, two tenants, and one member of staff in every role; everyone is called by role or by name."""
    with viewing(system("tests")):
        safety, _ = Team.objects.get_or_create(slug="community-safety", defaults={"name": "Community Safety"})
        north, _ = Team.objects.get_or_create(
            slug="neighbourhood-north", defaults={"name": "Neighbourhood North"}
        )
        staff: dict[str, Staff] = {}

        def hire(key: str, name: str, role: str, *teams: Team, manager: str | None = None) -> None:
            staff[key] = Staff.objects.create_user(
                f"{key}@landlord.example",
                PASSWORD,
                name=name,
                roles=[role],
                manager=staff[manager] if manager else None,
            )
            staff[key].teams.set(teams)

        hire("senior", "Sana Idris", "senior_manager")
        hire("carol", "Carol Marsden", "community_safety_manager", safety, manager="senior")
        hire("ben", "Ben Okoro", "community_safety", safety, manager="carol")
        hire("bella", "Bella Nowak", "community_safety", safety, manager="carol")
        hire("dev", "Dev Anand", "customer_access")
        hire("esther", "Esther Cole", "people_and_learning")
        hire("farid", "Farid Haidari", "data_protection_officer")
        hire("nia", "Nia Bright", "neighbourhood", north)
        hire("ivan", "Ivan Petrov", "independent_living")
        hire("lead", "Lola Adeyemi", "safeguarding_lead")
        hire("executive", "Edith Cross", "executive")
        hire("policy", "Pavel Reed", "policy_manager")
        hire("auditor", "Asha Green", "auditor")
        hire("administrator", "Adam Shaw", "administrator")
    by = system("tests")
    list(import_homes(homes=HOMES, by=by, now=now))
    list(import_residents(residents=[AMINA, GWEN], by=by, now=now))
    return Cast(staff)
