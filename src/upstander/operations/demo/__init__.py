"""The believable landlord behind `upstander demo`: what is made here is invented, the same on every machine, and made from a seed.

Where things are, from the ground up (no Django anywhere but in the modules whose name begins with `load`):

- `lists` packaged word lists and seeded dice; `data/` the lists themselves: names, streets, staff, story seeds, what staff write.
- `landlord` homes as a stream; `people` the shapes of people and tenancies; `directory` who lives where, as a stream;
  `names`, `phones`, `cast` (Amina, Gwen, Hal) their parts; `staff` teams, staff and their sign-ins.
- `seeds` kinds of report; `residents` and `parties` whom a story is about; `telling` its words; `placing` when it came in, seen from
  now; `events` and `aftermath` what was done about it; `risk` answers to the assessment; `stories` puts it all together.
- `load_landlord` writes the landlord into the database: `load_people`, `load_staff`, and `load_play` (with `load_told`, `load_duties`,
  `load_sharing`, `load_joint`, `load_photos`, `load_way_back`, `load_machines`) plays the stories through the program's own actions;
  `load_performance` counts what came of them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from upstander.lib.kept_messages import MARK
from upstander.operations.demo.staff import SignIn, sign_ins

__all__ = ["SignIn", "claim", "load", "sign_ins", "way_back_words"]


def claim(data: Path) -> None:
    """Mark this data directory as a demonstration's, where messages may be kept in files. Raises OperatorError on somebody's own."""
    from upstander.operations.demo.load_landlord import check_ours

    check_ours()
    (data / MARK).touch(mode=0o600)


def load(*, quick: bool, say: Callable[[str], None], now: datetime) -> None:
    """Load the landlord and a year of cases unless they are there. Needs Django set up and a migrated database."""
    from upstander.operations.demo.load_landlord import load as load_now

    load_now(quick=quick, say=say, now=now)


def way_back_words() -> tuple[str, ...]:
    """Seven words that open a reporter's page on this demonstration; nothing when it was loaded without them."""
    from upstander.operations.demo.load_way_back import words

    return words()
