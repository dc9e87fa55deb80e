"""Rules of moving (clauses 3.3.2, 3.4): bands, management moves, exemptions and their appeals. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from uuid import UUID

from upstander.cases.measures.asked import YES, Asked
from upstander.cases.measures.dates import day_of
from upstander.cases.measures.home import CONFIRMATIONS
from upstander.cases.measures.law import band
from upstander.lib.decision import ALLOWED, Decision, refuse


def _evidence_sent(asked: Asked) -> Decision:
    gaps = [label for name, label in CONFIRMATIONS.items() if asked.told.get(name) != YES]
    if gaps and not asked.told.get("missing", "").strip():
        return refuse(
            f"Missing: {'; '.join(gaps)}. Get it, or say why the evidence goes all the same.", "3.3.2"
        )
    return ALLOWED


def _band(asked: Asked) -> Decision:
    found = band(asked.told["band"])
    day = day_of(asked.told, "given_on") or asked.on
    if found is None or not found.holds(day):
        return refuse("That band did not exist on that day. Choose one that did.")
    return ALLOWED


_DECIDED_BEFORE = ("asked", "requested", "granted", "refused")
_DECISIONS: dict[str, tuple[str, ...]] = {
    "approved": ("asked",),
    "granted": ("requested",),
    "refused": ("asked", "requested"),
    "appeal_granted": _DECIDED_BEFORE,
    "appeal_refused": _DECIDED_BEFORE,
    "review_upheld": ("drafted", "served"),
    "review_withdrawn": ("drafted", "served"),
}
"""A decision on a move, an exemption or a notice, and whoever took which steps does not make it (clause 3.4)."""


def for_somebody_else(kind: str, code: str, by: UUID | None, past: Iterable[tuple[str, UUID | None]]) -> bool:
    """True when that step is not theirs to take: nobody decides what they asked for, nor an appeal against what they decided."""
    if kind not in ("management-move", "exemption", "possession") or code not in _DECISIONS:
        return False
    return by is None or by in {each for step, each in past if step in _DECISIONS[code]}


def decided_for_them(kind: str, code: str) -> bool:
    """True when that step decided on what the survivor asked for, so that they are told, with the reasons."""
    return kind in ("management-move", "exemption") and code in _DECISIONS


def _not_theirs(asked: Asked) -> bool:
    past = [(each.code, each.by) for each in asked.past]
    return for_somebody_else(asked.kind.id, asked.step.code, asked.by, past)


def _exemption_decided(asked: Asked) -> Decision:
    """The gate `exemption`: evidence of a supporting body, or a senior manager's reason (3.4)."""
    if _not_theirs(asked):
        return refuse("Somebody other than whoever asked for it decides.", "3.4")
    if asked.step.code == "granted" and not _backed(asked) and not asked.senior:
        return refuse(
            "No police, social services or multi-agency group backs it yet. Record who does, or have a senior manager decide, with"
            " reasons.",
            "3.4",
        )
    return ALLOWED


def _appeal_decided(asked: Asked) -> Decision:
    if _not_theirs(asked):
        return refuse("An appeal is decided by somebody who neither asked for it nor decided before.", "3.4")
    if (
        asked.kind.id == "exemption"
        and asked.step.code == "appeal_granted"
        and not (_backed(asked) or asked.senior)
    ):
        return refuse(
            "No police, social services or multi-agency group backs it. A senior manager has to decide, with reasons.",
            "3.4",
        )
    return ALLOWED


def _review_decided(asked: Asked) -> Decision:
    if _not_theirs(asked):
        return refuse("A review is decided by somebody who neither wrote the notice nor served it.", "2.5")
    return ALLOWED


def _backed(asked: Asked) -> bool:
    """By whom clause 3.4 means: the police, social services, or a multi-agency group. Anybody else's letter is another step."""
    return any(each.code == "supported" for each in asked.past)


def _decided_by_another(asked: Asked) -> Decision:
    if _not_theirs(asked):
        return refuse("Somebody other than whoever asked for it decides.", "3.4")
    return ALLOWED


def _moved(asked: Asked) -> Decision:
    """Letters and visits to a new address need one."""
    if asked.told.get("address", "").strip():
        return ALLOWED
    if asked.told.get("letters") == "new":
        return refuse("Write their new address, or choose where else letters go.", "3.5.1")
    if asked.told.get("visits") == YES:
        return refuse("Write their new address, or leave out that we may visit them there.", "3.5.1")
    return ALLOWED


MOVING_RULES: dict[tuple[str, str], Callable[[Asked], Decision]] = {
    ("banding", "applied"): _band,
    ("banding", "banded"): _band,
    ("banding", "sent"): _evidence_sent,
    ("banding", "moved"): _moved,
    ("management-move", "moved"): _moved,
    ("management-move", "approved"): _decided_by_another,
    ("management-move", "refused"): _decided_by_another,
    ("management-move", "appeal_granted"): _appeal_decided,
    ("management-move", "appeal_refused"): _appeal_decided,
    ("exemption", "granted"): _exemption_decided,
    ("exemption", "refused"): _exemption_decided,
    ("exemption", "appeal_granted"): _appeal_decided,
    ("exemption", "appeal_refused"): _appeal_decided,
    ("possession", "review_upheld"): _review_decided,
    ("possession", "review_withdrawn"): _review_decided,
}
