"""How staff pages put codes into words. Nothing is decided here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from upstander.cases.api import (
    ASKED_BY,
    CAPACITY,
    CLOSURE_REASONS,
    CONTACT_OUTCOMES,
    EMERGENCIES,
    EVIDENCE,
    GIVEN,
    GROUNDS,
    INFORMED,
    LAWFUL,
    METHODS,
    PURPOSES,
    ROUTES,
    SURVIVOR_VIEWS,
    VALIDITIES,
    CasePage,
    PartyCard,
    TimelineLine,
    edition,
)
from upstander.partners.api import INFORMATION
from upstander.policy.api import Edition

__all__ = [  # pages read some of these from here beside the words below
    "ASKED_BY",
    "CAPACITY",
    "EMERGENCIES",
    "GIVEN",
    "GROUNDS",
    "INFORMATION",
    "INFORMED",
    "LAWFUL",
    "METHODS",
    "PURPOSES",
]

AFFILIATIONS = {
    "customer": "Customer: tenant or leaseholder",
    "household_member": "Member of a customer's household",
    "employee": "Employee of ours",
    "contractor": "Contractor of ours",
    "public": "Not a customer",
    "unknown": "Not known yet",
}
ROLES = {
    "survivor": "Survivor",
    "witness": "Witness",
    "household": "Household member",
    "reporter": "Reporter",
    "perpetrator": "Alleged perpetrator",
    "supporter": "Supporter",
}
WAYS = {"phone": "Phone", "text": "Text message", "email": "Email", "post": "Letter", "visit": "In person"}
DAY_PARTS = {
    "morning": "Morning, 8am to midday",
    "afternoon": "Afternoon, midday to 5pm",
    "evening": "Evening, 5pm to 8pm",
    "any": "Any time, 8am to 8pm",
}
GROUNDS_SHORT = {"consent": "Consent", "emergency": "Emergency", "lawful": "Other lawful ground"}
REVIEWS = {
    "waiting": "Waits for review",
    "late": "Review overdue",
    "upheld": "Upheld",
    "not_upheld": "Not upheld",
}
# On the receipt, which somebody else at home may find: nothing of what was reported.
RECEIPT_KINDS = {
    "identity": "Your name and how to reach you",
    "address": "Where you live or are staying",
    "account": "What you told us",
    "alleged": "Other people you told us about",
    "equality": "Things about you that matter for how you are helped",
    "risk": "What would help you",
    "health": "Health and support",
    "household": "Who lives with you",
    "files": "Papers and files you gave us",
}
OUTCOMES = {
    "done": "Done",
    "taken": "Considered and taken",
    "not_appropriate": "Considered, not appropriate",
    "could_not": "Could not be done",
    "declined": "Offered and declined",
}
LEVELS = {"high": "High", "medium": "Medium", "standard": "Standard"}
NOTICES = {
    "overdue": "Overdue",
    "overdue_escalated": "Overdue, and the officer has been told",
    "assigned": "This case was given to you",
    "needs_officer": "This case has no officer. Nobody of the team could take it: give it out",
    "glass_broken": "A colleague opened this case with urgent access. Their reason is on the timeline",
    "new_report": "A new report came in on this case",
    "danger_told": "DANGER: the reporter came back and says that somebody is in danger",
    "message_waits": "The reporter wrote in their mailbox",
    "files_added": "The reporter added photos or files",
    "contact_changed": "The reporter changed how it is safe to make contact",
    "message_held": "A message was held back. Look at it before anybody sends it",
    "message_failed": "A message could not be sent",
    "closure_proposed": "Closing is proposed and waits for you",
    "closure_refused": "Closing was sent back with a note",
    "sharing_review": "Information was shared in an emergency and waits for your review",
    "sharing_review_late": "The review of an emergency is overdue",
    "withdrawal_late": "A body has not acknowledged that consent was taken back",
}
# The audit's actions. One that is not here is shown by its code.
AUDIT_ACTIONS = {
    "case.read": "Opened the case",
    "attachment.read": "Opened a file",
    "queue.read": "Read the queue of new reports",
    "report.receive": "Report received",
    "report.triage": "Triaged a report",
    "case.open": "Opened a case from a report",
    "case.join": "Joined a report to a known case",
    "case.take_in_report": "Took a report into the case",
    "case.route": "Passed a report to another policy",
    "case.assign": "Gave out the case",
    "case.break_glass": "Opened the case with urgent access",
    "case.break_glass_refused": "Asked for urgent access and was refused",
    "case.glass_review": "Reviewed urgent access",
    "glass.list": "Read the list of urgent access",
    "case.contact": "Recorded a contact",
    "case.mailbox": "Wrote to a reporter's mailbox",
    "case.two_way_contact": "Two-way contact in a mailbox",
    "mailbox.write": "Put a message in a mailbox",
    "mailbox.settle": "Found that a message needs no answer",
    "mailbox.message": "A reporter wrote in their mailbox",
    "mailbox.report": "A reporter came back and told more",
    "mailbox.files": "A reporter added files",
    "mailbox.contact": "A reporter changed safe contact",
    "case.message": "Wrote a message",
    "case.message_settle": "Decided about a message",
    "message.begin": "Outbox: asked whether a message may go",
    "message.end": "Outbox: what came of a message",
    "letter.print": "Printed a letter",
    "case.visit": "Recorded a visit",
    "case.assess_risk": "Assessed risk",
    "case.plan": "Saved an action plan",
    "case.plan_step": "Settled a step of the plan",
    "case.answer_duty": "Answered a duty",
    "case.finding": "Recorded a finding",
    "case.note": "Wrote a note",
    "case.let_in": "Let somebody in to a sealed case",
    "case.add_party": "Added or changed a person",
    "case.update_survivor": "Changed what is known of the survivor",
    "case.propose_closure": "Proposed closing",
    "case.decide_closure": "Decided on closing",
    "case.consent": "Recorded consent or a refusal",
    "case.withdraw_consent": "Recorded that consent was taken back",
    "case.acknowledged": "Recorded that a body acknowledged it",
    "case.disclose": "Recorded that a body was told",
    "case.review_sharing": "Reviewed an emergency",
    "disclosure.read": "Read the register of disclosures",
    "disclosure.export": "Exported the register of disclosures",
    "clock.sharing": "Clock: chased reviews and withdrawals",
    "partners.add": "Added a body",
    "partners.edit": "Changed a body",
    "partners.retire": "Retired a body",
    "partners.agreement": "Added a sharing agreement",
    "partners.agreement_review": "Set an agreement's end or review",
    "notices.seen": "Dismissed notices",
    "directory.search": "Searched people and homes",
    "case.search": "Searched cases",
    "audit.read": "Read the audit",
    "access.log": "Logged a request for data",
    "access.list": "Read the log of requests for data",
    "access.read": "Opened a request for data",
    "access.ask": "Asked somebody who requested their data",
    "access.answer": "Recorded an answer to a question about a request for data",
    "access.identity": "Confirmed who requested their data",
    "access.extend": "Took longer over a request for data",
    "access.name_searcher": "Named somebody to search for a request for data",
    "access.search": "Searched for a request for data",
    "access.person": "Confirmed who in the directory requested their data",
    "access.case": "Said whether a case is about somebody who requested their data",
    "access.held": "Read what a case holds, for a request for data",
    "access.finish": "Finished a search for a request for data",
    "access.end": "Ended a request for data",
    "breach.raise": "Raised a data breach",
    "breach.list": "Read the breach log",
    "breach.read": "Opened a breach",
    "breach.assess": "Assessed a breach",
    "breach.regulator_told": "Recorded that the regulator was told of a breach",
    "breach.people_told": "Recorded whether people were told of a breach",
    "breach.action": "Added an action on a breach",
    "breach.action_done": "Finished an action on a breach",
    "breach.close": "Closed a breach",
    "disposal.read": "Read what falls due for disposal",
    "disposal.prepare": "Prepared a run of disposal",
    "disposal.take_out": "Took a case out of a run of disposal",
    "disposal.approve": "Approved a run of disposal",
    "disposal.cancel": "Gave a run of disposal up",
    "disposal.retry": "Tried disposal again",
    "disposal.again": "Disposal: erased what a back-up had brought back",
    "disposal.destroy": "Disposal: destroyed a case, or left it",
    "records.hold": "Put a case on legal hold",
    "records.review_hold": "Looked at a legal hold again",
    "records.release_hold": "Released a legal hold",
    "records.day": "Recorded a date that retention counts from",
    "policy.try": "Tried out a change to the policy",
    "clock.overdue": "Clock: marked duties overdue",
    "clock.escalate": "Clock: told managers",
    "people.import_homes": "Imported homes",
    "people.import_residents": "Imported people",
    "staff.add": "Added an account",
    "staff.change": "Changed an account",
    "staff.link": "Linked an account to the directory",
    "staff.deactivate": "Ended an account",
    "staff.reactivate": "Let somebody sign in again",
    "staff.team": "Added a team",
    "staff.grants_seen": "Saw who was given a powerful role",
    "staff.first_password": "Set a first password by command",
    "staff.absence": "Recorded an absence",
    "staff.absence_ended": "Ended an absence",
    "staff.sign_in": "Signed in",
    "staff.directory_linked": "Was matched to the directory",
    "staff.passkey_added": "Added a passkey",
    "staff.passkey_removed": "Removed a passkey",
    "staff.sign_in_failed": "Sign-in refused",
    "staff.sign_out": "Signed out",
    "staff.password": "Changed their password",
    "keys.rewrap": "Wrapped data keys anew",
}
KINDS = {
    "contact": (
        "Contact and visits",
        (
            "contact",
            "visit",
            "mailbox_sent",
            "mailbox_received",
            "mailbox_settled",
            "contact_changed",
            "message_written",
            "message_sent",
            "message_held",
            "message_failed",
            "message_cancelled",
        ),
    ),
    "duties": ("Duties", ("duties_opened", "duties_withdrawn", "duty_overdue", "duty_answered")),
    "risk": ("Risk and plan", ("risk_assessed", "plan_agreed", "plan_drafted", "plan_step")),
    "reports": ("Reports", ("report_received", "opened", "report_joined", "joined", "routed", "files_added")),
    "decisions": (
        "Decisions",
        (
            "finding",
            "assigned",
            "let_in",
            "glass_broken",
            "glass_reviewed",
            "closure_proposed",
            "closure_refused",
            "closed",
        ),
    ),
    "sharing": (
        "Sharing",
        ("consent", "consent_withdrawn", "withdrawal_acknowledged", "shared", "sharing_reviewed"),
    ),
    "people": ("People", ("party_added", "survivor_updated")),
    "notes": ("Notes", ("note",)),
}


def term(terms: Iterable[Any], code: str) -> str:
    """The edition's label for a code. Any: terms of several kinds."""
    return next((str(each.label) for each in terms if each.id == code), code.replace("_", " "))


