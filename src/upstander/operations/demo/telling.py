"""Puts a report into the words of whoever makes it: a seed's own sentences, and some that many people might say."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, replace
from datetime import date

from upstander.operations.demo.landlord import Home
from upstander.operations.demo.lists import read_list
from upstander.operations.demo.seeds import StorySeed

_PLURAL = ("youths", "unknown")
_WHO = re.compile(r"\{(?:[Hh]e|him|his|[Ww]ho|[Tt]heir_number)\}")
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Scene:
    """What a telling needs to know: where, when, who is meant, and who tells it."""

    seed: StorySeed
    home: Home | None
    area: str
    street: str
    perp_home: Home | None
    perp_man: bool
    kid: str
    age: int
    years: int
    incident_on: date
    told_on: date
    channel: str
    own: bool
    children: bool

    def moved(self, incident_on: date, told_on: date) -> Scene:
        """The same scene on another day."""
        return replace(self, incident_on=incident_on, told_on=told_on)


def tell(scene: Scene, chance: random.Random) -> str:
    """The report's narrative, framed as its channel would frame it."""
    core = chance.choice(scene.seed.told)
    return _finish(_around(core, scene, chance), scene, chance)


def tell_again(scene: Scene, chance: random.Random) -> str:
    """What the same person says when it has happened again."""
    words = read_list("telling.yaml")
    lines = _usable(words["again" if scene.own else "again_other"], scene)
    parts = [chance.choice(lines)]
    if scene.own and chance.random() < 0.6:
        parts.append(chance.choice(_usable(words["effects"], scene)))
    return _finish(parts, scene, chance)


def perpetrator_words(scene: Scene, chance: random.Random) -> str:
    """How the reporter speaks of whoever does it: "the man at number 12", "a group of lads"."""
    words = read_list("telling.yaml")
    kind = scene.seed.perp
    if kind == "neighbour" and scene.home and scene.home.block and not scene.home.independent_living:
        kind = "neighbour_flat"
    phrase: str = chance.choice(words["perpetrators"][kind])
    if scene.perp_home is None and "{their" in phrase:
        phrase = "{person} from round the corner"
    person = chance.choice(words["men" if scene.perp_man else "women"])
    return _fill(phrase, {"person": person, **_their_home(scene)})


def _around(core: str, scene: Scene, chance: random.Random) -> list[str]:
    words = read_list("telling.yaml")
    seed = scene.seed
    if scene.channel == "text" or seed.danger or seed.who == "staff":
        return [core]
    opening = words["openings"]["own" if scene.own else "other"]
    parts = [chance.choice(_usable(opening, scene))] if chance.random() < 0.42 else []
    parts.append(core)
    if not scene.own:
        return parts
    after = []
    if chance.random() < 0.4 and "{since}" not in core:
        after.append(chance.choice(_usable(words["history"], scene)))
    if chance.random() < 0.6 and seed.by == "survivor":
        pool = words["effects"] + (words["effects_with_children"] if scene.children else [])
        after.append(chance.choice(_usable(pool, scene)))
    chance.shuffle(after)
    if chance.random() < 0.5:
        after.append(chance.choice(_usable(words["asks"], scene)))
    if chance.random() < 0.15:
        after.append(chance.choice(words["safety"]))
    return parts + after


def _finish(parts: list[str], scene: Scene, chance: random.Random) -> str:
    words = read_list("telling.yaml")
    text = _fill(" ".join(parts), _slots(scene, chance))
    frame: str = chance.choice(words["frames"][scene.channel])
    return frame.replace("{area}", scene.area).replace("{text}", text)


def _usable(lines: list[str], scene: Scene) -> list[str]:
    """Those lines that speak of one person only where there is one."""
    some = [line for line in lines if scene.seed.perp not in _PLURAL or not _WHO.search(line)]
    if scene.home is None:
        some = [line for line in some if "{home}" not in line]
    return some


def _slots(scene: Scene, chance: random.Random) -> dict[str, str]:
    words = read_list("telling.yaml")
    man, home = scene.perp_man, scene.home
    slots = {
        "who": perpetrator_words(scene, chance),
        "he": "he" if man else "she",
        "him": "him" if man else "her",
        "his": "his" if man else "her",
        "their": "his" if man else "her",
        "day": _day(scene, chance),
        "time": chance.choice(words["times"]),
        "since": chance.choice(words["since"]),
        "n": chance.choice(words["numbers"]),
        "ordinal": chance.choice(words["ordinals"]),
        "kid": scene.kid,
        "age": str(scene.age),
        "years": f"{scene.years} years" if scene.years > 1 else "a year",
        "area": scene.area,
        "street": scene.street,
        "block": home.place if home else scene.street,
        "home": spoken_number(home) if home else "",
        "number": home.short_number if home else "",
        "victim": _victim(home, chance) if home else "a customer of yours",
        "victim_home": f"{spoken_number(home)}, {home.place}" if home else scene.street,
        **_their_home(scene),
    }
    # A sentence that begins with a slot begins with a capital.
    return slots | {key.capitalize(): value[:1].upper() + value[1:] for key, value in slots.items()}


def _their_home(scene: Scene) -> dict[str, str]:
    home = scene.perp_home
    return {
        "their_number": spoken_number(home) if home else "the end house",
        "their_street": home.street if home else scene.street,
    }


def spoken_number(home: Home) -> str:
    """A home as neighbours say it: "flat 7", "number 12"."""
    return home.number.lower() if home.block else f"number {home.number}"


def _victim(home: Home, chance: random.Random) -> str:
    return chance.choice(("the tenant at {0}", "the person in {0}", "whoever lives at {0}")).format(
        spoken_number(home)
    )


def _day(scene: Scene, chance: random.Random) -> str:
    words = read_list("telling.yaml")["when"]
    ago = (scene.told_on - scene.incident_on).days
    if ago <= 0:
        return str(chance.choice(words["today"]))
    if ago == 1:
        return str(chance.choice(words["yesterday"]))
    weekday = _WEEKDAYS[scene.incident_on.weekday()]
    if ago < 7:
        return f"on {weekday}"
    if ago < 14:
        return f"last {weekday}"
    return f"on {scene.incident_on.day} {scene.incident_on:%B}"


def _fill(text: str, slots: dict[str, str]) -> str:
    return re.sub(r"\{(\w+)\}", lambda slot: slots[slot[1]], text)
