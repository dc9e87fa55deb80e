"""Campaigns with the national weeks, their words and their reach; and work for good neighbours beside the reports there (2.3, 2.7)."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from upstander.confidentiality.api import Permission
from upstander.governance.api import (
    CampaignCard,
    agree_text,
    call_off,
    campaign_tasks,
    campaigns,
    cohesion_work,
    coming_weeks,
    count_reach,
    plan_campaign,
    put_cohesion_work,
    take_work_back,
    withdraw_text,
    write_text,
)
from upstander.lib.days import london_day
from upstander.lib.decision import Refused
from upstander.lib.languages import right_to_left
from upstander.people.api import neighbourhoods
from upstander.performance.api import month_of, sees_exactly, silence
from upstander.sites.governance import register_forms as forms
from upstander.sites.governance.filled import Words, filled, words_in
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.forms.base import offer
from upstander.sites.staff.frame import refused_page, show
from upstander.sites.staff.guard import staff_page
from upstander.sites.staff.keeping import begin
from upstander.sites.staff.times import typed_date

_KEEP, _AGREE = Permission.AWARENESS_KEEP, Permission.POLICY_APPROVE
_BACK = "Campaigns"
_YEAR = timedelta(days=365)


@staff_page((_KEEP, _AGREE))
def calendar(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What is due, the campaigns we take part in, and the national weeks to come."""
    context = {
        "tasks": campaign_tasks(desk.viewer, now=desk.now),
        "campaigns": campaigns(desk.viewer),
        "offers": coming_weeks(desk.viewer, now=desk.now),
        "keeps": desk.viewer.may(_KEEP),
        "today": london_day(desk.now),
    }
    return show(request, desk, "governance/calendar.html", context)


