"""`with refusing(form): act(…); return go(…)`: what a rule refuses is told on the form, and what stands below shows it again."""

from __future__ import annotations

from dataclasses import dataclass
from types import TracebackType
from typing import Protocol

from upstander.lib.decision import Refused


class Told(Protocol):
    """Whatever shows the words of a rule that said no."""

    def refuse(self, reason: str, clause: str = "") -> None:
        """Show them."""


@dataclass(slots=True)
class Problem:
    """What a rule said no to on a page without a form of Django's; false while there is nothing. It is put right at `place`."""

    place: str = ""
    reason: str = ""

    def __bool__(self) -> bool:
        return bool(self.reason)

    @property
    def errors(self) -> list[dict[str, str]]:
        """For the summary on top."""
        return [{"text": self.reason, "href": self.place}] if self.reason else []

    def refuse(self, reason: str, clause: str = "") -> None:
        """Its words; most of these pages are read outside the landlord, where a clause says nothing."""
        self.reason = reason


@dataclass(frozen=True, slots=True)
class refusing:  # noqa: N801  # read as a verb: `with refusing(form)`
    """Ends quietly when a rule refuses; every other error goes on. A class, so that a type checker knows that it may end so."""

    form: Told

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if not isinstance(error, Refused):
            return False
        self.form.refuse(error.reason, error.clause)
        return True
