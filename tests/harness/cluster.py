"""A PostgreSQL for this run alone, with a migrated database to copy from.

Migrating is done once for each state of the migrations, in a server whose files stay in `.cache`. A run works on a copy of these
files, in memory where there is enough: a database is 1,300 of them, and a disk takes a second of the processor to make them.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import psutil
import psycopg
from django.conf import settings
from django.db import connections
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from upstander.operations import addresses, database, embedded

SOURCES = Path(__file__).resolve().parents[2] / "src" / "upstander"
LOCK = SOURCES.parents[1] / "requirements" / "runtime.lock"
MEMORY = Path("/dev/shm")
_ENOUGH = 2 * 1024**3  # bytes that a run may take, with room to spare
_MOST_AT_ONCE = 16
# A test's data need not survive a power cut. Everything else is as in real use.
_FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_wal_size": "128MB",
    "plan_cache_mode": "force_generic_plan",  # access rules make a statement dear to plan: once will do
}


@dataclass(frozen=True)
class Cluster:
    """A server. `admin` connects as its superuser; `programs` holds pg_dump and the others, None for somebody else's server."""

    admin: str
    programs: Path | None
    roles_log_in: bool

    @property
    def version(self) -> int:
        with psycopg.connect(self.admin) as connection:
            return connection.info.server_version // 10_000

    def address(self, name: str, role: str | None = None) -> str:
        """How to connect to a database of it: as `role`, or as the superuser."""
        if role is None:
            return make_conninfo(self.admin, dbname=name)
        if self.roles_log_in:
            return make_conninfo(self.admin, dbname=name, user=role)
        return make_conninfo(self.admin, dbname=name, options=f"-c role={role}")

    def copy(self, template: str) -> str:
        """A new database with the template's tables and rows."""
        name = f"test_{uuid4().hex[:12]}"
        strategy = (
            "FILE_COPY" if self.programs else "WAL_LOG"
        )  # of somebody else's server we ask no checkpoint
        statement = "CREATE DATABASE {} OWNER {} TEMPLATE {} STRATEGY {}"
        parts = (sql.Identifier(each) for each in (name, addresses.OWNER_ROLE, template, strategy))
        with psycopg.connect(self.admin, autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*parts))
        return name

    def drop(self, name: str) -> None:
        with psycopg.connect(self.admin, autocommit=True) as connection:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )

    def names(self, prefix: str) -> list[str]:
        with psycopg.connect(self.admin) as connection:
            found = connection.execute(
                "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix]
            )
            return [name for (name,) in found]


@contextmanager
def own_cluster(cache: Path, programs: Path | None = None) -> Iterator[Cluster]:
    """A server that no other run uses, on a copy of the files that `prepare` keeps under `cache`. Gone at the end."""
    programs = programs or embedded.bundled_programs()
    kept = prepare(cache, programs)
    for number in range(_MOST_AT_ONCE):
        data = _place(cache) / f"{kept.name}-{number}"
        with _lock(data.with_suffix(".lock"), fcntl.LOCK_EX | fcntl.LOCK_NB) as mine:
            if not mine:
                continue
            shutil.rmtree(data, ignore_errors=True)  # left by a run that was killed
            subprocess.run(["cp", "-a", kept, data], check=True)
            try:
                with _serving(data, programs) as cluster:
                    yield cluster
            finally:
                shutil.rmtree(data)
            return
    raise RuntimeError(f"{_MOST_AT_ONCE} test runs use {cache} already")


def prepare(cache: Path, programs: Path) -> Path:
    """The files of a server of these programs that holds the migrated database, and does not run."""
    version = "bundled" if "pixeltable" in str(programs) else programs.parent.name
    data = cache / f"postgres-{version}"
    cache.mkdir(parents=True, exist_ok=True)
    with _lock(data.with_suffix(".lock"), fcntl.LOCK_EX):
        note = data / "migrated"
        if not note.exists() or note.read_text() != _state():
            with _serving(data, programs) as cluster:
                template(cluster)
            note.write_text(_state())
    return data


