"""A history in a file, one JSON object a line, replayed by several processes.

Each process reads its own stretches of the file, from one start of a line to another, and keeps one tally from beginning to end.
What they share was made before they began: the two editions and the tables of working time. So nothing but a few numbers
passes between them, and twice the processes take half the time.
"""

from __future__ import annotations

import gc
import json
import multiprocessing
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ProcessPoolExecutor, wait
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path
from typing import NamedTuple

import orjson

from upstander.operations.commands.policy_files import Unusable, refuse_constant, without_doubles
from upstander.policy.api import Edition, Effect, FactsError, Past, Simulation, parse_facts, parse_moment

_STRETCH = 1_000_000
"""Bytes that a process takes at a time: some hundred cases, so that all end at about the same moment."""
_OFTEN = 250
"""Cases between two signs of life."""
_MARK = b"\xef\xbb\xbf"

Tell = Callable[[int], None]


class Fault(NamedTuple):
    """The first thing wrong in a stretch: where the stretch begins, which line of it, and what to say of it."""

    start: int
    line: int
    says: str


def replay_lines(lines: Iterable[bytes], source: str, current: Edition, draft: Edition, tell: Tell) -> Effect:
    """The effect on all lines, by this process alone. Raises Unusable that names the line at fault."""
    simulation = Simulation(current, draft)
    done = number = 0
    try:
        for number, line in enumerate(lines, start=1):
            done += _take(simulation, line.removeprefix(_MARK) if number == 1 else line, current)
            if not number % _OFTEN:
                tell(done)
    except _Wrong as wrong:
        raise Unusable(_at_line(source, number, str(wrong))) from None
    return simulation.effect()


def replay_file(
    path: Path, source: str, current: Edition, draft: Edition, processes: int, tell: Tell
) -> Effect:
    """The effect on all lines of a file, shared out. Raises Unusable that names the first line at fault; OSError."""
    size = path.stat().st_size
    processes = min(processes, 1 + size // _STRETCH)
    if processes == 1 or "fork" not in multiprocessing.get_all_start_methods():
        with path.open("rb") as lines:
            return replay_lines(lines, source, current, draft, tell)
    context = multiprocessing.get_context("fork")
    work = _Work(
        path, size, current, Simulation(current, draft), context.Value("q", 0), context.Value("q", 0)
    )
    gc.collect()
    gc.freeze()  # what is shared stays shared: no process writes into it to see what could be thrown away
    effect, faults = Effect(), []
    with ProcessPoolExecutor(processes, context, _begin, (work,)) as pool:
        waiting: set[Future[Effect | Fault]] = {pool.submit(_work) for _ in range(processes)}
        while waiting:
            ready, waiting = wait(waiting, timeout=0.2)
            tell(work.done.value)
            for each in ready:
                found = each.result()
                if isinstance(found, Fault):
                    faults.append(found)
                else:
                    effect.add(found)
    gc.unfreeze()
    if faults:
        first = min(faults)
        raise Unusable(_at_line(source, _lines_before(path, first.start) + first.line, first.says))
    return effect


class _Work(NamedTuple):
    """What every process has from the start. `taken` counts stretches that somebody took, `done` cases."""

    path: Path
    size: int
    current: Edition
    simulation: Simulation
    taken: Synchronized[int]
    done: Synchronized[int]


_given: _Work


def _begin(work: _Work) -> None:
    global _given
    _given = work
    gc.set_threshold(200_000, 20, 100)  # a case leaves no rings behind, so looking for them is mostly in vain


def _work() -> Effect | Fault:
    """Stretch after stretch until none is left. After a fault no new one is begun: those before it are under way already."""
    work = _given
    with work.path.open("rb") as file:
        while True:
            with work.taken.get_lock():
                start = work.taken.value * _STRETCH
                work.taken.value += 1
            if start >= work.size:
                return work.simulation.effect()
            if start:
                file.seek(start - 1)
                file.readline()
            else:
                file.seek(len(_MARK) if file.read(len(_MARK)) == _MARK else 0)
            fault = _stretch(work, file.tell(), start + _STRETCH, file.readline)
            if fault:
                with work.taken.get_lock():
                    work.taken.value = work.size
                return fault


def _stretch(work: _Work, at: int, end: int, readline: Callable[[], bytes]) -> Fault | None:
    """The lines that begin before `end`."""
    simulation, current, begun, done, number = work.simulation, work.current, at, 0, 0
    try:
        while at < end and (line := readline()):
            at += len(line)
            number += 1
            done += _take(simulation, line, current)
            if done >= _OFTEN:
                with work.done.get_lock():
                    work.done.value += done
                done = 0
    except _Wrong as wrong:
        return Fault(begun, number, str(wrong))
    with work.done.get_lock():
        work.done.value += done
    return None


class _Wrong(Exception):
    """What is wrong with a line."""


def _take(simulation: Simulation, line: bytes, current: Edition) -> bool:
    """Replay one line; False when it is empty. Well-formed ones are read the quick way, whatever else there is `_past` judges."""
    try:
        found = orjson.loads(line)
    except ValueError:
        if not line.strip():
            return False
        found = None
    if found is None or not simulation.take_mapping(found, names(line)):
        try:
            simulation.take(_past(line, current))
        except FactsError as fault:
            raise _Wrong(str(fault)) from None
    return True


def names(line: bytes) -> int:
    """How many names its objects have, or -1 where that takes a parser: the quick reader does not see one given twice.

    Without a backslash no text holds a quotation mark, so a quotation mark before a colon ends a name (or begins a text with one).
    """
    if (
        b"\\" in line
        or b"\t" in line
        or (b" " in line and b" :" in line)
        or (b"\r" in line and b"\r:" in line)
    ):
        return -1  # a single byte is found at once, so it is looked for first
    return line.count(b'":')


def _past(line: bytes, edition: Edition) -> Past:
    """One line's facts. Raises FactsError that names the entry at fault."""
    try:
        found = json.loads(
            line.decode("utf-8"), object_pairs_hook=without_doubles, parse_constant=refuse_constant
        )
    except UnicodeDecodeError:
        raise _Wrong("this is not text in UTF-8.") from None
    except json.JSONDecodeError as fault:
        raise _Wrong(f"this is not JSON: {fault.msg}.") from None
    except ValueError:
        raise _Wrong("a number in it is longer than anybody could read.") from None
    except RecursionError:
        raise _Wrong("nested too deeply.") from None
    if not isinstance(found, dict):
        raise FactsError("facts", "this must be one JSON object.")
    named = found.pop("edition", None)
    if named not in (None, edition.id):
        raise FactsError("edition", f"these facts are for {named!r}.", f"Name it with --against {named}.")
    if found.get("now") is None:
        raise FactsError("now", "needed: until when the case is known.")
    now = parse_moment(found.pop("now"), "now")
    return Past(parse_facts(found, edition), now)


def _at_line(source: str, number: int, says: str) -> str:
    return f"{source}: line {number}: {says}"


def _lines_before(path: Path, end: int) -> int:
    count, left = 0, end
    with path.open("rb") as file:
        while True:
            block = file.read(min(left, _STRETCH))
            if not block:
                return count
            count += block.count(b"\n")
            left -= len(block)
