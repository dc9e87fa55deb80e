"""The master keys: one Tink keyset each for wrapping data keys, for the blind index, for the audit's authentication codes, and for
digests by which something is known again.

They live in one file outside the database (0600), which a key service may seal (`keyset_file.py`). Losing it loses everything
sealed; leaking it together with a database dump opens everything. See docs/running.md for the split backup.

A running process looks at the file in each transaction that needs a key, and each time outside one, and takes a changed one over at
once, so that rotation needs no restart.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import tink
from django.conf import settings
from tink import aead, mac, prf, secret_key_access

from upstander.confidentiality.errors import MasterKeysMissing
from upstander.confidentiality.key_cache import masters
from upstander.confidentiality.keyset_file import read_keyset


@dataclass(frozen=True)
class MasterKeys:
    """Ready primitives. Typed Any: Tink ships no type information."""

    wrapping: Any
    index: tuple[Any, ...]  # one generation each, the oldest first; see generations.py
    asked: int  # the generation that searches ask with
    audit: Any
    digests: tuple[Any, ...]  # likewise; see digests.py
    digests_asked: int


# Whoever makes or opens a key anywhere in this room has imported this module.
aead.register()
mac.register()
prf.register()


def create_master_keys(path: Path) -> None:
    """Write a new set of master keys. Refuses to overwrite: FileExistsError."""
    templates = {
        "wrapping": aead.aead_key_templates.AES256_GCM,
        "index": prf.prf_key_templates.HMAC_SHA256,
        "audit": mac.mac_key_templates.HMAC_SHA256_256BITTAG,
        "digests": prf.prf_key_templates.HMAC_SHA256,
    }
    content = {
        name: json.loads(
            tink.json_proto_keyset_format.serialize(tink.new_keyset_handle(template), secret_key_access.TOKEN)
        )
        for name, template in templates.items()
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump(content, file)
        file.flush()
        os.fsync(file.fileno())


@lru_cache(maxsize=4)
def _load(path: str, _stamp: tuple[int, ...]) -> MasterKeys:
    try:
        content = read_keyset(Path(path))
        handles = {
            name: tink.json_proto_keyset_format.parse(json.dumps(keyset), secret_key_access.TOKEN)
            for name, keyset in content.items()
        }
        index, asked = _generations(content["index"], handles["index"])
        # A file from before digests had a key of their own: theirs was the first for the index, which never leaves the file.
        digests, digests_asked = (
            _generations(content["digests"], handles["digests"]) if "digests" in handles else (index[:1], 0)
        )
    except (OSError, KeyError, ValueError, tink.TinkError) as error:
        raise _missing(error) from error
    return MasterKeys(
        wrapping=handles["wrapping"].primitive(aead.Aead),
        index=index,
        asked=asked,
        audit=handles["audit"].primitive(mac.Mac),
        digests=digests,
        digests_asked=digests_asked,
    )


def _generations(keyset: dict[str, Any], handle: Any) -> tuple[tuple[Any, ...], int]:
    """One primitive for each key, the oldest first, and which of them is asked with."""
    numbers = [each["keyId"] for each in keyset["key"]]
    made = handle.primitive(prf.PrfSet).all()
    return tuple(made[number] for number in numbers), numbers.index(keyset["primaryKeyId"])


def master_keys() -> MasterKeys:
    """The keys that the settings name, as the file holds them, or did at this transaction's first look. Raises MasterKeysMissing."""
    path, in_hand = str(settings.UPSTANDER_MASTER_KEYSET), masters.get()
    if in_hand is not None and path in in_hand:
        held: MasterKeys = in_hand[path]
        return held
    try:
        found = os.stat(path)  # noqa: PTH116  # asked for each token: a Path costs more than the look
    except OSError as error:
        raise _missing(error) from error
    keys = _load(path, (found.st_mtime_ns, found.st_ino, found.st_size))
    if in_hand is not None:
        in_hand[path] = keys
    return keys


def _missing(error: Exception) -> MasterKeysMissing:
    return MasterKeysMissing(
        f"The master keys could not be read ({type(error).__name__}). Restore the file named by"
        " UPSTANDER_MASTER_KEYSET from its backup; a new one cannot open what the old one sealed."
    )
