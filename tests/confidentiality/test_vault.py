"""Sealed content: only with its key, only in its row, and gone with its key."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

import pytest
import tink
from django.db import IntegrityError, transaction

from upstander.cases.models import TimelineEntry
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


def test_a_ciphertext_moved_to_another_row_of_the_same_case_cannot_be_read() -> None:
    with viewing(system("tests")):
        case_id = uuid4()
        vault.create_key(case_id, "case")
        one, other = (TimelineEntry(id=uuid4(), case_id=case_id) for _ in range(2))
        vault.seal(one, body="Amina rang at night")
        other.body = one.body
        assert vault.unseal(one, "body") == "Amina rang at night"
        with pytest.raises(tink.TinkError):
            vault.unseal(other, "body")


def test_a_destroyed_key_makes_the_content_unreadable(now: datetime) -> None:
    with viewing(system("tests")):
        person = sealed_person()
        key = DataKey.objects.filter(pk=person.pk)
        with pytest.raises(IntegrityError), transaction.atomic():
            key.update(destroyed_at=now)  # nothing that says it is destroyed keeps it
    with viewing(system("tests")):
        key.update(wrapped=None, destroyed_at=now)
        vault.warm([person.pk])  # a list in which one is gone is read all the same
        assert not vault.has_key(person.pk)
        with pytest.raises(KeyDestroyed):
            vault.unseal(person, "name")


def test_a_wrapped_key_put_under_another_subject_does_not_open() -> None:
    with viewing(system("tests")):
        one, other = sealed_person(), sealed_person()
        stolen = DataKey.objects.get(pk=one.pk).wrapped
        DataKey.objects.filter(pk=other.pk).update(wrapped=stolen)
    with viewing(system("tests")), pytest.raises(tink.TinkError):
        vault.unseal(other, "name")
