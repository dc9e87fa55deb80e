"""What is still open when a case closes: each measure goes on in somebody's care, or ends with the case. Nothing is forgotten."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from upstander.cases.actions.common import Work
from upstander.cases.measures.catalogue import KINDS
from upstander.cases.measures.kinds import WITH_CASE
from upstander.cases.measures.steps import write_step
from upstander.cases.models import Case, Closure, Measure, Referral
from upstander.confidentiality.api import vault
from upstander.lib.decision import ALLOWED, Decision, refuse

BECOMES = {"goes_on": "It goes on after the case is closed", "ends": "It ends with the case"}


@dataclass(frozen=True, slots=True)
class Becomes:
    """What becomes of one open measure. `words`: who looks after it and until when, or how it ended."""

    measure_id: UUID
    what: str
    words: str


def open_measures(case: Case) -> list[Measure]:
    """What has not ended, the oldest first. Needs a `viewing` block."""
    return list(Measure.objects.filter(case=case, ended_at=None).order_by("opened_at", "id"))


def check_left_open(rows: Iterable[Measure], told: Iterable[Becomes]) -> Decision:
    """Every open measure is answered for, in words; what a court may hold somebody to does not end with our case."""
    given = {each.measure_id: each for each in told}
    for row in rows:
        kind, said = KINDS[row.kind], given.get(row.id)
        if said is None or said.what not in BECOMES:
            return refuse(f"Say what becomes of this, which is still open: {kind.label}.", "closure")
        if said.what == "ends" and not kind.ends_with_case:
            return refuse(
                f"{kind.label}: this does not end with our case. End it on its own page, or say who looks after it.",
                "2.5",
            )
        if not said.words.strip():
            return refuse(f"{kind.label}: say who looks after it and until when, or how it ended.", "closure")
    return ALLOWED


def as_stored(told: Iterable[Becomes]) -> str:
    """As it is sealed with the proposal."""
    return json.dumps([[str(each.measure_id), each.what, each.words.strip()] for each in told])


def left_open_of(row: Closure) -> tuple[Becomes, ...]:
    """What was proposed. Needs a `viewing` block."""
    found = json.loads(vault.unseal(row, "left_open") or "[]")
    return tuple(Becomes(UUID(measure), what, words) for measure, what, words in found)


def left_open_lines(row: Closure) -> tuple[tuple[str, str, str], ...]:
    """The same in words: which measure, what becomes of it, who looks after it. Needs a `viewing` block."""
    told = left_open_of(row)
    if not told:
        return ()
    kinds = dict(Measure.objects.filter(pk__in=[each.measure_id for each in told]).values_list("id", "kind"))
    return tuple(
        (KINDS[kinds[each.measure_id]].label, BECOMES[each.what], each.words)
        for each in told
        if each.measure_id in kinds
    )


def end_with_case(work: Work, told: Iterable[Becomes]) -> None:
    """End what was to end, with its secure pages. What goes on keeps its dates, and its officer is told when they pass."""
    now = work.act.now
    ending = {each.measure_id: each for each in told if each.what == "ends"}
    for row in Measure.objects.select_for_update().filter(pk__in=ending, case=work.case, ended_at=None):
        entry = work.entry("measure", codes={"kind": row.kind, "step": WITH_CASE.code})
        told_of_it = {"how": ending[row.id].words}
        write_step(row, WITH_CASE.code, told_of_it, entry=entry, at=now, now=now, by_id=work.act.by.staff_id)
        row.state, row.moved_at, row.ended_at, row.next_on = WITH_CASE.code, now, now, None
        row.save()
        Referral.objects.filter(measure=row, closed_at=None).update(closed_at=now)
