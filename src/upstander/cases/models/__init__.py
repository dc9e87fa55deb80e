"""Tables of the cases room."""

from upstander.cases.models.account import AccountWord
from upstander.cases.models.alert import Alert, AlertChoice, CalendarFeed, Hears
from upstander.cases.models.assessment import RiskAssessment
from upstander.cases.models.carried import Carried
from upstander.cases.models.case import Case, CaseState, FoundSince
from upstander.cases.models.closure import Closure
from upstander.cases.models.complaint import Complaint, ComplaintStep
from upstander.cases.models.consent import Consent, WithdrawalTask
from upstander.cases.models.court_statement import CourtStatement
from upstander.cases.models.decision import CaseDecision, CaseLink, Decision
from upstander.cases.models.disclosure import Disclosure
from upstander.cases.models.disposed import DisposedCount
from upstander.cases.models.duty import GOES_ON, Discharge, DischargeOutcome, Duty, DutyState
from upstander.cases.models.evidence import Incident, Statement
from upstander.cases.models.glass import BreakGlass
from upstander.cases.models.joint import (
    AgendaItem,
    Attendance,
    GroupMember,
    ItemShare,
    JointAction,
    JointGroup,
    Meeting,
    Pack,
    PackItem,
    StrategicItem,
)
from upstander.cases.models.measure import Measure, MeasureStep
from upstander.cases.models.notice import Notice
from upstander.cases.models.paper import Paper
from upstander.cases.models.party import Age, Party, PartyRole
from upstander.cases.models.plan import ActionPlan, PlanAction
from upstander.cases.models.referral import Referral
from upstander.cases.models.report import CaseReport
from upstander.cases.models.saved_search import SavedSearch
from upstander.cases.models.survey import Survey, SurveyLink
from upstander.cases.models.timeline import TimelineEntry
from upstander.cases.models.visit import PlannedVisit, VisitState

__all__ = [
    "GOES_ON",
    "AccountWord",
    "ActionPlan",
    "Age",
    "AgendaItem",
    "Alert",
    "AlertChoice",
    "Attendance",
    "BreakGlass",
    "CalendarFeed",
    "Carried",
    "Case",
    "CaseDecision",
    "CaseLink",
    "CaseReport",
    "CaseState",
    "Closure",
    "Complaint",
    "ComplaintStep",
    "Consent",
    "CourtStatement",
    "Decision",
    "Discharge",
    "DischargeOutcome",
    "Disclosure",
    "DisposedCount",
    "Duty",
    "DutyState",
    "FoundSince",
    "GroupMember",
    "Hears",
    "Incident",
    "ItemShare",
    "JointAction",
    "JointGroup",
    "Measure",
    "MeasureStep",
    "Meeting",
    "Notice",
    "Pack",
    "PackItem",
    "Paper",
    "Party",
    "PartyRole",
    "PlanAction",
    "PlannedVisit",
    "Referral",
    "RiskAssessment",
    "SavedSearch",
    "Statement",
    "StrategicItem",
    "Survey",
    "SurveyLink",
    "TimelineEntry",
    "VisitState",
    "WithdrawalTask",
]
