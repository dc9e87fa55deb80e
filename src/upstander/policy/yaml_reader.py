"""YAML read with its line numbers, so that every fault in an edition can name its line.

Each block of names and values is read once, name by name; what nobody asked for at the end is a fault.
"""

import re
from collections.abc import Callable, Iterable
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeVar

import yaml

from upstander.policy.clocks import Clock
from upstander.policy.errors import EditionError, did_you_mean

T = TypeVar("T")
Word = TypeVar("Word", bound=StrEnum)

_SLUG = re.compile(r"[a-z0-9]+([_-][a-z0-9]+)*")
_DEEPEST = 40
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_document(text: str, file: str) -> "Entry":
    """The document's one root entry. Raises EditionError when it is not YAML."""
    try:
        _refuse_hostile(text, file)
        root = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        problem = fault.problem or "cannot be read"
        raise EditionError(file, mark.line + 1 if mark else 1, f"this is not YAML: {problem}.") from None
    except yaml.YAMLError as fault:
        raise EditionError(file, 1, f"this is not YAML: {fault}.") from None
    if root is None:
        raise EditionError(file, 1, "the file is empty.")
    return Entry(root, file, "")


def _refuse_hostile(text: str, file: str) -> None:
    """A draft comes from a form: references can stand for more than memory holds, and deep nesting for more than the stack."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent):
            raise EditionError(file, line, "'*' refers to something written elsewhere.", "Write it out here.")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _DEEPEST:
            raise EditionError(file, line, f"more than {_DEEPEST} lists and blocks inside each other.")


class Entry:
    """One value in the document: a word, a list or a block. `name` is what it is called where it stands."""

    def __init__(self, node: yaml.Node, file: str, name: str) -> None:
        self._node = node
        self._file = file
        self.name = name

    @property
    def line(self) -> int:
        """The line it starts on, from 1."""
        return int(self._node.start_mark.line) + 1

    def fault(self, message: str, suggestion: str = "") -> EditionError:
        """An error that points here."""
        return EditionError(self._file, self.line, message, suggestion)

    def name_fault(self, message: str, suggestion: str = "") -> EditionError:
        """An error that points at the name it stands under."""
        return EditionError(self._file, self.key_line or self.line, message, suggestion)

    @property
    def is_text(self) -> bool:
        """Whether it is a single word or text."""
        return isinstance(self._node, yaml.ScalarNode)

    @property
    def is_list(self) -> bool:
        """Whether it is a list."""
        return isinstance(self._node, yaml.SequenceNode)

    def text(self) -> str:
        """The text as written, its line breaks folded. Raises EditionError when empty or not text."""
        if not self.is_text:
            raise self.fault(f"{self.name!r} must be a single text.")
        value = " ".join(str(self._node.value).split())
        if not value:
            raise self.fault(f"{self.name!r} is empty.")
        return value

    def slug(self) -> str:
        """An id: small letters, digits, single hyphens or underscores."""
        value = self.text()
        if not _SLUG.fullmatch(value):
            raise self.fault(f"{value!r} is not an id.", "Use small letters, digits, '-' and '_'.")
        return value

    def flag(self) -> bool:
        """true or false."""
        value = self.text()
        if value not in ("true", "false"):
            raise self.fault(f"{self.name!r} must be true or false, not {value!r}.")
        return value == "true"

    def number(self) -> int:
        """A whole number, 0 or more."""
        value = self.text()
        if not value.isdecimal():
            raise self.fault(f"{self.name!r} must be a whole number, not {value!r}.")
        return int(value)

    def date(self) -> date:
        """A date such as 2021-11-16."""
        try:
            return date.fromisoformat(self.text())
        except ValueError:
            raise self.fault(f"{self.text()!r} is not a date.", "Write it as 2021-11-16.") from None

    def clock(self) -> Clock:
        """A length of time such as "24 elapsed hours"."""
        try:
            return Clock.parse(self.text())
        except ValueError as fault:
            raise self.fault(str(fault)) from None

    def word(self, words: type[Word]) -> Word:
        """One of the words of an enum."""
        return words(self.one_of([word.value for word in words], self.name))

    def one_of(self, known: Iterable[str], noun: str) -> str:
        """A text that must be among `known`."""
        value, options = self.text(), list(known)
        if value not in options:
            raise self.fault(f"unknown {noun} {value!r}.", did_you_mean(value, options))
        return value

    def items(self) -> list["Entry"]:
        """The entries of a list."""
        if not isinstance(self._node, yaml.SequenceNode):
            raise self.fault(f"{self.name!r} must be a list.")
        return [Entry(node, self._file, self.name) for node in self._node.value]

    def texts(self) -> tuple[str, ...]:
        """A list of texts."""
        return tuple(item.text() for item in self.items())

    def block(self) -> "Block":
        """The entry as a block of names and values."""
        if not isinstance(self._node, yaml.MappingNode):
            raise self.fault(f"{self.name!r} must be a block of names and values.")
        entries: dict[str, Entry] = {}
        for key, value in self._node.value:
            name = str(key.value)
            if name in entries:
                raise EditionError(self._file, key.start_mark.line + 1, f"{name!r} is given twice.")
            entries[name] = Entry(value, self._file, name)
            entries[name].key_line = key.start_mark.line + 1
        return Block(self, entries)

    key_line: int = 0
    """The line of the name it stands under, when it stands under one."""


class Block:
    """A block of names and values being read."""

    def __init__(self, entry: Entry, entries: dict[str, Entry]) -> None:
        self.entry = entry
        self._entries = entries
        self._asked: list[str] = []

    def get(self, name: str) -> Entry:
        """The entry of that name. Raises EditionError when it is missing."""
        found = self.find(name)
        if found is not None:
            return found
        for misspelt in get_close_matches(name, [n for n in self._entries if n not in self._asked], n=1):
            raise self._entries[misspelt].name_fault(
                f"nothing here is called {misspelt!r}.", f"Did you mean {name!r}?"
            )
        raise self.entry.fault(f"{name!r} is missing here.")

    def find(self, name: str) -> Entry | None:
        """The entry of that name, or None."""
        self._asked.append(name)
        return self._entries.get(name)

    def text(self, name: str, default: str = "") -> str:
        """An optional text."""
        found = self.find(name)
        return found.text() if found else default

    def flag(self, name: str) -> bool:
        """An optional true or false; false when left out."""
        found = self.find(name)
        return found.flag() if found else False

    def texts(self, name: str) -> tuple[str, ...]:
        """An optional list of texts."""
        found = self.find(name)
        return found.texts() if found else ()

    def each(self, name: str, read: Callable[["Block"], T]) -> tuple[T, ...]:
        """A list of blocks, each read and then checked for names nobody asked for."""
        found = []
        for item in self.get(name).items():
            block = item.block()
            found.append(read(block))
            block.finish()
        return tuple(found)

    def names(self) -> list[tuple[str, Entry]]:
        """Every name with its entry, for blocks whose names are the edition's own."""
        self._asked += self._entries
        return list(self._entries.items())

    def finish(self) -> None:
        """Raise EditionError for the first name that nobody asked for."""
        for name, entry in self._entries.items():
            if name not in self._asked:
                raise entry.name_fault(f"nothing here is called {name!r}.", did_you_mean(name, self._asked))


def unique(found: Iterable[tuple[str, Entry]], noun: str) -> None:
    """Raise EditionError at the second entry with the same id."""
    seen: set[str] = set()
    for id, entry in found:
        if id in seen:
            raise entry.fault(f"a second {noun} called {id!r}.")
        seen.add(id)
