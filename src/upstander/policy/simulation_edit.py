"""Changing one length of time in an edition's text and nothing else: comments, order and layout stay as somebody wrote them."""

from dataclasses import dataclass

import yaml

from upstander.policy.clocks import Clock
from upstander.policy.edition import DutyRow, DutyRule, Edition
from upstander.policy.errors import PolicyError, did_you_mean
from upstander.policy.vocabulary import RiskLevel, Source

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LEVELS: dict[RiskLevel | None, tuple[str, str]] = {
    **{level: (level.value, f"risk {level.value}") for level in RiskLevel},
    None: ("not_assessed", "risk not assessed"),
}


@dataclass(frozen=True, slots=True)
class Number:
    """A length of time that may be changed. `id` is where it stands: duty, row from 0, and risk level or "-"."""

    id: str
    label: str
    clock: Clock
    source: Source
    clause: str


def numbers(edition: Edition) -> tuple[Number, ...]:
    """Every length of time by which a duty falls due, in the edition's order."""
    return tuple(
        number
        for rule in edition.duties
        for index, row in enumerate(rule.rows)
        for number in _numbers(rule, index, row)
    )


def with_number(text: str, edition: Edition, id: str, clock: Clock) -> str:
    """The text with that one length of time replaced. Raises PolicyError when there is no such number."""
    known = {number.id: number for number in numbers(edition)}
    if id not in known:
        raise PolicyError(f"No number is called {id!r}. {did_you_mean(id, known)}")
    duty, row, level = id.split("/")
    node = _under(yaml.compose(text, Loader=_Loader), "duties")
    rule = next(item for item in node.value if _under(item, "id").value == duty)
    due = _under(_under(rule, "rows").value[int(row)], "due")
    if level != "-":
        due = _under(due, level)
    return text[: due.start_mark.index] + str(clock) + text[due.end_mark.index :]


def _numbers(rule: DutyRule, index: int, row: DutyRow) -> list[Number]:
    where = f"{rule.id}/{index}"
    because = f"{rule.label}, because {row.because}"
    if isinstance(row.due, Clock):
        return [Number(f"{where}/-", because, row.due, row.source, row.clause)]
    return [
        Number(
            f"{where}/{_LEVELS[level][0]}", f"{because} ({_LEVELS[level][1]})", clock, row.source, row.clause
        )
        for level, clock in row.due.items()
    ]


def _under(node: yaml.Node | None, name: str) -> yaml.Node:
    if not isinstance(node, yaml.MappingNode):
        raise PolicyError(f"The edition has no {name!r} here.")
    found: yaml.Node = next(value for key, value in node.value if key.value == name)
    return found
