"""Master keys changed while people read, and lost and restored: everything opens, and fewer shares than needed open nothing."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import datetime
from itertools import combinations
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import tink
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from tink import aead

from factories.cast import one_of_each_role
from upstander.confidentiality.api import (
    MasterKeysMissing,
    WrongShares,
    add_keys,
    join_backup,
    key_service,
    key_states,
    left_to_rewrap,
    plain_keyset,
    rewrap_some,
    seal_keyset,
    split_backup,
    system,
    use_new_keys,
    vault,
    viewing,
    write_keyset,
)
from upstander.confidentiality.models import AuditEntry, DataKey
from upstander.confidentiality.sign_in import OneTimeCodeAdapter
from upstander.people.models import Person

BY = system("tests")
CONTENT = json.dumps({"wrapping": "secret words"}).encode()


@pytest.fixture
def keyset(master_keys: None, tmp_path: Path, settings: object) -> Path:
    """A copy of the keys, to be changed and lost."""
    path = tmp_path / "master.json"
    shutil.copy(settings.UPSTANDER_MASTER_KEYSET, path)  # type: ignore[attr-defined]
    settings.UPSTANDER_MASTER_KEYSET = path  # type: ignore[attr-defined]
    return path


def people(count: int) -> list[Person]:
    made = [Person(id=uuid4()) for _ in range(count)]
    vault.create_keys([person.id for person in made], "person")
    for number, person in enumerate(made):
        vault.seal(person, name=f"Somebody {number}")
        person.save(force_insert=True)
    return made


def names(made: list[Person]) -> list[str]:
    with viewing(BY):
        return [vault.unseal(Person.objects.get(pk=person.pk), "name") for person in made]


@pytest.mark.django_db
def test_rotating_while_reading_changes_no_word_and_may_be_stopped_and_begun_again(
    keyset: Path, now: datetime
) -> None:
    with viewing(BY):
        made = people(7)
    expected = names(made)
    with viewing(BY):
        before = {row.pk: bytes(row.wrapped or b"") for row in DataKey.objects.all()}

    add_keys(keyset)
    assert names(made) == expected, "added keys open only"
    assert use_new_keys(keyset)
    assert not use_new_keys(keyset)
    assert names(made) == expected, "the running process took the file over"
    with viewing(BY):
        newer = people(1)
    assert left_to_rewrap(keyset, BY) == 7, "what is new is wrapped by the new key"

    assert rewrap_some(path=keyset, by=BY, now=now, at_most=3) == 3
    assert names([*made, *newer]) == [*expected, "Somebody 0"], "half done, everything opens"
    while rewrap_some(path=keyset, by=BY, now=now, at_most=3):
        pass
    assert left_to_rewrap(keyset, BY) == 0
    assert names(made) == expected
    with viewing(BY):
        after = {row.pk: bytes(row.wrapped or b"") for row in DataKey.objects.filter(pk__in=before)}
        assert all(after[key] != wrapped for key, wrapped in before.items())
        entry = AuditEntry.objects.filter(action="keys.rewrap").first()
    assert entry is not None
    assert set(entry.detail) == {"keys", "codes"}


@pytest.mark.django_db
def test_the_secrets_of_one_time_codes_are_wrapped_anew_too(keyset: Path, now: datetime) -> None:
    ben = one_of_each_role(now).staff["ben"]
    with viewing(BY):
        TOTP.activate(ben, "JBSWY3DPEHPK3PXP")
    add_keys(keyset)
    use_new_keys(keyset)
    while rewrap_some(path=keyset, by=BY, now=now):
        pass
    assert left_to_rewrap(keyset, BY) == 0
    stored = Authenticator.objects.get(user=ben).data["secret"]
    assert OneTimeCodeAdapter().decrypt(stored) == "JBSWY3DPEHPK3PXP"


@pytest.mark.django_db
def test_lost_keys_come_back_from_any_two_of_three_shares(keyset: Path) -> None:
    with viewing(BY):
        made = people(2)
    expected = names(made)
    sealed, shares = split_backup(keyset.read_bytes(), shares=3, need=2)
    keyset.unlink()
    with pytest.raises(MasterKeysMissing):
        names(made)
    for two in combinations(shares, 2):
        write_keyset(keyset, join_backup(sealed, two))
        assert names(made) == expected
        assert keyset.stat().st_mode & 0o077 == 0


class LocalService(tink.KmsClient):  # type: ignore[misc]  # Tink ships no types
    """A key service in this process: what Tink's clients of AWS, Google and Vault do over the network."""

    def __init__(self, allowed: bool = True) -> None:
        self.key = tink.new_keyset_handle(aead.aead_key_templates.AES256_GCM).primitive(aead.Aead)
        self.allowed, self.asked = allowed, 0

    def does_support(self, key_uri: str) -> bool:
        return key_uri == SERVICE

    def get_aead(self, key_uri: str) -> Any:
        self.asked += 1
        if not self.allowed:
            raise tink.TinkError("not allowed")
        return self.key


