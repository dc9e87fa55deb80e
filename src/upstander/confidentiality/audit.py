"""Writing, sealing and verifying the audit: who read and who changed what.

Each entry carries an authentication code that only the master key can make; a job seals runs of entries into Merkle roots chained
to each other, and writes each root to an anchor outside the database. Together they show any change, insertion, deletion,
reordering or truncation, also one made by the database's owner.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

import tink
from django.conf import settings
from django.db import connection, transaction
from pymerkle import InmemoryTree

from upstander.confidentiality.many_rows import insert_rows
from upstander.confidentiality.master import master_keys
from upstander.confidentiality.models import AuditEntry, AuditSeal
from upstander.confidentiality.viewer import Viewer, current_viewer

_LOCK = 0x75707374  # the advisory lock that writers share and the sealer takes alone
_GENESIS = b"\0" * 32
_CHUNK = 2000


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing `verify` found. `entry` or `seal` says where; `what` is a plain sentence."""

    what: str
    entry: int | None = None
    seal: int | None = None


@dataclass(frozen=True, slots=True)
class Verification:
    """How many entries and seals were checked, and every fault found."""

    entries: int
    seals: int
    unsealed: int
    faults: tuple[Fault, ...]

    @property
    def sound(self) -> bool:
        return not self.faults


def record(
    *,
    by: Viewer,
    now: datetime,
    action: str,
    case_id: UUID | None = None,
    subject_id: UUID | None = None,
    **detail: str | int | bool | None,
) -> None:
    """Append one entry in the surrounding transaction. `detail` holds codes and counts, never words somebody wrote."""
    append([unnumbered(by, now, action, case_id, subject_id, detail)])


def unnumbered(
    by: Viewer,
    now: datetime,
    action: str,
    case_id: UUID | None,
    subject_id: UUID | None,
    detail: dict[str, str | int | bool | None],
) -> AuditEntry:
    """An entry as `append` takes it."""
    return AuditEntry(
        at=now,
        actor_kind=by.kind.value,
        actor_id=by.staff_id,
        actor_name=by.name,
        action=action,
        case_id=case_id,
        subject_id=subject_id,
        detail=detail,
    )


def append(entries: Sequence[AuditEntry]) -> None:
    """Number and authenticate these entries, in their order, and store them in the surrounding transaction."""
    if current_viewer() is None:
        raise RuntimeError("the audit needs a surrounding viewing() block")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval('confidentiality_auditentry_id_seq'), pg_advisory_xact_lock_shared(%s)"
            " FROM generate_series(1, %s)",
            [_LOCK, len(entries)],
        )
        numbers = sorted(number for number, _ in cursor.fetchall())
    for entry, number in zip(entries, numbers, strict=True):
        entry.id = number
        entry.mac = master_keys().audit.compute_mac(_canonical(entry))
    insert_rows(entries)


