"""The demo landlord's stock: invented homes on invented streets in invented neighbourhoods of real council areas.

Nobody lives at any of these addresses, and nobody can:

- the postcodes have the right shape but lie in districts that do not exist (data/neighbourhoods.yaml says which);
- the UPRNs are twelve digits from 999 000 000 000 on, far above the blocks that authorities allocate from;
- the streets, blocks and schemes are put together from lists of invented names.

Everything is drawn from a seed and comes as a stream, home by home, in the order of the neighbourhoods.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache

from upstander.operations.demo.lists import dice, read_list

FULL_HOMES = 13_000
QUICK_HOMES = 300
SEED = 2021

# Amina and Gwen live here, in the first block of the first neighbourhood, in every size of landlord.
CAST_BLOCK = "Sandpiper Court"
CAST_STREET = "Tidegate Road"

_UPRN_BASE = 999_000_000_000
# The letters that the second half of a postcode may hold.
_UNIT_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"
_HOMES_TO_A_POSTCODE = 17
_SHARES = {"houses": 0.62, "block": 0.325, "scheme": 0.055}


class PropertyType(StrEnum):
    """What kind of building a home is."""

    HOUSE = "house"
    FLAT = "flat"
    MAISONETTE = "maisonette"
    BUNGALOW = "bungalow"


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """An invented part of a real council area; `patch` says which Neighbourhood Services team looks after it."""

    slug: str
    name: str
    town: str
    authority: str
    district: str
    share: int
    patch: str


@dataclass(frozen=True, slots=True)
class Block:
    """A building with flats and shared doors. An independent-living scheme is a block with `scheme` set."""

    uprn: str
    name: str
    street: str
    entrances: tuple[str, ...]
    scheme: bool = False


@dataclass(frozen=True)
class Home:
    """One home that the landlord lets. `number` is a house number, or "Flat 7" in a block."""

    uprn: str
    number: str
    street: str
    town: str
    postcode: str
    neighbourhood: Neighbourhood
    property_type: PropertyType
    bedrooms: int
    block: Block | None = None
    entrance: str = ""
    floor: int = 0

    @property
    def authority(self) -> str:
        """The council whose area the home is in: where a homelessness referral goes (3.3.1)."""
        return self.neighbourhood.authority

    @property
    def independent_living(self) -> bool:
        """Whether the home is in an independent-living scheme."""
        return self.block is not None and self.block.scheme

    @property
    def short_number(self) -> str:
        """The number as people say it: "12", also for Flat 12."""
        return self.number.rpartition(" ")[2]

    @property
    def place(self) -> str:
        """The block, or the street where there is none: what neighbours share."""
        return self.block.name if self.block else self.street

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The address as on an envelope, postcode last."""
        if self.block:
            return (self.number, self.block.name, self.street, self.town, self.postcode)
        return (f"{self.number} {self.street}", self.town, self.postcode)


@lru_cache(maxsize=1)
def neighbourhoods() -> tuple[Neighbourhood, ...]:
    """The landlord's neighbourhoods, the cast's first."""
    return tuple(Neighbourhood(**row) for row in read_list("neighbourhoods.yaml"))


def homes(*, count: int = FULL_HOMES, seed: int = SEED) -> Iterator[Home]:
    """The landlord's homes as a stream. The same count and seed give the same homes."""
    return _Builder(seed, count).build()