@staff_page(_KEEP, "GET", "POST")
def plan(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Take part in a national week, or plan a campaign of our own."""
    found = next(
        (each for each in coming_weeks(desk.viewer, now=desk.now) if each.week.id == request.GET.get("week")),
        None,
    )
    start = {"name": found.week.name if found else ""}
    if found and found.days:
        start |= {"starts_on": f"{found.days[0]:%d/%m/%Y}", "ends_on": f"{found.days[1]:%d/%m/%Y}"}
    form = begin(forms.CampaignForm, request, desk, initial=start)
    return filled(
        request, desk, form,
        lambda f: plan_campaign(
            week=found.week.id if found else "", name=f.cleaned_data["name"], starts_on=f.day("starts_on"),
            ends_on=f.day("ends_on"), by=desk.viewer, now=desk.now,
        ),
        Words("Plan a campaign", "Plan it", "campaign", "", f"Its days: {found.week.source}." if found else ""),
        back=reverse("awareness:calendar"), back_words=_BACK,
    )  # fmt: skip


@staff_page((_KEEP, _AGREE))
def one(request: HttpRequest, desk: Desk, campaign_id: UUID) -> HttpResponse:
    """One campaign: its words in every language, and whom it reached."""
    context = {
        "campaign": _campaign(desk, campaign_id),
        "keeps": desk.viewer.may(_KEEP),
        "me": desk.viewer.staff_id,
        "today": london_day(desk.now),
        "rtl": right_to_left,
    }
    return show(request, desk, "governance/campaign.html", context)


@staff_page(_KEEP, "GET", "POST")
def write(request: HttpRequest, desk: Desk, campaign_id: UUID) -> HttpResponse:
    """Its words in one language."""
    card = _campaign(desk, campaign_id)
    start, fresh = words_in(request, card.texts, card.name)
    form = begin(forms.TextForm, request, desk, initial=start)
    return filled(
        request, desk, form,
        lambda f: write_text(
            campaign_id=campaign_id, by=desk.viewer, now=desk.now,
            language=f.cleaned_data["language"], title=f.cleaned_data["title"], text=f.cleaned_data["text"],
            mark=None if fresh else f.cleaned_data["mark"],
        ),
        Words("Words for everybody", "Save, for somebody else to agree", "words", card.name),
        back=reverse("awareness:campaign", args=[campaign_id]), back_words=card.name, stands=start,
    )  # fmt: skip


@staff_page((_KEEP, _AGREE), "POST")
def decide(request: HttpRequest, desk: Desk, campaign_id: UUID, text_id: UUID) -> HttpResponse:
    """Agree to its words, or withdraw them."""
    try:
        act = withdraw_text if request.POST.get("do") == "withdraw" else agree_text
        act(text_id, by=desk.viewer, now=desk.now)
    except Refused as refused:
        return refused_page(request, desk, refused)
    return _to("awareness:campaign", "register", campaign_id)


@staff_page(_KEEP, "GET", "POST")
def reach(request: HttpRequest, desk: Desk, campaign_id: UUID) -> HttpResponse:
    """Whom it reached."""
    card = _campaign(desk, campaign_id)
    form = begin(forms.ReachForm, request, desk, initial={"on": typed_date(desk.now)})
    return filled(
        request, desk, form,
        lambda f: count_reach(
            campaign_id, way=f.cleaned_data["way"], people=f.cleaned_data["people"], on=f.day("on"), by=desk.viewer,
            now=desk.now,
        ),
        Words("Whom did it reach?", "Put it down", "register", card.name),
        back=reverse("awareness:campaign", args=[campaign_id]), back_words=card.name,
    )  # fmt: skip


@staff_page(_KEEP, "POST")
def off(request: HttpRequest, desk: Desk, campaign_id: UUID) -> HttpResponse:
    """It does not take place."""
    call_off(campaign_id, by=desk.viewer, now=desk.now)
    return _to("awareness:calendar", "register")


@staff_page((_KEEP, Permission.MEASURES_READ))
def neighbours(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Work for good neighbours in the last twelve months, by neighbourhood, beside the reports from there."""
    watch = silence(desk.viewer, month_of(desk.now)) if desk.viewer.may(Permission.MEASURES_READ) else None
    work = cohesion_work(desk.viewer, since=london_day(desk.now) - _YEAR)
    names = sorted({each.area for each in work} | ({each.name for each in watch.areas} if watch else set()))
    reports = {each.name: each for each in watch.areas} if watch else {}
    rows = [(name, reports.get(name), [each for each in work if each.area == name]) for name in names]
    context = {
        "rows": rows,
        "watch": watch,
        "work": work,
        "keeps": desk.viewer.may(_KEEP),
        "exact": sees_exactly(desk.viewer),
    }
    return show(request, desk, "governance/neighbours.html", context)


@staff_page(_KEEP, "GET", "POST")
def work(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Something was done in a neighbourhood."""
    form = begin(
        forms.WorkForm, request, desk, initial={"on": typed_date(desk.now), "area": request.GET.get("area")}
    )
    offer(
        form,
        "area",
        [("", "Choose a neighbourhood"), *((each, each) for each in neighbourhoods(desk.viewer))],
    )
    return filled(
        request, desk, form,
        lambda f: put_cohesion_work(
            area=f.cleaned_data["area"], kind=f.cleaned_data["kind"], on=f.day("on"), people=f.cleaned_data["people"],
            what=f.cleaned_data["what"], by=desk.viewer, now=desk.now,
        ),
        Words("Work for good neighbours", "Put it down", "register", "", "So that people live well together (clause 2.3)."),
        back=reverse("awareness:neighbours"), back_words="Good neighbours",
    )  # fmt: skip


@staff_page(_KEEP, "POST")
def work_back(request: HttpRequest, desk: Desk, work_id: UUID) -> HttpResponse:
    """It was put down by mistake."""
    take_work_back(work_id, by=desk.viewer, now=desk.now)
    return _to("awareness:neighbours", "register")


def _campaign(desk: Desk, campaign_id: UUID) -> CampaignCard:
    found = next((each for each in campaigns(desk.viewer) if each.id == campaign_id), None)
    if found is None:
        raise Http404
    return found


def _to(name: str, done: str, *args: object) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse(name, args=args)}?done={done}")
