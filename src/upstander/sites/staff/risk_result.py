"""What the answers of a risk assessment give, as the page shows it: level, what to do now, what changed, what is open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse

from upstander.cases.measures.api import kinds_for
from upstander.cases.queries.api import CasePage
from upstander.policy.api import Edition, RiskResult, RiskTool, Trigger, score

Answers = Mapping[str, Any]  # Any: JSON; older records hold true and false


@dataclass(frozen=True, slots=True)
class Difference:
    """One question that was answered otherwise than last time. `field` is the form's."""

    field: str
    question: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ActNow:
    """What a trigger asks for at once, and where that is done. `said`: an assessment said so."""

    trigger: str
    says: str
    href: str
    action: str
    said: bool = True


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything beside the questions. `unanswered` and `effects` are pairs; `before` is nothing on a first assessment."""

    tool: RiskTool
    result: RiskResult
    now: tuple[ActNow, ...]
    unanswered: tuple[tuple[str, str], ...]
    effects: tuple[tuple[str, str], ...]
    differences: tuple[Difference, ...]
    before: RiskResult | None


def shown(edition: Edition, answers: Answers, before: Answers | None, case_id: UUID) -> Shown:
    """What is not asked again stands as it was said last. Raises FactsError for an answer that is none of the tool's."""
    answers = standing(answers, before)
    tool, result = edition.risk, score(answers, edition)
    texts = _texts(tool)
    return Shown(
        tool=tool,
        result=result,
        now=tuple(act_now(edition, trigger, case_id) for trigger in result.triggers if trigger.changes),
        unanswered=tuple((f"q_{each}", texts[each]) for each in result.unanswered),
        effects=tuple((texts[effect.question], effect.changes) for effect in result.effects),
        differences=() if before is None else differences(tool, before, answers, answered=True),
        before=None if before is None else score(before, edition),
    )


def standing(answers: Answers, before: Answers | None) -> dict[str, Any]:  # Any: JSON
    """Every answer that counts: today's, and of last time what was not asked again."""
    asked = {id: said for id, said in answers.items() if said not in (None, "")}
    return {**(before or {}), **asked}


def differences(
    tool: RiskTool, before: Answers, after: Answers, *, answered: bool = False
) -> tuple[Difference, ...]:
    """Question by question in the order of the tool, what is answered otherwise than last time.

    `answered`: only what has an answer now, while somebody still asks.
    """
    found = []
    for id, text in _texts(tool).items():
        was, now = _said(tool, id, before), _said(tool, id, after)
        if was != now and (_code(after, id) or not answered):
            found.append(Difference(f"q_{id}", text, was, now))
    return tuple(found)


def to_act_on(edition: Edition, page: CasePage, begun: set[str]) -> tuple[ActNow, ...]:
    """What the last assessment asks for that is neither owed already, nor answered, nor begun as a measure since then; and why the
    level was set by judgement, where nobody wrote that down."""
    if not page.risks or page.head.state not in ("received", "open"):
        return ()
    last = page.risks[0]
    why = ActNow(
        "The level was set by judgement",
        "Why is not written down yet.",
        reverse("staff:risk-why", args=[page.head.id]),
        "Write down why",
        said=False,
    )
    owed = {duty.slug for duty in page.open_duties}
    answered = {duty.slug for duty in page.settled_duties if duty.met_at and duty.met_at >= last.assessed_at}
    found = (
        act_now(edition, trigger, page.head.id)
        for trigger in edition.risk.triggers
        if trigger.duty
        and _code(last.answers, trigger.id) == "yes"
        and trigger.duty not in owed | answered
        and not begun & {kind.id for kind in kinds_for(edition.duty(trigger.duty).answered_by)}
    )
    return (*found, *([why] if last.owes_reason else []))


def act_now(edition: Edition, trigger: Trigger, case_id: UUID) -> ActNow:
    """The trigger with the page on which its duty is answered; without one, that of all measures."""
    kinds = kinds_for(edition.duty(trigger.duty).answered_by) if trigger.duty else ()
    if len(kinds) == 1:
        step = kinds[0].next_steps("")[0]
        href = reverse("staff:measure-begin", args=[case_id, kinds[0].id, step.code])
        return ActNow(trigger.label, trigger.changes, href, step.label)
    return ActNow(
        trigger.label, trigger.changes, reverse("staff:measures", args=[case_id]), "See what can be done"
    )


def _texts(tool: RiskTool) -> dict[str, str]:
    return {q.id: q.asks for q in tool.questions} | {t.id: t.label for t in tool.triggers}


def _said(tool: RiskTool, id: str, answers: Answers) -> str:
    code = _code(answers, id)
    question = next((q for q in tool.questions if q.id == id), None)
    answer = question.answer(code) if question else None
    if answer is not None:
        return answer.label
    return {"yes": "Yes", "no": "No"}.get(code, "Not answered")


def _code(answers: Answers, id: str) -> str:
    given = answers.get(id)
    return {True: "yes", False: "no"}.get(given, "") if isinstance(given, bool) else str(given or "")
