"""Whom the embedded PostgreSQL runs as, and what that account must be able to reach."""

from __future__ import annotations

import os
import pwd
import stat
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from upstander.operations.errors import OperatorError

# The account that owns the server when we are root, which PostgreSQL refuses to run as.
_SERVICE_ACCOUNT = "upstander-db"


@dataclass(frozen=True)
class Account:
    """Whom the server runs as. `switch` is what subprocess needs to become that account."""

    name: str
    uid: int
    gid: int

    @property
    def switch(self) -> dict[str, object]:
        if os.geteuid() != 0:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def current_name() -> str:
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError as error:
        raise OperatorError(
            f"This account (number {os.geteuid()}) has no name in /etc/passwd, which the embedded database needs."
            " Use a named account, or set DATABASE_URL."
        ) from error


def account_of(cluster: Path) -> Account:
    """This account; or, for root, whoever owns the existing files, or else an account of the database's own."""
    current_name()
    if os.geteuid() != 0:
        if cluster.exists() and cluster.stat().st_uid != os.geteuid():
            raise OperatorError(
                f"{cluster} belongs to another account. Run as that account, or choose another data directory."
            )
        return Account(current_name(), os.geteuid(), os.getegid())
    if cluster.exists() and cluster.stat().st_uid != 0:
        owner = cluster.stat()
        return Account(str(owner.st_uid), owner.st_uid, owner.st_gid)
    entry = _service_account()
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _service_account() -> pwd.struct_passwd:
    with suppress(KeyError):
        return pwd.getpwnam(_SERVICE_ACCOUNT)
    with suppress(OSError):
        subprocess.run(
            [
                "useradd",
                "--system",
                "--user-group",
                "--no-create-home",
                "--home-dir",
                "/",
                "--shell",
                "/usr/sbin/nologin",
                _SERVICE_ACCOUNT,
            ],
            check=False,
            capture_output=True,
        )
    for name in (_SERVICE_ACCOUNT, "nobody"):
        with suppress(KeyError):
            return pwd.getpwnam(name)
    raise OperatorError(
        "PostgreSQL does not run as root, and no other account could be made. Run as an ordinary account."
    )


def own_directory(path: Path, account: Account) -> None:
    try:
        path.mkdir(mode=0o700, exist_ok=True)
        if os.geteuid() == 0:
            os.chown(path, account.uid, account.gid)
        elif path.stat().st_uid != os.geteuid():
            raise OperatorError(f"{path} belongs to another account.")
        path.chmod(0o700)
    except OSError as error:
        raise OperatorError(f"{path} cannot be made: {error.strerror}.") from error


def make_reachable(account: Account, data: Path, programs: Path) -> None:
    """As root: let the database's account pass through (not list) the directories above its files and its programs."""
    if os.geteuid() != 0:
        return
    for directory in (data, *data.parents, programs, *programs.parents):
        mode = directory.stat().st_mode
        if not mode & stat.S_IXOTH:
            directory.chmod(mode | stat.S_IXOTH)
    probe = subprocess.run(
        [str(programs / "postgres"), "--version"], cwd="/", capture_output=True, check=False, **account.switch
    )  # type: ignore[call-overload]
    if probe.returncode == 0 and (programs / "postgres").stat().st_mode & stat.S_IROTH:
        return
    for path in programs.parent.rglob("*"):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o055 if path.is_dir() or path.parent.name == "bin" else 0o044))