SERVICE = "local-kms://keys/upstander"


@pytest.fixture
def service() -> Iterator[LocalService]:
    found = LocalService()
    tink.register_kms_client(found)
    yield found
    tink._kms_clients.reset_kms_clients()


@pytest.mark.django_db
def test_a_key_service_seals_the_file_and_keys_are_rotated_under_it(
    keyset: Path, service: LocalService, now: datetime
) -> None:
    with viewing(BY):
        made = people(3)
    expected = names(made)
    plain = keyset.read_bytes()
    secret = json.loads(plain)["wrapping"]["key"][0]["keyData"]["value"]
    seal_keyset(keyset, SERVICE)
    assert secret.encode() not in keyset.read_bytes()
    assert keyset.stat().st_mode & 0o077 == 0
    before = service.asked
    assert names(made) == names(made) == expected
    assert service.asked == before + 1, "the service is asked once for each change of the file"
    add_keys(keyset)
    use_new_keys(keyset)
    while rewrap_some(path=keyset, by=BY, now=now):
        pass
    assert left_to_rewrap(keyset, BY) == 0 and names(made) == expected
    assert key_service(keyset) == SERVICE, "still sealed"
    seal_keyset(keyset, "")
    assert key_service(keyset) == "" and names(made) == expected


@pytest.mark.django_db
def test_without_the_service_nothing_opens_and_the_shares_still_do(
    keyset: Path, service: LocalService
) -> None:
    with viewing(BY):
        made = people(2)
    expected = names(made)
    seal_keyset(keyset, SERVICE)
    sealed, shares = split_backup(plain_keyset(keyset), shares=3, need=2)
    service.allowed = False
    keyset.touch()
    with pytest.raises(MasterKeysMissing, match="key service"):
        names(made)
    with pytest.raises(MasterKeysMissing):
        seal_keyset(keyset, "")
    write_keyset(keyset, join_backup(sealed, shares[:2]))
    assert names(made) == expected


@pytest.mark.parametrize("uri", ["file:///tmp/key", "aws-kms://arn:aws:kms:eu-west-2:1:key/x"])
def test_a_service_that_cannot_be_used_changes_nothing(keyset: Path, uri: str) -> None:
    before = keyset.read_bytes()
    with pytest.raises(MasterKeysMissing):
        seal_keyset(keyset, uri)
    assert keyset.read_bytes() == before


def test_fewer_shares_open_nothing_and_a_misread_one_is_noticed() -> None:
    sealed, (one, two, three) = split_backup(CONTENT, shares=3, need=2)
    assert b"secret words" not in sealed
    with pytest.raises(WrongShares, match="2 are needed"):
        join_backup(sealed, [one, one])
    swapped = two[:-6] + ("A" if two[-6] != "A" else "B") + two[-5:]
    with pytest.raises(WrongShares, match="misread"):
        join_backup(sealed, [one, swapped])
    _, (other, *_rest) = split_backup(CONTENT, shares=3, need=2)
    with pytest.raises(WrongShares, match="belongs to backup"):
        join_backup(sealed, [one, other])
    assert join_backup(sealed, [f" {three.lower()} ", two.replace("-", " ")]) == CONTENT


def test_a_changed_backup_file_never_gives_wrong_keys() -> None:
    sealed, shares = split_backup(CONTENT, shares=3, need=2)
    body = json.loads(sealed)
    body["sealed"] = (
        body["sealed"][:-8] + ("AAAA" if body["sealed"][-8:-4] != "AAAA" else "BBBB") + body["sealed"][-4:]
    )
    with pytest.raises(WrongShares, match="do not open"):
        join_backup(json.dumps(body).encode(), shares)


def test_what_is_shown_of_the_keys_holds_no_secret(keyset: Path) -> None:
    secret = json.loads(keyset.read_text())["wrapping"]["key"][0]["keyData"]["value"]
    assert secret not in str(key_states(keyset))
    assert [each.purpose for each in key_states(keyset) if each.sealing][:3] == ["wrapping", "index", "audit"]
    assert keyset == settings.UPSTANDER_MASTER_KEYSET
