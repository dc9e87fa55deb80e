"""What a person may do (permissions) and the posts that carry them (roles), by stable slug. Clauses 3.5, 4.1, 4.2, 4.3."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Permission(StrEnum):
    """One thing a role lets somebody do. The values are stored in no table; the database is told them per transaction."""

    REPORT_TAKE = "report.take"  # log a report told to one
    REPORT_TRIAGE = "report.triage"  # see the queue of new reports and decide where they go
    SEALED_TRIAGE = "sealed.triage"  # the same for sealed reports, which nobody else knows of
    DIRECTORY_SEARCH = "directory.search"  # find homes, tenancies and people
    CASE_READ_TEAM = "case.read_team"  # cases of one's own teams
    CASE_READ_ALL = "case.read_all"  # every case that is not sealed
    CASE_READ_SEALED = "case.read_sealed"  # sealed cases: staff survivors, staff perpetrators
    CASE_WORK = "case.work"  # record contact, visits, risk, plans
    CASE_ASSIGN = "case.assign"  # give a case to an officer
    EXEMPTION_SENIOR = "exemption.senior"  # grant an exemption that no supporting body backs (clause 3.4)
    CASE_CLOSE = "case.close"  # approve closure, never of one's own case
    RISK_LOWER = "risk.lower"  # lower a computed risk level, with a reason
    TEAM_BOARD = "team.board"  # a team's load and overdue duties
    AUDIT_READ = "audit.read"  # who read and who changed what
    STAFF_ADMINISTER = "staff.administer"  # accounts, roles and teams; reads no case
    PARTNERS_EDIT = "partners.edit"  # keep the register of bodies and sharing agreements
    DISCLOSURE_REGISTER = "disclosure.register"  # what other bodies were told; opens no case
    POLICY_READ = "policy.read"  # the policy's clauses and clocks
    POLICY_TRY = "policy.try"  # try out a change to the policy on past cases: sums only, no case
    WORDINGS_KEEP = "wordings.keep"  # the words of messages and letters: one writes, another agrees
    BREACH_REPORT = "breach.report"  # raise a breach of personal data: everybody on staff
    BREACH_HANDLE = "breach.handle"  # read the breach log, assess, record who was told
    ACCESS_REQUESTS = "access.requests"  # the log of requests of people for their own data
    DISPOSAL_PREPARE = "disposal.prepare"  # see what falls due, and prepare its destruction; no content
    DISPOSAL_APPROVE = "disposal.approve"  # agree to what another prepared
    SEALED_DISPOSE = "sealed.dispose"  # both, for sealed cases alone; still two people
    CASE_BREAK_GLASS = (
        "case.break_glass"  # open one case for some hours, with a reason that is reviewed; never a sealed one
    )
    GRANTS_REVIEW = "grants.review"  # learn who was given a role that sees sealed cases, decides or watches
    GLASS_REVIEW = "glass.review"  # judge afterwards whether that was needed; opens no case
    MEASURES_READ = "measures.read"  # sums of what was achieved; opens no case
    REPORT_CHECK = "report.check"  # check the monthly report and say what changed and why
    REPORT_APPROVE = "report.approve"  # approve what another checked; it is sent then
    RETURN_PREPARE = "return.prepare"  # enter what returns to the regulator need
    FORUM_KEEP = "forum.keep"  # joint action groups: meetings, packs, minutes; opens no case by itself
    TRAINING_KEEP = "training.keep"  # the training register of everybody; no case
    POLICY_KEEP = (
        "policy.keep"  # the policy register: approvals, consultation, reviews, equality impact; no case
    )
    POLICY_APPROVE = "policy.approve"  # agree to what another put down as approved, or wrote for everybody
    AWARENESS_KEEP = "awareness.keep"  # the calendar of campaigns, and work for good neighbours
    COMPLAINT_HANDLE = "complaint.handle"  # complaints about our work that were given to one; no case
    CASE_HOLD = "case.hold"  # keep a case from destruction, and release it


P = Permission

# Somebody may tell any employee (clause 3.2.1), so every role writes a report down. None reads one by that.
_FRONT_LINE = frozenset({P.REPORT_TAKE, P.POLICY_READ, P.BREACH_REPORT})
_CASEWORK = _FRONT_LINE | {P.DIRECTORY_SEARCH, P.CASE_READ_TEAM, P.CASE_WORK, P.CASE_BREAK_GLASS}
_MANAGES = _CASEWORK | {
    P.CASE_READ_ALL,
    P.CASE_ASSIGN,
    P.CASE_CLOSE,
    P.RISK_LOWER,
    P.TEAM_BOARD,
    P.PARTNERS_EDIT,
    P.DISPOSAL_APPROVE,
    P.CASE_HOLD,
    P.MEASURES_READ,
    P.REPORT_CHECK,
    P.FORUM_KEEP,
    P.RETURN_PREPARE,
    P.AWARENESS_KEEP,
}

ROLES: dict[str, frozenset[Permission]] = {
    "customer_access": _FRONT_LINE | {P.REPORT_TRIAGE, P.DIRECTORY_SEARCH},
    "neighbourhood": _CASEWORK,
    "independent_living": _CASEWORK,
    "community_safety": _CASEWORK | {P.REPORT_TRIAGE, P.CASE_READ_ALL},
    "community_safety_manager": _MANAGES | {P.REPORT_TRIAGE},
    "senior_manager": _MANAGES | {P.EXEMPTION_SENIOR, P.COMPLAINT_HANDLE, P.REPORT_APPROVE, P.POLICY_APPROVE},
    "people_and_learning": _FRONT_LINE
    | {
        P.SEALED_TRIAGE,
        P.CASE_READ_SEALED,
        P.CASE_WORK,
        P.CASE_CLOSE,
        P.RISK_LOWER,
        P.SEALED_DISPOSE,
        P.CASE_HOLD,
        P.TRAINING_KEEP,
    },
    "safeguarding_lead": _CASEWORK | {P.CASE_READ_ALL},
    "data_protection_officer": frozenset(
        {
            P.REPORT_TAKE,
            P.AUDIT_READ,
            P.POLICY_READ,
            P.PARTNERS_EDIT,
            P.DISCLOSURE_REGISTER,
            P.WORDINGS_KEEP,
            P.BREACH_REPORT,
            P.BREACH_HANDLE,
            P.ACCESS_REQUESTS,
            P.DISPOSAL_PREPARE,
            P.GLASS_REVIEW,
            P.GRANTS_REVIEW,
            P.CASE_HOLD,
        }
    ),
    "executive": _FRONT_LINE | {P.MEASURES_READ, P.POLICY_APPROVE},
    "policy_manager": _FRONT_LINE
    | {
        P.COMPLAINT_HANDLE,
        P.POLICY_TRY,
        P.MEASURES_READ,
        P.TRAINING_KEEP,
        P.WORDINGS_KEEP,
        P.POLICY_KEEP,
        P.AWARENESS_KEEP,
    },
    "auditor": _FRONT_LINE | {P.AUDIT_READ},
    "administrator": _FRONT_LINE | {P.STAFF_ADMINISTER},
}

ROLE_NAMES: dict[str, str] = {
    "customer_access": "Customer Access",
    "neighbourhood": "Neighbourhood Services",
    "independent_living": "Independent Living",
    "community_safety": "Community Safety officer",
    "community_safety_manager": "Community Safety manager",
    "senior_manager": "Senior manager",
    "people_and_learning": "People and Learning",
    "safeguarding_lead": "Safeguarding lead",
    "data_protection_officer": "Data-protection officer",
    "executive": "Executive",
    "policy_manager": "Policy manager",
    "auditor": "Auditor",
    "administrator": "Administrator",
}


POWERFUL = frozenset(
    {
        P.CASE_READ_SEALED,
        P.CASE_READ_ALL,
        P.CASE_CLOSE,
        P.RISK_LOWER,
        P.AUDIT_READ,
        P.STAFF_ADMINISTER,
        P.DISPOSAL_APPROVE,
        P.SEALED_DISPOSE,
        P.BREACH_HANDLE,
        P.ACCESS_REQUESTS,
        P.GLASS_REVIEW,
        P.GRANTS_REVIEW,
    }
)
"""Who gives one of these is not the only one to know of it: they see what others may not, approve, or watch over those who do."""


def permissions_of(roles: Iterable[str]) -> frozenset[Permission]:
    """Everything that these roles together allow. An unknown slug gives nothing."""
    return frozenset().union(*(ROLES.get(role, frozenset()) for role in roles))
