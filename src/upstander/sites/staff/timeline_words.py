"""How the entries of a case's timeline are put into words, and the kinds they are sorted by. Nothing is decided here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from upstander.cases.api import (
    CLOSURE_REASONS,
    CONFIRMED,
    CONTACT_OUTCOMES,
    EVIDENCE,
    HANDED_OVER,
    ROUTES,
    SOURCES,
    SURVIVOR_VIEWS,
    VALIDITIES,
    edition,
)
from upstander.cases.joint.api import OUT as OUT_WHY
from upstander.cases.measures.api import KINDS as MEASURES
from upstander.cases.queries.api import CasePage, ChangedCase, TimelineLine
from upstander.cases.sharing.api import GROUNDS
from upstander.partners.api import INFORMATION
from upstander.policy.api import Edition
from upstander.sites.staff.times import typed_date, typed_time
from upstander.sites.staff.words import (
    AFFILIATIONS,
    GROUNDS_SHORT,
    LEVELS,
    OUTCOMES,
    ROLES,
    WAYS,
    duty_label,
    term,
)

KINDS = {
    "contact": (
        "Contact and visits",
        (
            "contact",
            "visit",
            "visit_way",
            "visit_asked",
            "account_word",
            "quiet_chosen",
            "mailbox_sent",
            "mailbox_received",
            "mailbox_settled",
            "contact_changed",
            "message_written",
            "message_sent",
            "message_held",
            "message_failed",
            "message_delivered",
            "message_received",
            "message_cancelled",
        ),
    ),
    "duties": (
        "Duties",
        (
            "duties_opened",
            "duties_withdrawn",
            "duties_owed_again",
            "duty_overdue",
            "duty_answered",
            "answer_taken_back",
            "advised",
        ),
    ),
    "doing": ("What is being done", ("measure", "referral", "paper_read", "joint", "partner_told")),
    "risk": (
        "Risk and plan",
        ("risk_assessed", "plan_agreed", "plan_drafted", "plan_step", "plan_review", "plan_copy"),
    ),
    "reports": (
        "Reports",
        (
            "report_received",
            "opened",
            "report_joined",
            "joined",
            "routed",
            "files_added",
            "picture_came",
            "picture_missing",
            "file_held",
            "file_let_go",
            "triage_undone",
            "report_left",
            "case_merged",
            "merged",
            "doubt",
        ),
    ),
    "decisions": (
        "Decisions",
        (
            "finding",
            "survey",
            "incident",
            "statement",
            "statement_confirmed",
            "exhibit",
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
        (
            "consent",
            "consent_to_ask",
            "consent_withdrawn",
            "withdrawal_acknowledged",
            "shared",
            "sharing_reviewed",
        ),
    ),
    "people": ("People", ("party_added", "survivor_updated")),
    "notes": ("Notes", ("note",)),
}


def changes(cases: Iterable[ChangedCase]) -> list[tuple[ChangedCase, str]]:
    """Each case with what went on there, in the words of the timeline's own kinds."""
    named = {code: text for text, codes in KINDS.values() for code in codes}
    found = []
    for case in cases:
        counts: Counter[str] = Counter()
        for kind, many in case.kinds:
            counts[named.get(kind, "The case itself")] += many
        said = (f"{text.lower()} ({many})" if many > 1 else text.lower() for text, many in counts.items())
        found.append((case, ", ".join(said).capitalize()))
    return found


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
    if codes.get("rest"):
        return f"The rest of the call, as report {codes.get('reference', '')}", "", ""
    if codes.get("came_back"):
        return (
            f"The reporter came back with report {codes.get('reference', '')}",
            danger,
            "danger" if danger else "",
        )
    return f"Report {codes.get('reference', '')} received {how}", danger, "danger" if danger else ""


def _advised(codes: _Codes, kind: str, policy: Edition) -> _Said:
    text = ", ".join(duty_label(policy, slug) for slug in codes.get("duties", []))
    return "Advice given while they told us", f"{text}.", "met"


