"""Asking a virus scanner about a file: clamd, over its socket (protocol INSTREAM). The file goes there as bytes, without a name."""

from __future__ import annotations

import socket
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings

_PIECE = 256 * 1024
_LONGEST = 60  # seconds that the scanner may be silent
_WORDS = 200  # characters of what it calls something


class ScannerSilent(Exception):
    """It cannot be reached, or did not say whether the file is clean."""


def has_scanner() -> bool:
    """True when one is set."""
    return bool(settings.UPSTANDER_SCANNER)


def scan(pieces: Iterable[bytes]) -> str:
    """What the scanner calls what it found; empty when it found nothing. Raises ScannerSilent. Outside any transaction."""
    answer = _asked(b"zINSTREAM\0", pieces)
    if answer == "stream: OK":
        return ""
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return answer.removeprefix("stream: ").removesuffix(" FOUND")[:_WORDS]
    raise ScannerSilent(answer[:_WORDS])


def scanner_answers() -> bool:
    """True when the scanner can be reached."""
    try:
        return _asked(b"zPING\0", None) == "PONG"
    except ScannerSilent:
        return False


def _asked(command: bytes, pieces: Iterable[bytes] | None) -> str:
    try:
        with _connected() as line:
            try:
                line.sendall(command)
                for piece in pieces or ():
                    for start in range(0, len(piece), _PIECE):
                        part = piece[start : start + _PIECE]
                        line.sendall(len(part).to_bytes(4, "big") + part)
                if pieces is not None:
                    line.sendall(bytes(4))
            except (BrokenPipeError, ConnectionResetError):
                pass  # it has had enough, and says why
            said = b""
            while not said.endswith(b"\0") and (more := line.recv(4096)):
                said += more
    except OSError as error:
        raise ScannerSilent(type(error).__name__) from error
    return said.rstrip(b"\0").decode("utf-8", "replace").strip()


def _connected() -> socket.socket:
    where = urlsplit(settings.UPSTANDER_SCANNER)
    if where.scheme == "unix":
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(_LONGEST)
        try:
            line.connect(where.path)
        except OSError:
            line.close()
            raise
        return line
    if where.scheme == "tcp" and where.hostname:
        return socket.create_connection((where.hostname, where.port or 3310), timeout=_LONGEST)
    raise ScannerSilent("UPSTANDER_SCANNER is unix:///path or tcp://host:port")
