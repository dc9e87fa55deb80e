"""Assessing risk, and reassessing it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from uuid import UUID, uuid4

from upstander.cases import rules
from upstander.cases.actions.common import Work, working
from upstander.cases.editions import edition
from upstander.cases.judgement import owes_reason
from upstander.cases.models import Case, FoundSince, RiskAssessment
from upstander.confidentiality.api import Permission, Viewer, vault
from upstander.lib.decision import Refused, refuse
from upstander.policy.api import Deed, RiskLevel, RiskResult, override_refusal, score

_NOTHING = "Nothing was asked. Ask at least one question, set a level with your reason, or say why it could not be done."


def assess_risk(
    *,
    case_id: UUID,
    answers: Mapping[str, str | bool | None],
    at: datetime,
    level: str = "",
    reason: str = "",
    notes: str = "",
    version: int | None = None,
    by: Viewer,
    now: datetime,
) -> None:
    """Score the answers by the edition's tool and set the case's level; discharges `risk-assessment` and `risk-review`.

    What is not asked again stands as it was said last: nobody is at less risk because they were not asked. `level` overrides the
    computed one: anyone may raise it with a reason, only a manager may lower it (policy.md §4). A raise never waits for its reason:
    without one it stands at once, and the case asks for it (`explain_level`).
    Raises Refused, FactsError (an unknown question or answer), NoSuchCase, StaleEdit.
    """
    with working(case_id, by=by, now=now, action="case.assess_risk", version=version) as work:
        case = work.case
        again = case.risk_assessed_at is not None
        rules.check_happened(at, received_at=case.received_at, now=now).enforce()
        last = RiskAssessment.objects.filter(case=case).order_by("-assessed_at", "-recorded_at").first()
        asked = _given(answers)
        said = {**_said_before(case, last, at), **asked}
        result = score(said, edition(case.edition))
        chosen = RiskLevel(level) if level else result.level
        floor = _floor(result.level, last)
        refusal = override_refusal(floor, chosen, by_manager=by.may(Permission.RISK_LOWER), reason=reason)
        if refusal is not None:
            raise Refused(refusal)
        if not asked and not (level and (reason.strip() or chosen.rank > floor.rank)):
            refuse(_NOTHING).enforce()
        row = _assessment(work, result, chosen, at)
        vault.seal(row, answers=json.dumps(said), notes=notes.strip())
        if reason.strip():
            vault.seal(row, reason=reason.strip())
        row.save(force_insert=True)
        if last is None or at >= last.assessed_at:  # an older one, written up later, is history
            case.risk_level, case.risk_assessed_at = chosen.value, at
        case.risk_found = _found(case.risk_found or {}, [trigger.id for trigger in result.triggers], at)
        entry = work.entry(
            "risk_assessed",
            at=at,
            codes={
                "assessment": str(row.id),
                "level": chosen.value,
                "computed": result.level.value,
                "score": result.total,
                "overlay": result.overlay,
                "unanswered": row.unanswered,
                "triggers": [trigger.id for trigger in result.triggers],
            },
            body=notes.strip(),
        )
        work.act.detail.update(level=chosen.value)
        deeds = (Deed.ASSESSMENT, Deed.REASSESSMENT) if again else (Deed.ASSESSMENT,)
        if asked or reason.strip():  # a level that was raised in one press assesses nothing yet
            work.discharge(work.answered(*deeds), at=at, entry=entry)


def explain_level(
    *, case_id: UUID, reason: str, version: int | None = None, by: Viewer, now: datetime
) -> None:
    """Why the level was set by judgement, written down after it was set. Raises Refused, NoSuchCase, StaleEdit."""
    with working(case_id, by=by, now=now, action="case.explain_level", version=version) as work:
        if not reason.strip():
            refuse("Write down why.").enforce()
        row = RiskAssessment.objects.filter(case=work.case).order_by("-assessed_at", "-recorded_at").first()
        if row is None or not owes_reason(row):
            raise Refused("Why the level stands as it does is written down already.")
        vault.seal(row, reason=reason.strip())
        row.save(update_fields=["reason"])
        work.entry(
            "risk_explained", codes={"assessment": str(row.id), "level": row.level}, body=reason.strip()
        )


def _assessment(work: Work, result: RiskResult, chosen: RiskLevel, at: datetime) -> RiskAssessment:
    return RiskAssessment(
        id=uuid4(),
        case=work.case,
        assessed_at=at,
        recorded_at=work.act.now,
        by_id=work.act.by.staff_id,
        edition=work.case.edition,
        score=result.total,
        overlay=result.overlay,
        unanswered=len(result.unanswered),
        computed_level=result.level.value,
        level=chosen.value,
    )


def _said_before(case: Case, last: RiskAssessment | None, at: datetime) -> dict[str, str | bool]:
    """What was answered last time by the same edition's tool; of an older assessment, written up later, nothing after it counts."""
    if last is None or last.edition != case.edition or at < last.assessed_at:
        return {}
    return _given(json.loads(vault.unseal(last, "answers") or "{}"))


def _given(answers: Mapping[str, str | bool | None]) -> dict[str, str | bool]:
    return {id: said for id, said in answers.items() if said is not None and said != ""}


def _floor(computed: RiskLevel, last: RiskAssessment | None) -> RiskLevel:
    """What the level may not fall below without a manager: the score, and the level to which somebody raised it as long as the score
    is still what they raised it from."""
    if last is None or RiskLevel(last.computed_level).rank > computed.rank:
        return computed
    return max(computed, RiskLevel(last.level), key=lambda level: level.rank)


def _found(before: Mapping[str, FoundSince], hit: Sequence[str], at: datetime) -> dict[str, FoundSince]:
    """Since when each trigger is known: what the last assessment did not say is found now. Nothing is taken away, so that what is
    owed on a trigger ends only by an answer."""
    stood = {trigger: FoundSince(since=said["since"], stands=False) for trigger, said in before.items()}
    for trigger in hit:
        known = before.get(trigger)
        since = known["since"] if known and known["stands"] else at.astimezone(UTC).isoformat()
        stood[trigger] = FoundSince(since=since, stands=True)
    return stood
