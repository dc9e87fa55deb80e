"""A virus scanner for tests: clamd with one signature of our own, where it is installed; elsewhere a counterpart of its protocol."""

from __future__ import annotations

import shutil
import socketserver
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Not the usual test file, which scanners of hosts would take away: a word that nothing else holds.
BAD = b"UPSTANDER-TEST-OF-THE-VIRUS-SCANNER"
_SIGNATURE = f"Upstander.Test:0:*:{BAD.hex()}\n"
_CONFIG = """
Foreground yes
LocalSocket {folder}/clamd.sock
DatabaseDirectory {folder}/signatures
TemporaryDirectory {folder}
LogFile {folder}/clamd.log
StreamMaxLength 1M
OfficialDatabaseOnly no
"""


@contextmanager
def scanner(folder: Path) -> Iterator[str]:
    """The address of one that runs, for UPSTANDER_SCANNER."""
    with _real(folder) if shutil.which("clamd") else _counterpart(folder):
        yield f"unix://{folder}/clamd.sock"


@contextmanager
def _real(folder: Path) -> Iterator[None]:
    (folder / "signatures").mkdir()
    (folder / "signatures" / "ours.ndb").write_text(_SIGNATURE)
    (folder / "clamd.conf").write_text(_CONFIG.format(folder=folder))
    with subprocess.Popen(
        ["clamd", "--config-file", str(folder / "clamd.conf")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:  # fmt: skip
        until = time.monotonic() + 30
        while not (folder / "clamd.sock").exists():
            assert process.poll() is None and time.monotonic() < until, (folder / "clamd.log").read_text()
            time.sleep(0.05)
        try:
            yield
        finally:
            process.terminate()


@contextmanager
def _counterpart(folder: Path) -> Iterator[None]:
    class Talk(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            command = b""
            while not command.endswith(b"\0"):
                command += self.rfile.read(1)
            if command == b"zPING\0":
                self.wfile.write(b"PONG\0")
                return
            content = b""
            while size := int.from_bytes(self.rfile.read(4), "big"):
                content += self.rfile.read(size)
                if len(content) > 1_048_576:
                    self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                    return
            found = b"Upstander.Test.UNOFFICIAL FOUND" if BAD in content else b"OK"
            self.wfile.write(b"stream: " + found + b"\0")

    with socketserver.ThreadingUnixStreamServer(str(folder / "clamd.sock"), Talk) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield
        finally:
            server.shutdown()
