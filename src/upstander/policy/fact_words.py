"""The facts that conditions rest on: their names, the values each can have, and which carry a date of their own."""

from upstander.policy.vocabulary import (
    Affiliation,
    Evidence,
    ReporterRole,
    RiskLevel,
    Safeguarding,
    Validity,
)

GROUPS = ("customers", "non_customers", "staff")
"""Groups of people an edition sorts affiliations into."""

_FLAG = ("true", "false")

DATED_FACTS = frozenset(
    {"risk.level", "risk.found", "survivor.capacity_concern", "survivor.communication_need", "closed"}
)
"""Facts that carry their own date; the rest hold from a report on."""


def fact_values(
    channels: tuple[str, ...],
    behaviours: tuple[str, ...],
    strands: tuple[str, ...],
    patterns: tuple[str, ...],
    triggers: tuple[str, ...],
) -> dict[str, tuple[str, ...]]:
    """The facts a condition may rest on, each with the values it can have."""
    return {
        "reports.channel": channels,
        "reports.reporter": tuple(role.value for role in ReporterRole),
        "reports.from_third_party": _FLAG,
        "reports.reporter_contactable": _FLAG,
        "reports.immediate_danger": _FLAG,
        "reports.behaviours": behaviours,
        "reports.motivations": strands,
        "reports.pattern": patterns,
        "survivor.affiliation": tuple(a.value for a in Affiliation),
        "survivor.group": GROUPS,
        "survivor.identified": _FLAG,
        "survivor.contactable": _FLAG,
        "survivor.safeguarding": tuple(s.value for s in Safeguarding),
        "survivor.cannot_stay_tonight": _FLAG,
        "survivor.wants_female_staff": _FLAG,
        "survivor.wants_to_move": _FLAG,
        "survivor.applied_for_banding": _FLAG,
        "survivor.support_needs": _FLAG,
        "survivor.wants_updates": _FLAG,
        "survivor.capacity_concern": ("true",),
        "survivor.communication_need": ("true",),
        "perpetrators.any": _FLAG,
        "perpetrators.known": _FLAG,
        "perpetrators.affiliation": tuple(a.value for a in Affiliation),
        "crime_likely": _FLAG,
        "exemption_requested": _FLAG,
        "material_on_landlord_property": _FLAG,
        "incident_at_home": _FLAG,
        "risk.level": (*(level.value for level in RiskLevel), "not_assessed"),
        "risk.found": triggers,
        "evidence": tuple(e.value for e in Evidence),
        "validity": tuple(v.value for v in Validity),
        "closed": ("true",),
    }


def gate_facts(duties: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """The further facts a gate may rest on: what the duties came to."""
    return {"duties.arisen": duties, "duties.disclosing": _FLAG, "duties.must_open": _FLAG}


def retention_facts(duties: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """The further facts a retention class may rest on: what was done, and whether anybody on the case was a child."""
    return {"duties.taken": duties, "people.child": ("true",)}


FACTS = tuple(fact_values((), (), (), (), ()))
"""Every fact's name."""
