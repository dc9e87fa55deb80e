"""Coordinates for invented homes: streets that lie near each other, door after door, somewhere in the sea off Formby."""

from __future__ import annotations

import hashlib
import re

from upstander.operations.demo.landlord import Home

_EAST, _NORTH = 318_000, 405_000  # nobody lives there


def coordinates(home: Home) -> tuple[int, int]:
    """Easting and northing. The doors of one street stand in two rows, the flats of a block close together."""
    area = _number(home.neighbourhood.name) % 400
    street = _number(home.street)
    east = _EAST + area % 20 * 600 + street % 5 * 70
    north = _NORTH + area // 20 * 600 + street // 5 % 5 * 70
    doors = re.findall(r"\d+", home.number)
    door = int(doors[-1]) if doors else 1
    if home.block is not None:
        block = _number(home.block.name)
        return east + block % 40 + door % 4 * 3, north + block // 40 % 40 + door // 4 % 8 * 3
    along = door * 6 % 160
    return (east + along, north + door % 2 * 14) if street % 2 else (east + door % 2 * 14, north + along)


def _number(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big")
