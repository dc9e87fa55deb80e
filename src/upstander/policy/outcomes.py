"""What the engine answers: duties with their due times, gates and restrictions. All times UTC."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from upstander.policy.vocabulary import DutyKind, DutyState, Source


@dataclass(frozen=True, slots=True)
class Reckoned:
    """How a due time came about, for whoever puts it into another language: since `started`, `count` of `unit` ("elapsed hours")."""

    because: tuple[str, ...]
    count: int
    unit: str
    started: datetime


class Wording(Protocol):
    """Puts a duty into words when somebody asks; most outcomes are never read aloud."""

    def why(self, duty: "Duty") -> str:
        """One plain sentence."""

    def detail(self, duty: "Duty") -> str:
        """The full explanation."""

    def reckoned(self, duty: "Duty") -> Reckoned:
        """What the sentence is made from."""


@dataclass(frozen=True, slots=True)
class Duty:
    """Something that must happen, or be decided, by `due_at`.

    `report` is the index of the report for a duty that arises once per report, else None. `clause` is the
    policy's clause number, or "standard" where only a service standard speaks; `source` says whose word the time is;
    `edition` is the edition that asks it. `anew`: what asks it is owed for itself, whatever was answered before.
    """

    id: str
    label: str
    kind: DutyKind
    clause: str
    source: Source
    triggered_at: datetime
    due_at: datetime
    state: DutyState
    met_at: datetime | None
    report: int | None
    edition: str
    anew: bool
    wording: "Wording" = field(compare=False, repr=False)

    @property
    def is_open(self) -> bool:
        """True while nothing has discharged it, overdue or not."""
        return self.met_at is None

    @property
    def why(self) -> str:
        """One plain sentence: the reason, what is owed, and by when in UK time."""
        return self.wording.why(self)

    @property
    def reckoned(self) -> Reckoned:
        """What `why` is made from, to be said in another language."""
        return self.wording.reckoned(self)

    @property
    def detail(self) -> str:
        """The whole reckoning for a tribunal: edition, rule, start, each day not counted by name."""
        return self.wording.detail(self)


@dataclass(frozen=True, slots=True)
class Gate:
    """Something that may not happen yet (`open` False), what would open it, and what it holds back."""

    id: str
    label: str
    open: bool
    needs: str
    blocks: str
    clause: str
    source: Source


@dataclass(frozen=True, slots=True)
class Restriction:
    """Something that may not happen at all on this case."""

    id: str
    label: str
    clause: str
    closes: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """The engine's whole answer for one case at one moment under one edition."""

    edition: str
    at: datetime
    duties: tuple[Duty, ...]
    gates: tuple[Gate, ...]
    restrictions: tuple[Restriction, ...]

    def duty(self, id: str, report: int | None = None) -> Duty | None:
        """The duty of that id (for that report, when per report), or None when it did not arise."""
        return next((d for d in self.duties if d.id == id and (report is None or d.report == report)), None)

    def gate(self, id: str) -> Gate:
        """The gate of that id; raises KeyError when the edition has none."""
        for gate in self.gates:
            if gate.id == id:
                return gate
        raise KeyError(id)

    def restricted(self, id: str) -> Restriction | None:
        """The restriction of that id if it is in force on this case, else None."""
        return next((r for r in self.restrictions if r.id == id), None)

    def open_duties(self) -> Iterator[Duty]:
        """Duties that nothing has discharged, in the edition's order."""
        return (duty for duty in self.duties if duty.is_open)
