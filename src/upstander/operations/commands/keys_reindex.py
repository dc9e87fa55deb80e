"""The steps of `upstander keys reindex`: a new key for the search index, while people read and write (decision 0080)."""

from __future__ import annotations

import time
from pathlib import Path

from upstander.operations.errors import OperatorError

STEPS = ("add", "fill", "use", "clear")
_PAUSE = 0.2  # seconds


def take_steps(path: Path, step: str | None, batch: int, wait: int) -> str:
    """One step, or all four. What to say about it. The database must answer. Raises OperatorError."""
    said = ""
    unfinished = not index_under_way(path) and bool(_left())
    for each in [step] if step else STEPS[-1:] if unfinished else STEPS:
        if each == "add":
            said = _add(path)
        elif each == "use":
            said = _use(path)
        else:
            done = _bring_up(batch, wait)
            said = (
                f"{done} rows brought up to the new key. Next: --step use."
                if each == "fill"
                else "Searches use the new key alone. Back the keys up now, with `upstander keys backup`."
            )
    return said


def index_under_way(path: Path) -> bool:
    """True while a new index key is in the file and searches do not ask with it yet."""
    from upstander.confidentiality.api import key_states

    return not [each for each in key_states(path) if each.purpose == "index"][-1].sealing


def _add(path: Path) -> str:
    from upstander.confidentiality.api import add_index_key

    if not index_under_way(path) and (left := _left()):
        raise OperatorError(f"{left} rows still hold what an older key made. Run `--step clear` first.")
    if not add_index_key(path):
        return "A new key was added before. Next: --step fill."
    return "Added. Bring the file to every host. Next: --step fill."


def _use(path: Path) -> str:
    from upstander.confidentiality.api import use_index_key

    if left := _left():
        raise OperatorError(f"{left} rows lack the new key. Run `--step fill` first.")
    if not use_index_key(path):
        return "The newest key is in use already. Next: --step clear."
    return "In use. Bring the file to every host. Next: --step clear."


def _left() -> int:
    from upstander.confidentiality.api import left_to_reindex, system

    return left_to_reindex(system("keys reindex"))


def _bring_up(batch: int, wait: int) -> int:
    """Bring every row to the generations in use, until none is left that somebody wrote by the file as it was. How many."""
    from upstander.confidentiality.api import transactions_under_way

    done, until, earlier = 0, time.monotonic() + wait, transactions_under_way()
    while True:
        done += _pass(batch)
        earlier &= transactions_under_way()
        if not earlier and not _left():
            return done
        if time.monotonic() > until:
            raise OperatorError("Somebody's transaction does not end. Nothing is lost; run this again later.")
        time.sleep(_PAUSE)


def _pass(batch: int) -> int:
    from django.utils import timezone

    from upstander.confidentiality.api import reindex_some, system, token_columns

    done = 0
    for column in token_columns():
        last = None
        while True:
            some, last = reindex_some(
                column, after=last, by=system("keys reindex"), now=timezone.now(), at_most=batch
            )
            done += some
            if last is None:
                break
    return done
