"""The locks hold versions and hashes of everything that the .in files ask for, and no address. Needs no network."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

HERE = Path(__file__).resolve().parent
ADDRESS = re.compile(r"://|--(index|extra-index|find-links)|^\s*(-e|-f|-i)\b", re.MULTILINE)


def main() -> int:
    faults = [fault for source in sorted(HERE.glob("*.in")) for fault in python_faults(source)] + npm_faults()
    for fault in faults:
        print(fault)
    return 1 if faults else 0


def python_faults(source: Path) -> list[str]:
    lock = source.with_suffix(".lock")
    text = lock.read_text()
    faults = [f"{lock.name} names an address"] if ADDRESS.search(text) else []
    pins: dict[str, list[str]] = {}
    for block in re.split(r"\n(?=[A-Za-z0-9])", text):
        if match := re.match(r"([A-Za-z0-9._-]+)==([^\s;\\]+)", block):
            pins.setdefault(canonicalize_name(match[1]), []).append(match[2])
            if "--hash=sha256:" not in block:
                faults.append(f"{lock.name}: {match[1]} has no hash")
    for asked in requirements(source):
        found = pins.get(canonicalize_name(asked.name), [])
        if not any(asked.specifier.contains(version, prereleases=True) for version in found):
            faults.append(
                f"{lock.name}: {asked} is not locked (has {', '.join(found) or 'none'}); run `make lock`"
            )
    return faults


def requirements(source: Path) -> list[Requirement]:
    found: list[Requirement] = []
    for raw in source.read_text().splitlines():
        line = raw.partition("#")[0].strip()
        if line.startswith("-r "):
            found += requirements(source.parent / line[3:].strip())
        elif line:
            found.append(Requirement(line))
    return found


def npm_faults() -> list[str]:
    lock = HERE.parent / "package-lock.json"
    if not lock.exists():
        return []
    packages = json.loads(lock.read_text())["packages"]
    faults = [
        f"package-lock.json: {name} names an address"
        for name, about in packages.items()
        if "resolved" in about
    ]
    bare = [
        name
        for name, about in packages.items()
        if name and not about.get("link") and "integrity" not in about
    ]
    return faults + [f"package-lock.json: {name} has no hash" for name in bare]


if __name__ == "__main__":
    sys.exit(main())
