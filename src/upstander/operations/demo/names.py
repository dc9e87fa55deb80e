"""Given and family names by heritage, so that the demo's people are as mixed a community as the region's is."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from upstander.operations.demo.lists import read_list


@dataclass(frozen=True, slots=True)
class Names:
    """One list of names. `other_language` is how many households in a hundred speak one of `languages` at home."""

    heritage: str
    share: int
    women: tuple[str, ...]
    men: tuple[str, ...]
    family: tuple[str, ...]
    languages: tuple[tuple[str, int], ...] = ()
    other_language: int = 0

    def draw(self, chance: random.Random, *, woman: bool, family: str, born: int, taken: set[str]) -> str:
        """A given name of that generation, which nobody of the household has and which makes no famous person of them."""
        elder, younger = _generations()
        wrong = elder if born > 1972 else younger if born < 1985 else frozenset()
        given = ""
        for _ in range(25):
            given = chance.choice(self.women if woman else self.men)
            if given not in taken and given not in wrong and f"{given} {family}" not in _famous():
                break
        taken.add(given)
        return given

    def language(self, chance: random.Random) -> str:
        """The language spoken at home, an ISO 639 code."""
        if not self.languages or chance.random() * 100 >= self.other_language:
            return "en"
        codes, weights = zip(*self.languages, strict=True)
        return str(chance.choices(codes, weights=weights)[0])


def draw_names(chance: random.Random) -> Names:
    """A list of names, each as likely as its share."""
    every = all_names()
    return every[chance.choices(range(len(every)), cum_weights=_weights())[0]]


def names_of(heritage: str) -> Names:
    """The list with this name. Raises LookupError for one that is not there."""
    for names in all_names():
        if names.heritage == heritage:
            return names
    raise LookupError(heritage)


@lru_cache(maxsize=1)
def all_names() -> tuple[Names, ...]:
    """Every list of data/names.yaml, in its order."""
    return tuple(
        Names(
            heritage=row["heritage"],
            share=row["share"],
            women=tuple(row["women"].split()),
            men=tuple(row["men"].split()),
            family=tuple(row["family"].split()),
            languages=tuple(row.get("languages", {}).items()),
            other_language=row.get("other_language", 0),
        )
        for row in read_list("names.yaml")
    )


@lru_cache(maxsize=1)
def _weights() -> list[int]:
    return list(accumulate(names.share for names in all_names()))


@lru_cache(maxsize=1)
def _famous() -> frozenset[str]:
    return frozenset(read_list("famous_pairs.yaml"))


@lru_cache(maxsize=1)
def _generations() -> tuple[frozenset[str], frozenset[str]]:
    lists = read_list("generations.yaml")
    return frozenset(lists["elder"].split()), frozenset(lists["younger"].split())