@contextmanager
def _serving(data: Path, programs: Path) -> Iterator[Cluster]:
    server = embedded.try_serve(data, programs=programs, settings=_FAST)
    if server is None:
        raise RuntimeError(f"another process serves {data}")
    try:
        yield Cluster(embedded.admin_conninfo(data), programs, roles_log_in=True)
    finally:
        server.stop()


@contextmanager
def _lock(path: Path, how: int) -> Iterator[bool]:
    """Whether the lock is ours; it ends with the block, or with this process."""
    with path.open("a") as file:
        try:
            fcntl.flock(file, how)
        except BlockingIOError:
            yield False
            return
        yield True


def _place(cache: Path) -> Path:
    """Where the files of a run go: a directory of this checkout and account in memory, or `cache`."""
    if (
        not MEMORY.is_dir()
        or min(shutil.disk_usage(MEMORY).free, psutil.virtual_memory().available) < _ENOUGH
    ):
        return cache
    which = hashlib.sha256(str(cache.resolve()).encode()).hexdigest()[:12]
    place = MEMORY / f"upstander-tests-{os.getuid()}-{which}"
    place.mkdir(mode=0o700, exist_ok=True)
    return place if place.stat().st_uid == os.getuid() else cache


def given_cluster(url: str) -> Cluster:
    """A server of somebody else's; the login must be a superuser, and the roles are taken on with `-c role=`."""
    return Cluster(make_conninfo(url), None, roles_log_in=False)


def template(cluster: Cluster) -> str:
    """The name of a database with every migration of the working tree applied."""
    name = f"template_{_state()}"
    ready = cluster.names("template_")
    if name in ready:
        return name
    for old in [*ready, *cluster.names("making_")]:
        cluster.drop(old)
    making = f"making_{uuid4().hex[:8]}"
    with psycopg.connect(cluster.admin, autocommit=True) as connection:
        database.create_role(connection, addresses.OWNER_ROLE, "LOGIN" if cluster.roles_log_in else "NOLOGIN")
        database.create_role(connection, addresses.APP_ROLE, "LOGIN" if cluster.roles_log_in else "NOLOGIN")
        database.create_database(connection, making)
    with psycopg.connect(cluster.address(making), autocommit=True) as connection:
        database.settle(connection)
    with pointed_at(cluster, making):
        database.migrate(lambda line: None)
    with psycopg.connect(cluster.admin, autocommit=True) as connection:
        connection.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(making), sql.Identifier(name))
        )
    return name


@contextmanager
def pointed_at(cluster: Cluster, name: str) -> Iterator[None]:
    """Django's connections lead to this database during the block, under their roles, and are closed at its end."""
    before = {alias: dict(connections[alias].settings_dict) for alias in connections}
    url = cluster.address(name)
    if cluster.roles_log_in:
        parts: dict[str, Any] = conninfo_to_dict(url)
        wanted = addresses.embedded_at(str(parts["host"]), name)
    else:
        wanted = addresses.external(url)
    try:
        for alias, entry in wanted.items():
            connections[alias].close()
            connections[alias].settings_dict.update(entry)
            connections[alias].settings_dict["CONN_MAX_AGE"] = 0
        yield
    finally:
        for alias, kept in before.items():
            with suppress(psycopg.Error):
                connections[alias].close()
            connections[alias].settings_dict.update(kept)


def _state() -> str:
    """Changes when a migration, or what migrations call, changes."""
    digest = hashlib.sha256(LOCK.read_bytes() + " ".join(settings.INSTALLED_APPS).encode())
    files = [
        *SOURCES.rglob("migrations/*.py"),
        *SOURCES.rglob("rls.py"),
        SOURCES / "operations" / "database.py",
    ]
    for path in sorted(files):
        digest.update(str(path.relative_to(SOURCES)).encode() + path.read_bytes())
    return re.sub(r"[^0-9a-f]", "", digest.hexdigest())[:16]
