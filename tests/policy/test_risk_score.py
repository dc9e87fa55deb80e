"""Scoring a risk assessment (policy.md §4): bands at their edges, triggers, unanswered questions, what an answer changes."""

import itertools

import pytest

from policy.saying import edition
from upstander.policy.api import FactsError, RiskLevel, override_refusal, score

OVH = edition()


def answers_for(total: int, part: str) -> dict[str, str]:
    """Some answers of that part that come to exactly `total` points."""
    matrix = OVH.risk.matrix if part == "matrix" else OVH.risk.overlay
    reach: dict[int, dict[str, str]] = {0: {}}
    for question in matrix.questions:
        for so_far, chosen in list(reach.items()):
            for answer in question.answers:
                reach.setdefault(so_far + answer.points, {**chosen, question.id: answer.id})
    return reach[total]


@pytest.mark.parametrize(
    ("part", "total", "level"),
    [
        ("matrix", 0, "standard"),
        ("matrix", 13, "standard"),
        ("matrix", 14, "medium"),
        ("matrix", 24, "medium"),
        ("matrix", 25, "high"),
        ("matrix", 40, "high"),
        ("overlay", 0, "standard"),
        ("overlay", 6, "standard"),
        ("overlay", 7, "medium"),
        ("overlay", 13, "medium"),
        ("overlay", 14, "high"),
        ("overlay", 29, "high"),
    ],
)
def test_a_total_falls_in_its_band(part: str, total: int, level: str) -> None:
    result = score(answers_for(total, part), OVH)
    assert (result.total if part == "matrix" else result.overlay) == total
    assert result.level == level


def test_the_matrix_runs_to_40_and_the_overlay_to_29() -> None:
    assert (OVH.risk.matrix.most, OVH.risk.overlay.most) == (40, 29)


@pytest.mark.parametrize("total", [14, 25])
def test_the_level_is_the_highest_of_its_parts(total: int) -> None:
    result = score(answers_for(total, "matrix") | answers_for(7, "overlay"), OVH)
    assert result.total_level.rank >= result.overlay_level.rank
    assert result.level is result.total_level
    swapped = score(answers_for(14, "overlay") | answers_for(14, "matrix"), OVH)
    assert swapped.level == "high"


@pytest.mark.parametrize("trigger", [trigger.id for trigger in OVH.risk.triggers])
def test_any_one_trigger_makes_it_high(trigger: str) -> None:
    result = score({trigger: True}, OVH)
    assert result.level == "high"
    assert [hit.id for hit in result.triggers] == [trigger]


def test_there_are_ten_triggers() -> None:
    assert len(OVH.risk.triggers) == 10


def test_a_trigger_answered_no_changes_nothing() -> None:
    assert score({"weapon": False}, OVH).level == "standard"


def test_what_is_not_answered_scores_nothing_and_is_listed() -> None:
    result = score({"how_often": "daily", "linked": None}, OVH)
    assert result.total == 5
    assert "linked" in result.unanswered
    assert "how_often" not in result.unanswered
    assert len(result.unanswered) == 25


def test_yes_and_no_may_be_said_as_true_and_false() -> None:
    assert score({"violence": True}, OVH).overlay == score({"violence": "yes"}, OVH).overlay == 4
    assert "violence" not in score({"violence": False}, OVH).unanswered


def test_each_answer_says_what_it_changed() -> None:
    answers = answers_for(25, "matrix")
    result = score(answers, OVH)
    assert [effect.question for effect in result.effects] == list(answers)
    decisive = next(effect for effect in result.effects if effect.points)
    assert "the level would be medium, not high" in decisive.changes


@pytest.mark.parametrize(
    ("answers", "key"),
    [
        ({"how_oftn": "daily"}, "how_oftn"),
        ({"how_often": "dayly"}, "how_often"),
        ({"weapon": "perhaps"}, "weapon"),
        ({"how_often": True}, "how_often"),
    ],
)
def test_an_answer_nobody_asked_for_is_refused_by_name(
    answers: dict[str, str | bool | None], key: str
) -> None:
    with pytest.raises(FactsError) as fault:
        score(answers, OVH)
    assert fault.value.key == key


def test_a_level_leads_to_its_interventions() -> None:
    assert score({"weapon": True}, OVH).interventions == OVH.risk.guide(RiskLevel.HIGH).interventions
    assert all(guide.interventions for guide in OVH.risk.levels)


@pytest.mark.parametrize(("computed", "proposed"), list(itertools.permutations(RiskLevel, 2)))
def test_anyone_may_raise_a_level_and_only_a_manager_lower_it_with_a_reason(
    computed: RiskLevel, proposed: RiskLevel
) -> None:
    lowering = proposed.rank < computed.rank
    assert (
        bool(override_refusal(computed, proposed, by_manager=False, reason="She told me more.")) is lowering
    )
    assert override_refusal(computed, proposed, by_manager=True, reason="I looked at it.") is None
    # A raise protects and waits for nothing; its reason is asked for afterwards.
    assert bool(override_refusal(computed, proposed, by_manager=True, reason="  ")) is lowering
