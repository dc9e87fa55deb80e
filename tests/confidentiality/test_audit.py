"""The audit refuses change, and shows every change that somebody with the owner's rights makes all the same."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import psycopg
import pytest
from django.db import InternalError, ProgrammingError, connection

from upstander.confidentiality.api import audit, system, viewing
from upstander.confidentiality.audit import Verification
from upstander.confidentiality.master import master_keys
from upstander.confidentiality.models import AuditEntry, AuditSeal

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


def test_each_column_of_an_entry_is_guarded_and_a_change_is_said_where(
    written: list[int], owner_cursor: psycopg.Cursor[Any]
) -> None:
    changed = {
        "at": "at + interval '1 second'",
        "actor_kind": "'staff'",
        "actor_id": "gen_random_uuid()",
        "actor_name": "'another'",
        "action": "'case.reaf'",
        "case_id": "gen_random_uuid()",
        "subject_id": "gen_random_uuid()",
        "detail": "'{}'",
    }
    places = written[1:7] + written[10:]  # in both runs, and among those not sealed yet
    for number, (column, value) in zip(places, changed.items(), strict=True):
        tamper(owner_cursor, f"UPDATE confidentiality_auditentry SET {column} = {value} WHERE id = {number}")
    said = [fault.entry for fault in verified().faults if "changed after it was written" in fault.what]
    assert said == places


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


def test_whoever_holds_the_key_itself_cannot_change_what_was_sealed(
    written: list[int], owner_cursor: psycopg.Cursor[Any], now: datetime
) -> None:
    """Every code below is right: an entry put in, one written anew, and a seal that follows another than the one before it."""
    keys = master_keys().audit
    with viewing(SYSTEM):
        entry, later = (AuditEntry.objects.get(pk=written[place]) for place in (0, 6))
        last = AuditSeal.objects.get(pk=2)
    entry.pk, later.action, last.previous = -1, "case.reaf", b"0" * 32
    codes = [keys.compute_mac(audit._canonical(each)).hex() for each in (entry, later)]
    tamper(
        owner_cursor,
        "INSERT INTO confidentiality_auditentry (id, at, actor_kind, actor_name, action, detail, mac)"
        f" SELECT -1, at, actor_kind, actor_name, action, detail, '\\x{codes[0]}'::bytea"
        f" FROM confidentiality_auditentry WHERE id = {written[0]}",
    )
    tamper(
        owner_cursor,
        f"UPDATE confidentiality_auditentry SET action = 'case.reaf', mac = '\\x{codes[1]}'::bytea"
        f" WHERE id = {written[6]}",
    )
    tamper(
        owner_cursor,
        f"UPDATE confidentiality_auditseal SET previous = '\\x{last.previous.hex()}'::bytea,"
        f" mac = '\\x{keys.compute_mac(audit._seal_content(last)).hex()}'::bytea WHERE id = 2",
    )
    assert [fault.what for fault in verified().faults] == [
        "Entry -1 was inserted after the run was sealed.",
        "Seal 2 does not follow the seal before it.",
        "The entries under seal 2 no longer give its root.",
    ]
    tamper(owner_cursor, "DELETE FROM confidentiality_auditentry WHERE id = -1")
    tamper(owner_cursor, "DELETE FROM confidentiality_auditseal WHERE id = 2")
    sealed(now)  # the second run again, and rightly
    assert [fault.what for fault in verified().faults] == [
        "Seal 2 differs: the anchor outside the database says otherwise."
    ]


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
