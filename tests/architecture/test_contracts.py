"""The import contracts hold, and each kind of them would notice a breach."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

BREACHES = {
    "A room imports only lower rooms": ("people/breach.py", "import upstander.cases.api\n"),
    "The policy engine knows no framework and no database": ("policy/breach.py", "import django.conf\n"),
    "Modules side by side do not import each other in a circle": (
        "lib/breach.py",
        "import upstander.lib.breach_too\n",
    ),
    "confidentiality is entered by its door": (
        "people/breach_door.py",
        "import upstander.confidentiality.vault\n",
    ),
    "cases is entered by its door": ("intake/breach_door.py", "import upstander.cases.models\n"),
}


def lint(source: Path) -> subprocess.CompletedProcess[str]:
    code = "from importlinter.cli import lint_imports_command as run; run()"
    return subprocess.run(
        [sys.executable, "-c", code, "--config", str(ROOT / ".importlinter"), "--no-cache", "--no-logo"],
        capture_output=True,
        text=True,
        check=False,
        cwd=source,
        env={"PYTHONPATH": str(source), "PATH": "/usr/bin:/bin"},
    )


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    where = tmp_path_factory.mktemp("contracts")
    shutil.copytree(
        ROOT / "src" / "upstander",
        where / "upstander",
        ignore=shutil.ignore_patterns("static", "templates", "__pycache__"),
    )
    return where


def test_the_contracts_hold() -> None:
    done = lint(ROOT / "src")
    assert done.returncode == 0, done.stdout


def test_every_kind_of_contract_notices_a_breach(copy: Path) -> None:
    for place, text in BREACHES.values():
        (copy / "upstander" / place).write_text(text)
    (copy / "upstander" / "lib" / "breach_too.py").write_text("import upstander.lib.breach\n")
    done = lint(copy)
    assert done.returncode == 1, done.stderr
    assert {name for name in BREACHES if f"{name} BROKEN" in done.stdout} == set(BREACHES), done.stdout
