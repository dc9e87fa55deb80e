"""How staff pages put codes into words. Nothing is decided here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from upstander.cases.queries.api import PartyCard
from upstander.cases.sharing.api import (
    ASKED_BY,
    CAPACITY,
    EMERGENCIES,
    GIVEN,
    GROUNDS,
    INFORMED,
    LAWFUL,
    METHODS,
    PURPOSES,
)
from upstander.lib.languages import ENGLISH, code_of, english_name, plain_day
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
    "english_name",
]

AFFILIATIONS = {
    "customer": "Customer: tenant or leaseholder",
    "household_member": "Member of a customer's household",
    "employee": "Employee of ours",
    "contractor": "Contractor of ours",
    "public": "Not a customer",
    "unknown": "Not known yet",
}
# Why a picture that was sent by text is not here.
MISSING = {
    "": "The text service did not hand it over.",
    "address": "The text service named a place that we do not fetch from.",
    "gone": "The text service no longer has it.",
    "too_large": "It is larger than we fetch.",
    "refused": "It is no picture or file that can be opened safely.",
    "401": "The text service did not accept our password.",
    "403": "The text service did not accept our password.",
    "404": "The text service says that it is not there.",
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
    "overdue_senior": "Still overdue, and the manager has been told",
    "assigned": "This case was given to you",
    "let_in": "You were let in to this sealed case. Speak of it only with those who have it",
    "needs_officer": "This case has no officer. Nobody of the team could take it: give it out",
    "glass_broken": "A colleague opened this case with urgent access. Their reason is on the timeline",
    "new_report": "A new report came in on this case",
    "danger_told": "DANGER: the reporter came back and says that somebody is in danger",
    "danger_new": "DANGER: a new report says that somebody is in danger now",
    "triage_undone": "Triage of this case was undone. It waits in the queue again",
    "report_left": "A report was taken out of this case",
    "message_waits": "The reporter wrote in their mailbox",
    "files_added": "Photos or files were added to a report",
    "contact_changed": "The reporter changed how it is safe to make contact",
    "message_held": "A message was held back. Look at it before anybody sends it",
    "message_failed": "A message could not be sent",
    "quiet_report": "A colleague told you something in confidence. It is sealed: speak with nobody else about it",
    "visit_asked": "They ask for another time for a visit",
    "consent_taken_back": "They took consent back in their account. See who has to hear of it",
    "account_hidden": "They took this case out of their account: somebody else could get in. Look again at what is safe",
    "visit_planned": "A visit is planned with you",
    "visit_unfit": "SAFETY: what they said since speaks against a planned visit. Look at it before anybody goes",
    "home_left": "SAFETY: they have left their home, says the housing system. Ask where letters may go, and look at visits",
    "responsible_left": "Somebody held responsible has left their home, says the housing system. Look at what is served there",
    "responsible_kept": "The housing system takes back that somebody held responsible had left their home",
    "home_kept": "The housing system takes back that they had left the home on the case. Ask again how it is safe to reach them",
    "visit_nobody": "A planned visit has nobody who can go. Choose somebody",
    "visit_alone": "Of two who were to go on a planned visit one cannot. Choose who goes along",
    "visit_overdue": "A colleague on a visit had not said that they are well",
    "visit_help": "A colleague on a visit asked for help",
    "visit_silent": "Did you go on your visit? Say that you are in, or that it does not take place",
    "visit_safe": "The colleague you were told of has been heard from",
    "visit_off": "A visit with you does not take place",
    "referral_answered": "A body answered on its secure page",
    "referral_silent": "A body has not answered on its secure page",
    "referral_failed": "A body could not be told that its secure page waits",
    "joint_out": "An item was taken out of joint meetings: consent was taken back or has run out",
    "joint_refused": "A body was not given an item of a joint meeting: the sharing gate refused it",
    "joint_called_off": "A joint meeting for which this case was put forward is called off",
    "joint_action": "You undertook something at a joint meeting. See what is being done",
    "joint_action_late": "What you undertook at a joint meeting is past its day",
    "joint_answered": "A body says how what it undertook stands",
    "partner_told": "A body told us something. Read it on the timeline",
    "measure_late": "Something that was expected has not come",
    "notice_lapses": "A notice lapses within four weeks. Have the claim issued, or serve another",
    "plan_review": "The action plan is due to be looked at again",
    "message_bounced": "A message did not arrive. See that they are reached another way",
    "file_held": "The virus scanner found something in a file: it is held",
    "picture_came": "A picture that was sent by text is here",
    "picture_missing": "A picture that was sent by text could not be fetched. Ask for it another way",
    "message_came": "An answer came by text or email. Read it on the timeline",
    "to_read": "A paper or a bundle of evidence waits for a second person to read it",
    "was_read": "A second person has read your paper or bundle: it may go",
    "sent_back": "Your bundle was sent back. See what has to be changed",
    "to_decide": "A move or an exemption waits for your decision",
    "was_decided": "It was decided on a move or an exemption that you asked for",
    "closure_proposed": "Closing is proposed and waits for you",
    "closure_refused": "Closing was sent back with a note",
    "closure_agreed": "The case that you proposed to close is closed. A letter that was agreed on waits to be printed",
    "sharing_review": "Information was shared in an emergency and waits for your review",
    "sharing_review_late": "The review of an emergency is overdue",
    "withdrawal_late": "A body has not acknowledged that consent was taken back",
}
# The audit's actions. One that is not here is shown by its code.


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


def need_name(need: str) -> str:
    """A format that somebody asked for."""
    return {"bsl": "British Sign Language"}.get(need, need.replace("_", " ").capitalize())


def copy_language(language: str) -> tuple[str, bool]:
    """What staff call the language of somebody's card, and whether we have headings in it; nothing for English."""
    code = code_of(language)
    if not language.strip() or code == ENGLISH:
        return "", True
    return english_name(code) if code else language.strip(), bool(code)


def person_lines(party: PartyCard) -> list[str]:
    """What stands on the card of somebody on a case. An address as told is left out when the directory's says the same, or more."""
    told, home = party.details, party.home
    if home and set(_plain_words(told)) <= set(_plain_words(home)):
        told = ""
    if party.left_on:
        day = plain_day(party.left_on)
        home = f"Lives since {day} at {party.lives_at}" if party.lives_at else f"Moved on {day}"
        told = f"Before that: {party.home or told}" if party.home or told else ""
    return [line for line in (AFFILIATIONS.get(party.affiliation, ""), home, told) if line]


def _plain_words(text: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in text.casefold()).split()


# Where a bundle stands, and the tone of it.
STAGES = {
    "making": ("Being put together", "soon"),
    "second_look": ("Waits for a second person", "soon"),
    "checked": ("May be released", "open"),
    "released": ("Released", "met"),
    "ended": ("Nothing to give", "met"),
    "forgotten": ("Destroyed", "quiet"),
}
