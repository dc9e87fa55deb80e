"""The door of the policy room: load an edition, put facts to it, score a risk assessment, work out due times."""

from upstander.policy.calendars import (
    ENGLAND_AND_WALES,
    WorkingCalendar,
    add_months,
    due,
    reckon,
    working_moment,
)
from upstander.policy.clocks import Clock
from upstander.policy.difference import Change, difference
from upstander.policy.edition import Clause, DutyRow, DutyRule, Edition, GateRule, RestrictionRule
from upstander.policy.engine import outcome
from upstander.policy.errors import EditionError, FactsError, PolicyError
from upstander.policy.explain import explain
from upstander.policy.facts import (
    CaseFacts,
    Discharge,
    FoundTrigger,
    PerpetratorFacts,
    ReportFacts,
    RiskFacts,
    SurvivorFacts,
)
from upstander.policy.loading import load_edition
from upstander.policy.outcomes import Duty, Outcome, Reckoned
from upstander.policy.parsing import parse_facts, parse_moment
from upstander.policy.public_words import words_for_the_public
from upstander.policy.register import Amendment, Period, Review, Shelf, next_review, review, shelve
from upstander.policy.register_succession import outcome_over
from upstander.policy.retention import Keeping, RetentionFacts, keepings, longest, period_ends
from upstander.policy.risk import RiskResult, override_refusal, score
from upstander.policy.risk_tool import Matrix, Question, RiskTool, Trigger
from upstander.policy.simulation import Effect, Past, Plain, Way, simulate_plainly
from upstander.policy.simulation_edit import Number, numbers, with_number
from upstander.policy.simulation_lean import Simulation, simulate
from upstander.policy.simulation_report import SimulationReport, as_json, report_on
from upstander.policy.simulation_small_numbers import shown
from upstander.policy.vocabulary import (
    Affiliation,
    Channel,
    Deed,
    DutyKind,
    Evidence,
    Listener,
    ReporterRole,
    RiskLevel,
    Safeguarding,
    StartEvent,
    Validity,
)

__all__ = [
    "ENGLAND_AND_WALES",
    "Affiliation",
    "Amendment",
    "CaseFacts",
    "Change",
    "Channel",
    "Clause",
    "Clock",
    "Deed",
    "Discharge",
    "Duty",
    "DutyKind",
    "DutyRow",
    "DutyRule",
    "Edition",
    "EditionError",
    "Effect",
    "Evidence",
    "FactsError",
    "FoundTrigger",
    "GateRule",
    "Keeping",
    "Listener",
    "Matrix",
    "Number",
    "Outcome",
    "Past",
    "Period",
    "PerpetratorFacts",
    "Plain",
    "PolicyError",
    "Question",
    "Reckoned",
    "ReportFacts",
    "ReporterRole",
    "RestrictionRule",
    "RetentionFacts",
    "Review",
    "RiskFacts",
    "RiskLevel",
    "RiskResult",
    "RiskTool",
    "Safeguarding",
    "Shelf",
    "Simulation",
    "SimulationReport",
    "StartEvent",
    "SurvivorFacts",
    "Trigger",
    "Validity",
    "Way",
    "WorkingCalendar",
    "add_months",
    "as_json",
    "difference",
    "due",
    "explain",
    "keepings",
    "load_edition",
    "longest",
    "next_review",
    "numbers",
    "outcome",
    "outcome_over",
    "override_refusal",
    "parse_facts",
    "parse_moment",
    "period_ends",
    "reckon",
    "report_on",
    "review",
    "score",
    "shelve",
    "shown",
    "simulate",
    "simulate_plainly",
    "with_number",
    "words_for_the_public",
    "working_moment",
]
