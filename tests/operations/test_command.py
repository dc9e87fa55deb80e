"""The command tells an operator what is wrong in a sentence, and loads no more than it needs."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest


def upstander(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "upstander", *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "upstander.settings", **environment},
        check=False,
        timeout=60,
    )


def refused(done: subprocess.CompletedProcess[str], words: str) -> None:
    assert done.returncode == 1
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_help_names_every_command_without_loading_django() -> None:
    code = (
        "import sys; from upstander.operations.cli import cli; cli.main(['--help'], standalone_mode=False);"
    )
    done = subprocess.run(
        [sys.executable, "-c", code + "sys.exit('django' in sys.modules)"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0
    assert {"demo", "run", "web", "worker", "migrate", "check", "audit", "policy"} <= set(done.stdout.split())


def test_the_policy_command_loads_no_django() -> None:
    code = (
        "import sys, importlib; importlib.import_module('upstander.operations.commands.policy');"
        "from upstander.operations import cli; sys.exit('django' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_data_directory_that_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    refused(upstander("demo", "--data", str(tmp_path / "file" / "data")), "cannot be used")


def test_a_port_that_is_taken(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        refused(upstander("demo", "--port", port, "--data", str(tmp_path)), f"Port {port} cannot be used")


def test_a_database_out_of_reach(tmp_path: Path) -> None:
    url = f"postgresql://nobody@/nothing?host={tmp_path}"
    refused(upstander("migrate", DATABASE_URL=url, UPSTANDER_DATA=str(tmp_path)), "cannot be reached")


def test_an_address_that_is_none(tmp_path: Path) -> None:
    refused(
        upstander("migrate", DATABASE_URL="not an address", UPSTANDER_DATA=str(tmp_path)), "not an address"
    )


def test_a_server_without_keys(tmp_path: Path) -> None:
    done = upstander("web", UPSTANDER_DATA=str(tmp_path), UPSTANDER_SECRET_KEY="", UPSTANDER_MASTER_KEYSET="")
    refused(done, "run `upstander keys`")


@pytest.mark.db15
def test_checking_a_database_that_the_app_cannot_escape(own_database: str, cluster: object) -> None:
    from upstander.operations.deployment import faults

    found = faults(deploy=False)
    assert [fault for fault in found if "fsync" not in fault] == []