def _joined(codes: _Codes, kind: str, policy: Edition) -> _Said:
    if kind == "joined":
        return f"Joined to {codes.get('into', 'another case')}", "", "quiet"
    return f"Report {codes.get('reference', '')} added to this case", "", ""


def _placed(codes: _Codes, kind: str, policy: Edition) -> _Said:
    reports = ", ".join(codes.get("reports", []))
    if kind == "triage_undone":
        again = codes.get("decision") == "merge"
        return (
            ("A case of its own again" if again else "Back in the queue: what triage decided was undone"),
            "",
            "quiet",
        )
    if kind == "report_left":
        return f"Taken out of this case: {reports}", "Duties that rested on it ended here.", "quiet"
    if kind == "case_merged":
        return f"{codes.get('reference', 'Another case')} became part of this case", "", ""
    return f"Merged into {codes.get('into', 'another case')}", "", "quiet"


def _doubt(codes: _Codes, kind: str, policy: Edition) -> _Said:
    text = "Protection goes on. Establish what happened before anything is done against anyone, and tell neither of the doubt."
    return "A doubt about why it was reported", text, ""


def _to_ask(codes: _Codes, kind: str, policy: Edition) -> _Said:
    text = "What they said about sharing when they reported could not be carried over. Ask them again."
    return "Ask again about sharing", text, ""


def _routed(codes: _Codes, kind: str, policy: Edition) -> _Said:
    return f"Passed to the {ROUTES.get(codes.get('to', ''), 'other')} policy", "", ""


def _assigned(codes: _Codes, kind: str, policy: Edition) -> _Said:
    if codes.get("officer") == "":
        return "Waits for an officer again", "", "quiet"
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


def _picture(codes: _Codes, kind: str, policy: Edition) -> _Said:
    text = f"It came with {codes.get('reference', '')}."
    if kind == "picture_came":
        return "A picture sent by text is here", text, ""
    return (
        "A picture sent by text could not be fetched",
        f"{text} Ask for it another way, or try again.",
        "danger",
    )


def _file(codes: _Codes, kind: str, policy: Edition) -> _Said:
    text = f"It came with {codes['reference']}." if codes.get("reference") else ""
    if kind == "file_let_go":
        return "A held file may be downloaded", text, "danger"
    found = f"The virus scanner found {codes.get('found', 'something')}. Nobody can download it."
    return "A file is held", f"{found} {text}".strip(), "danger"


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
    if kind == "message_delivered":
        return f"{way} delivered", "", "met"
    titles = {
        "message_held": "held back",
        "message_failed": "could not be sent",
        "message_cancelled": "cancelled",
    }
    return f"{way} {titles[kind]}", "", "quiet" if kind == "message_cancelled" else "danger"


def _came(codes: _Codes, kind: str, policy: Edition) -> _Said:
    how = term(policy.channels, codes.get("channel", "")).lower()
    return f"Words came in {how}", "It is not proven who wrote them.", ""


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


def _owed_again(codes: _Codes, kind: str, policy: Edition) -> _Said:
    names = ", ".join(str(duty.get("label", "")) for duty in codes.get("duties", []))
    way = WAYS.get(codes.get("way", ""), "Message").lower()
    text = (
        f"The {way} that answered this did not arrive. It is due when it always was: reach them another way."
    )
    return f"Owed again: {names}", text, "danger"


def _taken_back(codes: _Codes, kind: str, policy: Edition) -> _Said:
    said = f"Taken back: {duty_label(policy, codes.get('slug', ''))}"
    return said, "It is owed again, by the time it always was." if codes.get("duties") else "", ""


def _review(codes: _Codes, kind: str, policy: Edition) -> _Said:
    day = codes.get("on")
    if not day:
        return "No day is set any more to look at the plan", "", ""
    return f"The plan is looked at again on {date.fromisoformat(day):%-d %B %Y}", "", ""


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
    who = ROLES.get(codes.get("role", ""), "Survivor").lower()
    title = f"Action plan agreed with the {who}" if kind == "plan_agreed" else "Action plan drafted"
    return title, f"{steps} {'step' if steps == 1 else 'steps'}.", "met" if kind == "plan_agreed" else ""


