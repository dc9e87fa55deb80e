"""`upstander policy simulate`: a file of facts replayed without a database, faults named by line, progress on standard error."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from policy.saying import edition, edition_text
from upstander.operations.bench.cases import lines
from upstander.policy.api import Clock, numbers, with_number


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    """The update every ten working days made every five."""
    text, ovh = edition_text(), edition()
    for number in numbers(ovh):
        if number.id.startswith("progress-update/") and number.clock.count == 10:
            text = with_number(text, ovh, number.id, Clock.parse("5 working days"))
    path = tmp_path / "draft.yaml"
    path.write_text(text)
    return path


def facts(folder: Path, *rows: str) -> Path:
    path = folder / "facts.jsonl"
    path.write_text("\n".join(rows) + "\n")
    return path


def run(*arguments: object, given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "upstander", "policy", "simulate", *map(str, arguments)],
        input=given,
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "/usr/bin:/bin", "DATABASE_URL": "postgresql://nowhere.invalid/none"},
    )


def test_it_prints_what_a_draft_would_have_meant(draft: Path, tmp_path: Path) -> None:
    done = run(draft, "--facts", facts(tmp_path, *lines(300, edition())))
    assert done.returncode == 0, done.stderr
    assert "ovh-2021 against ovh-2021, on 300 cases." in done.stdout
    assert "progress-update: sooner" in done.stdout and "By strand" in done.stdout
    assert "300 cases, " in done.stderr


def test_json_is_the_same_from_a_file_from_a_pipe_and_from_several_processes(
    draft: Path, tmp_path: Path
) -> None:
    rows = list(lines(2_300, edition()))
    path = facts(tmp_path, *rows)
    alone = run(draft, "--facts", path, "--json", "--processes", 1)
    shared = run(draft, "--facts", path, "--json", "--processes", 2)
    piped = run(draft, "--facts", "-", "--json", given="\n".join(rows))
    assert alone.stdout == shared.stdout == piped.stdout
    told = json.loads(alone.stdout)
    assert told["cases"] == 2_300 and 0 < told["touched"] < 2_300
    update = next(duty for duty in told["duties"] if duty["id"] == "progress-update")
    assert update["asked"]["draft"] > 1.5 * update["asked"]["current"]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("{", "line 2: this is not JSON"),
        ('{"reports": [{"received_at": "2026-11-20T15:00:00+00:00"}]}', "line 2: now: needed"),
        ('{"now": "2026-11-20T16:30:00+00:00", "reports": []}', "line 2: reports: at least one report"),
        (
            '{"now": "2026-11-20T16:30:00+00:00", "edition": "harbour-homes"}',
            "line 2: edition: these facts are for",
        ),
        (
            '{"now": "2026-11-20T16:30:00+00:00", "reports": [{}], "x": 1}',
            "line 2: reports[0].received_at: needed",
        ),
    ],
)
def test_a_fault_names_its_line_and_ends_with_status_2(
    draft: Path, tmp_path: Path, row: str, said: str
) -> None:
    done = run(draft, "--facts", facts(tmp_path, next(lines(1, edition())), row))
    assert done.returncode == 2 and said in done.stderr and "Traceback" not in done.stderr


def test_a_fault_far_into_a_file_shared_by_processes_is_named_too(draft: Path, tmp_path: Path) -> None:
    done = run(draft, "--facts", facts(tmp_path, *lines(1_500, edition()), "{"), "--processes", 2)
    assert done.returncode == 2 and "line 1501: this is not JSON" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_broken_draft_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "draft.yaml"
    path.write_text(edition_text().replace("kind: must", "kind: maybe", 1))
    done = run(path, "--facts", facts(tmp_path, *lines(1, edition())))
    assert done.returncode == 2 and "draft.yaml:" in done.stderr and "'maybe'" in done.stderr


def test_it_asks_for_a_file_or_for_a_time_and_not_for_both(draft: Path) -> None:
    assert "Give either --facts FILE, or both --from and --to" in run(draft).stderr
    assert run(draft, "--facts", "x", "--from", "2026-01-01", "--to", "2026-02-01").returncode == 2
    assert run(draft, "--from", "2026-01-01").returncode == 2


def test_an_empty_file_is_not_an_answer(draft: Path, tmp_path: Path) -> None:
    assert "there is no case in it" in run(draft, "--facts", facts(tmp_path, "")).stderr
