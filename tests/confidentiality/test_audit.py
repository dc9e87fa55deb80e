"""The audit refuses change, and shows every change that somebody with the owner's rights makes all the same."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import psycopg
import pytest
from django.db import InternalError, ProgrammingError, connection

from upstander.confidentiality.api import audit, system, viewing
from upstander.confidentiality.audit import Verification

pytestmark = pytest.mark.db15
SYSTEM = system("tests")


def write(now: datetime, count: int) -> None:
    with viewing(SYSTEM):
        for number in range(count):
            audit.record(by=SYSTEM, now=now, action="case.read", number=number)


def sealed(now: datetime) -> None:
    with viewing(SYSTEM):
        audit.seal(now=now)


def verified() -> Verification:
    with viewing(SYSTEM):
        return audit.verify()


def tamper(cursor: psycopg.Cursor[Any], statement: str) -> None:
    """As the owner: past row-level security and past the trigger."""
    cursor.execute("SET upstander.viewer_kind = 'system'")
    for table in ("confidentiality_auditentry", "confidentiality_auditseal"):
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER, NO FORCE ROW LEVEL SECURITY")
    cursor.execute(statement)
    assert cursor.rowcount > 0, "the tampering did nothing"
    for table in ("confidentiality_auditentry", "confidentiality_auditseal"):
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER, FORCE ROW LEVEL SECURITY")


@pytest.fixture
def written(own_database: str, now: datetime, settings: Any, tmp_path: Any) -> list[int]:
    """Two sealed runs of five entries and two entries not sealed yet; the ids in order."""
    settings.UPSTANDER_AUDIT_ANCHOR = tmp_path / "anchor"
    write(now, 5)
    sealed(now)
    write(now, 5)
    sealed(now)
    write(now, 2)
    with viewing(SYSTEM), connection.cursor() as cursor:
        cursor.execute("SELECT id FROM confidentiality_auditentry ORDER BY id")
        return [row[0] for row in cursor.fetchall()]


def test_an_untouched_audit_is_sound(written: list[int]) -> None:
    result = verified()
    assert result.sound
    assert (result.entries, result.seals, result.unsealed) == (12, 2, 2)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE confidentiality_auditentry SET action = 'x'",
        "DELETE FROM confidentiality_auditentry",
        "TRUNCATE confidentiality_auditentry",
        "UPDATE confidentiality_auditseal SET root = ''",
        "DELETE FROM confidentiality_auditseal",
    ],
)
def test_the_app_cannot_change_the_audit(written: list[int], statement: str) -> None:
    with viewing(SYSTEM):
        try:
            with connection.cursor() as cursor:
                cursor.execute(statement)
                assert cursor.rowcount == 0
        except (ProgrammingError, InternalError):
            connection.set_rollback(True)
    assert verified().sound


@pytest.mark.parametrize("position", [0, 7, 11])
def test_one_changed_byte_is_found_and_said_where(
    written: list[int], owner_cursor: psycopg.Cursor[Any], position: int
) -> None:
    tamper(
        owner_cursor,
        f"UPDATE confidentiality_auditentry SET action = 'case.reaf' WHERE id = {written[position]}",
    )
    assert written[position] in {fault.entry for fault in verified().faults}


def test_a_changed_authentication_code_is_found(
    written: list[int], owner_cursor: psycopg.Cursor[Any]
) -> None:
    tamper(
        owner_cursor,
        f"UPDATE confidentiality_auditentry SET mac = set_byte(mac, 9, 7) WHERE id = {written[3]}",
    )
    assert written[3] in {fault.entry for fault in verified().faults}


def test_a_deleted_entry_is_named(written: list[int], owner_cursor: psycopg.Cursor[Any]) -> None:
    tamper(owner_cursor, f"DELETE FROM confidentiality_auditentry WHERE id = {written[2]}")
    assert any(fault.entry == written[2] and "deleted" in fault.what for fault in verified().faults)


def test_an_entry_inserted_later_is_found(written: list[int], owner_cursor: psycopg.Cursor[Any]) -> None:
    tamper(
        owner_cursor,
        "INSERT INTO confidentiality_auditentry (id, at, actor_kind, actor_name, action, detail, mac)"
        " SELECT -1, at, actor_kind, actor_name, action, detail, mac FROM confidentiality_auditentry LIMIT 1",
    )
    assert -1 in {fault.entry for fault in verified().faults}


def test_swapped_entries_are_found(written: list[int], owner_cursor: psycopg.Cursor[Any]) -> None:
    one, other = written[0], written[1]
    tamper(
        owner_cursor,
        f"UPDATE confidentiality_auditentry a SET detail = b.detail, mac = b.mac FROM confidentiality_auditentry b"
        f" WHERE (a.id, b.id) IN (({one}, {other}), ({other}, {one}))",
    )
    assert {one, other} <= {fault.entry for fault in verified().faults}


def test_a_cut_off_end_is_found_by_the_anchor(written: list[int], owner_cursor: psycopg.Cursor[Any]) -> None:
    tamper(owner_cursor, "DELETE FROM confidentiality_auditseal WHERE id = 2")
    tamper(owner_cursor, f"DELETE FROM confidentiality_auditentry WHERE id > {written[4]}")
    faults = verified().faults
    assert any(fault.seal == 2 and "missing" in fault.what for fault in faults)


def test_emptied_tables_are_found_by_the_anchor(
    written: list[int], owner_cursor: psycopg.Cursor[Any]
) -> None:
    for table in ("confidentiality_auditentry", "confidentiality_auditseal"):
        owner_cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        owner_cursor.execute(f"TRUNCATE {table}")
        owner_cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    missing = {fault.seal for fault in verified().faults if "missing" in fault.what}
    assert missing == {1, 2}


def test_a_forged_seal_is_found(written: list[int], owner_cursor: psycopg.Cursor[Any]) -> None:
    tamper(owner_cursor, "UPDATE confidentiality_auditseal SET root = sha256('forged'::bytea) WHERE id = 1")
    assert 1 in {fault.seal for fault in verified().faults}
