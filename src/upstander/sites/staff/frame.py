"""The frame around every staff page: who is signed in, where they can go, what was just done."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from upstander.cases.queries.api import Waiting, waiting_count
from upstander.confidentiality.api import Permission, Viewer
from upstander.lib.decision import Refused
from upstander.records.api import READERS as DISPOSERS
from upstander.records.api import open_searches
from upstander.sites.jinja import url
from upstander.sites.staff import words
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.duties import action_of, answer_address
from upstander.sites.staff.words import behaviour_words, motivation_words, term

# What `?done=` means. An address never carries words of its own.
DONE = {
    "contact": "The contact is recorded.",
    "visit": "The visit is recorded.",
    "risk": "The risk assessment is saved.",
    "risk-why": "Why the level was set is on record.",
    "plan": "The action plan is saved.",
    "step": "The step of the plan is settled.",
    "duty": "Your answer is recorded.",
    "finding": "The finding is recorded.",
    "measure": "The step is recorded. What comes next stands under What is being done.",
    "complaint": "It is passed on. The case goes on as it is.",
    "complaint-step": "It is on record.",
    "paper": "The words are saved. Somebody else reads them before anything goes.",
    "paper-read": "You have read it. It may go, and stays as it is.",
    "page-again": "They are being told again.",
    "page-closed": "The page is closed. Nobody reads it from now on.",
    "visit-planned": "The visit is planned, and whoever goes is told.",
    "visit-planned-book": "The visit is planned, and whoever goes is told. Now book the interpreter for it.",
    "visit-started": "It is noted. All is well has to be said before the time below.",
    "visit-well": "It is noted. It has to be said again before the time below.",
    "visit-help": "Managers are told that help is needed. In danger, ring 999.",
    "visit-back": "The visit is over, and all is well.",
    "visit-cancelled": "It does not take place. Whoever would have gone is told.",
    "plan-given": "It is on the timeline that they have their copy.",
    "incident": "The incident is on the log.",
    "statement": "The statement is on record.",
    "court-statement": "It is printed and kept. Open the PDF under the statement.",
    "handed-in": "It is on record that it was handed in.",
    "exhibit": "The exhibit is on record.",
    "custody": "Where it went is on record.",
    "exhibit-out": "The exhibit is withdrawn. It stays on record, and goes into no bundle.",
    "exhibit-back": "The exhibit is back among the evidence.",
    "bundle-released": "The bundle is released and the disclosure recorded. Download it under Bundles, and send it.",
    "person": "The person is on the case.",
    "sealed": "It is on record, and the case is sealed: People and Learning have it, and you see it no more. That is right.",
    "survivor": "What is known of the survivor is changed. Duties that depend on it have been brought up to date.",
    "safe-contact": "How it is safe to make contact is changed.",
    "own-account": "What they said about their own account is recorded, and counts from now on.",
    "mailbox": "Your message is in their mailbox.",
    "mailbox-settled": "It is on the timeline that no answer is needed.",
    "message": "The message is written. It stands under Messages, with where it is.",
    "message-settled": "What becomes of the message is recorded.",
    "wording": "The new version is saved. It goes out once a colleague has agreed.",
    "wording-decided": "Done. The list says what goes out now.",
    "letters-sent": "The letters are recorded as sent.",
    "form-too-long": "That is too much to keep, and it was not kept. Go back in your browser, and save it.",
    "form-kept-ask": "What you typed is kept, for you alone. Record what they say: then you are back at it.",
    "form-kept": "What you typed is kept for 8 hours, for you alone. Open the form again to go on. Nothing is on record yet.",
    "note": "The note is on the timeline.",
    "proposed": "Closing is proposed. Another manager now decides.",
    "closed": "The case is closed. What is sent to the survivor, if anything, stands under Messages.",
    "sent-back": "The case was sent back, with your note, to whoever proposed closing it.",
    "let-in": "They may see this case from now on, and have been told.",
    "assigned": "The case has been given out, and the officer told.",
    "triaged": "Triage is recorded. The case and its duties are under way.",
    "joined": "The report now belongs to the known case. Its officer has been told.",
    "routed": "The report is passed on. The link stays here.",
    "mail-report": "It is a report now, and in the queue.",
    "handed-off": "On record: they have been told, under the consent given in this call.",
    "helpline-checked": "On record: its details are right today.",
    "file-let-go": "It can be downloaded now. Your reason stands on the timeline.",
    "picture-again": "It is being fetched again. Look again in a minute.",
    "mail-aside": "It is put aside, and is deleted in a month.",
    "partner": "The register is changed.",
    "partner-retired": "That body is offered no more.",
    "agreement": "The agreement is on record.",
    "known": "Thank you. From now on you are not given or shown any case of this person. This is always the answer.",
    "known-ending": "Your line manager has been asked. Until they decide, it holds.",
    "known-ended": "It has ended.",
    "known-kept": "It stands.",
    "search-kept": "The search is kept, for you alone.",
    "search-gone": "The saved search is deleted.",
    "search-told": "We write to you on a working morning when it finds something new.",
    "search-quiet": "We do not write to you about it any more.",
    "reminders": "Your choice is saved.",
    "calendar-ended": "The calendar has ended. Nothing is behind its address any more.",
    "away": "It is recorded. Your cover sees your cases and is told of their duties in these days.",
    "away-ended": "It is called off.",
    "many-undone": "It is undone on every one of these cases.",
    "some-undone": "It is undone, except where somebody has gone on since. Look at those cases.",
    "too-late": "That was more than an hour ago. Change it on each case.",
    "given-out": "The cases have been given out, and the officers told.",
    "cases-back": "The cases are back with who had them before.",
    "some-taken-back": "The cases are back with who had them before, except those that have gone on since or that they cannot take.",
    "token-revoked": "The token is revoked. It opens nothing from now on.",
    "team": "The team is added.",
    "account": "The account is saved.",
    "refresher": "Done. It is on record, and below stands until when it holds.",
    "taken-back": "It is taken back.",
    "survey": "It is on record. Thank you for asking.",
    "survey-link": "The link is on its way. Where it is stands under Messages.",
    "recorded": "It is on record.",
    "approval": "It is on the register. It counts once somebody else has agreed.",
    "register": "The register is changed.",
    "housing-files": "The files are here and are being tried. Look again in a minute: nothing is changed yet.",
    "housing-agreed": "The files are being taken in.",
    "housing-gone": "The files are destroyed. Nothing was changed.",
    "register-call": "Thank you. Whoever keeps the policy register decides now.",
    "words": "The words are saved. They are public once somebody else has agreed.",
    "campaign": "The campaign is planned. Now write its words.",
    "course": "The course is saved.",
    "course-ended": "The course has ended.",
    "account-ended": "The account has ended. Open cases have been given to colleagues, who have been told.",
    "account-back": "They can sign in again.",
    "grants-seen": "You have seen these.",
    "glass-reviewed": "Your review is recorded.",
    "consent": "What they said is recorded.",
    "withdrawn": "It is taken back. Tell each body below, and record what they say.",
    "acknowledged": "Their answer is recorded.",
    "shared": "What they were told is recorded.",
    "reviewed": "Your review is recorded.",
    "disposal-prepared": "The run is prepared. Another person now approves it.",
    "disposal-approved": "The run is approved and is being carried out.",
    "disposal-cancelled": "The run is given up. Its cases fall due again.",
    "disposal-again": "What failed is being tried again.",
    "taken-out": "The case is taken out of this run.",
    "held": "The case is on legal hold. Nothing of it is destroyed.",
    "hold-reviewed": "The hold stays.",
    "hold-released": "The hold is released.",
    "retention-day": "The date is recorded.",
    "view-saved": "The view is saved.",
    "view-gone": "The saved view is deleted.",
    "report-checked": "The report is checked. Another manager now approves it.",
    "report-returned": "The report is sent back to be checked again.",
    "report-sent": "The report is approved. The executive may read it and is being told.",
    "return-homes": "The figures are saved.",
    "return-decided": "Your decision is saved.",
    "seen": "Notices dismissed.",
    "together": "It is done.",
    "unlinked": "The link is taken away.",
    "undone": "Undone. The report waits in the queue again; decide anew below.",
    "put-away": "What was typed is deleted.",
    "password": "Your password is changed.",
    "codes": "One-time codes are set up.",
}

TRIAGE = (Permission.REPORT_TRIAGE, Permission.SEALED_TRIAGE)
_READERS = (Permission.CASE_READ_TEAM, Permission.CASE_READ_ALL, Permission.CASE_READ_SEALED)


def show(
    request: HttpRequest, desk: Desk, template: str, context: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """Draw a staff page. Any: what templates are given."""
    done = DONE.get(request.GET.get("done", "")) if request.method in ("GET", "HEAD") else None
    waiting = waiting_count(desk.viewer, now=desk.now) if triages(desk.viewer) else None
    frame = {
        "name": desk.staff.name,
        "post": desk.staff.post,
        "nav": _navigation(request, desk.viewer, waiting),
        "sign_out_href": reverse("account_logout"),
        "home_href": reverse("staff:today"),
        "sign_in_href": reverse("mfa_index"),
        "search_href": reverse("staff:search"),
    }
    shared = {
        "frame": frame,
        "now": desk.now,
        "done": done,
        "prints": desk.viewer.may(Permission.CASE_WORK),
        "breaks_glass": desk.viewer.may(Permission.CASE_BREAK_GLASS),
        "queue_mark": waiting.mark if waiting else "",
        "action_of": partial(action_of, triages=triages(desk.viewer)),
        "answer_address": answer_address,
        "term": term,
        "behaviour_words": behaviour_words,
        "motivation_words": motivation_words,
        "words": words,
    }
    return render(request, template, {**shared, **context}, status=status)


def refused_page(request: HttpRequest, desk: Desk, refused: Refused, *, status: int = 422) -> HttpResponse:
    """A rule said no to a button: why, and the way back."""
    context = {"reason": refused.reason, "clause": refused.clause}
    return show(request, desk, "staff/refused.html", context, status=status)


def go(name: str, *args: object, done: str = "") -> HttpResponseRedirect:
    """Redirect after a form was saved."""
    address = reverse(f"staff:{name}", args=args)
    return HttpResponseRedirect(f"{address}?done={done}" if done else address)


def triages(viewer: Viewer) -> bool:
    """True for those who triage: the open queue, or the sealed reports of staff."""
    return any(viewer.may(each) for each in TRIAGE)


def reads_cases(viewer: Viewer) -> bool:
    """True for roles that read cases as part of their work. Others may still have been named to one."""
    return any(viewer.may(each) for each in _READERS)


def _navigation(request: HttpRequest, viewer: Viewer, waiting: Waiting | None) -> list[dict[str, Any]]:
    may = viewer.may
    items: list[dict[str, Any]] = [{"text": "Today", "name": "today"}]
    if may(Permission.REPORT_TAKE):
        items.append({"text": "Take a report", "name": "take"})
    if waiting is not None:
        tone = "late" if waiting.late else ""
        items.append(
            {"text": "New reports", "name": "queue", "count": waiting.total and waiting.said, "tone": tone}
        )
    if reads_cases(viewer):
        items.append({"text": "Cases", "name": "cases"})
    if may(Permission.DIRECTORY_SEARCH):
        items.append({"text": "People and homes", "name": "people"})
    items.append({"text": "Other bodies", "name": "partners"})
    if may(Permission.CASE_WORK) or may(Permission.FORUM_KEEP):
        items.append({"text": "Joint meetings", "name": "groups", "pages": "joint"})
    if may(Permission.DISCLOSURE_REGISTER):
        items.append({"text": "Disclosures", "name": "register"})
    if may(Permission.WORDINGS_KEEP):
        items.append({"text": "Words of messages", "name": "wordings"})
    if may(Permission.TEAM_BOARD):
        items.append({"text": "Team", "name": "board"})
    if may(Permission.COMPLAINT_HANDLE):
        items.append({"text": "Complaints", "name": "complaints"})
    if may(Permission.AUDIT_READ):
        items.append({"text": "Audit", "name": "audit"})
    if may(Permission.STAFF_ADMINISTER):
        items.append({"text": "Accounts", "name": "accounts"})
        items.append({"text": "Housing system", "name": "housing"})
    if may(Permission.GLASS_REVIEW):
        items.append({"text": "Urgent access", "name": "glass-list"})
    if may(Permission.POLICY_READ):
        items.append({"text": "Policy", "name": "clauses", "pages": "policy"})
    if may(Permission.AWARENESS_KEEP):
        items.append({"text": "Campaigns", "name": "calendar", "pages": "awareness"})
    if may(Permission.MEASURES_READ):
        items.append({"text": "Performance", "name": "dashboard", "pages": "performance"})
    if may(Permission.BREACH_HANDLE):
        items.append({"text": "Data breaches", "name": "log", "pages": "breaches"})
    elif may(Permission.BREACH_REPORT):
        items.append({"text": "Data breach", "name": "new", "pages": "breaches"})
    if may(Permission.ACCESS_REQUESTS):
        items.append({"text": "Requests for data", "name": "log", "pages": "access"})
    elif open_searches(viewer):
        items.append({"text": "Requests for data", "name": "mine", "pages": "access"})
    items.append({"text": "Training", "name": "mine", "pages": "training"})
    if any(may(each) for each in DISPOSERS):
        items.append({"text": "Disposal", "name": "due", "pages": "disposal"})
    here = request.path
    for item in items:
        item["href"] = url(f"{item.get('pages', 'staff')}:{item['name']}")
        item["current"] = here == item["href"] or (item["name"] != "today" and here.startswith(item["href"]))
    return items
