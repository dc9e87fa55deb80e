"""Seals personal data and free text under one data key per case and one per person, each wrapped by the master key.

A ciphertext is bound to its table, column and row, so that moving it elsewhere makes it unreadable (clause 3.5.2).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar
from uuid import UUID

import tink
from django.db import models
from django.db.models import OuterRef, QuerySet, Subquery
from tink import aead, secret_key_access

from upstander.confidentiality.errors import KeyDestroyed
from upstander.confidentiality.fetching import fetch
from upstander.confidentiality.fields import SealedField
from upstander.confidentiality.key_cache import opened
from upstander.confidentiality.many_rows import insert_rows
from upstander.confidentiality.master import master_keys
from upstander.confidentiality.models import DataKey

Row = TypeVar("Row", bound=models.Model)


def new_key(subject: UUID, kind: str) -> DataKey:
    """An unsaved data key for a new case or person (`kind` is "case", "person" or "report")."""
    handle = tink.new_keyset_handle(aead.aead_key_templates.AES256_GCM)
    plain = tink.proto_keyset_format.serialize(handle, secret_key_access.TOKEN)
    _remember(subject, handle.primitive(aead.Aead))
    return DataKey(id=subject, kind=kind, wrapped=master_keys().wrapping.encrypt(plain, subject.bytes))


def create_key(subject: UUID, kind: str) -> None:
    """Make and store the data key of a new case or person."""
    insert_rows([new_key(subject, kind)])


def create_keys(subjects: Iterable[UUID], kind: str) -> None:
    """Make and store many data keys at once."""
    insert_rows([new_key(subject, kind) for subject in subjects])


def has_key(subject: UUID) -> bool:
    """Whether the data key of that case or person is still there."""
    return DataKey.objects.filter(pk=subject, destroyed_at=None).exists()


def destroyed_after(last: UUID, *, limit: int) -> list[UUID]:
    """Subjects whose key was destroyed, in the order of their ids, from after that one on. A key that is merely missing (a keyring not
    restored yet) is not among them."""
    gone = DataKey.objects.filter(pk__gt=last, destroyed_at__isnull=False).order_by("pk")
    return list(gone.values_list("pk", flat=True)[:limit])


def warm(subjects: Iterable[UUID]) -> None:
    """Fetch many keys in one query before a list is unsealed. Only useful inside `viewing`."""
    cache = opened.get()
    if cache is None:
        return
    wanted = {subject for subject in subjects if subject not in cache}
    if not wanted:
        return
    for subject, wrapped in fetch(_intact, wanted):
        _remember(subject, _unwrap(subject, wrapped))


def with_key(rows: QuerySet[Row], subject: str) -> QuerySet[Row]:
    """Each row with the wrapped key of what that column names, for `take`: no second question for the keys."""
    key = Subquery(_keys().filter(pk=OuterRef(subject)).values("wrapped"))
    return rows.annotate(wrapped_key=key)  # type: ignore[return-value]  # the stubs forget the model


def take(keys: Iterable[tuple[UUID, bytes | memoryview | None]]) -> None:
    """Keys that came with their rows; one that was destroyed is none. Only useful inside `viewing`."""
    cache = opened.get()
    if cache is None:
        return
    for subject, wrapped in keys:
        if wrapped is not None and subject not in cache:
            _remember(subject, _unwrap(subject, wrapped))


def _intact(subjects: Iterable[UUID]) -> QuerySet[DataKey, tuple[UUID, bytes | memoryview | None]]:
    return _keys().filter(pk__in=subjects).values_list("id", "wrapped")


def _keys() -> QuerySet[DataKey]:
    return DataKey.objects.filter(destroyed_at=None)


def seal(row: models.Model, **texts: str) -> None:
    """Encrypt each text into the sealed column of that name. The row's primary key and its key subject must be set already."""
    for name, text in texts.items():
        setattr(row, name, seal_bytes(row, name, text.encode()))


def unseal(row: models.Model, name: str) -> str:
    """The plain text of a sealed column, empty when nothing was stored. Raises KeyDestroyed, tink.TinkError when tampered with."""
    return unseal_bytes(row, name).decode()


def seal_bytes(row: models.Model, name: str, content: bytes) -> bytes:
    """Ciphertext of `content` for that column of that row."""
    key: bytes = _key(_subject(row, name)).encrypt(content, _binding(row, name))
    return key


def unseal_bytes(row: models.Model, name: str) -> bytes:
    """Plain content of that column of that row; empty when the column is null."""
    stored = getattr(row, name)
    if stored is None:
        return b""
    plain: bytes = _key(_subject(row, name)).decrypt(bytes(stored), _binding(row, name))
    return plain


def _subject(row: models.Model, name: str) -> UUID:
    field = row._meta.get_field(name)
    if not isinstance(field, SealedField):
        raise TypeError(f"{row._meta.label}.{name} is not a sealed column")
    subject: UUID = getattr(row, field.key)
    return subject


def _binding(row: models.Model, name: str) -> bytes:
    return f"{row._meta.db_table}.{name}:{row.pk}".encode()


def _remember(subject: UUID, primitive: Any) -> None:
    cache = opened.get()
    if cache is not None:
        cache[subject] = primitive


def _unwrap(subject: UUID, wrapped: bytes | memoryview | None) -> Any:
    plain = master_keys().wrapping.decrypt(bytes(wrapped or b""), subject.bytes)
    return tink.proto_keyset_format.parse(plain, secret_key_access.TOKEN).primitive(aead.Aead)


def _key(subject: UUID) -> Any:
    cache = opened.get()
    if cache is not None and subject in cache:
        return cache[subject]
    row = DataKey.objects.filter(pk=subject).first()
    if row is None or row.destroyed_at is not None or row.wrapped is None:
        raise KeyDestroyed("This content was destroyed under the retention rules, or was never stored here.")
    primitive = _unwrap(row.id, row.wrapped)
    _remember(subject, primitive)
    return primitive
