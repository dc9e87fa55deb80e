"""`make bench`: outcomes a second on one core, and a nation's ten years tried out on two processes.

Every line gives the figure, the aim, and the one over the other, so that a slower machine is seen as what it is.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import orjson

from upstander.operations.bench.cases import NOW, lines, typical_case
from upstander.operations.commands.policy_files import default_edition, edition_text
from upstander.operations.commands.policy_history import names
from upstander.policy.api import (
    Clock,
    Edition,
    Past,
    Plain,
    Simulation,
    load_edition,
    numbers,
    outcome,
    parse_facts,
    parse_moment,
    with_number,
)

OUTCOMES_A_SECOND = 10_000
NATION = 1_400_000
"""Cases of a nation's ten years."""
NATION_SECONDS = 60
MEASURED = 100_000
PROCESSES = 2
_SECONDS = 3.0
_COMPARED = 10_000
_TURN = 500


def main() -> None:
    """Print every figure."""
    name = default_edition()
    text, file = edition_text(name)
    edition = load_edition(text, file)
    print(f"Edition {name}, on this machine's cores as they are now.")
    _outcomes(edition)
    with tempfile.TemporaryDirectory() as folder:
        history, draft = Path(folder) / "history.jsonl", Path(folder) / "draft.yaml"
        with history.open("w") as out:
            out.writelines(f"{line}\n" for line in lines(MEASURED, edition))
        draft.write_text(_draft(text, edition))
        _quick_and_plain(history, edition, load_edition(draft.read_text(), str(draft)))
        _simulation(history, draft)


def _outcomes(edition: Edition) -> None:
    case = typical_case()
    case.pop("now")
    facts = parse_facts(case, edition)
    mixed = [parse_facts(_without_now(line), edition) for line in lines(2_000, edition, seed=2)]
    for each in mixed:
        outcome(each, edition, NOW)  # the calendar's sums are kept once made, as in a long run
    rate = _rate(lambda: outcome(facts, edition, NOW))
    _line("Outcomes a second on one core, typical case", rate, OUTCOMES_A_SECOND)
    turn = iter(mixed * 1_000)
    rate = _rate(lambda: outcome(next(turn), edition, NOW))
    _line("Outcomes a second on one core, mixed cases", rate, OUTCOMES_A_SECOND)


def _rate(work: Callable[[], object]) -> float:
    """Times a second, by this process's own time: other work on the machine does not count."""
    done, begun = 0, time.process_time()
    while (spent := time.process_time() - begun) < _SECONDS:
        for _ in range(200):
            work()
        done += 200
    return done / spent


def _quick_and_plain(history: Path, edition: Edition, draft: Edition) -> None:
    """Both ways turn about on the same cases, so that what slows the machine slows both."""
    with history.open("rb") as file:
        told = list(islice(file, _COMPARED))
    quick, plain = Simulation(edition, draft), Plain(edition, draft)
    spent = {"quick": 0.0, "plain": 0.0}
    for begin in range(0, len(told), _TURN):
        begun = time.process_time()
        for line in told[begin : begin + _TURN]:
            if not quick.take_mapping(orjson.loads(line), names(line)):
                raise RuntimeError("A case of the measure is left to the plain way.")
        between = time.process_time()
        for line in told[begin : begin + _TURN]:
            case = json.loads(line)
            now = parse_moment(case.pop("now"), "now")
            plain.take(Past(parse_facts(case, edition), now))
        spent["quick"] += between - begun
        spent["plain"] += time.process_time() - between
    if quick.effect() != plain.effect:
        raise RuntimeError("The quick way and the plain way differ.")
    rates = {way: len(told) / seconds for way, seconds in spent.items()}
    print(
        f"Cases read and tried out a second on one core: quick {rates['quick']:,.0f}, plain {rates['plain']:,.0f};"
        f" quick : plain {rates['quick'] / rates['plain']:.1f} : 1, with the same effect"
    )


def _simulation(history: Path, draft: Path) -> None:
    rates: dict[int, float] = {}
    for processes in (1, PROCESSES):
        seconds, own, report = _run(history, draft, processes)
        cases = report["cases"]
        rates[processes] = cases / own
        _line(
            f"Cases a second on {processes} process(es), by the clock ({cases:,} in {seconds:.1f} s)",
            cases / seconds,
            NATION / NATION_SECONDS * processes / PROCESSES,
        )
        _line(
            "  the same by processor time, as on cores with nothing else to do",
            cases / own * processes,
            NATION / NATION_SECONDS * processes / PROCESSES,
        )
        print(f"  projected: {NATION:,} cases in {seconds * NATION / cases:,.0f} s by the clock")
    print(f"  work for a case when shared, of that alone: {rates[1] / rates[PROCESSES]:.2f} (1 is no loss)")


def _run(history: Path, draft: Path, processes: int) -> tuple[float, float, dict[str, int]]:
    """Seconds by the clock, seconds of processor time of all processes together, and the report."""
    command = [sys.executable, "-m", "upstander", "policy", "simulate", str(draft), "--facts", str(history)]
    begun, own = time.monotonic(), _children()
    done = subprocess.run(
        [*command, "--json", "--processes", str(processes)], check=True, capture_output=True, text=True
    )
    return time.monotonic() - begun, _children() - own, json.loads(done.stdout)


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _draft(text: str, edition: Edition) -> str:
    """The update every ten working days made every five, wherever it stands."""
    for number in numbers(edition):
        if number.id.startswith("progress-update/") and number.clock == Clock.parse("10 working days"):
            text = with_number(text, edition, number.id, Clock.parse("5 working days"))
    return text


def _without_now(line: str) -> dict[str, object]:
    case: dict[str, object] = json.loads(line)
    case.pop("now")
    return case


def _line(what: str, figure: float, aim: float) -> None:
    print(f"{what}: {figure:,.0f}, aim {aim:,.0f}, {figure / aim:.2f} of the aim")


if __name__ == "__main__":
    main()
