"""A column whose content only the vault can read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    _Binary = models.BinaryField[bytes | None, bytes | None]
else:
    _Binary = models.BinaryField


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
