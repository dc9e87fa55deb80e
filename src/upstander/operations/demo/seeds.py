"""Story seeds: what kinds of thing are reported, by whom and how, with the words people use. Read from data/stories/.

The fields of a seed in YAML, all but `id`, `channels`, `behaviours`, `motivations`, `place`, `perp`, `level` and `told` may be
left out: `by` (reporter role), `who` (customer, non_customer, staff), `fits` (flat, house, scheme, any), `heritages` (name
lists, or the groups below), `survivor` (woman, man), `age` (young, older), `needs: children`, `needs_words` (communication
needs), `male_perp`, `danger`, `tonight` (cannot stay), `crime`, `material` (on the landlord's property), `photo`,
`safeguarding`, `female_staff`, `wants_to_move`, `support_needs`, `capacity`, `routed` (asb, domestic_abuse).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from upstander.operations.demo.lists import read_list

_FILES = ("race", "religion", "disability", "identity", "gender_age", "harassment", "danger", "others")

_GROUPS = {
    "south_asian": ("pakistani", "bangladeshi", "indian"),
    "black": ("nigerian", "ghanaian", "caribbean", "zimbabwean", "eritrean", "somali", "mixed"),
    "muslim": ("somali", "yemeni", "arab", "kurdish", "pakistani", "bangladeshi", "turkish", "afghan"),
}
_MAJORITY = frozenset({"merseyside", "irish", "welsh"})


@dataclass(frozen=True, slots=True)
class StorySeed:
    """One kind of story. `told` holds different people's ways of telling it."""

    id: str
    channels: tuple[str, ...]
    behaviours: tuple[str, ...]
    motivations: tuple[str, ...]
    place: str
    perp: str
    level: str
    told: tuple[str, ...]
    by: str = "survivor"
    who: str = "customer"
    fits: str = "any"
    heritages: frozenset[str] | None = None
    survivor: str = ""
    age: str = ""
    needs: str = ""
    needs_words: tuple[str, ...] = ()
    male_perp: bool = False
    danger: bool = False
    tonight: bool = False
    crime: bool = False
    material: bool = False
    photo: bool = False
    safeguarding: tuple[str, ...] = ()
    female_staff: bool = False
    wants_to_move: bool = False
    support_needs: bool = False
    capacity: bool = False
    routed: str = ""

    @property
    def online_only(self) -> bool:
        """Whether nothing but personal communication online is reported: advice only (3.1.4)."""
        return self.behaviours == ("online_abuse",)

    def suits(self, heritage: str) -> bool:
        """Whether this could have happened to a household with names of that list."""
        if self.heritages is not None:
            return heritage in self.heritages
        return "race" not in self.motivations or heritage not in _MAJORITY


@lru_cache(maxsize=1)
def story_seeds() -> tuple[StorySeed, ...]:
    """Every seed, file by file. An unknown field in a file is a TypeError that names it."""
    return tuple(_seed(row) for name in _FILES for row in read_list(f"stories/{name}.yaml"))


def _seed(row: dict[str, Any]) -> StorySeed:
    # Any: the values' types are those of the fields they are named for; a wrong one shows in the tests.
    values: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in row.items()
    }
    if "heritages" in values:
        values["heritages"] = frozenset(h for name in values["heritages"] for h in _GROUPS.get(name, (name,)))
    values["told"] = tuple(" ".join(told.split()) for told in values["told"])
    return StorySeed(**values)
