"""The door of what is read of cases. Each read takes its `viewer` first."""

from upstander.cases.cards import (
    COUNTED_TO,
    CaseHead,
    CasePage,
    DutyLine,
    PartyCard,
    PlanCard,
    RiskLine,
    StepLine,
    TimelineLine,
    Waiting,
)
from upstander.cases.queries.ask_first import ask_first
from upstander.cases.queries.changes import ChangedCase, changed_since
from upstander.cases.queries.clauses import (
    STANDINGS,
    DutyStanding,
    Tally,
    duties_behind,
    duty_standings,
    kept_behind,
)
from upstander.cases.queries.decisions import (
    EarlierReport,
    earlier_reports,
    links_of_case,
    movable_reports,
    my_decisions,
)
from upstander.cases.queries.desk import (
    KnownCase,
    board,
    conflicts_of,
    danger_told,
    known_cases,
    listed_cases,
    promises_of_report,
)
from upstander.cases.queries.entries import NONE as NO_ENTRIES
from upstander.cases.queries.entries import Entries, Most, entries_by_kind
from upstander.cases.queries.evidence import (
    StatementLine,
    evidence_gaps,
    incidents_of_case,
    merged_into,
    statements_of_case,
)
from upstander.cases.queries.filters import CaseFilter, filter_from
from upstander.cases.queries.giving_out import cases_to_give, plan_giving, receivers
from upstander.cases.queries.glass import glass_until, openings, openings_waiting
from upstander.cases.queries.happened import (
    first_received,
    happened,
    kept_by_clause,
    reports_of_cases,
    sealed_cases,
)
from upstander.cases.queries.history import history, history_size
from upstander.cases.queries.letters import WaitingLetter, waiting_letters
from upstander.cases.queries.messages import MessageLine, case_messages
from upstander.cases.queries.named import cases_named
from upstander.cases.queries.naming import NamingCase, cases_naming, contact_tokens
from upstander.cases.queries.officers import officers_for, triage_officers, visit_officers
from upstander.cases.queries.page import case_page
from upstander.cases.queries.reaching import may_come_by_portal, may_reach_person
from upstander.cases.queries.reconciling import (
    NearReview,
    Reconciling,
    ReturnCase,
    cases_without_customer,
    counted_cases,
    near_review,
    reconcile_return,
)
from upstander.cases.queries.references import case_by_reference, case_references
from upstander.cases.queries.register import RegisterAsked, disclosure_register, exported_register
from upstander.cases.queries.reviews import closings_to_decide, emergencies_to_review
from upstander.cases.queries.search import find_cases, near_cases
from upstander.cases.queries.sharing import ConsentLine, sharing_of_case
from upstander.cases.queries.sight import MANAGES, Ground, who_sees
from upstander.cases.queries.spans import Happened, Span
from upstander.cases.queries.today import since_yesterday, today
from upstander.cases.queries.waiting import PAGE, WaitingCase, waiting_cases, waiting_count

__all__ = [
    "COUNTED_TO",
    "MANAGES",
    "NO_ENTRIES",
    "PAGE",
    "STANDINGS",
    "CaseFilter",
    "CaseHead",
    "CasePage",
    "ChangedCase",
    "ConsentLine",
    "DutyLine",
    "DutyStanding",
    "EarlierReport",
    "Entries",
    "Ground",
    "Happened",
    "KnownCase",
    "MessageLine",
    "Most",
    "NamingCase",
    "NearReview",
    "PartyCard",
    "PlanCard",
    "Reconciling",
    "RegisterAsked",
    "ReturnCase",
    "RiskLine",
    "Span",
    "StatementLine",
    "StepLine",
    "Tally",
    "TimelineLine",
    "Waiting",
    "WaitingCase",
    "WaitingLetter",
    "ask_first",
    "board",
    "case_by_reference",
    "case_messages",
    "case_page",
    "case_references",
    "cases_named",
    "cases_naming",
    "cases_to_give",
    "cases_without_customer",
    "changed_since",
    "closings_to_decide",
    "conflicts_of",
    "contact_tokens",
    "counted_cases",
    "danger_told",
    "disclosure_register",
    "duties_behind",
    "duty_standings",
    "earlier_reports",
    "emergencies_to_review",
    "entries_by_kind",
    "evidence_gaps",
    "exported_register",
    "filter_from",
    "find_cases",
    "first_received",
    "glass_until",
    "happened",
    "history",
    "history_size",
    "incidents_of_case",
    "kept_behind",
    "kept_by_clause",
    "known_cases",
    "links_of_case",
    "listed_cases",
    "may_come_by_portal",
    "may_reach_person",
    "merged_into",
    "movable_reports",
    "my_decisions",
    "near_cases",
    "near_review",
    "officers_for",
    "openings",
    "openings_waiting",
    "plan_giving",
    "promises_of_report",
    "receivers",
    "reconcile_return",
    "reports_of_cases",
    "sealed_cases",
    "sharing_of_case",
    "since_yesterday",
    "statements_of_case",
    "today",
    "triage_officers",
    "visit_officers",
    "waiting_cases",
    "waiting_count",
    "waiting_letters",
    "who_sees",
]
