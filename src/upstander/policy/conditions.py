"""Conditions as data: what must be known for a rule to apply.

What is known at a moment is a mapping from a fact's name to the set of its values (see `vocabulary` in the edition
and `moments`), so that every test is a comparison of sets and an edition needs no programming language.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

Known = Mapping[str, frozenset[str]]
"""What is known at one moment: every fact's name to the values it has then, none when it is not known."""


class Condition(ABC):
    """Something that holds, or does not, of what is known at a moment."""

    __slots__ = ()

    @abstractmethod
    def holds(self, known: Known) -> bool:
        """Whether it holds of what is known."""

    @property
    @abstractmethod
    def lasting(self) -> bool:
        """True when learning more can never make it false again."""

    @abstractmethod
    def facts(self) -> Iterator[str]:
        """The names of the facts it rests on by being known, not by their absence."""


@dataclass(frozen=True, slots=True)
class Always(Condition):
    """Holds of every case."""

    def holds(self, known: Known) -> bool:
        return True

    @property
    def lasting(self) -> bool:
        return True

    def facts(self) -> Iterator[str]:
        return iter(())

    def __str__(self) -> str:
        return "always"


@dataclass(frozen=True, slots=True)
class Has(Condition):
    """At least one of the values is among the fact's."""

    fact: str
    values: frozenset[str]

    def holds(self, known: Known) -> bool:
        return not self.values.isdisjoint(known[self.fact])

    @property
    def lasting(self) -> bool:
        return True

    def facts(self) -> Iterator[str]:
        yield self.fact

    def __str__(self) -> str:
        if self.values == {"true"}:
            return self.fact
        if self.values == {"false"}:
            return f"not {self.fact}"
        return f"{self.fact}: {' or '.join(sorted(self.values))}"


@dataclass(frozen=True, slots=True)
class Only(Condition):
    """The fact has values, and none but these."""

    fact: str
    values: frozenset[str]

    def holds(self, known: Known) -> bool:
        found = known[self.fact]
        return bool(found) and found <= self.values

    @property
    def lasting(self) -> bool:
        return False

    def facts(self) -> Iterator[str]:
        yield self.fact

    def __str__(self) -> str:
        return f"{self.fact}: nothing but {' or '.join(sorted(self.values))}"


@dataclass(frozen=True, slots=True)
class Several(Condition):
    """Made of parts: what they need to know, and whether it lasts."""

    parts: tuple[Condition, ...]

    @property
    def lasting(self) -> bool:
        return all(part.lasting for part in self.parts)

    def facts(self) -> Iterator[str]:
        for part in self.parts:
            yield from part.facts()


@dataclass(frozen=True, slots=True)
class All(Several):
    """Every part holds."""

    def holds(self, known: Known) -> bool:
        for part in self.parts:  # noqa: SIM110 - a plain loop is twice as fast as all() here
            if not part.holds(known):
                return False
        return True

    def __str__(self) -> str:
        return " and ".join(_grouped(part) for part in self.parts)


@dataclass(frozen=True, slots=True)
class AnyOf(Several):
    """One part or more holds."""

    def holds(self, known: Known) -> bool:
        for part in self.parts:  # noqa: SIM110 - as above
            if part.holds(known):
                return True
        return False

    def __str__(self) -> str:
        return ", or ".join(_grouped(part) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Not(Condition):
    """The part does not hold."""

    part: Condition

    def holds(self, known: Known) -> bool:
        return not self.part.holds(known)

    @property
    def lasting(self) -> bool:
        return False

    def facts(self) -> Iterator[str]:
        return iter(())

    def __str__(self) -> str:
        return f"not {_grouped(self.part)}"


def _grouped(condition: Condition) -> str:
    return f"({condition})" if isinstance(condition, All | AnyOf) else str(condition)
