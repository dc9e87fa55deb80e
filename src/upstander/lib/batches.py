"""So many rows at a time, of a source too long to be held at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

_Row = TypeVar("_Row")


def batches(rows: Iterable[_Row], size: int) -> Iterator[list[_Row]]:
    """The rows in their order, `size` at a time; the last batch holds what is left, and none is empty."""
    source = iter(rows)
    while batch := list(islice(source, size)):
        yield batch
