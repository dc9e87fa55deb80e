"""A new master key: added beside the old ones in the same file, made the one that seals, and every data key wrapped anew under it.

New keys for the blind index and for digests are brought in by themselves, in steps, because what is stored has to be brought up to
them (`reindex.py`).
"""

from __future__ import annotations

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import tink
from allauth.mfa.models import Authenticator
from django.db.models import F, Func, Value
from django.db.models.functions import Substr
from tink import aead, mac, prf, secret_key_access

from upstander.confidentiality.acting import acting
from upstander.confidentiality.errors import MasterKeysMissing
from upstander.confidentiality.keyset_file import keyset_bytes, read_keyset, read_with_service, write_keyset
from upstander.confidentiality.master import master_keys
from upstander.confidentiality.models import DataKey
from upstander.confidentiality.sign_in import OneTimeCodeAdapter, sealed_under
from upstander.confidentiality.viewer import Viewer, viewing

_TURNS = ("wrapping", "audit")
_LAYERS = ("index", "digests")
_PREFIX = b"\x01"  # how Tink begins what it sealed; four bytes with the number of the key follow
_SEALED_IN_CODES = ("secret", "seed")


@dataclass(frozen=True)
class KeyState:
    """One key of the file. Nothing of the key itself."""

    purpose: str
    number: int
    sealing: bool  # new content is sealed with it; the others only open


def key_states(path: Path) -> list[KeyState]:
    """Every key of the file. Raises MasterKeysMissing."""
    content = read_keyset(path)
    return [
        KeyState(purpose, each["keyId"], each["keyId"] == content[purpose]["primaryKeyId"])
        for purpose in content
        for each in content[purpose]["key"]
    ]


def add_keys(path: Path) -> None:
    """Put a new key for wrapping and one for the audit into the file; they open and do not seal yet. For several hosts: bring this
    file to all of them before `use_new_keys`."""
    templates = {
        "wrapping": aead.aead_key_templates.AES256_GCM,
        "audit": mac.mac_key_templates.HMAC_SHA256_256BITTAG,
    }
    with _changing(path) as content:
        for purpose, template in templates.items():
            _add(content[purpose], template)


def add_index_key(path: Path) -> bool:
    """Put a new key for the blind index and one for digests into the file. From now on tokens are written under the new one beside
    the one that is asked with, and digests are found under it. False when one is being brought in already."""
    with _changing(path) as content:
        if _newest(content["index"]) != content["index"]["primaryKeyId"]:
            return False
        if "digests" not in content:  # an older file: the first key of the index stood for both
            first = content["index"]["key"][0]
            content["digests"] = {"primaryKeyId": first["keyId"], "key": [first]}
        for purpose in _LAYERS:
            _add(content[purpose], prf.prf_key_templates.HMAC_SHA256)
    return True


def use_index_key(path: Path) -> bool:
    """Ask with the newest index key, and write by it and the newest for digests alone. Only once every token has it. False when that
    is so already."""
    changed = False
    with _changing(path) as content:
        for purpose in set(_LAYERS) & set(content):
            newest = _newest(content[purpose])
            changed |= bool(content[purpose]["primaryKeyId"] != newest)
            content[purpose]["primaryKeyId"] = newest
    return changed


def _newest(keyset: dict[str, Any]) -> int:
    return int(keyset["key"][-1]["keyId"])


def _add(keyset: dict[str, Any], template: Any) -> None:
    taken = {each["keyId"] for each in keyset["key"]}
    while True:
        handle = tink.new_keyset_handle(template)
        made = json.loads(tink.json_proto_keyset_format.serialize(handle, secret_key_access.TOKEN))
        if made["primaryKeyId"] not in taken:
            break
    keyset["key"] += made["key"]


def use_new_keys(path: Path) -> bool:
    """Seal with the newest key of each purpose from now on. False when that is so already."""
    changed = False
    with _changing(path) as content:
        for purpose in _TURNS:
            newest = _newest(content[purpose])
            changed |= content[purpose]["primaryKeyId"] != newest
            content[purpose]["primaryKeyId"] = newest
    return changed


