"""The backup of the master keys: one file, useless by itself, and shares of its key for people who keep them apart.

Any `need` of the shares open the file; fewer say nothing. Shamir's scheme is PyCryptodome's; the file is sealed with AES-256-GCM, so
that a wrong or misread share is noticed and never gives wrong keys.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import secrets
from collections.abc import Iterable

from Crypto.Protocol.SecretSharing import Shamir
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_LABEL = b"upstander master keys backup v1"
_MOST = 16


class WrongShares(Exception):
    """The shares are too few, misread, or of another backup. The message says which and what to do."""


def split_backup(content: bytes, *, shares: int, need: int) -> tuple[bytes, list[str]]:
    """The sealed file and the shares, each a line to print or write down. Raises ValueError when the numbers make no sense."""
    if not 2 <= need <= shares <= _MOST:
        raise ValueError(f"At least 2 shares must be needed, and at most {_MOST} made.")
    secret, nonce, name = secrets.token_bytes(16), secrets.token_bytes(12), secrets.token_hex(3)
    header = {"backup": name, "shares": shares, "need": need}
    sealed = AESGCM(_key(secret)).encrypt(nonce, content, _bound(header))
    body = header | {"sealed": base64.b64encode(nonce + sealed).decode()}
    lines = [_line(name, number, part) for number, part in Shamir.split(need, shares, secret)]
    return json.dumps(body, indent=1).encode(), lines


def join_backup(backup: bytes, lines: Iterable[str]) -> bytes:
    """What was backed up. Raises WrongShares."""
    try:
        body = json.loads(backup)
        header = {name: body[name] for name in ("backup", "shares", "need")}
        sealed = base64.b64decode(body["sealed"])
    except (ValueError, KeyError, TypeError) as error:
        raise WrongShares("This file is no backup of master keys.") from error
    found = dict(_read(line, str(header["backup"])) for line in lines if line.strip())
    if len(found) < header["need"]:
        raise WrongShares(f"{len(found)} different shares are given, and {header['need']} are needed.")
    secret = Shamir.combine(list(found.items())[: header["need"]])
    try:
        return AESGCM(_key(secret)).decrypt(sealed[:12], sealed[12:], _bound(header))
    except InvalidTag as error:
        raise WrongShares("These shares do not open this file. Has it, or a share, been changed?") from error


def _line(name: str, number: int, part: bytes) -> str:
    words = base64.b32encode(part).decode().rstrip("=")
    text = f"{name}-{number:02d}-" + "-".join(words[i : i + 5] for i in range(0, len(words), 5))
    return f"{text}-{_check(text)}".upper()


def _read(line: str, name: str) -> tuple[int, bytes]:
    text = re.sub(r"[\s\-]+", "-", line.strip()).upper()
    whole, _, check = text.rpartition("-")
    if not whole or _check(whole.lower()) != check.lower():
        raise WrongShares(
            "A share was misread: its last four characters do not fit the rest. Compare it again."
        )
    of, number, *words = whole.split("-")
    if of.lower() != name:
        raise WrongShares(f"A share belongs to backup {of}, and the file is backup {name.upper()}.")
    joined = "".join(words)
    return int(number), base64.b32decode(joined + "=" * (-len(joined) % 8))


def _check(text: str) -> str:
    return hashlib.sha256(text.lower().encode()).hexdigest()[:4]


def _key(secret: bytes) -> bytes:
    return HKDF(SHA256(), 32, None, _LABEL).derive(secret)


def _bound(header: dict[str, object]) -> bytes:
    return _LABEL + json.dumps(header, sort_keys=True).encode()
