"""The housing system's files taken in: a hundred thousand homes, 150,000 people and who lives where; then the same again.

`python -m upstander.operations.bench.housing`, on a server of its own in a temporary directory, which it takes away again. Besides
the clock it prints the processor's time, ours and that of the server's process, which other work on the machine changes less.
"""

from __future__ import annotations

import argparse
import csv
import random
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from upstander.operations.bench.ground import landlord, processor_of_the_server

HOMES, PEOPLE, AIM = 100_000, 150_000, 60.0
_FIRST = (
    "Amina", "Ben", "Carol", "Dev", "Esther", "Farid", "Gwen", "Hal", "Ines", "Jomo", "Katya", "Leroy", "Mei", "Nadia", "Owen",
)  # fmt: skip
_LAST = (
    "Achebe", "Barrow", "Cole", "Das", "Evans", "Farouk", "Grant", "Hughes", "Iqbal", "Jones", "Kowalska", "Lloyd", "Mensah", "Nowak",
    "O'Neill", "Platt", "Quaye", "Rahman", "Singh", "Turner",
)  # fmt: skip


def main() -> None:
    """Print every run beside the aim. Exit status 1 when a line was left out, which no line should be."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--homes", type=int, default=HOMES)
    asked.add_argument("--people", type=int, default=PEOPLE)
    asked.add_argument("--quiet", action="store_true", help="no progress")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="upstander-bench-", ignore_cleanup_errors=True) as folder:
        files = Path(folder) / "files"
        files.mkdir()
        write_files(files, given.homes, given.people)
        with landlord(Path(folder) / "data"):
            for turn in ("first time", "the same again"):
                _take(files, turn, given.homes, given.people, quiet=given.quiet)


def _take(files: Path, turn: str, homes: int, people: int, *, quiet: bool) -> None:
    from django.utils import timezone

    from upstander.confidentiality.api import system
    from upstander.people.api import follow_housing_system

    clock, own, server = time.monotonic(), time.process_time(), processor_of_the_server()

    def say(file: str, lines: int) -> None:
        if not quiet and lines % 20_000 < 2_000:
            print(f"    {time.monotonic() - clock:>5.1f} s  {file}: {lines:,} lines", flush=True)

    with ExitStack() as stack:
        sources = {
            path.name: stack.enter_context(path.open(encoding="utf-8-sig", newline=""))
            for path in sorted(files.iterdir())
        }
        run = follow_housing_system(files=sources, by=system("housing import"), now=timezone.now(), say=say)
    clock, own, server = (
        time.monotonic() - clock,
        time.process_time() - own,
        processor_of_the_server() - server,
    )
    verdict = "within" if clock <= AIM else "OVER"
    print(
        f"Import of {homes:,} homes, {people:,} people with their tenancies, {turn}: {clock:.1f} s by the clock, aim {AIM:.0f} s,"
        f" {verdict}; of the processor {own:.1f} s ours and {server:.1f} s the server's",
        flush=True,
    )
    if run.refused or any(counts["left_out"] for counts in run.counts.values()):
        raise SystemExit(f"Lines were left out: {run.refused or run.findings[:3]}")


def write_files(folder: Path, homes: int, people: int) -> None:
    """The three files, the same each time. Everybody is invented."""
    chance = random.Random(7)  # noqa: S311  # nothing secret comes of it
    uprns = [str(100_000_000_000 + number) for number in range(homes)]

    def home_rows() -> Iterator[list[object]]:
        for number, uprn in enumerate(uprns):
            street = number // 60
            postcode = (
                f"L{street % 40 + 1} {number % 9 + 1}{chr(65 + street % 26)}{chr(65 + number // 9 % 26)}"
            )
            yield [
                uprn, number % 60 + 1, f"{_LAST[street % 20]} Street {street}", "Bootle", postcode, f"Area {street % 25}", "Sefton",
                ("house", "flat", "bungalow")[number % 3], "", number % 4 + 1, 335_000 + number % 9_000, 395_000 + number // 9_000,
            ]  # fmt: skip

    def person_rows() -> Iterator[list[object]]:
        for number in range(people):
            name = f"{chance.choice(_FIRST)} {chance.choice(_LAST)}"
            yield [
                f"T{number}", name, f"07700 {900_000 + number % 1_000}", f"person{number}@example.test" if number % 2 else "",
                f"{1940 + number % 65}-{number % 12 + 1:02}-{number % 28 + 1:02}", "Interpreter, Somali" if number % 30 == 0 else "",
            ]  # fmt: skip

    def tenancy_rows() -> Iterator[list[object]]:
        for number in range(people):
            kind = "tenant" if number < homes else "household_member"
            day = f"{number % 28 + 1:02}/{number % 12 + 1:02}/{2000 + number % 26}"
            yield [
                f"T{number}",
                uprns[number % homes],
                kind,
                day,
                f"R{number % homes}",
                "assured",
                "yes" if number % 9 == 0 else "no",
            ]

    homes_have = (
        "uprn,number,street,town,postcode,neighbourhood,local_authority,kind,block,bedrooms,easting,northing"
    )
    for name, heading, rows in (
        ("homes.csv", homes_have, home_rows()),
        ("people.csv", "external_ref,name,phone,email,born_on,needs", person_rows()),
        (
            "tenancies.csv",
            "external_ref,uprn,standing,started_on,tenancy_ref,tenancy_kind,arrears",
            tenancy_rows(),
        ),
    ):
        with (folder / name).open("w", encoding="utf-8", newline="") as out:
            out.write(f"{heading}\r\n")
            csv.writer(out).writerows(rows)


if __name__ == "__main__":
    main()
