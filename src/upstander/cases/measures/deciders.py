"""A move or an exemption waits for a decision: whoever decides hears of it, and then whoever has the case (3.3.2, 3.4)."""

from __future__ import annotations

from upstander.cases.actions.common import Work
from upstander.cases.measures.kinds import Kind, Step
from upstander.cases.models import Measure, MeasureStep, Notice
from upstander.cases.officers import holders, managers_of, seniors_of, tell
from upstander.confidentiality.api import Permission, elevated


def tell_deciders(work: Work, row: Measure, kind: Kind, taken: Step) -> None:
    """Part of the action that takes the step. Nobody hears twice of what they have not looked at, nor of what they did themselves."""
    case, now, by = work.case, work.act.now, work.act.by.staff_id
    waits = any(each.permission == Permission.CASE_CLOSE for each in kind.next_steps(taken.code))
    decided = taken.permission == Permission.CASE_CLOSE
    if not waits and not decided:
        return
    with elevated("notice of a decision"):
        if decided:
            tell(case, holders(case, now=now) - {by}, "was_decided", now)
            return
        # An appeal, and what a manager asks for, is for somebody new.
        done = set(MeasureStep.objects.filter(measure=row).values_list("by_id", flat=True)) | {by}
        knows = set(
            Notice.objects.filter(case=case, kind="to_decide", seen_at=None).values_list(
                "staff_id", flat=True
            )
        )
        people = managers_of(case) - done or seniors_of(case) - done
        tell(case, people - knows, "to_decide", now)
