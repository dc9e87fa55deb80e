"""How the entries of a case's timeline are put into words. Nothing is decided here. What is said of how people were reached
and of other bodies is beside (`timeline_reached.py`, `timeline_bodies.py`)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from upstander.cases.api import (
    CLOSURE_REASONS,
    CONFIRMED,
    EVIDENCE,
    HANDED_OVER,
    ROUTES,
    SOURCES,
    SURVIVOR_VIEWS,
    VALIDITIES,
    edition,
)
from upstander.cases.measures.api import HANDED_TO
from upstander.cases.queries.api import CasePage, TimelineLine
from upstander.cases.sharing.api import GROUNDS
from upstander.lib.languages import plain_day
from upstander.policy.api import Edition
from upstander.sites.staff import timeline_bodies, timeline_reached
from upstander.sites.staff.timeline_kinds import Codes, Said, Telling
from upstander.sites.staff.words import (
    AFFILIATIONS,
    LEVELS,
    OUTCOMES,
    ROLES,
    WAYS,
    duty_label,
    term,
)

_AT_ONCE = timedelta(hours=1)  # what is written down within it needs no word on when


def timeline_entries(lines: Iterable[TimelineLine], page: CasePage) -> list[dict[str, Any]]:
    """Entries for the timeline macro."""
    policy = edition(page.head.edition)
    entries = []
    for line in lines:
        title, text, tone = _TELL.get(line.kind, _plain)(line.codes, line.kind, policy)
        body = "\n\n".join(part for part in (text, line.body) if part)
        later = line.recorded_at if line.by and line.recorded_at - line.at > _AT_ONCE else None
        entries.append(
            {"title": title, "at": line.at, "by": line.by, "text": body, "tone": tone, "written": later}
        )
    return entries


def _plain(codes: Codes, kind: str, policy: Edition) -> Said:
    titles = {
        "opened": "Case opened",
        "note": "Note",
        "risk_explained": "Why the level of risk was set by judgement",
        "formats_offered": "Language and formats stand as they told us before: ask whether that is still so",
        "survivor_updated": "What is known of the survivor changed",
        "closure_refused": "Closing sent back",
        "glass_broken": "Opened with urgent access",
        "let_in": f"{codes.get('officer_name') or 'Somebody'} was let in to this sealed case",
        "sealed": "Sealed. Only its keepers see it now, and whom they let in",
    }
    return titles.get(kind, kind.replace("_", " ").capitalize()), "", "quiet"


def _received(codes: Codes, kind: str, policy: Edition) -> Said:
    how = term(policy.channels, codes.get("channel", "")).lower()
    danger = "Immediate danger was reported." if codes.get("danger") else ""
    if codes.get("rest"):
        return f"The rest of the call, as report {codes.get('reference', '')}", "", ""
    if codes.get("came_back"):
        return (
            f"The reporter came back with report {codes.get('reference', '')}",
            danger,
            "danger" if danger else "",
        )
    return f"Report {codes.get('reference', '')} received {how}", danger, "danger" if danger else ""


def _advised(codes: Codes, kind: str, policy: Edition) -> Said:
    text = ", ".join(duty_label(policy, slug) for slug in codes.get("duties", []))
    return "Advice given while they told us", f"{text}.", "met"


def _joined(codes: Codes, kind: str, policy: Edition) -> Said:
    if kind == "joined":
        return f"Joined to {codes.get('into', 'another case')}", "", "quiet"
    report = f"Report {codes['reference']}" if codes.get("reference") else "A report was"
    return f"{report} added to this case", "", ""


def _placed(codes: Codes, kind: str, policy: Edition) -> Said:
    reports = ", ".join(codes.get("reports", []))
    if kind == "triage_undone":
        again = codes.get("decision") == "merge"
        return (
            ("A case of its own again" if again else "Back in the queue: what triage decided was undone"),
            "",
            "quiet",
        )
    if kind == "report_left":
        return (
            f"Taken out of this case: {reports or 'a report'}",
            "Duties that rested on it ended here.",
            "quiet",
        )
    if kind == "case_merged":
        return f"{codes.get('reference', 'Another case')} became part of this case", "", ""
    return f"Merged into {codes.get('into', 'another case')}", "", "quiet"


def _doubt(codes: Codes, kind: str, policy: Edition) -> Said:
    text = "Protection goes on. Establish what happened before anything is done against anyone, and tell neither of the doubt."
    return "A doubt about why it was reported", text, ""


def _routed(codes: Codes, kind: str, policy: Edition) -> Said:
    return f"Passed to the {ROUTES.get(codes.get('to', ''), 'other')} policy", "", ""


def _assigned(codes: Codes, kind: str, policy: Edition) -> Said:
    if codes.get("officer") == "":
        return "Waits for an officer again", "", "quiet"
    return f"Given to {codes.get('officer_name') or 'a colleague'}", "", "quiet"


def _glass_reviewed(codes: Codes, kind: str, policy: Edition) -> Said:
    return f"Urgent access reviewed: {'upheld' if codes.get('upheld') else 'not upheld'}", "", "quiet"


def _answered(codes: Codes, kind: str, policy: Edition) -> Said:
    title = (
        f"{duty_label(policy, codes.get('slug', ''))}: {OUTCOMES.get(codes.get('outcome', ''), '').lower()}"
    )
    ground = GROUNDS.get(codes.get("ground", ""), "")
    return title, f"Shared because: {ground[:1].lower()}{ground[1:]}." if ground else "", "met"


def _listed(codes: Codes, kind: str, policy: Edition) -> Said:
    names = [str(duty.get("label", "")) for duty in codes.get("duties", [])]
    text = ", ".join(names)
    if kind == "duties_withdrawn":
        return "Duties that no longer apply", f"{text}. {codes.get('because', '')}".strip(), "quiet"
    return f"{len(names)} {'duty' if len(names) == 1 else 'duties'} began", text, "quiet"


def _owed_again(codes: Codes, kind: str, policy: Edition) -> Said:
    names = ", ".join(str(duty.get("label", "")) for duty in codes.get("duties", []))
    way = WAYS.get(codes.get("way", ""), "Message").lower()
    text = (
        f"The {way} that answered this did not arrive. It is due when it always was: reach them another way."
    )
    return f"Owed again: {names}", text, "danger"


def _taken_back(codes: Codes, kind: str, policy: Edition) -> Said:
    said = f"Taken back: {duty_label(policy, codes.get('slug', ''))}"
    return said, "It is owed again, by the time it always was." if codes.get("duties") else "", ""


def _review(codes: Codes, kind: str, policy: Edition) -> Said:
    day = codes.get("on")
    if not day:
        return "No day is set any more to look at the plan", "", ""
    return f"The plan is looked at again on {plain_day(date.fromisoformat(day))}", "", ""


def _overdue(codes: Codes, kind: str, policy: Edition) -> Said:
    return f"Overdue: {codes.get('label', 'a duty')}", "", "danger"


def _risk(codes: Codes, kind: str, policy: Edition) -> Said:
    level, computed = str(codes.get("level", "")), str(codes.get("computed", ""))
    text = f"Score {codes.get('score', 0)}, hate overlay {codes.get('overlay', 0)}."
    if codes.get("unanswered"):
        text += f" {codes['unanswered']} not answered."
    if level != computed:
        text += f" The score gives {LEVELS.get(computed, computed).lower()}."
    return f"Risk assessed: {LEVELS.get(level, level).lower()}", text, "danger" if level == "high" else ""


def _plan(codes: Codes, kind: str, policy: Edition) -> Said:
    steps = codes.get("steps", 0)
    who = ROLES.get(codes.get("role", ""), "Survivor").lower()
    title = f"Action plan agreed with the {who}" if kind == "plan_agreed" else "Action plan drafted"
    return title, f"{steps} {'step' if steps == 1 else 'steps'}.", "met" if kind == "plan_agreed" else ""


def _step(codes: Codes, kind: str, policy: Edition) -> Said:
    done = codes.get("done")
    return (
        f"Step {codes.get('step')} of the plan {'done' if done else 'changed' if codes.get('changed') else 'ended, not done'}",
        "",
        "met" if done else "",
    )


def _plan_copy(codes: Codes, kind: str, policy: Edition) -> Said:
    who = ROLES.get(codes.get("role", ""), "Survivor").lower()
    said = (
        " They read or heard it, and say that it is right."
        if codes.get("read")
        else " They have not said yet that it is right."
    )
    return (
        f"The {who} has their copy of the plan",
        f"{HANDED_OVER.get(codes.get('way', ''), '')}.{said}",
        "met",
    )


def _finding(codes: Codes, kind: str, policy: Edition) -> Said:
    validity = VALIDITIES.get(codes.get("validity", ""), "")
    return (
        f"Finding: {validity.lower()}",
        f"Evidence: {EVIDENCE.get(codes.get('evidence', ''), '').lower()}.",
        "",
    )


def _survey(codes: Codes, kind: str, policy: Edition) -> Said:
    answered = "They answered." if codes.get("answered") else "They preferred not to answer."
    return "The survivor was asked how we did", answered, "met"


def _evidence(codes: Codes, kind: str, policy: Edition) -> Said:
    if kind == "incident":
        return f"Incident: {SOURCES.get(codes.get('source', ''), 'told').lower()}", "", ""
    if kind == "statement":
        if codes.get("role") == "officer":
            return "Statement of an officer", "", ""
        return f"Statement of the {ROLES.get(codes.get('role', ''), 'person').lower()} taken", "", ""
    if kind == "statement_confirmed":
        return "Statement confirmed", f"{CONFIRMED.get(codes.get('how', ''), '')}.", "met"
    if kind.startswith("court_statement"):
        version = f"Version {codes.get('number', '')}."
        if kind == "court_statement":
            return "Statement for a court printed", version, ""
        return (
            "Statement for a court handed in",
            f"{version} {HANDED_TO.get(codes.get('to', ''), '')}.",
            "met",
        )
    done = {"exhibit_withdrawn": "withdrawn", "exhibit_put_back": "put back"}.get(kind, "added")
    return f"Exhibit {codes.get('number', '')} {done}", "", ""


def _party(codes: Codes, kind: str, policy: Edition) -> Said:
    role = ROLES.get(codes.get("role", ""), "Person")
    return f"{role} added or changed", AFFILIATIONS.get(codes.get("affiliation", ""), ""), "quiet"


def _proposed(codes: Codes, kind: str, policy: Edition) -> Said:
    view = SURVIVOR_VIEWS.get(codes.get("view", ""), "")
    return "Closing proposed", f"{CLOSURE_REASONS.get(codes.get('reason', ''), '')}. {view}.", ""


def _closed(codes: Codes, kind: str, policy: Edition) -> Said:
    return "Case closed", f"{CLOSURE_REASONS.get(codes.get('reason', ''), '')}.", "met"


_TELL: Telling = {
    **timeline_bodies.TELL,
    **timeline_reached.TELL,
    "report_received": _received,
    "advised": _advised,
    **dict.fromkeys(("report_joined", "joined"), _joined),
    **dict.fromkeys(("triage_undone", "report_left", "case_merged", "merged"), _placed),
    "doubt": _doubt,
    "routed": _routed,
    "assigned": _assigned,
    "glass_reviewed": _glass_reviewed,
    "duty_answered": _answered,
    **dict.fromkeys(("duties_opened", "duties_withdrawn"), _listed),
    "duties_owed_again": _owed_again,
    "answer_taken_back": _taken_back,
    "duty_overdue": _overdue,
    "risk_assessed": _risk,
    **dict.fromkeys(("plan_agreed", "plan_drafted"), _plan),
    "plan_step": _step,
    "plan_review": _review,
    "plan_copy": _plan_copy,
    "finding": _finding,
    "survey": _survey,
    **dict.fromkeys(("incident", "statement", "statement_confirmed", "exhibit"), _evidence),
    **dict.fromkeys(("exhibit_withdrawn", "exhibit_put_back"), _evidence),
    **dict.fromkeys(("court_statement", "court_statement_handed"), _evidence),
    "party_added": _party,
    "closure_proposed": _proposed,
    "closed": _closed,
}
