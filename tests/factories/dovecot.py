"""A real mailbox: Dovecot from Debian's packages, as the user who runs the tests, in a directory of its own."""

from __future__ import annotations

import getpass
import grp
import imaplib
import os
import pwd
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from factories.providers import free_port

PROGRAM = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin")

_SETTINGS = """
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
mail_location = maildir:{home}/mail
default_internal_user = {internal}
default_login_user = {login}
default_internal_group = {group}
first_valid_uid = 0
last_valid_uid = 0
{imap}
passdb {{
  driver = passwd-file
  args = {home}/users
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={home}/home
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
"""


@contextmanager
def mailbox(home: Path, *, imap: str = "") -> Iterator[str]:
    """Its address while this is open, for UPSTANDER_MAILBOX_URL. `imap`: settings of the server's own."""
    port, user = free_port(), getpass.getuser()
    root = os.getuid() == 0
    owner = pwd.getpwnam("mail" if root else user)
    for name in ("run", "state", "mail", "home"):
        (home / name).mkdir()
    (home / "users").write_text("reports:{PLAIN}secret\n")
    (home / "dovecot.conf").write_text(
        _SETTINGS.format(
            home=home, port=port, uid=owner.pw_uid, gid=owner.pw_gid, imap=imap,
            internal="dovecot" if root else user, login="dovenull" if root else user,
            group="dovecot" if root else grp.getgrgid(os.getgid()).gr_name,
        )
    )  # fmt: skip
    if root:  # Dovecot serves nobody's mail as root
        for path in (home, *home.parents):
            if path != Path("/tmp") and str(path).startswith("/tmp/"):
                path.chmod(path.stat().st_mode | 0o011)
        for name in ("mail", "home"):
            os.chown(home / name, owner.pw_uid, owner.pw_gid)
    server = subprocess.Popen(
        [str(PROGRAM), "-F", "-c", str(home / "dovecot.conf")],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(port, home / "log")
        yield f"imap://reports:secret@127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(10)


def _wait(port: int, log: Path) -> None:
    for _ in range(100):
        try:
            imaplib.IMAP4("127.0.0.1", port, timeout=2).logout()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(log.read_text() if log.exists() else "Dovecot did not start")