def _step(codes: _Codes, kind: str, policy: Edition) -> _Said:
    done = codes.get("done")
    return (
        f"Step {codes.get('step')} of the plan {'done' if done else 'changed' if codes.get('changed') else 'ended, not done'}",
        "",
        "met" if done else "",
    )


def _measure(codes: _Codes, kind: str, policy: Edition) -> _Said:
    found = MEASURES.get(codes.get("kind", ""))
    step = found.step(codes.get("step", "")) if found else None
    if found is None or step is None:
        return "Something was done", "", ""
    return f"{found.label}: {step.past[:1].lower()}{step.past[1:]}", "", "met" if step.ends else ""


_REFERRAL = {
    "read": ("A body read its secure page", "met"),
    "again": ("A body is told again of its secure page", "quiet"),
    "closed": ("A body's secure page is closed", "quiet"),
    "notice_failed": ("A body could not be told that its secure page waits", "danger"),
    "accepted": ("A body takes it on", "met"),
    "declined": ("A body declined", "danger"),
    "done": ("A body says that it is done", "met"),
}


def _complaint(codes: _Codes, kind: str, policy: Edition) -> _Said:
    return (
        "A complaint about our work was passed on",
        "It is handled apart. Nothing here waits for it.",
        "quiet",
    )


def _paper_read(codes: _Codes, kind: str, policy: Edition) -> _Said:
    found = MEASURES.get(codes.get("kind", ""))
    return "A second person read what was written, and let it go", f"{found.label}." if found else "", "met"


def _referral(codes: _Codes, kind: str, policy: Edition) -> _Said:
    title, tone = _REFERRAL.get(codes.get("what", ""), ("A body's secure page", ""))
    found = MEASURES.get(codes.get("kind", ""))
    return title, f"{found.label}." if found else "", tone


_JOINT = {
    "put_forward": ("Put forward for a joint meeting", ""),
    "shared": ("What bodies may see at a joint meeting is changed", ""),
    "given": ("A body was given it for a joint meeting", ""),
    "minuted": ("A body was given the minutes of it", ""),
    "refused": ("A body was not given it: the sharing gate refused it", "danger"),
    "out": ("Taken out of a joint meeting", "quiet"),
    "decided": ("Decided at a joint meeting", "met"),
}


def _joint(codes: _Codes, kind: str, policy: Edition) -> _Said:
    what = codes.get("what", "")
    title, tone = _JOINT.get(what, ("A joint meeting", ""))
    if what == "out":
        return title, f"{OUT_WHY.get(codes.get('why', ''), 'A reason was given')}.", tone
    count = codes.get("bodies") if what in ("put_forward", "shared") else codes.get("actions")
    noun = "action" if what == "decided" else "body"
    plural = "actions" if what == "decided" else "bodies"
    return title, f"{count} {noun if count == 1 else plural}." if count else "", tone


def _partner_told(codes: _Codes, kind: str, policy: Edition) -> _Said:
    return "A body told us on its page", "", ""


_WAY = {
    "planned": ("A visit is planned", ""),
    "started": ("They went in", ""),
    "well": ("They say that they are well", "quiet"),
    "help": ("They asked for help on a visit", "danger"),
    "overdue": ("They did not say in time that they are well", "danger"),
    "back": ("They are back from the visit", "met"),
    "cancelled": ("A visit is cancelled", "quiet"),
}


def _visit_way(codes: _Codes, kind: str, policy: Edition) -> _Said:
    title, tone = _WAY.get(codes.get("what", ""), ("A visit", ""))
    if kind == "visit_asked":
        title, tone = "They ask for another time for a visit", "danger"
    if not codes.get("on"):
        return title, "", tone
    on = datetime.fromisoformat(codes["on"])
    return title, f"For {typed_date(on)}, {typed_time(on)}.", tone


def _account(codes: _Codes, kind: str, policy: Edition) -> _Said:
    witness = codes.get("role") == "witness"
    who, what = ("A witness", "their plan") if witness else ("The survivor", "this case")
    if codes.get("own"):
        return (
            f"{who} took {what} out of their account",
            "They said that somebody else could get in.",
            "danger",
        )
    sees = "sees" if codes.get("shown") else "does not see"
    return (f"{who} {sees} {what} in their own account", "They were asked.", "")


