"""`make bench`: outcomes a second on one core, and a nation's ten years tried out on two processes.

Every line gives the figure, the aim, and the one over the other, so that a slower machine is seen as what it is.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from upstander.operations.bench.cases import NOW, lines, typical_case
from upstander.operations.commands.policy_files import default_edition, edition_text
from upstander.policy.api import Clock, Edition, load_edition, numbers, outcome, parse_facts, with_number

OUTCOMES_A_SECOND = 10_000
NATION = 1_400_000
"""Cases of a nation's ten years."""
NATION_SECONDS = 60
MEASURED = 100_000
PROCESSES = 2
_SECONDS = 3.0


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


def _simulation(history: Path, draft: Path) -> None:
    command = [sys.executable, "-m", "upstander", "policy", "simulate", str(draft), "--facts", str(history)]
    begun = time.monotonic()
    done = subprocess.run(
        [*command, "--json", "--processes", str(PROCESSES)], check=True, capture_output=True, text=True
    )
    seconds = time.monotonic() - begun
    report = json.loads(done.stdout)
    print(
        f"Simulation of {report['cases']:,} cases from a file on {PROCESSES} processes: {seconds:.1f} s,"
        f" {report['cases'] / seconds:,.0f} cases a second; {report['touched']:,} would have been treated differently."
    )
    _line(
        f"Cases a second, so that {NATION:,} take {NATION_SECONDS} s",
        report["cases"] / seconds,
        NATION / NATION_SECONDS,
    )
    print(f"  projected: {NATION:,} cases in {seconds * NATION / report['cases']:,.0f} s")


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
