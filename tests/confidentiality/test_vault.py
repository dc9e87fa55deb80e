"""Sealed content: only with its key, only in its row, and gone with its key."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

import pytest
import tink

from upstander.confidentiality.api import KeyDestroyed, system, vault, viewing
from upstander.confidentiality.models import DataKey
from upstander.people.models import Person

pytestmark = pytest.mark.django_db


def sealed_person(name: str = "Amina Yusuf") -> Person:
    person = Person(id=uuid4())
    vault.create_key(person.id, "person")
    vault.seal(person, name=name)
    person.save(force_insert=True)
    return person


def test_what_is_sealed_can_be_read_back_and_does_not_contain_the_words() -> None:
    with viewing(system("tests")):
        person = Person.objects.get(pk=sealed_person().pk)
        assert vault.unseal(person, "name") == "Amina Yusuf"
        assert b"Amina" not in bytes(person.name or b"")


def test_a_ciphertext_moved_to_another_row_or_column_cannot_be_read() -> None:
    with viewing(system("tests")):
        one, other = sealed_person(), sealed_person("Gwen Harcastle")
        other.name = one.name
        with pytest.raises(tink.TinkError):
            vault.unseal(other, "name")
        one.phone = one.name
        with pytest.raises(tink.TinkError):
            vault.unseal(one, "phone")


def test_a_destroyed_key_makes_the_content_unreadable(now: datetime) -> None:
    with viewing(system("tests")):
        person = sealed_person()
    with viewing(system("tests")):
        DataKey.objects.filter(pk=person.pk).update(wrapped=None, destroyed_at=now)
        with pytest.raises(KeyDestroyed):
            vault.unseal(person, "name")


def test_a_wrapped_key_put_under_another_subject_does_not_open() -> None:
    with viewing(system("tests")):
        one, other = sealed_person(), sealed_person()
        stolen = DataKey.objects.get(pk=one.pk).wrapped
        DataKey.objects.filter(pk=other.pk).update(wrapped=stolen)
    with viewing(system("tests")), pytest.raises(tink.TinkError):
        vault.unseal(other, "name")
