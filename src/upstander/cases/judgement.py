"""Whether a level of risk that somebody set by their own judgement still waits for the reason."""

from __future__ import annotations

import json

from upstander.cases.editions import edition
from upstander.cases.models import RiskAssessment
from upstander.confidentiality.api import vault


def owes_reason(row: RiskAssessment) -> bool:
    """True when the level differs from the score, or rests on an answer that is a judgement, and nobody has written down why."""
    if vault.unseal(row, "reason"):
        return False
    if row.level != row.computed_level:
        return True
    answers = json.loads(vault.unseal(row, "answers") or "{}")
    judged = (trigger.id for trigger in edition(row.edition).risk.triggers if trigger.says_why)
    return any(answers.get(id) in (True, "yes") for id in judged)
