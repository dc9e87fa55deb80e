"""The door of the cases room."""

from upstander.cases.actions.clocks import dismiss_notices, escalate, mark_overdue
from upstander.cases.actions.closure import decide_closure, propose_closure
from upstander.cases.actions.lifecycle import (
    ROUTES,
    assign_case,
    join_case,
    open_case,
    receive_case,
    route_case,
)
from upstander.cases.actions.parties import add_party, update_survivor
from upstander.cases.actions.plan import agree_plan, settle_step
from upstander.cases.actions.risk import assess_risk
from upstander.cases.actions.work import (
    CONTACT_OUTCOMES,
    EVIDENCE,
    MADE_ELSEWHERE,
    VALIDITIES,
    add_note,
    answer_duty,
    record_contact,
    record_finding,
    record_visit,
)
from upstander.cases.cards import (
    Board,
    CaseHead,
    CasePage,
    ClosureCard,
    DutyLine,
    GateLine,
    NoticeLine,
    OfficerLoad,
    PartyCard,
    PlanCard,
    ReportLine,
    RiskLine,
    StepLine,
    TimelineLine,
    Today,
)
from upstander.cases.editions import current_edition, edition
from upstander.cases.errors import NoSuchCase
from upstander.cases.queries.desk import (
    KnownCase,
    Owing,
    board,
    find_cases,
    known_cases,
    my_cases,
    promises_of_report,
    today,
)
from upstander.cases.queries.officers import officers_for, triage_officers
from upstander.cases.queries.page import case_page
from upstander.cases.queries.references import case_by_reference, case_references
from upstander.cases.queries.waiting import Waiting, WaitingCase, waiting_cases, waiting_count
from upstander.cases.rules import CLOSURE_REASONS, GROUNDS, OUTWARD, SURVIVOR_VIEWS
from upstander.cases.told import Answer, CaseTold, PartyTold, PlanStep, ReportTold, Triaged

__all__ = [
    "CLOSURE_REASONS",
    "CONTACT_OUTCOMES",
    "EVIDENCE",
    "GROUNDS",
    "MADE_ELSEWHERE",
    "OUTWARD",
    "ROUTES",
    "SURVIVOR_VIEWS",
    "VALIDITIES",
    "Answer",
    "Board",
    "CaseHead",
    "CasePage",
    "CaseTold",
    "ClosureCard",
    "DutyLine",
    "GateLine",
    "KnownCase",
    "NoSuchCase",
    "NoticeLine",
    "OfficerLoad",
    "Owing",
    "PartyCard",
    "PartyTold",
    "PlanCard",
    "PlanStep",
    "ReportLine",
    "ReportTold",
    "RiskLine",
    "StepLine",
    "TimelineLine",
    "Today",
    "Triaged",
    "Waiting",
    "WaitingCase",
    "add_note",
    "add_party",
    "agree_plan",
    "answer_duty",
    "assess_risk",
    "assign_case",
    "board",
    "case_by_reference",
    "case_page",
    "case_references",
    "current_edition",
    "decide_closure",
    "dismiss_notices",
    "edition",
    "escalate",
    "find_cases",
    "join_case",
    "known_cases",
    "mark_overdue",
    "my_cases",
    "officers_for",
    "open_case",
    "promises_of_report",
    "propose_closure",
    "receive_case",
    "record_contact",
    "record_finding",
    "record_visit",
    "route_case",
    "settle_step",
    "today",
    "triage_officers",
    "update_survivor",
    "waiting_cases",
    "waiting_count",
]
