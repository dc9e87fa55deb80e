"""What the timeline says of how people were reached: contact, visits, the mailbox, messages, the survivor's own account."""

from __future__ import annotations

from datetime import date, datetime

from upstander.cases.api import (
    CONTACT_OUTCOMES,
)
from upstander.lib.languages import plain_day
from upstander.policy.api import Edition
from upstander.sites.jinja import london_short
from upstander.sites.staff.timeline_kinds import Codes, Said, Telling
from upstander.sites.staff.words import (
    ROLES,
    WAYS,
    term,
)


def _contact(codes: Codes, kind: str, policy: Edition) -> Said:
    who = ROLES.get(codes.get("role", ""), "Somebody").lower()
    way = WAYS.get(codes.get("way", ""), "Contact")
    title = f"{way}: the {who} got in touch" if codes.get("inbound") else f"{way} to the {who}"
    said = CONTACT_OUTCOMES.get(codes.get("outcome", ""), "")
    if not codes.get("safe", True):
        return title, f"{said}. This way or time had not been called safe.", "danger"
    return title, f"{said}." if said else "", "met" if codes.get("outcome") == "spoke" else ""


def _mailbox(codes: Codes, kind: str, policy: Edition) -> Said:
    titles = {
        "mailbox_sent": "Message to the mailbox of",
        "mailbox_received": "Message from the mailbox of",
        "mailbox_settled": "No answer needed in the mailbox of",
        "files_added": "Files added by the reporter to",
    }
    text = f"{codes['files']} in all." if kind == "files_added" else ""
    return f"{titles[kind]} {codes.get('reference', '')}", text, "met" if kind == "mailbox_sent" else ""


def _picture(codes: Codes, kind: str, policy: Edition) -> Said:
    text = f"It came with {codes.get('reference', '')}."
    if kind == "picture_came":
        return "A picture sent by text is here", text, ""
    return (
        "A picture sent by text could not be fetched",
        f"{text} Ask for it another way, or try again.",
        "danger",
    )


def _file(codes: Codes, kind: str, policy: Edition) -> Said:
    text = f"It came with {codes['reference']}." if codes.get("reference") else ""
    if kind == "file_let_go":
        return "A held file may be downloaded", text, "danger"
    found = f"The virus scanner found {codes.get('found', 'something')}. Nobody can download it."
    return "A file is held", f"{found} {text}".strip(), "danger"


def _reach(codes: Codes, kind: str, policy: Edition) -> Said:
    ways = ", ".join(WAYS.get(way, way).lower() for way in codes.get("ways", []))
    who = ROLES.get(codes.get("role", ""), "Somebody").lower()
    title = f"The {who} changed how it is safe to make contact"
    if codes.get("merged"):
        title = f"How the {who} is reached is what was said last"
    elif codes.get("staff"):
        title = f"How it is safe to reach the {who} was written down"
    return (
        title,
        f"Safe now: {ways or 'no way at all'}.",
        "danger",
    )


def _message(codes: Codes, kind: str, policy: Edition) -> Said:
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


def _came(codes: Codes, kind: str, policy: Edition) -> Said:
    how = term(policy.channels, codes.get("channel", "")).lower()
    return f"Words came in {how}", "It is not proven who wrote them.", ""


def _visit(codes: Codes, kind: str, policy: Edition) -> Said:
    seen = codes.get("seen")
    where = {"home": "at home", "office": "at an office", "elsewhere": "elsewhere"}.get(
        codes.get("where", ""), ""
    )
    return f"Visit {where}".strip(), "" if seen else "They were not seen.", "met" if seen else ""


_WAY = {
    "planned": ("A visit is planned", ""),
    "started": ("They went in", ""),
    "well": ("They say that they are well", "quiet"),
    "help": ("They asked for help on a visit", "danger"),
    "overdue": ("They did not say in time that they are well", "danger"),
    "back": ("They are back from the visit", "met"),
    "cancelled": ("A visit is cancelled", "quiet"),
}


def _visit_way(codes: Codes, kind: str, policy: Edition) -> Said:
    title, tone = _WAY.get(codes.get("what", ""), ("A visit", ""))
    if kind == "visit_asked":
        title, tone = "They ask for another time for a visit", "danger"
    if not codes.get("on"):
        return title, "", tone
    on = datetime.fromisoformat(codes["on"])
    return title, f"For {london_short(on)}.", tone


def _account(codes: Codes, kind: str, policy: Edition) -> Said:
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


def _home(codes: Codes, kind: str, policy: Edition) -> Said:
    who = ROLES.get(codes.get("role", ""), "Somebody")
    responsible = codes.get("role") == "perpetrator"
    if kind == "home_kept":
        text = "" if responsible else "What was stopped meanwhile stays so until they were asked."
        return f"{who}: lives at the home on the case after all, says the housing system", text, ""
    day = plain_day(date.fromisoformat(codes["on"]))
    letters = "Letters to it are stopped. " if codes.get("stopped") else ""
    home = "moved once more" if codes.get("again") else "left the home on the case"
    said = f"{who}: {home} on {day}, says the housing system"
    if responsible:
        return said, "Look at what is to be served or handed over, and at orders that name that home.", ""
    text = f"{letters}Where to is not written here: ask them where letters may go, and where to meet."
    return said, text, "danger"


def _quiet(codes: Codes, kind: str, policy: Edition) -> Said:
    if codes.get("to") == "manager":
        return (
            f"They chose their line manager, {codes.get('officer_name', '')}",
            "Told first, and named to the case.",
            "",
        )
    return "They chose People and Learning", "", ""


TELL: Telling = {
    "contact": _contact,
    "contact_changed": _reach,
    "home_left": _home,
    "home_kept": _home,
    "visit": _visit,
    **dict.fromkeys(("visit_way", "visit_asked"), _visit_way),
    **dict.fromkeys(("mailbox_sent", "mailbox_received", "mailbox_settled", "files_added"), _mailbox),
    **dict.fromkeys(("picture_came", "picture_missing"), _picture),
    **dict.fromkeys(("file_held", "file_let_go"), _file),
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
    "account_word": _account,
    "quiet_chosen": _quiet,
}
