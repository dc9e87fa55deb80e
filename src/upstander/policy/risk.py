"""Scoring a risk assessment (policy.md §4): points, bands, triggers, and what each answer changed.

The level is the highest of the matrix's band, the overlay's band and any trigger. The score guides; people decide:
`override_refusal` says who may move the level and how.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from upstander.policy.edition import Edition
from upstander.policy.errors import FactsError, did_you_mean
from upstander.policy.risk_tool import Answer, LevelGuide, Matrix, Question, RiskTool, Trigger
from upstander.policy.vocabulary import RiskLevel

Answers = Mapping[str, str | bool | None]
"""Question or trigger id to the answer's id; true and false stand for yes and no; None is unanswered."""


@dataclass(frozen=True, slots=True)
class AnswerEffect:
    """What one answer did: its points, and in words what it changed."""

    question: str
    answer: str
    points: int
    most: int
    changes: str


@dataclass(frozen=True, slots=True)
class RiskResult:
    """A scored assessment. `total` is the matrix's, `overlay` the hate overlay's; levels are per part and overall."""

    edition: str
    total: int
    total_most: int
    total_level: RiskLevel
    overlay: int
    overlay_most: int
    overlay_level: RiskLevel
    triggers: tuple[Trigger, ...]
    unanswered: tuple[str, ...]
    level: RiskLevel
    guide: LevelGuide
    effects: tuple[AnswerEffect, ...]

    @property
    def interventions(self) -> tuple[str, ...]:
        """What the level leads to."""
        return self.guide.interventions


def score(answers: Answers, edition: Edition) -> RiskResult:
    """Score the answers. An unanswered question gives 0 and is listed. Raises FactsError naming an unknown one."""
    tool = edition.risk
    chosen = _chosen(answers, tool)
    hit = tuple(t for t in tool.triggers if _is_yes(answers.get(t.id), t.id))
    total, overlay = _total(tool.matrix, chosen), _total(tool.overlay, chosen)
    level = _level(tool, chosen, hit)
    unanswered = tuple(q.id for q in tool.questions if q.id not in chosen)
    return RiskResult(
        edition=edition.id,
        total=total,
        total_most=tool.matrix.most,
        total_level=tool.matrix.level(total),
        overlay=overlay,
        overlay_most=tool.overlay.most,
        overlay_level=tool.overlay.level(overlay),
        triggers=hit,
        unanswered=unanswered,
        level=level,
        guide=tool.guide(level),
        effects=tuple(_effects(tool, chosen, hit, level)),
    )


def override_refusal(
    computed: RiskLevel, proposed: RiskLevel, *, by_manager: bool, reason: str
) -> str | None:
    """Why a person may not set this level, or None. Anyone may raise it, only a manager lower it, with a reason.

    A raise never waits for its reason: it protects. Whoever takes it asks for the reason afterwards.
    """
    if proposed.rank >= computed.rank:
        return None
    if not by_manager:
        return "Only a manager may lower the level. Anyone may raise it."
    if not reason.strip():
        return "Lowering the level needs a reason."
    return None


def _chosen(answers: Answers, tool: RiskTool) -> dict[str, Answer]:
    questions = {question.id: question for question in tool.questions}
    triggers = {trigger.id for trigger in tool.triggers}
    chosen = {}
    for id, given in answers.items():
        if id in triggers or given is None:
            if id not in triggers and id not in questions:
                raise FactsError(
                    id, "no such question or trigger.", did_you_mean(id, [*questions, *triggers])
                )
            continue
        if id not in questions:
            raise FactsError(id, "no such question or trigger.", did_you_mean(id, [*questions, *triggers]))
        chosen[id] = _answer(questions[id], given)
    return chosen


def _answer(question: Question, given: str | bool) -> Answer:
    id = {True: "yes", False: "no"}[given] if isinstance(given, bool) else given
    answer = question.answer(id) if isinstance(id, str) else None
    if answer is None:
        raise FactsError(
            question.id,
            f"{given!r} is not one of its answers.",
            did_you_mean(id, [a.id for a in question.answers]),
        )
    return answer


def _is_yes(given: str | bool | None, id: str) -> bool:
    if given in (True, "yes"):
        return True
    if given in (False, "no", None):
        return False
    raise FactsError(id, f"{given!r} is not an answer to a trigger.", "Answer true or false.")


def _total(matrix: Matrix, chosen: Mapping[str, Answer]) -> int:
    return sum(chosen[q.id].points for q in matrix.questions if q.id in chosen)


def _level(tool: RiskTool, chosen: Mapping[str, Answer], hit: Iterable[Trigger]) -> RiskLevel:
    levels = [
        tool.matrix.level(_total(tool.matrix, chosen)),
        tool.overlay.level(_total(tool.overlay, chosen)),
    ]
    levels += [RiskLevel.HIGH for _ in hit]
    return max(levels, key=lambda level: level.rank)


def _effects(
    tool: RiskTool, chosen: Mapping[str, Answer], hit: tuple[Trigger, ...], level: RiskLevel
) -> Iterable[AnswerEffect]:
    for question in tool.questions:
        answer = chosen.get(question.id)
        if answer is None:
            continue
        without = _level(tool, {id: a for id, a in chosen.items() if id != question.id}, hit)
        said = [f"{answer.points} of {question.most} points." if question.most else "No points."]
        if without is not level:
            said.append(f"Without this answer the level would be {without.value}, not {level.value}.")
        said.append(answer.changes)
        yield AnswerEffect(question.id, answer.id, answer.points, question.most, " ".join(filter(None, said)))
    for trigger in hit:
        without = _level(tool, chosen, [t for t in hit if t is not trigger])
        said = ["Makes the level high whatever the points say."]
        if without is not level:
            said.append(f"Without it the level would be {without.value}.")
        said.append(trigger.changes)
        yield AnswerEffect(trigger.id, "yes", 0, 0, " ".join(filter(None, said)))
