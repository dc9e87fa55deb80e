"""What `make test` runs after the checks: the database tests on PostgreSQL 15 where it is, then the whole suite.

Both run in two processes, a file at a time, long ones first. It comes last, so that the output ends with its summary. With arguments,
only pytest with those arguments.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OLDEST = Path("/usr/lib/postgresql/15/bin")
TWO = ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]  # the order: conftest.py


def main(arguments: list[str]) -> int:
    if arguments:
        return pytest(arguments)
    older = 0
    if (OLDEST / "postgres").exists():
        print("Testing the database on PostgreSQL 15", flush=True)
        older = pytest(["-q", "-m", "db15", *TWO], UPSTANDER_TEST_PROGRAMS=str(OLDEST))
    else:
        print(
            "Skipped: the database tests on PostgreSQL 15 (it is not installed; Debian package postgresql-15)"
        )
    print("Testing everything on the embedded PostgreSQL", flush=True)
    return pytest(TWO) or older


def pytest(arguments: list[str], **environment: str) -> int:
    command = [sys.executable, "-m", "pytest", *arguments]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