def behaviour_words(policy: Edition, codes: Iterable[str]) -> list[str]:
    """The edition's labels of behaviours."""
    return [term(policy.behaviours, code) for code in codes]


def motivation_words(policy: Edition, codes: Iterable[str]) -> list[str]:
    """The edition's labels of strands."""
    return [term(policy.strands, code) for code in codes]


def duty_label(policy: Edition, slug: str) -> str:
    """The edition's label of a duty."""
    return term(policy.duties, slug)


def person_lines(party: PartyCard) -> list[str]:
    """What stands on the card of somebody on a case. An address as told is left out when the directory's says the same."""
    told, home = party.details, party.home
    if _plain_words(told) == _plain_words(home):
        told = ""
    return [line for line in (AFFILIATIONS.get(party.affiliation, ""), home, told) if line]


def _plain_words(text: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in text.casefold()).split()


def timeline_entries(lines: Iterable[TimelineLine], page: CasePage) -> list[dict[str, Any]]:
    """Entries for the timeline macro."""
    policy = edition(page.head.edition)
    entries = []
    for line in lines:
        title, text, tone = _TELL.get(line.kind, _plain)(line.codes, line.kind, policy)
        body = "\n\n".join(part for part in (text, line.body) if part)
        entries.append({"title": title, "at": line.at, "by": line.by, "text": body, "tone": tone})
    return entries