def _quiet(codes: _Codes, kind: str, policy: Edition) -> _Said:
    if codes.get("to") == "manager":
        return (
            f"They chose their line manager, {codes.get('officer_name', '')}",
            "Told first, and named to the case.",
            "",
        )
    return "They chose People and Learning", "", ""


def _plan_copy(codes: _Codes, kind: str, policy: Edition) -> _Said:
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


def _finding(codes: _Codes, kind: str, policy: Edition) -> _Said:
    validity = VALIDITIES.get(codes.get("validity", ""), "")
    return (
        f"Finding: {validity.lower()}",
        f"Evidence: {EVIDENCE.get(codes.get('evidence', ''), '').lower()}.",
        "",
    )


def _survey(codes: _Codes, kind: str, policy: Edition) -> _Said:
    answered = "They answered." if codes.get("answered") else "They preferred not to answer."
    return "The survivor was asked how we did", answered, "met"


def _evidence(codes: _Codes, kind: str, policy: Edition) -> _Said:
    if kind == "incident":
        return f"Incident: {SOURCES.get(codes.get('source', ''), 'told').lower()}", "", ""
    if kind == "statement":
        if codes.get("role") == "officer":
            return "Statement of an officer", "", ""
        return f"Statement of the {ROLES.get(codes.get('role', ''), 'person').lower()} taken", "", ""
    if kind == "statement_confirmed":
        return "Statement confirmed", f"{CONFIRMED.get(codes.get('how', ''), '')}.", "met"
    return f"Exhibit {codes.get('number', '')} added", "", ""


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
        who = "They took consent back, in their account" if codes.get("own") else "Consent taken back"
        return who, "Each body that was told something has to hear of it.", "danger"
    return "A body acknowledged that consent was taken back", "", "met"


_TELL = {
    "consent": _sharing,
    "consent_withdrawn": _sharing,
    "withdrawal_acknowledged": _sharing,
    "shared": _sharing,
    "sharing_reviewed": _sharing,
    "report_received": _received,
    "advised": _advised,
    "report_joined": _joined,
    "joined": _joined,
    "triage_undone": _placed,
    "report_left": _placed,
    "case_merged": _placed,
    "merged": _placed,
    "consent_to_ask": _to_ask,
    "doubt": _doubt,
    "routed": _routed,
    "assigned": _assigned,
    "glass_reviewed": _glass_reviewed,
    "contact": _contact,
    "visit": _visit,
    "mailbox_sent": _mailbox,
    "mailbox_received": _mailbox,
    "mailbox_settled": _mailbox,
    "files_added": _mailbox,
    **dict.fromkeys(("picture_came", "picture_missing"), _picture),
    **dict.fromkeys(("file_held", "file_let_go"), _file),
    "contact_changed": _reach,
    "message_received": _came,
    **dict.fromkeys(
        (
            "message_written",
            "message_sent",
            "message_held",
            "message_failed",
            "message_cancelled",
            "message_delivered",
        ),
        _message,
    ),
    "duty_answered": _answered,
    "duties_opened": _listed,
    "duties_withdrawn": _listed,
    "duties_owed_again": _owed_again,
    "answer_taken_back": _taken_back,
    "plan_review": _review,
    "duty_overdue": _overdue,
    "risk_assessed": _risk,
    "plan_agreed": _plan,
    "plan_drafted": _plan,
    "plan_step": _step,
    "finding": _finding,
    "survey": _survey,
    "measure": _measure,
    "paper_read": _paper_read,
    "complaint": _complaint,
    "referral": _referral,
    "joint": _joint,
    "partner_told": _partner_told,
    "visit_way": _visit_way,
    "visit_asked": _visit_way,
    "account_word": _account,
    "quiet_chosen": _quiet,
    "plan_copy": _plan_copy,
    **dict.fromkeys(("incident", "statement", "statement_confirmed", "exhibit"), _evidence),
    "party_added": _party,
    "closure_proposed": _proposed,
    "closed": _closed,
}
