"""Gates: what may not happen yet, decided by the facts as far as they go and by what people put on record."""

from functools import lru_cache

from upstander.policy.conditions import Known
from upstander.policy.edition import GateRule, Requirement
from upstander.policy.outcomes import Gate

NOTHING_TO_HOLD = "Nothing on this case waits for this."
MET = "Everything it needs is in place."


def gate(rule: GateRule, known: Known, recorded: frozenset[str] | None) -> Gate:
    """The gate on these facts. One that has nothing to hold back is open.

    Without `recorded` (the asker carries no records) a gate that the facts can decide is decided by them, and `needs`
    still says what people must record; one that only people can open stays shut.
    """
    if not rule.holds_when.holds(known):
        return _gate(rule, True, NOTHING_TO_HOLD)
    unmet = tuple([r for r in rule.requirements if not _is_met(r, known, recorded)])
    return _decided(rule, unmet, recorded is None)


@lru_cache(maxsize=4096)
def _decided(rule: GateRule, unmet: tuple[Requirement, ...], without_records: bool) -> Gate:
    if rule.any_of:
        opened = len(unmet) < len(rule.requirements)
        return _gate(rule, opened, MET if opened else _listed("Opened by one of", unmet))
    if not unmet:
        return _gate(rule, True, MET)
    left_to_people = without_records and all(r.met_when is None for r in unmet)
    decidable = any(r.met_when is not None for r in rule.requirements)
    if left_to_people and decidable:
        return _gate(rule, True, _listed("Met so far as these facts go; still to be put on record", unmet))
    return _gate(rule, False, _listed("Needs", unmet))


def _is_met(requirement: Requirement, known: Known, recorded: frozenset[str] | None) -> bool:
    if recorded and requirement.id in recorded:
        return True
    return requirement.met_when is not None and requirement.met_when.holds(known)


def _listed(lead: str, requirements: tuple[Requirement, ...]) -> str:
    return f"{lead}: {'; '.join(requirement.says for requirement in requirements)}."


@lru_cache(maxsize=4096)
def _gate(rule: GateRule, opened: bool, needs: str) -> Gate:
    return Gate(rule.id, rule.label, opened, needs, rule.blocks, rule.clause, rule.source)