def seal(*, now: datetime) -> int:
    """Seal every entry that no running transaction can still add to. Returns how many. Called by a job each minute."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', '2s', true)")
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        last = AuditSeal.objects.order_by("-id").first()
        after = last.entry_ids[-1] if last else 0
        ids: list[int] = []
        tree = InmemoryTree(algorithm="sha256")
        for entry in AuditEntry.objects.filter(id__gt=after).order_by("id").iterator(_CHUNK):
            ids.append(entry.id)
            tree.append_entry(_leaf(entry))
        if not ids:
            return 0
        made = AuditSeal(
            id=(last.id if last else 0) + 1,
            sealed_at=now,
            entry_ids=ids,
            root=tree.get_root(),
            previous=bytes(last.root) if last else _GENESIS,
        )
        made.mac = master_keys().audit.compute_mac(_seal_content(made))
        AuditSeal.objects.bulk_create([made])
        transaction.on_commit(lambda: _anchor(made))  # never a root that the database did not keep
    return len(ids)


def verify() -> Verification:
    """Check every entry and seal. Needs a viewer that may read them all (the system)."""
    faults: list[Fault] = []
    keys = master_keys()
    sealed_upto, seals, previous, entries = -(2**63), 0, _GENESIS, 0
    last_root: dict[int, str] = {}
    for each in AuditSeal.objects.order_by("id").iterator(100):
        seals += 1
        last_root[each.id] = bytes(each.root).hex()
        if each.id != seals:
            faults.append(Fault(f"Seal {seals} is missing.", seal=seals))
            seals = each.id
        if not _authentic(keys, bytes(each.mac), _seal_content(each)):
            faults.append(Fault(f"Seal {each.id} was changed after it was made.", seal=each.id))
        if bytes(each.previous) != previous:
            faults.append(Fault(f"Seal {each.id} does not follow the seal before it.", seal=each.id))
        previous = bytes(each.root)
        tree = InmemoryTree(algorithm="sha256")
        found: list[int] = []
        for entry in _between(sealed_upto, each.entry_ids[-1]):
            entries += 1
            found.append(entry.id)
            tree.append_entry(_leaf(entry))
            if not _authentic(keys, bytes(entry.mac), _canonical(entry)):
                faults.append(Fault(f"Entry {entry.id} was changed after it was written.", entry=entry.id))
        missing, extra = set(each.entry_ids) - set(found), set(found) - set(each.entry_ids)
        faults += [Fault(f"Entry {i} was deleted.", entry=i) for i in sorted(missing)]
        faults += [Fault(f"Entry {i} was inserted after the run was sealed.", entry=i) for i in sorted(extra)]
        if not missing and not extra and tree.get_root() != bytes(each.root):
            faults.append(Fault(f"The entries under seal {each.id} no longer give its root.", seal=each.id))
        sealed_upto = each.entry_ids[-1]
    unsealed = 0
    for entry in AuditEntry.objects.filter(id__gt=sealed_upto).order_by("id").iterator(_CHUNK):
        entries, unsealed = entries + 1, unsealed + 1
        if not _authentic(keys, bytes(entry.mac), _canonical(entry)):
            faults.append(Fault(f"Entry {entry.id} was changed after it was written.", entry=entry.id))
    faults += _against_anchor(last_root)
    return Verification(entries, seals, unsealed, tuple(faults))


def _between(after: int, upto: int) -> Iterator[AuditEntry]:
    return AuditEntry.objects.filter(id__gt=after, id__lte=upto).order_by("id").iterator(_CHUNK)


def _canonical(entry: AuditEntry) -> bytes:
    return json.dumps(
        [
            entry.id,
            entry.at.timestamp(),
            entry.actor_kind,
            str(entry.actor_id or ""),
            entry.actor_name,
            entry.action,
            str(entry.case_id or ""),
            str(entry.subject_id or ""),
            entry.detail,
        ],
        sort_keys=True,
        separators=(",", ":"),
    ).encode()


def _leaf(entry: AuditEntry) -> bytes:
    return _canonical(entry) + bytes(entry.mac)


def _seal_content(seal: AuditSeal) -> bytes:
    parts = [
        seal.id,
        seal.sealed_at.timestamp(),
        seal.entry_ids,
        bytes(seal.root).hex(),
        bytes(seal.previous).hex(),
    ]
    return json.dumps(parts, separators=(",", ":")).encode()


def _authentic(keys: object, tag: bytes, content: bytes) -> bool:
    try:
        keys.audit.verify_mac(tag, content)  # type: ignore[attr-defined]  # Tink ships no types
    except tink.TinkError:
        return False
    return True


def _anchor(made: AuditSeal) -> None:
    path: Path | None = settings.UPSTANDER_AUDIT_ANCHOR
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a") as file:
            file.write(f"{made.id} {bytes(made.root).hex()}\n")


def _against_anchor(roots: dict[int, str]) -> list[Fault]:
    path: Path | None = settings.UPSTANDER_AUDIT_ANCHOR
    if path is None or not path.exists():
        return []
    faults = []
    for line in path.read_text().splitlines():
        number, _, root = line.partition(" ")
        if number.isdigit() and roots.get(int(number)) != root:
            what = "is missing" if int(number) not in roots else "differs"
            faults.append(
                Fault(
                    f"Seal {number} {what}: the anchor outside the database says otherwise.", seal=int(number)
                )
            )
    return faults
