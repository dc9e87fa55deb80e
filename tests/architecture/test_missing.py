"""What is not there and what may not be seen get one answer (`sites/staff/guard.py`), whichever room says so."""

from __future__ import annotations

import importlib
import inspect
import pkgutil

import upstander
from upstander.lib.decision import NotThere

OUTSIDE = ("upstander.sites.", "upstander.operations.")  # they have no door


def test_whatever_a_room_says_is_missing_the_guard_answers() -> None:
    modules = [
        each.name
        for each in pkgutil.walk_packages(upstander.__path__, "upstander.")
        if not each.name.startswith(OUTSIDE)
    ]
    doors = [importlib.import_module(name) for name in modules if name.endswith(".api")]
    missing = {
        thing
        for door in doors
        for name, thing in vars(door).items()
        if inspect.isclass(thing) and name.startswith("NoSuch")
    }
    assert len(missing) > 8
    assert {each.__name__ for each in missing if not issubclass(each, NotThere)} == set()
