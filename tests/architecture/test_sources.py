"""House rules that a linter's own rules do not cover, and proof that the linter's rule on the clock bites."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "upstander"
MODULES = sorted(path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts)

# What the engine may use: the language, its parser, and the calendar of bank holidays. No clock, files, network or environment.
POLICY_MAY_USE = {"yaml", "holidays"}
POLICY_MAY_NOT_USE = {
    "os",
    "time",
    "socket",
    "subprocess",
    "io",
    "tempfile",
    "random",
    "sys",
    "logging",
    "shutil",
}


def imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found


def relative(path: Path) -> str:
    return str(path.relative_to(SOURCE))


def test_there_is_no_drawer_for_odds_and_ends() -> None:
    names = {"utils", "util", "helpers", "helper", "misc"}
    assert [relative(path) for path in MODULES if path.stem in names] == []


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        p for p in MODULES if p.name != "__init__.py" and not ast.get_docstring(ast.parse(p.read_text()))
    ]
    assert [relative(path) for path in silent] == []


def test_the_policy_engine_is_pure() -> None:
    faults = []
    for path in sorted((SOURCE / "policy").rglob("*.py")):
        used = imported(path) - {"upstander", "__future__"}
        wrong = (used - sys.stdlib_module_names - POLICY_MAY_USE) | (used & POLICY_MAY_NOT_USE)
        faults += [f"{relative(path)} imports {name}" for name in sorted(wrong)]
    assert faults == []


@pytest.mark.parametrize(
    ("place", "allowed"),
    [
        ("cases/actions/close.py", False),
        ("policy/clocks.py", False),
        ("sites/public/views.py", True),
        ("cases/jobs.py", True),
    ],
)
@pytest.mark.parametrize(
    "reading",
    [
        "from datetime import datetime\n\nmoment = datetime.now()\n",
        "import datetime as dt\n\nmoment = dt.date.today()\n",
        "from django.utils import timezone\n\nmoment = timezone.now()\n",
        "import time\n\nmoment = time.time()\n",
    ],
)
def test_only_entry_points_read_the_clock(place: str, allowed: bool, reading: str) -> None:
    command = [sys.executable, "-m", "ruff", "check", "--no-cache", "--select", "TID251"]
    done = subprocess.run(
        [*command, "--stdin-filename", str(SOURCE / place), "-"],
        input=reading,
        text=True,
        capture_output=True,
        cwd=ROOT,
        check=False,
    )
    assert (done.returncode == 0) is allowed, done.stdout


def test_rooms_use_no_signals_and_no_lookups_of_models_by_name() -> None:
    faults = []
    for path in MODULES:
        banned = ["django.dispatch", "models.signals"]
        if relative(path).partition("/")[0] not in {"operations", "sites"}:
            banned.append("get_model(")
        text = path.read_text()
        faults += [f"{relative(path)} has {word}" for word in banned if word in text]
    assert faults == []


def test_a_template_imports_every_macro_that_it_uses() -> None:
    """An import that is taken out while a line that needs it comes in breaks the page for whoever opens it first."""
    root = SOURCE / "sites" / "templates"
    texts = {
        str(file.relative_to(root)): re.sub(r"{#.*?#}", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
        for file in root.rglob("*.html")
    }
    made = {name: set(re.findall(r"{%-?\s*(?:macro|set) (\w+)", text)) for name, text in texts.items()}
    macros = {each for text in texts.values() for each in re.findall(r"{%-?\s*macro (\w+)\(", text)}

    def known(name: str) -> set[str]:
        imported = re.findall(r"import (.+?)(?: with(?:out)? context)? -?%}", texts[name])
        found = made[name] | {each.split(" as ")[-1].strip() for line in imported for each in line.split(",")}
        parent = re.search(r'{% extends "([^"]+)"', texts[name])
        return found | (known(parent[1]) if parent and parent[1] in texts else set())

    missing = {}
    for name, text in texts.items():
        code = " ".join(re.findall(r"{[{%].*?[%}]}", text, flags=re.DOTALL))
        called = {each for each in re.findall(r"(?<![\w.\"'])(\w+)\(", code) if each in macros}
        if lost := called - known(name) - {"decide", "write"}:  # addresses, which views give
            missing[name] = lost
    assert missing == {}
