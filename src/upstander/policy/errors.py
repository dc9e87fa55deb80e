"""What can be wrong with what people write: an edition's text, or the facts put to the engine."""

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class PolicyError(Exception):
    """Anything this room refuses. The message is fit to show to the person who wrote the input."""


class EditionError(PolicyError):
    """An edition's text is not usable. Names the file, the line (from 1), the fault and a likely remedy."""

    def __init__(self, file: str, line: int, message: str, suggestion: str = "") -> None:
        self.file = file
        self.line = line
        self.message = message
        self.suggestion = suggestion
        super().__init__(f"{file}:{line}: {message}{' ' + suggestion if suggestion else ''}")


class FactsError(PolicyError):
    """Facts or answers are not usable. `key` is the path of the entry at fault, as in `reports[0].channel`."""

    def __init__(self, key: str, message: str, suggestion: str = "") -> None:
        self.key = key
        self.message = message
        self.suggestion = suggestion
        super().__init__(f"{key}: {message}{' ' + suggestion if suggestion else ''}")


def did_you_mean(word: object, known: "Iterable[str]") -> str:
    """The nearest known word as a question, or the whole list when nothing is near."""
    options = list(known)
    near = get_close_matches(str(word), options, n=1, cutoff=0.6)
    if near:
        return f"Did you mean {near[0]!r}?"
    return f"Known here: {', '.join(options)}." if options else ""