_Said = tuple[str, str, str]
_Codes = dict[str, Any]  # Any: JSON, whose shape the kind gives


def _plain(codes: _Codes, kind: str, policy: Edition) -> _Said:
    titles = {
        "opened": "Case opened",
        "note": "Note",
        "survivor_updated": "What is known of the survivor changed",
        "closure_refused": "Closing sent back",
        "glass_broken": "Opened with urgent access",
        "let_in": "Somebody was let in to this sealed case",
    }
    return titles.get(kind, kind.replace("_", " ").capitalize()), "", "quiet"


def _received(codes: _Codes, kind: str, policy: Edition) -> _Said:
    how = term(policy.channels, codes.get("channel", "")).lower()
    danger = "Immediate danger was reported." if codes.get("danger") else ""
    if codes.get("came_back"):
        return (
            f"The reporter came back with report {codes.get('reference', '')}",
            danger,
            "danger" if danger else "",
        )
    return f"Report {codes.get('reference', '')} received {how}", danger, "danger" if danger else ""


def _joined(codes: _Codes, kind: str, policy: Edition) -> _Said:
    if kind == "joined":
        return f"Joined to {codes.get('into', 'another case')}", "", "quiet"
    return f"Report {codes.get('reference', '')} added to this case", "", ""


def _routed(codes: _Codes, kind: str, policy: Edition) -> _Said:
    return f"Passed to the {ROUTES.get(codes.get('to', ''), 'other')} policy", "", ""


