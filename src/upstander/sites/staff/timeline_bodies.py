"""What the timeline says of other bodies: measures and referrals, joint meetings, consent and sharing."""

from __future__ import annotations

from upstander.cases.joint.api import OUT as OUT_WHY
from upstander.cases.measures.api import KINDS as MEASURES
from upstander.partners.api import INFORMATION
from upstander.policy.api import Edition
from upstander.sites.staff.timeline_kinds import Codes, Said, Telling
from upstander.sites.staff.words import (
    GROUNDS_SHORT,
    ROLES,
)


def _to_ask(codes: Codes, kind: str, policy: Edition) -> Said:
    text = "What they said about sharing when they reported could not be carried over. Ask them again."
    return "Ask again about sharing", text, ""


def _measure(codes: Codes, kind: str, policy: Edition) -> Said:
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


def _complaint(codes: Codes, kind: str, policy: Edition) -> Said:
    return (
        "A complaint about our work was passed on",
        "It is handled apart. Nothing here waits for it.",
        "quiet",
    )


def _paper_read(codes: Codes, kind: str, policy: Edition) -> Said:
    found = MEASURES.get(codes.get("kind", ""))
    return "A second person read what was written, and let it go", f"{found.label}." if found else "", "met"


def _referral(codes: Codes, kind: str, policy: Edition) -> Said:
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


def _joint(codes: Codes, kind: str, policy: Edition) -> Said:
    what = codes.get("what", "")
    title, tone = _JOINT.get(what, ("A joint meeting", ""))
    if what == "out":
        return title, f"{OUT_WHY.get(codes.get('why', ''), 'A reason was given')}.", tone
    count = codes.get("bodies") if what in ("put_forward", "shared") else codes.get("actions")
    noun = "action" if what == "decided" else "body"
    plural = "actions" if what == "decided" else "bodies"
    return title, f"{count} {noun if count == 1 else plural}." if count else "", tone


def _partner_told(codes: Codes, kind: str, policy: Edition) -> Said:
    return "A body told us on its page", "", ""


def _sharing(codes: Codes, kind: str, policy: Edition) -> Said:
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


TELL: Telling = {
    **dict.fromkeys(
        ("consent", "consent_withdrawn", "withdrawal_acknowledged", "shared", "sharing_reviewed"), _sharing
    ),
    "consent_to_ask": _to_ask,
    "measure": _measure,
    "paper_read": _paper_read,
    "complaint": _complaint,
    "referral": _referral,
    "joint": _joint,
    "partner_told": _partner_told,
}
