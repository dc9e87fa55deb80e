"""The embedded PostgreSQL comes up whatever the last one left behind, and goes with whoever started it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from upstander.operations import embedded
from upstander.operations.addresses import cluster_directory, socket_directory
from upstander.operations.errors import OperatorError

START_AND_WAIT = """
import sys, time
from pathlib import Path
from upstander.operations import embedded
with embedded.serving(Path(sys.argv[1])):
    print("up", flush=True)
    time.sleep(600)
"""


@contextmanager
def elsewhere(data: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that has the server up."""
    with subprocess.Popen(
        [sys.executable, "-c", START_AND_WAIT, str(data)],
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "up\n"
            yield process
        finally:
            process.kill()


def server_number(data: Path) -> int:
    return int((cluster_directory(data) / "postmaster.pid").read_text().splitlines()[0])


def answers(data: Path) -> bool:
    try:
        psycopg.connect(embedded.admin_conninfo(data)).close()
    except psycopg.OperationalError:
        return False
    return True


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("embedded") / "data"


def test_it_stops_with_the_block_that_started_it(data: Path) -> None:
    with embedded.serving(data) as server:
        assert server is not None
        assert answers(data)
    assert not answers(data)


def test_a_second_process_uses_the_first_ones_server_and_leaves_it_running(data: Path) -> None:
    with elsewhere(data):
        with embedded.serving(data) as server:
            assert server is None
        assert answers(data)


def test_it_goes_when_its_starter_is_killed_and_the_next_start_works(data: Path) -> None:
    with elsewhere(data) as first:
        first.kill()
    with embedded.serving(data) as server:
        assert server is not None
        assert answers(data)


def test_what_was_committed_survives_a_kill_of_everything(data: Path) -> None:
    with elsewhere(data):
        with psycopg.connect(embedded.admin_conninfo(data), autocommit=True) as connection:
            connection.execute("CREATE TABLE kept (word text)")
            connection.execute("INSERT INTO kept VALUES ('received')")
        os.kill(server_number(data), signal.SIGKILL)
    with embedded.serving(data), psycopg.connect(embedded.admin_conninfo(data)) as connection:
        assert connection.execute("SELECT word FROM kept").fetchone() == ("received",)


def test_a_stale_note_naming_some_other_process_is_ignored(data: Path) -> None:
    with embedded.serving(data):
        pass
    note = cluster_directory(data) / "postmaster.pid"
    note.write_text(
        f"{os.getpid()}\n{cluster_directory(data)}\n1\n5432\n{socket_directory(data)}\n\n1 1\nready\n"
    )
    with embedded.serving(data) as server:
        assert server is not None
        assert answers(data)


def test_a_half_made_cluster_is_made_again(tmp_path: Path) -> None:
    half = tmp_path / "postgres.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    with embedded.serving(tmp_path):
        assert answers(tmp_path)


def test_files_of_another_version_are_refused_in_words(tmp_path: Path) -> None:
    cluster = tmp_path / "postgres"
    cluster.mkdir()
    (cluster / "PG_VERSION").write_text("12\n")
    with pytest.raises(OperatorError, match="made by PostgreSQL 12"), embedded.serving(tmp_path):
        pass


def test_a_path_too_long_for_a_socket_still_works(tmp_path: Path) -> None:
    deep = tmp_path / ("a-rather-long-name-" * 6)
    deep.mkdir()
    with embedded.serving(deep):
        assert answers(deep)


def test_only_this_account_may_connect(data: Path) -> None:
    with embedded.serving(data):
        rules = (cluster_directory(data) / "pg_hba.conf").read_text().split()
        assert rules[:4] == ["local", "all", "all", "peer"]
        assert socket_directory(data).stat().st_mode & 0o077 == 0


def test_nothing_is_left_running(data: Path) -> None:
    with embedded.serving(data):
        number = server_number(data)
    deadline = time.monotonic() + 30  # on a busy machine; else at once
    while time.monotonic() < deadline and Path(f"/proc/{number}").exists():
        time.sleep(0.05)
    assert not Path(f"/proc/{number}").exists()
