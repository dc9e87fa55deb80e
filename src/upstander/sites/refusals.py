"""`with refusing(form): act(…); return go(…)`: what a rule refuses is told on the form, and what stands below shows it again.
`refusing(form, stands=start)` for a form whose fields take the place of what stands: `start` is what it would start from now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Protocol

from upstander.confidentiality.api import StaleEdit
from upstander.lib.decision import Refused

STALE = "A colleague changed this while you were typing. What they saved stands beside each field; save again to keep yours."


class Told(Protocol):
    """Whatever shows the words of a rule that said no."""

    def refuse(self, reason: str, clause: str = "") -> None:
        """Show them."""

    def stale(
        self,
        reason: str,
        version: int | str,
        *,
        mark: str = "version",
        stands: Mapping[str, Any] | None = None,
    ) -> None:
        """Somebody else saved meanwhile."""


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

    def stale(
        self,
        reason: str,
        version: int | str,
        *,
        mark: str = "version",
        stands: Mapping[str, Any] | None = None,
    ) -> None:
        """Nothing on it takes the place of anything."""
        self.reason = reason


@dataclass(frozen=True, slots=True)
class refusing:  # noqa: N801  # read as a verb: `with refusing(form)`
    """Ends quietly when a rule refuses, or, with `stands`, when somebody else saved meanwhile; every other error goes on. A class, so
    that a type checker knows that it may end so. Any: as the form starts, with its `mark` or `version`."""

    form: Told
    stands: Mapping[str, Any] | None = None
    mark: str = "mark"

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if isinstance(error, StaleEdit) and self.stands is not None:
            self.form.stale(STALE, self.stands[self.mark], mark=self.mark, stands=self.stands)
            return True
        if not isinstance(error, Refused):
            return False
        self.form.refuse(error.reason, error.clause)
        return True
