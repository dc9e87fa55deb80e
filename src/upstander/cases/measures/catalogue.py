"""Every kind of measure there is, by its id. A kind keeps its id, and a step its code, for good: rows hold them."""

from __future__ import annotations

from upstander.cases.measures import (
    access,
    against,
    conduct,
    home,
    orders,
    possession,
    safety,
    support,
    together,
)
from upstander.cases.measures.kinds import Kind
from upstander.policy.api import Deed

KINDS: dict[str, Kind] = {
    kind.id: kind
    for each in (safety, support, home, access, against, possession, orders, conduct, together)
    for kind in each.KINDS
}


def kinds_for(deeds: frozenset[Deed]) -> tuple[Kind, ...]:
    """The kinds that hold a step which is one of these deeds."""
    return tuple(
        kind for kind in KINDS.values() if any(deed in deeds for step in kind.steps for deed in step.deeds)
    )
