"""What roles let somebody do, in words. A permission that is missing here fails a test."""

from __future__ import annotations

from collections.abc import Iterable

from upstander.confidentiality.api import Permission, permissions_of

P = Permission
PERMISSION_WORDS: dict[Permission, str] = {
    P.REPORT_TAKE: "Take a report",
    P.REPORT_TRIAGE: "See new reports and decide where they go, but no sealed ones",
    P.SEALED_TRIAGE: "See new sealed reports and decide where they go",
    P.DIRECTORY_SEARCH: "Search people and homes",
    P.CASE_READ_TEAM: "See the cases of their teams, but no sealed ones",
    P.CASE_READ_ALL: "See every case that is not sealed",
    P.CASE_READ_SEALED: "See sealed cases and say who else may",
    P.CASE_WORK: "Work on cases they can see",
    P.CASE_ASSIGN: "Give cases to officers",
    P.CASE_CLOSE: "Approve closing, never of their own cases",
    P.RISK_LOWER: "Lower a risk level, with a reason",
    P.TEAM_BOARD: "See the team's load and what is overdue",
    P.AUDIT_READ: "Read who saw and changed what",
    P.STAFF_ADMINISTER: "Keep accounts, roles and teams. This shows no case",
    P.FORUM_KEEP: "Keep joint action groups: meetings, packs and notes, of the cases they may see anyway",
    P.TRAINING_KEEP: "Keep the training register of everybody",
    P.PARTNERS_EDIT: "Change the register of other bodies",
    P.DISCLOSURE_REGISTER: "See what other bodies were told, without opening cases",
    P.POLICY_READ: "Read the policy and its clocks",
    P.POLICY_TRY: "Try out a change to the policy, in sums only",
    P.POLICY_KEEP: "Keep the policy register: approvals, consultation, reviews, equality impact",
    P.POLICY_APPROVE: "Agree to approvals and public words that another put down",
    P.AWARENESS_KEEP: "Keep the calendar of campaigns, and work for good neighbours",
    P.BREACH_REPORT: "Raise a data breach",
    P.BREACH_HANDLE: "Read and handle data breaches",
    P.ACCESS_REQUESTS: "Keep the log of requests of people for their own data",
    P.DISPOSAL_PREPARE: "Prepare the destruction of old records, without reading them",
    P.DISPOSAL_APPROVE: "Agree to destruction that another prepared",
    P.SEALED_DISPOSE: "Prepare and agree to the destruction of sealed cases, by two people",
    P.COMPLAINT_HANDLE: "Handle complaints about our work that are given to them. This shows no case",
    P.CASE_HOLD: "Keep a case from destruction",
    P.CASE_BREAK_GLASS: "Open a case for four hours in need, with a reason that is reviewed; never a sealed one",
    P.GLASS_REVIEW: "Review urgent access",
    P.EXEMPTION_SENIOR: "Grant an exemption that no other body supports, with a reason",
    P.WORDINGS_KEEP: "Write the landlord's own words for messages, or agree to a colleague's",
    P.MEASURES_READ: "Read figures, and open them to the cases they may see anyway",
    P.REPORT_CHECK: "Check the monthly report",
    P.REPORT_APPROVE: "Approve the monthly report that another checked",
    P.RETURN_PREPARE: "Prepare the return to the regulator",
    P.GRANTS_REVIEW: "Learn who was given a powerful role",
}


def may_do(roles: Iterable[str]) -> list[str]:
    """What these roles together allow, in the order of the list."""
    held = permissions_of(roles)
    return [words for permission, words in PERMISSION_WORDS.items() if permission in held]
