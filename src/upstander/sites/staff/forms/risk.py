"""The risk assessment, drawn from the edition that governs the case: every question may stay unanswered."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from upstander.cases.api import edition
from upstander.cases.queries.api import CasePage, RiskLine
from upstander.policy.api import FactsError, Question, RiskResult, RiskTool, Trigger, score
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.forms.base import CaseForm, HappenedForm, choice, words
from upstander.sites.staff.risk_result import Shown, shown, standing
from upstander.sites.staff.words import LEVELS

NOT_ASKED = ("", "Not asked, or no answer")
_YES_NO = (("yes", "Yes"), ("no", "No"), NOT_ASKED)


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as drawn. `before` is the answer of the last assessment, in words; empty without one."""

    name: str
    number: str
    text: str
    hint: str
    choices: tuple[tuple[str, str], ...]
    short: bool
    before: str


@dataclass(frozen=True, slots=True)
class Group:
    """Questions under one heading, in the order of a conversation."""

    heading: str
    questions: tuple[Asked, ...]


class RiskForm(HappenedForm):
    """Answers, then a look at the result, then saved with or without another level."""

    level = choice((("", "As scored"), *LEVELS.items()))
    reason = words()
    notes = words()
    result: RiskResult | None = None

    def prepare(self) -> None:
        self.tool: RiskTool = edition(self.page.head.edition).risk
        for question in self.tool.questions:
            self.fields[f"q_{question.id}"] = choice(_choices(question))
        for trigger in self.tool.triggers:
            self.fields[f"q_{trigger.id}"] = choice(_YES_NO)
        self.order_fields([name for name in self.fields if name.startswith("q_")])

    def starting(self, page: CasePage, desk: Desk) -> dict[str, Any]:
        last = page.risks[0] if page.risks else None
        judged = last is not None and (
            last.level != last.computed_level
            or any(last.answers.get(id) in (True, "yes") for id in self.judged(page))
        )
        return {**super().starting(page, desk), "level": "", "reason": last.reason if last and judged else ""}

    def judged(self, page: CasePage) -> list[str]:
        """Triggers that are somebody's own judgement."""
        return [each.id for each in edition(page.head.edition).risk.triggers if each.says_why]

    def take_step(self, step: str) -> bool:
        if step != "work_out":
            return False
        if self.is_valid():
            self.result = self._score()
        return True

    def is_valid(self) -> bool:
        """The result stands beside any complaint, so that nobody has to work it out again."""
        sound = super().is_valid()
        try:
            self.result = self._score()
        except FactsError:  # an answer that is none of the question's own: the field complains
            self.result = None
        return sound

    def answers(self) -> dict[str, str | bool | None]:
        """Question to answer, without those that stay unanswered."""
        told = self.cleaned_data
        return {name[2:]: given for name, given in told.items() if name.startswith("q_") and given}

    def _score(self) -> RiskResult:
        return score(standing(self.answers(), self._last()), edition(self.page.head.edition))

    def _last(self) -> Mapping[str, Any] | None:  # Any: JSON
        return self.page.risks[0].answers if self.page.risks else None

    def groups(self) -> list[Group]:
        """The questions in talk order."""
        before = self.page.risks[0] if self.page.risks else None
        found: dict[str, list[Asked]] = {}
        for question in self.tool.matrix.questions:
            found.setdefault(question.heading or self.tool.matrix.label, []).append(_asked(question, before))
        for question in self.tool.overlay.questions:
            found.setdefault("Signs of hate and of danger", []).append(_asked(question, before))
        groups = [Group(heading, tuple(questions)) for heading, questions in found.items()]
        return [
            *groups,
            Group(
                "Any of these makes the risk high",
                tuple(_trigger(each, before) for each in self.tool.triggers),
            ),
        ]

    def shown(self) -> Shown | None:
        """What the answers give, for the page; nothing before they were worked out."""
        if self.result is None:
            return None
        return shown(edition(self.page.head.edition), self.answers(), self._last(), self.page.head.id)

    def before(self) -> str:
        """The answers of last time, in codes, so that the page can show the difference as answers change. Empty without one."""
        last = self._last()
        return "" if last is None else json.dumps(last)

    def refused_at(self) -> str | None:
        return "reason" if self.cleaned_data.get("level") else None


class WhyForm(CaseForm):
    """Why a level was set by judgement, after it was."""

    reason = words("Write down why.")

    def refused_at(self) -> str | None:
        return "reason"


def _choices(question: Question) -> list[tuple[str, str]]:
    return [*((answer.id, answer.label) for answer in question.answers), NOT_ASKED]


def _asked(question: Question, before: RiskLine | None) -> Asked:
    ids = {answer.id for answer in question.answers}
    said = question.answer(_text(before, question.id))
    return Asked(
        name=f"q_{question.id}",
        number=question.number,
        text=question.asks,
        hint=question.hint,
        choices=tuple(_choices(question)),
        short=ids == {"yes", "no"},
        before=said.label if said else ("Not answered" if before else ""),
    )


def _trigger(trigger: Trigger, before: RiskLine | None) -> Asked:
    said = {"yes": "Yes", "no": "No"}.get(_text(before, trigger.id), "Not answered" if before else "")
    return Asked(f"q_{trigger.id}", "", trigger.label, "", _YES_NO, True, said)


def _text(before: RiskLine | None, name: str) -> str:
    """The earlier answer as this form would have given it; older records may hold true and false."""
    answers: Mapping[str, Any] = before.answers if before else {}  # Any: JSON
    given = answers.get(name)
    return {True: "yes", False: "no"}.get(given, "") if isinstance(given, bool) else str(given or "")
