"""Trying out a draft on what happened before. Nothing of a draft is stored; the audit notes that one was tried, on how many cases."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from upstander.cases.api import current_edition, shelf
from upstander.cases.queries.api import history, history_size
from upstander.confidentiality.api import Permission, Viewer, acting
from upstander.governance.editions import ChangedPart, in_parts
from upstander.lib.decision import refuse
from upstander.policy.api import (
    Clock,
    Edition,
    Number,
    Past,
    SimulationReport,
    load_edition,
    numbers,
    report_on,
    simulate,
    with_number,
)

MOST_CASES = 20_000
"""More than this takes too long while somebody waits for a page; `upstander policy simulate` has no limit."""

FEWEST_CASES = 20
"""On fewer, figures would be about people one can name."""

LONGEST_DRAFT = 400_000
"""Characters. The longest edition that ships has a seventh of that."""

DRAFT_NAME = "draft.yaml"


@dataclass(frozen=True, slots=True)
class Trial:
    """What a draft would have meant, and what to send for review: the draft's text, its changes in words, and line by line."""

    edition: Edition
    text: str
    parts: tuple[ChangedPart, ...]
    lines: tuple[str, ...]
    report: SimulationReport
    start: datetime
    end: datetime


def changeable_numbers(viewer: Viewer, *, now: datetime) -> tuple[Number, ...]:
    """The times of the edition in force that can be changed one by one. Raises Refused without `policy.try`."""
    viewer.check(Permission.POLICY_TRY).enforce()
    return numbers(current_edition(now))


def changed_text(viewer: Viewer, changes: Mapping[str, Clock], *, now: datetime) -> str:
    """The edition in force with these times replaced. Raises PolicyError for a number it does not have."""
    viewer.check(Permission.POLICY_TRY).enforce()
    edition = current_edition(now)
    text = shelf().volume(edition.id).text
    for id, clock in changes.items():
        text = with_number(text, edition, id, clock)
    return text


def try_draft(*, text: str, start: datetime, end: datetime, by: Viewer, now: datetime) -> Trial:
    """Replay the cases received from `start` until before `end` under the edition in force and under the draft.

    Raises EditionError (file "draft.yaml", line) for a broken draft; Refused without `policy.try`, or for too many or too few cases.
    """
    by.check(Permission.POLICY_TRY).enforce()
    if len(text) > LONGEST_DRAFT:
        refuse("This is too long for an edition. Check that it is the right file.").enforce()
    draft, current = load_edition(text, DRAFT_NAME), current_edition(now)
    size = history_size(by, start=start, end=end)
    if size < FEWEST_CASES:
        refuse(
            f"There are fewer than {FEWEST_CASES} cases in that time. Choose a longer one: figures on so few people would be"
            " about people one can name.",
            "3.5.1",
        ).enforce()
    if size > MOST_CASES:
        refuse(
            f"There are {size} cases in that time, too many to try while you wait. Choose a shorter time, or ask for"
            " `upstander policy simulate`, which has no limit."
        ).enforce()
    past = (Past(facts, now) for facts in history(by, start=start, end=end))
    report = report_on(simulate(past, current, draft), current, draft)
    with acting(by, now, "policy.try") as act:
        act.detail["cases"] = report.cases
        act.detail["changes"] = len(report.changes)
    old = shelf().volume(current.id)
    return Trial(
        edition=current,
        text=text,
        parts=in_parts(report.changes),
        lines=tuple(
            difflib.unified_diff(
                old.text.splitlines(), text.splitlines(), current.id, "draft", n=2, lineterm=""
            )
        ),
        report=report,
        start=start,
        end=end,
    )
