"""The policy register: what an edition lacks, who approved it, who was asked, what calls for a review, its impact on equality,
the posts, and its summary for tenants (clauses 6 to 10)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from upstander.confidentiality.api import Permission
from upstander.governance.api import (
    CALL_DAYS,
    RegisterPage,
    agree_approval,
    agree_entry,
    agree_text,
    call_for_review,
    campaign_tasks,
    end_consultation,
    finish_impact_action,
    my_impact_actions,
    open_consultation,
    put_approval,
    put_assessment,
    put_holder,
    put_impact_action,
    register_page,
    send_back_entry,
    settle_call,
    summaries,
    tasks_of,
    void_approval,
    withdraw_text,
    write_text,
)
from upstander.lib.days import london_day
from upstander.lib.decision import Refused
from upstander.lib.languages import right_to_left
from upstander.sites.governance import register_forms as forms
from upstander.sites.governance.filled import Words, filled, people_to_choose, words_in
from upstander.sites.policy import words as policy_words
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.frame import refused_page, show
from upstander.sites.staff.guard import staff_page
from upstander.sites.staff.keeping import begin
from upstander.sites.staff.times import typed_date

_KEEP, _AGREE = Permission.POLICY_KEEP, Permission.POLICY_APPROVE
_BACK = "The policy register"


@staff_page(Permission.POLICY_READ)
def whole(request: HttpRequest, desk: Desk, slug: str = "") -> HttpResponse:
    """One edition with all that keeps it alive, what is due first."""
    page = register_page(desk.viewer, slug, now=desk.now)
    if page is None:
        raise Http404
    told = summaries(desk.viewer, page.edition.id)
    keeps, today = desk.viewer.may(_KEEP), london_day(desk.now)
    context = {
        "page": page,
        "tasks": tasks_of(page, told, today=today) if keeps else [],
        "campaign_tasks": campaign_tasks(desk.viewer, now=desk.now),
        "mine": my_impact_actions(desk.viewer),
        "summaries": told,
        "keeps": keeps,
        "agrees": keeps or desk.viewer.may(_AGREE),
        "me": desk.viewer.staff_id,
        "today": today,
        "say": policy_words,
        "rtl": right_to_left,
    }
    return show(request, desk, "governance/register.html", context)


@staff_page(_KEEP, "GET", "POST")
def approve(request: HttpRequest, desk: Desk, slug: str) -> HttpResponse:
    """Put down an approval."""
    page = _page(desk, slug)
    form = begin(
        forms.ApprovalForm, request, desk, initial={"body": page.edition.governance.posts.get("approver", "")}
    )
    return filled(
        request, desk, form,
        lambda f: put_approval(
            edition=slug, body=f.cleaned_data["body"], on=f.day("on"), minutes=f.cleaned_data["minutes"],
            by=desk.viewer, now=desk.now,
        ),
        Words(
            "Put down an approval", "Put it down", "approval", page.edition.id,
            "It is bound to the edition as it is written today, and counts once somebody else has agreed.",
        ),
        back=_at(slug, "approvals"), back_words=_BACK,
    )  # fmt: skip


@staff_page((_KEEP, _AGREE), "POST")
def decide_approval(request: HttpRequest, desk: Desk, slug: str, approval_id: UUID) -> HttpResponse:
    """Agree to an approval, or take it back."""
    try:
        if request.POST.get("do") == "void":
            void_approval(approval_id, by=desk.viewer, now=desk.now)
        else:
            agree_approval(approval_id, by=desk.viewer, now=desk.now)
    except Refused as refused:
        return refused_page(request, desk, refused)
    return HttpResponseRedirect(_at(slug, "approvals", "register"))


@staff_page((_KEEP, _AGREE), "POST")
def decide_entry(request: HttpRequest, desk: Desk, slug: str, kind: str, row_id: UUID) -> HttpResponse:
    """Agree to what another put down (a consultation's end, a decision on a call, an assessment), or send it back."""
    part = {"consultation": "consultation", "call": "calls", "assessment": "impact"}.get(kind)
    if part is None:
        raise Http404
    try:
        act = send_back_entry if request.POST.get("do") == "back" else agree_entry
        act(kind, row_id, by=desk.viewer, now=desk.now)
    except Refused as refused:
        return refused_page(request, desk, refused)
    return HttpResponseRedirect(_at(slug, part, "register"))


@staff_page(_KEEP, "GET", "POST")
def consult(request: HttpRequest, desk: Desk, slug: str) -> HttpResponse:
    """People are asked."""
    page = _page(desk, slug)
    form = begin(forms.ConsultationForm, request, desk)
    return filled(
        request, desk, form,
        lambda f: open_consultation(
            edition=slug, whom=f.cleaned_data["whom"], asked=f.cleaned_data["asked"], opened_on=f.day("opened_on"),
            closes_on=f.day("closes_on"), invited=f.cleaned_data["invited"], by=desk.viewer, now=desk.now,
        ),
        Words("Put down a consultation", "Put it down", "register", page.edition.id,
              "What came of it is put down when it has ended. Staff and tenants are asked about every edition (clause 6)."),
        back=_at(slug, "consultation"), back_words=_BACK,
    )  # fmt: skip


@staff_page(_KEEP, "GET", "POST")
def consult_end(request: HttpRequest, desk: Desk, slug: str, row_id: UUID) -> HttpResponse:
    """What came of asking."""
    row = _one(_page(desk, slug).consultations, row_id)
    form = begin(forms.ConsultationEndForm, request, desk)
    return filled(
        request, desk, form,
        lambda f: end_consultation(row_id, by=desk.viewer, now=desk.now, **_told(f)),
        Words("What came of it", "Put it down for good", "register", f"{row.whom}: {row.asked}"),
        back=_at(slug, "consultation"), back_words=_BACK,
    )  # fmt: skip


@staff_page(Permission.POLICY_READ, "GET", "POST")
def call(request: HttpRequest, desk: Desk, slug: str) -> HttpResponse:
    """Something calls for a review."""
    page = _page(desk, slug)
    start = {"due_on": typed_date(desk.now + timedelta(days=CALL_DAYS)), "on": typed_date(desk.now)}
    form = begin(forms.CallForm, request, desk, initial=start)
    return filled(
        request, desk, form,
        lambda f: call_for_review(
            edition=slug, kind=f.cleaned_data["kind"], on=f.day("on"), what=f.cleaned_data["what"],
            due_on=f.day("due_on"), by=desk.viewer, now=desk.now,
        ),
        Words("Call for a review", "Send it", "register-call", page.edition.id,
              "Whoever keeps the policy register decides. Only they, those who approve, and you see this."),
        back=_at(slug, "calls"), back_words=_BACK,
    )  # fmt: skip


@staff_page(_KEEP, "GET", "POST")
def call_end(request: HttpRequest, desk: Desk, slug: str, row_id: UUID) -> HttpResponse:
    """What becomes of a call for a review."""
    row = _one(_page(desk, slug).calls, row_id)
    form = begin(forms.CallEndForm, request, desk)
    return filled(
        request, desk, form, lambda f: settle_call(row_id, by=desk.viewer, now=desk.now, **_told(f)),
        Words("Decide on a call for a review", "Decide", "register", row.kind, row.what),
        back=_at(slug, "calls"), back_words=_BACK,
    )  # fmt: skip


@staff_page(_KEEP, "GET", "POST")
def assess(request: HttpRequest, desk: Desk, slug: str) -> HttpResponse:
    """An equality impact assessment."""
    page = _page(desk, slug)
    form = begin(forms.AssessmentForm, request, desk)
    return filled(
        request, desk, form,
        lambda f: put_assessment(
            edition=slug, full=f.cleaned_data["full"] == "yes", on=f.day("on"), assessor=f.cleaned_data["assessor"],
            result=f.cleaned_data["result"], by=desk.viewer, now=desk.now,
        ),
        Words("Put down an equality impact assessment", "Put it down", "register", page.edition.id),
        back=_at(slug, "impact"), back_words=_BACK,
    )  # fmt: skip


@staff_page(_KEEP, "GET", "POST")
def action(request: HttpRequest, desk: Desk, slug: str, row_id: UUID) -> HttpResponse:
    """Something that an assessment asks for."""
    _one(_page(desk, slug).assessments, row_id)
    form = begin(forms.ActionForm, request, desk, people=people_to_choose())
    return filled(
        request, desk, form,
        lambda f: put_impact_action(
            row_id, what=f.cleaned_data["what"], owner=f.who(), due_on=f.day("due_on"), by=desk.viewer, now=desk.now
        ),
        Words("An action from the assessment", "Put it down", "register", slug, "Whoever does it is reminded by email."),
        back=_at(slug, "impact"), back_words=_BACK,
    )  # fmt: skip


@staff_page(Permission.POLICY_READ, "GET", "POST")
def action_end(request: HttpRequest, desk: Desk, slug: str, row_id: UUID) -> HttpResponse:
    """It is done: its owner says so, or whoever keeps the register."""
    actions = [each for one in _page(desk, slug).assessments for each in one.actions]
    row = _one(actions, row_id)
    if row.owner_id != desk.viewer.staff_id and not desk.viewer.may(_KEEP):
        raise Http404
    form = begin(forms.ActionEndForm, request, desk, initial={"done_on": typed_date(desk.now)})
    return filled(
        request, desk, form,
        lambda f: finish_impact_action(
            row_id, done_on=f.day("done_on"), outcome=f.cleaned_data["outcome"], by=desk.viewer, now=desk.now
        ),
        Words("It is done", "Put it down", "register", row.owner, row.what),
        back=_at(slug, "impact"), back_words=_BACK,
    )  # fmt: skip


@staff_page(_KEEP, "GET", "POST")
def holder(request: HttpRequest, desk: Desk, slug: str, post: str) -> HttpResponse:
    """Who holds a post."""
    found = next((each for each in _page(desk, slug).posts if each.post == post), None)
    if found is None:
        raise Http404
    form = begin(
        forms.HolderForm, request, desk, people=people_to_choose(), initial={"since_on": typed_date(desk.now)}
    )
    return filled(
        request, desk, form,
        lambda f: put_holder(post=post, staff=f.who(), since=f.day("since_on"), by=desk.viewer, now=desk.now),
        Words(f"Who is {found.title}?", "Put it down", "register", post.replace("_", " ").capitalize()),
        back=_at(slug, "posts"), back_words=_BACK,
    )  # fmt: skip


@staff_page(_KEEP, "GET", "POST")
def summary(request: HttpRequest, desk: Desk, slug: str) -> HttpResponse:
    """The edition in short, for tenants, in one language. It starts from the words that are public."""
    page = _page(desk, slug)
    start, fresh = words_in(request, summaries(desk.viewer, slug))
    form = begin(forms.TextForm, request, desk, initial=start)
    return filled(
        request, desk, form,
        lambda f: write_text(edition=slug, by=desk.viewer, now=desk.now, **(_told(f) | ({"mark": None} if fresh else {}))),
        Words("The policy in short, for tenants", "Save, for somebody else to agree", "words", page.edition.id),
        back=_at(slug, "summary"), back_words=_BACK, stands=start,
    )  # fmt: skip


@staff_page((_KEEP, _AGREE), "POST")
def decide_summary(request: HttpRequest, desk: Desk, slug: str, text_id: UUID) -> HttpResponse:
    """Agree to a summary, which publishes it, or withdraw it."""
    try:
        act = withdraw_text if request.POST.get("do") == "withdraw" else agree_text
        act(text_id, by=desk.viewer, now=desk.now)
    except Refused as refused:
        return refused_page(request, desk, refused)
    return HttpResponseRedirect(_at(slug, "summary", "register"))


def _told(form: forms.LaidOutForm) -> dict[str, Any]:
    """What was typed, by the name of its field. Any: values of many kinds."""
    return {name: form.cleaned_data[name] for name in form.fields}


def _page(desk: Desk, slug: str) -> RegisterPage:
    page = register_page(desk.viewer, slug, now=desk.now)
    if page is None:
        raise Http404
    return page


def _one(rows: Any, row_id: UUID) -> Any:  # Any: cards of one kind, of which one comes back
    found = next((row for row in rows if row.id == row_id), None)
    if found is None:
        raise Http404
    return found


def _at(slug: str, part: str, done: str = "") -> str:
    return f"{reverse('register:edition', args=[slug])}{'?done=' + done if done else ''}#{part}"