def _assigned(codes: _Codes, kind: str, policy: Edition) -> _Said:
    return f"Given to {codes.get('officer_name') or 'a colleague'}", "", "quiet"


def _glass_reviewed(codes: _Codes, kind: str, policy: Edition) -> _Said:
    return f"Urgent access reviewed: {'upheld' if codes.get('upheld') else 'not upheld'}", "", "quiet"


def _contact(codes: _Codes, kind: str, policy: Edition) -> _Said:
    who = ROLES.get(codes.get("role", ""), "Somebody").lower()
    way = WAYS.get(codes.get("way", ""), "Contact")
    title = f"{way}: the {who} got in touch" if codes.get("inbound") else f"{way} to the {who}"
    said = CONTACT_OUTCOMES.get(codes.get("outcome", ""), "")
    if not codes.get("safe", True):
        return title, f"{said}. This way or time had not been called safe.", "danger"
    return title, f"{said}." if said else "", "met" if codes.get("outcome") == "spoke" else ""


def _mailbox(codes: _Codes, kind: str, policy: Edition) -> _Said:
    titles = {
        "mailbox_sent": "Message to the mailbox of",
        "mailbox_received": "Message from the mailbox of",
        "mailbox_settled": "No answer needed in the mailbox of",
        "files_added": "Files added by the reporter to",
    }
    text = f"{codes['files']} in all." if kind == "files_added" else ""
    return f"{titles[kind]} {codes.get('reference', '')}", text, "met" if kind == "mailbox_sent" else ""


def _reach(codes: _Codes, kind: str, policy: Edition) -> _Said:
    ways = ", ".join(WAYS.get(way, way).lower() for way in codes.get("ways", []))
    who = ROLES.get(codes.get("role", ""), "Somebody").lower()
    return (
        f"The {who} changed how it is safe to make contact",
        f"Safe now: {ways or 'no way at all'}.",
        "danger",
    )


def _message(codes: _Codes, kind: str, policy: Edition) -> _Said:
    way = WAYS.get(codes.get("way", ""), "Message")
    who = ROLES.get(codes.get("role", ""), "person").lower()
    if kind == "message_sent":
        how = "Sent by hand." if codes.get("by_hand") else ""
        return f"{way} sent to the {who}", how, "met"
    if kind == "message_written":
        return f"{way} to the {who} written", "", "quiet"
    titles = {
        "message_held": "held back",
        "message_failed": "could not be sent",
        "message_cancelled": "cancelled",
    }
    return f"{way} {titles[kind]}", "", "quiet" if kind == "message_cancelled" else "danger"


def _visit(codes: _Codes, kind: str, policy: Edition) -> _Said:
    seen = codes.get("seen")
    where = {"home": "at home", "office": "at an office", "elsewhere": "elsewhere"}.get(
        codes.get("where", ""), ""
    )
    return f"Visit {where}".strip(), "" if seen else "They were not seen.", "met" if seen else ""


def _answered(codes: _Codes, kind: str, policy: Edition) -> _Said:
    title = (
        f"{duty_label(policy, codes.get('slug', ''))}: {OUTCOMES.get(codes.get('outcome', ''), '').lower()}"
    )
    ground = GROUNDS.get(codes.get("ground", ""), "")
    return title, f"Shared because: {ground[:1].lower()}{ground[1:]}." if ground else "", "met"


def _listed(codes: _Codes, kind: str, policy: Edition) -> _Said:
    names = [str(duty.get("label", "")) for duty in codes.get("duties", [])]
    text = ", ".join(names)
    if kind == "duties_withdrawn":
        return "Duties that no longer apply", f"{text}. {codes.get('because', '')}".strip(), "quiet"
    return f"{len(names)} {'duty' if len(names) == 1 else 'duties'} began", text, "quiet"


def _overdue(codes: _Codes, kind: str, policy: Edition) -> _Said:
    return f"Overdue: {codes.get('label', 'a duty')}", "", "danger"


