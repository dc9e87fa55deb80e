"""Answers to the risk assessment that come to a level a story is meant to have, drawn from the edition's own questions."""

from __future__ import annotations

import random

from upstander.policy.api import Matrix, Question, RiskLevel, RiskTool

# How far into its band an assessment should land, as shares of the most points there are.
_AIMS = {RiskLevel.STANDARD: 0.2, RiskLevel.MEDIUM: 0.46, RiskLevel.HIGH: 0.72}


def answers_for(tool: RiskTool, level: RiskLevel, *, hate: bool, chance: random.Random) -> dict[str, str]:
    """Question id to answer id. The general matrix comes to `level`; the hate overlay, if asked, to no more than it.

    One or two questions are left unanswered, as happens.
    """
    answers = _towards(tool.matrix, level, chance)
    if hate:
        answers |= _towards(tool.overlay, level, chance)
    return answers


def _towards(matrix: Matrix, level: RiskLevel, chance: random.Random) -> dict[str, str]:
    band = next(band for band in matrix.bands if band.level is level)
    answers: dict[str, str] = {}
    for _ in range(200):
        answers = {question.id: _near(question, _AIMS[level], chance) for question in matrix.questions}
        for question in matrix.questions:
            if chance.random() < 0.06:
                answers.pop(question.id)
        if band.lowest <= points(matrix, answers) <= band.highest:
            return answers
    return _stepped(matrix, answers, band.lowest, band.highest)


def points(matrix: Matrix, answers: dict[str, str]) -> int:
    """What these answers add up to."""
    given = (question.answer(answers[question.id]) for question in matrix.questions if question.id in answers)
    return sum(answer.points for answer in given if answer)


def _near(question: Question, aim: float, chance: random.Random) -> str:
    wanted = question.most * min(1.0, max(0.0, chance.gauss(aim, 0.35)))
    return min(question.answers, key=lambda answer: abs(answer.points - wanted)).id


def _stepped(matrix: Matrix, answers: dict[str, str], lowest: int, highest: int) -> dict[str, str]:
    """Moves answers one by one to their most or least until the total is inside; a band is always reachable so."""
    for question in matrix.questions:
        total = points(matrix, answers)
        if lowest <= total <= highest:
            break
        pick = max if total < lowest else min
        answers = answers | {question.id: pick(question.answers, key=lambda answer: answer.points).id}
    return answers
