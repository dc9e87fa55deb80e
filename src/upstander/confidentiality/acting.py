"""Every write goes through here: one transaction, one viewer, one audit entry."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from upstander.confidentiality import audit
from upstander.confidentiality.viewer import Viewer, ViewerKind, strictly, system, viewing


@dataclass
class Act:
    """The action under way. Set `case_id` and `subject_id` when they become known; `detail` takes codes and counts only."""

    by: Viewer
    now: datetime
    action: str
    case_id: UUID | None = None
    subject_id: UUID | None = None
    detail: dict[str, str | int | bool | None] = field(default_factory=dict)
    steps: list[Act] = field(default_factory=list)

    def step(self, action: str) -> Act:
        """A step of this act with an audit entry of its own, which is written with the act's and before it."""
        self.steps.append(Act(self.by, self.now, action))
        return self.steps[-1]


@contextmanager
def acting(
    by: Viewer,
    now: datetime,
    action: str,
    *,
    case_id: UUID | None = None,
    subject_id: UUID | None = None,
    seeing: Viewer | None = None,
) -> Iterator[Act]:
    """A transaction as this actor that ends with its audit entry. An exception undoes everything, the entry too.

    `seeing`: the whole act is one elevated step, as this viewer, and nothing that it reads is for the actor (see `elevated`).
    """
    with strictly(), viewing(seeing or by):
        act = Act(by=by, now=now, action=action, case_id=case_id, subject_id=subject_id)
        yield act
        entries = [
            audit.unnumbered(each.by, each.now, each.action, each.case_id, each.subject_id, each.detail)
            for each in (*act.steps, act)
        ]
        audit.append(entries)


@contextmanager
def elevated(reason: str) -> Iterator[None]:
    """Inside an action: see as the system for one narrow, named step that the actor must not see themselves (for instance storing a
    report from the public). Each use is listed in tests/confidentiality."""
    with viewing(system(reason)):
        yield


@contextmanager
def reading(
    viewer: Viewer, now: datetime, action: str, *, case_id: UUID | None = None, subject_id: UUID | None = None
) -> Iterator[None]:
    """A transaction in which this viewer reads the content of a case, with the audit entry that says so."""
    with viewing(viewer):
        yield
        if viewer.kind is not ViewerKind.SYSTEM:
            audit.record(by=viewer, now=now, action=action, case_id=case_id, subject_id=subject_id)
