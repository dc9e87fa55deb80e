"""Columns whose content only the vault can read, and columns of blind tokens that follow the index key."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models

from upstander.confidentiality.digests import forms_of, stored_digest
from upstander.confidentiality.generations import asked, lifted, lifted_pseudonym, written
from upstander.confidentiality.token_lookups import TokensContain, TokensOverlap

if TYPE_CHECKING:
    _Binary = models.BinaryField[bytes | None, bytes | None]
    _Digest = models.BinaryField[Any, Any]  # most are never null
    _Lookup = models.Lookup[Any]
    _Numbers = ArrayField[list[int], list[int]]
    _Number = models.BigIntegerField[int, int]
    _Uuid = models.UUIDField[UUID | None, UUID | None]
else:
    _Binary, _Digest, _Lookup, _Numbers, _Number, _Uuid = (
        models.BinaryField,
        models.BinaryField,
        models.Lookup,
        ArrayField,
        models.BigIntegerField,
        models.UUIDField,
    )


class SealedField(_Binary):
    """Ciphertext. `key` names the attribute of the row that holds the subject (case or person) whose data key seals it.

    The plain text never sits on the model: `vault.seal(row, notes="…")` writes it, `vault.unseal(row, "notes")` reads it.
    """

    def __init__(
        self, *args: Any, key: str = "case_id", **kwargs: Any
    ) -> None:  # Any: Django's own field signature
        self.key = key
        kwargs.setdefault("null", True)
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        kwargs["key"] = self.key
        return name, path, list(args), kwargs


class TokensField(_Numbers):
    """Blind tokens. The program sees those of the generation that it searches with; stored are those of every generation in use, so
    that reading and writing go on while the index key is rotated. Search with `blind_index.typed`."""

    def __init__(self, base_field: models.Field[Any, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(base_field or models.BigIntegerField(), **kwargs)

    def from_db_value(self, value: list[int] | None, *_: Any) -> list[int] | None:
        return value and sorted(lifted(value, asked()))

    def brought_up(self, value: Any) -> Any:
        """What is stored of this value."""
        if isinstance(value, (list, tuple, set, frozenset)):
            return sorted(set().union(*(lifted(value, each) for each in written())))
        return value

    def get_db_prep_save(self, value: Iterable[int], connection: Any) -> Any:
        return super().get_db_prep_save(self.brought_up(value), connection)


TokensField.register_lookup(TokensOverlap)
TokensField.register_lookup(TokensContain)


class TokenField(_Number):
    """One blind token, stored in the generation asked with. Look for it `__in` every spelling, as a rotation may be under way."""

    def brought_up(self, value: Any) -> Any:
        """What is stored of this value."""
        return next(iter(lifted([value], asked())), value) if isinstance(value, int) else value

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        return super().get_db_prep_save(self.brought_up(value), connection)


class PseudonymField(_Uuid):
    """What stands for somebody (`pseudonyms`), stored in the generation asked with. Look for it `__in` all of them."""

    def brought_up(self, value: Any) -> Any:
        """What is stored of this value."""
        return lifted_pseudonym(value, asked()) if isinstance(value, UUID) else value

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        return super().get_db_prep_save(self.brought_up(value), connection)


class DigestField(_Digest):
    """A `keyed_digest`, stored under the newest key in use and found under every key of the file. Compare with `same_digest`."""

    def brought_up(self, value: Any) -> Any:
        """What is stored of this value."""
        return stored_digest(value) if isinstance(value, bytes) else value

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        return super().get_db_prep_save(self.brought_up(value), connection)


class _AnyForm(_Lookup):
    """Is this digest, whichever key it was stored under."""

    lookup_name = "exact"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, params = self.process_lhs(compiler, connection)
        forms = forms_of(self.rhs)
        return f"{column} IN ({', '.join(['%s'] * len(forms))})", (*params, *forms)


DigestField.register_lookup(_AnyForm)