def _risk(codes: _Codes, kind: str, policy: Edition) -> _Said:
    level, computed = str(codes.get("level", "")), str(codes.get("computed", ""))
    text = f"Score {codes.get('score', 0)}, hate overlay {codes.get('overlay', 0)}."
    if codes.get("unanswered"):
        text += f" {codes['unanswered']} not answered."
    if level != computed:
        text += f" The score gives {LEVELS.get(computed, computed).lower()}."
    return f"Risk assessed: {LEVELS.get(level, level).lower()}", text, "danger" if level == "high" else ""


def _plan(codes: _Codes, kind: str, policy: Edition) -> _Said:
    steps = codes.get("steps", 0)
    title = "Action plan agreed with the survivor" if kind == "plan_agreed" else "Action plan drafted"
    return title, f"{steps} {'step' if steps == 1 else 'steps'}.", "met" if kind == "plan_agreed" else ""


def _step(codes: _Codes, kind: str, policy: Edition) -> _Said:
    done = codes.get("done")
    return (
        f"Step {codes.get('step')} of the plan {'done' if done else 'ended, not done'}",
        "",
        "met" if done else "",
    )


def _finding(codes: _Codes, kind: str, policy: Edition) -> _Said:
    validity = VALIDITIES.get(codes.get("validity", ""), "")
    return (
        f"Finding: {validity.lower()}",
        f"Evidence: {EVIDENCE.get(codes.get('evidence', ''), '').lower()}.",
        "",
    )


def _party(codes: _Codes, kind: str, policy: Edition) -> _Said:
    role = ROLES.get(codes.get("role", ""), "Person")
    return f"{role} added or changed", AFFILIATIONS.get(codes.get("affiliation", ""), ""), "quiet"


def _proposed(codes: _Codes, kind: str, policy: Edition) -> _Said:
    view = SURVIVOR_VIEWS.get(codes.get("view", ""), "")
    return "Closing proposed", f"{CLOSURE_REASONS.get(codes.get('reason', ''), '')}. {view}.", ""


def _closed(codes: _Codes, kind: str, policy: Edition) -> _Said:
    return "Case closed", f"{CLOSURE_REASONS.get(codes.get('reason', ''), '')}.", "met"


def _sharing(codes: _Codes, kind: str, policy: Edition) -> _Said:
    kinds = "; ".join(INFORMATION.get(each, each).lower() for each in codes.get("kinds", []))
    if kind == "consent":
        who = ROLES.get(codes.get("role", ""), "Somebody")
        many = codes.get("bodies", 1)
        bodies = "one body" if many == 1 else f"{many} bodies"
        said = "agrees to" if codes.get("given") else "refuses"
        return f"{who} {said} sharing with {bodies}", f"{kinds[:1].upper()}{kinds[1:]}.", ""
    if kind == "shared":
        ground = GROUNDS_SHORT.get(codes.get("ground", ""), "")
        return "Another body was told", f"{ground}: {kinds}.", "danger" if ground == "Emergency" else ""
    if kind == "sharing_reviewed":
        upheld = codes.get("upheld")
        return (
            f"Emergency reviewed: {'upheld' if upheld else 'not upheld'}",
            "",
            "met" if upheld else "danger",
        )
    if kind == "consent_withdrawn":
        return "Consent taken back", "Each body that was told something has to hear of it.", "danger"
    return "A body acknowledged that consent was taken back", "", "met"


_TELL = {
    "consent": _sharing,
    "consent_withdrawn": _sharing,
    "withdrawal_acknowledged": _sharing,
    "shared": _sharing,
    "sharing_reviewed": _sharing,
    "report_received": _received,
    "report_joined": _joined,
    "joined": _joined,
    "routed": _routed,
    "assigned": _assigned,
    "glass_reviewed": _glass_reviewed,
    "contact": _contact,
    "visit": _visit,
    "mailbox_sent": _mailbox,
    "mailbox_received": _mailbox,
    "mailbox_settled": _mailbox,
    "files_added": _mailbox,
    "contact_changed": _reach,
    **dict.fromkeys(
        ("message_written", "message_sent", "message_held", "message_failed", "message_cancelled"), _message
    ),
    "duty_answered": _answered,
    "duties_opened": _listed,
    "duties_withdrawn": _listed,
    "duty_overdue": _overdue,
    "risk_assessed": _risk,
    "plan_agreed": _plan,
    "plan_drafted": _plan,
    "plan_step": _step,
    "finding": _finding,
    "party_added": _party,
    "closure_proposed": _proposed,
    "closed": _closed,
}
