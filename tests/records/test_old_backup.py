"""The proof: a back-up from before a case was destroyed, put back with today's keyring, shows nothing of the case."""

from __future__ import annotations

import hashlib
import subprocess
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from factories.bodies import body
from factories.cast import one_of_each_role
from factories.mailbox import a_code, come_back, once
from factories.reports import opened
from harness.cluster import Cluster, pointed_at
from records.closing import WORDS, agreed
from records.test_disposal import tables_with
from upstander.cases.api import record_consent
from upstander.cases.models import Case
from upstander.cases.queries.api import case_page, find_cases
from upstander.cases.sharing.api import ConsentTold
from upstander.confidentiality.api import KeyDestroyed, SealedField, case_tables, system, vault, viewing
from upstander.confidentiality.models import DataKey
from upstander.intake.api import FileTold, send_message
from upstander.messages.api import By, SafeContactCard
from upstander.operations import database
from upstander.records.api import carry_out, dispose_again

PICTURE = b"\xff\xd8 quillfeather stands for a picture \xff\xd9"
KEYRING = "confidentiality_datakey"
PLANTED = (b"zebracrossing", b"quillfeather", b"persimmon", b"thimbleberry", b"lanternfish")


@pytest.mark.db15
def test_an_old_content_back_up_with_todays_keyring_shows_nothing_of_a_destroyed_case(
    own_database: str, admin_address: str, cluster: Cluster, now: datetime, long_ago: datetime, tmp_path: Path
) -> None:
    if cluster.programs is None:
        pytest.skip("pg_dump of the given server is not at hand")
    cast = one_of_each_role(now)
    case_id = full_case(cast, long_ago)
    with viewing(system("tests")):
        sealed_before = sealed_values(case_id)
    assert len(sealed_before) > 10 and {
        "intake_attachmentchunk",
        "intake_mailboxmessage",
        "cases_consent",
    } <= {row._meta.db_table for row, _ in sealed_before}
    content, keyring = tmp_path / "content", tmp_path / "keyring"
    dump(cluster, admin_address, content, f"--exclude-table-data={KEYRING}")
    agreed(cast.farid, cast.carol, now)
    assert carry_out(now=now) == (1, 0)
    for row, _ in sealed_before:
        assert tables_with(str(row.pk)) <= {KEYRING, "confidentiality_auditentry", "records_disposalitem"}, (
            row
        )
    dump(cluster, admin_address, keyring, "--data-only", f"--table={KEYRING}")

    name = f"test_{uuid4().hex[:12]}"
    with psycopg.connect(cluster.admin, autocommit=True) as connection:
        database.create_database(connection, name)
    try:
        restore(cluster, name, content)
        restore(cluster, name, keyring)
        with psycopg.connect(cluster.address(name), autocommit=True) as connection:
            database.settle(connection)
        plain = tmp_path / "plain"
        dump(cluster, cluster.address(name), plain, "--format=plain")
        text = plain.read_bytes().lower()
        assert str(case_id).encode() in text, "the old rows are back"
        assert [word for word in PLANTED if word in text or word.hex().encode() in text] == []
        with pointed_at(cluster, name):
            with viewing(system("tests")):
                back = sealed_values(case_id)
                assert len(back) == len(sealed_before)
                for row, field in back:
                    with pytest.raises(KeyDestroyed):
                        vault.unseal_bytes(row, field)
            with pytest.raises(KeyDestroyed):
                case_page(cast.carol, case_id, now=now)
            assert dispose_again(now=now) == 1
            assert dispose_again(now=now) == 0
            assert tables_with(str(case_id)) <= {KEYRING, "confidentiality_auditentry"}
            assert find_cases(cast.carol, "Amina", now=now) == []
    finally:
        cluster.drop(name)


def full_case(cast: Any, at: datetime) -> UUID:
    """A case with words, a file, safe contact, a mailbox with a message, and a consent; closed after 30 days."""
    file = FileTold(
        "thimbleberry.jpg", "image/jpeg", len(PICTURE), hashlib.sha256(PICTURE).digest(), lambda: iter([PICTURE]),
        lambda: iter([PICTURE]), "image/jpeg", len(PICTURE),
    )  # fmt: skip
    words, code = a_code()
    contact = SafeContactCard(ways=(By.PHONE,), phone="07700 900123", address="9 Persimmon Yard")
    case_id = opened(cast, at, narrative=WORDS, files=(file,), return_code=code, contact=contact)
    send_message(token=come_back(words, at), text="quillfeather again", once=once(), now=at)
    party = next(p for p in case_page(cast.ben, case_id, now=at).parties if p.role == "survivor")
    told = ConsentTold(
        party.id, (body(at),), ("identity",), ("crime",), True, "phone", at, words="zebracrossing"
    )
    record_consent(case_id=case_id, told=told, by=cast.ben, now=at)
    with viewing(system("tests")):
        Case.objects.filter(pk=case_id).update(state="closed", closed_at=at + timedelta(days=30))
    return case_id


def sealed_values(case_id: UUID) -> list[tuple[Any, str]]:
    """Every sealed column of every row of the case that holds something. Inside `viewing`."""
    return [
        (row, field.name)
        for table in case_tables()
        for row in table._default_manager.filter(case_id=case_id)
        for field in table._meta.concrete_fields
        if isinstance(field, SealedField) and getattr(row, field.name) is not None
    ]


def dump(cluster: Cluster, address: str, path: Path, *options: str) -> None:
    assert cluster.programs is not None
    form = () if "--format=plain" in options else ("--format=custom",)
    subprocess.run([cluster.programs / "pg_dump", address, *form, f"--file={path}", *options], check=True)


def restore(cluster: Cluster, name: str, path: Path) -> None:
    assert cluster.programs is not None
    subprocess.run(
        [cluster.programs / "pg_restore", f"--dbname={cluster.address(name)}", "--exit-on-error", path],
        check=True,
    )


@pytest.mark.django_db
def test_a_key_that_is_missing_is_not_taken_for_a_destroyed_one(now: datetime) -> None:
    gone = opened(one_of_each_role(now), now)
    with viewing(system("tests")):
        assert vault.destroyed_after(UUID(int=0), limit=5) == []
        DataKey.objects.filter(pk=gone).update(wrapped=None, destroyed_at=now)
        assert vault.destroyed_after(UUID(int=0), limit=5) == [gone]
