"""The one answer every rule gives: allowed or not, why, and the clause of the policy it rests on."""

from __future__ import annotations

from dataclasses import dataclass


class Refused(Exception):
    """An action was asked for that a rule does not allow now. Carries the reason shown to the person, and the clause."""

    def __init__(self, reason: str, clause: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.clause = clause


class NotThere(Exception):
    """What was asked for is not there, or this viewer may not see it: the two are never told apart."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a rule says. `reason` is a plain sentence that tells the person what to do; `clause` cites the policy."""

    allowed: bool
    reason: str = ""
    clause: str = ""

    def __bool__(self) -> bool:
        return self.allowed

    def enforce(self) -> None:
        """Raise `Refused` unless allowed."""
        if not self.allowed:
            raise Refused(self.reason, self.clause)


ALLOWED = Decision(True)


def refuse(reason: str, clause: str = "") -> Decision:
    """A decision that says no."""
    return Decision(False, reason, clause)