class _Builder:
    """Builds neighbourhood after neighbourhood: the kind of site that is furthest behind its share comes next."""

    def __init__(self, seed: int, count: int) -> None:
        self._seed = seed
        self._count = count
        self._dice = dice(seed, "landlord")
        self._uprn = _UPRN_BASE
        self._built = dict.fromkeys(_SHARES, 0)
        self._streets = self._deal("streets", CAST_STREET)
        self._blocks = self._deal("blocks", CAST_BLOCK)
        self._schemes = self._deal("schemes", "")

    def build(self) -> Iterator[Home]:
        areas = neighbourhoods()
        total = sum(area.share for area in areas)
        done = share = 0
        for area in areas:
            share += area.share
            upto = self._count * share // total
            yield from self._neighbourhood(area, upto - done)
            done = upto

    def _neighbourhood(self, area: Neighbourhood, wanted: int) -> Iterator[Home]:
        codes = _Postcodes(area.district)
        left = wanted
        if area is neighbourhoods()[0]:
            flats = min(24, left)
            yield from self._block(area, codes, flats, CAST_BLOCK, CAST_STREET)
            left -= flats
        while left > 0:
            kind = self._next_kind()
            if kind == "houses":
                size = min(left, self._dice.randint(18, 66))
                yield from self._street(area, codes, size)
            elif kind == "block":
                size = min(left, self._dice.choice((9, 12, 18, 24, 36, 48)))
                yield from self._block(area, codes, size, next(self._blocks), next(self._streets))
            else:
                size = min(left, self._dice.choice((24, 28, 32, 40)))
                yield from self._scheme(area, codes, size)
            left -= size

    def _next_kind(self) -> str:
        whole = sum(self._built.values()) + 1
        return max(_SHARES, key=lambda kind: _SHARES[kind] * whole - self._built[kind])

    def _street(self, area: Neighbourhood, codes: _Postcodes, size: int) -> Iterator[Home]:
        street = next(self._streets)
        bungalows = self._dice.random() < 0.08
        self._built["houses"] += size
        sides = self._dice.random() < 0.5
        for index in range(size):
            number = index + 1 if sides else 2 * index + 1
            yield self._home(
                area,
                codes.next(),
                number=str(number + 1 if number >= 13 and sides else number),
                street=street,
                kind=PropertyType.BUNGALOW if bungalows else PropertyType.HOUSE,
                bedrooms=self._dice.choice((1, 1, 2) if bungalows else (2, 2, 3, 3, 3, 3, 4)),
            )

    def _block(
        self, area: Neighbourhood, codes: _Postcodes, size: int, name: str, street: str
    ) -> Iterator[Home]:
        self._built["block"] += size
        doors = tuple(f"Entrance {letter}" for letter in "ABCD"[: max(1, -(-size // 12))])
        block = self._new_block(name, street, doors)
        codes.turn()
        on_a_floor = 3 if size < 24 else 6
        for index in range(size):
            top = index >= size - on_a_floor and size >= 36
            yield self._home(
                area,
                codes.current,
                number=f"Flat {index + 1}",
                street=street,
                kind=PropertyType.MAISONETTE if top else PropertyType.FLAT,
                bedrooms=3 if top else self._dice.choice((1, 1, 2, 2, 2)),
                block=block,
                entrance=doors[index * len(doors) // size],
                floor=index // on_a_floor,
            )
        codes.turn()

    def _scheme(self, area: Neighbourhood, codes: _Postcodes, size: int) -> Iterator[Home]:
        self._built["scheme"] += size
        street = next(self._streets)
        block = self._new_block(
            next(self._schemes), street, ("Main entrance", "Garden entrance"), scheme=True
        )
        codes.turn()
        for index in range(size):
            bungalow = index >= size * 3 // 4
            yield self._home(
                area,
                codes.current,
                number=f"{'Bungalow' if bungalow else 'Flat'} {index + 1}",
                street=street,
                kind=PropertyType.BUNGALOW if bungalow else PropertyType.FLAT,
                bedrooms=self._dice.choice((1, 1, 1, 2)),
                block=block,
                entrance="" if bungalow else block.entrances[index % 2],
                floor=0 if bungalow else index * 4 // (size * 3),
            )
        codes.turn()

    def _new_block(
        self, name: str, street: str, entrances: tuple[str, ...], *, scheme: bool = False
    ) -> Block:
        return Block(
            uprn=self._next_uprn(),
            name=name,
            street=street,
            entrances=entrances,
            scheme=scheme,
        )

    def _home(
        self,
        area: Neighbourhood,
        postcode: str,
        *,
        number: str,
        street: str,
        kind: PropertyType,
        bedrooms: int,
        block: Block | None = None,
        entrance: str = "",
        floor: int = 0,
    ) -> Home:
        return Home(
            uprn=self._next_uprn(),
            number=number,
            street=street,
            town=area.town,
            postcode=postcode,
            neighbourhood=area,
            property_type=kind,
            bedrooms=bedrooms,
            block=block,
            entrance=entrance,
            floor=floor,
        )

    def _next_uprn(self) -> str:
        self._uprn += 1
        return str(self._uprn)

    def _deal(self, kind: str, taken: str) -> Iterator[str]:
        lists = read_list("streets.yaml")[kind]
        firsts = [first.replace("-", " ") for first in lists["first"].split()]
        names = sorted({f"{first} {last}" for first in firsts for last in lists["kinds"]} - {taken})
        _shuffled(names, dice(self._seed, "names", kind))
        # More sites than names would be a fault of the lists; say so rather than repeat a street.
        yield from names
        raise LookupError(f"data/streets.yaml holds too few {kind} for this many homes")


class _Postcodes:
    """The postcodes of one district that does not exist, one after the other."""

    def __init__(self, district: str) -> None:
        self._district = district
        self._index = -1
        self._homes = 0
        self.turn()

    def turn(self) -> None:
        """Go on to the next postcode."""
        self._index += 1
        self._homes = 0
        letters = len(_UNIT_LETTERS)
        sector, unit = divmod(self._index, letters * letters)
        first, second = divmod(unit, letters)
        self.current = f"{self._district} {sector + 1}{_UNIT_LETTERS[first]}{_UNIT_LETTERS[second]}"

    def next(self) -> str:
        """The postcode of the next home along a street."""
        if self._homes == _HOMES_TO_A_POSTCODE:
            self.turn()
        self._homes += 1
        return self.current


def _shuffled(names: list[str], chance: random.Random) -> None:
    chance.shuffle(names)