def seal_keyset(path: Path, service: str) -> None:
    """Have a key service seal the file from now on; empty: none. Read back before it is put in place. Raises MasterKeysMissing."""
    fresh = path.with_name(f"{path.name}.new")
    with path.with_name(f"{path.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        content = read_keyset(path)
        write_keyset(fresh, keyset_bytes(content, service))
        if read_keyset(fresh) != content:
            raise MasterKeysMissing("The key service gave back something else. Nothing was changed.")
        fresh.replace(path)


def plain_keyset(path: Path) -> bytes:
    """The content of the file in clear, for a backup in shares that needs no key service. Raises MasterKeysMissing."""
    return keyset_bytes(read_keyset(path))


def key_service(path: Path) -> str:
    """The address of the key that seals the file; empty when none does. Asks no service."""
    try:
        return str(json.loads(path.read_text()).get("service", ""))
    except (OSError, ValueError, AttributeError):
        return ""


def sealing_key(path: Path) -> int:
    """The number of the key that wraps new data keys."""
    return int(read_keyset(path)["wrapping"]["primaryKeyId"])


def left_to_rewrap(path: Path, by: Viewer) -> int:
    """How many data keys and one-time-code secrets are still wrapped by an older key."""
    with viewing(by):
        return int(_old(path).count()) + sum(
            1 for each in Authenticator.objects.all() if _old_code(each, path)
        )


def rewrap_some(*, path: Path, by: Viewer, now: datetime, at_most: int = 500) -> int:
    """Wrap up to that many data keys and code secrets anew, in one transaction. How many; 0 when all are done. Stopping in between
    and beginning again does no harm, and neither do two at once."""
    with acting(by, now, "keys.rewrap") as act:
        keys = master_keys().wrapping
        rows = list(_old(path).select_for_update(skip_locked=True)[:at_most])
        for row in rows:
            plain = keys.decrypt(bytes(row.wrapped or b""), row.id.bytes)
            row.wrapped = keys.encrypt(plain, row.id.bytes)
        DataKey.objects.bulk_update(rows, ["wrapped"])
        codes = [] if len(rows) == at_most else _rewrap_codes(path)
        act.detail = {"keys": len(rows), "codes": len(codes)}
    return len(rows) + len(codes)


def _rewrap_codes(path: Path) -> list[Authenticator]:
    adapter = OneTimeCodeAdapter()
    old = [each for each in Authenticator.objects.select_for_update() if _old_code(each, path)]
    for each in old:
        for name in _SEALED_IN_CODES:
            if each.data.get(name):
                each.data[name] = adapter.encrypt(adapter.decrypt(each.data[name]))
        each.save(update_fields=["data"])
    return old


def _old(path: Path) -> Any:  # Any: a queryset with an annotation
    prefix = _PREFIX + sealing_key(path).to_bytes(4, "big")
    begins = Substr(F("wrapped"), 1, len(prefix))
    return (
        DataKey.objects.exclude(wrapped=None)
        .annotate(begins=Func(begins, Value("hex"), function="encode"))
        .exclude(begins=prefix.hex())
        .order_by("id")
    )


def _old_code(row: Authenticator, path: Path) -> bool:
    prefix = _PREFIX + sealing_key(path).to_bytes(4, "big")
    return any(row.data.get(name) and not sealed_under(row.data[name], prefix) for name in _SEALED_IN_CODES)


@contextmanager
def _changing(path: Path) -> Iterator[dict[str, Any]]:
    """The file's content, to be changed; it is swapped in whole, so that a reader sees the old file or the new one."""
    fresh = path.with_name(f"{path.name}.new")
    with path.with_name(f"{path.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        content, service = read_with_service(path)
        yield content
        write_keyset(fresh, keyset_bytes(content, service))
        fresh.replace(path)
