"""Taking a report: at the telephone, at the door or in an office, from a letter. One page each, kept as it is typed (clause 3.2.1)."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from upstander.confidentiality.api import Permission
from upstander.intake.api import (
    ACCEPT,
    DraftGone,
    FileRefused,
    FileTold,
    OpenDraft,
    ReportReceived,
    add_late,
    add_page,
    check_file,
    discard_taking,
    keep_taking,
    known_people,
    new_taking,
    open_taking,
    page_key,
    page_view,
    prepared_referrals,
    raise_danger,
    refer_from_call,
    remove_page,
    send_taking,
    taken_receipt,
    unfinished,
)
from upstander.lib.days import london_day
from upstander.lib.decision import Refused
from upstander.partners.api import agency
from upstander.sites.public.helplines import helplines
from upstander.sites.public.uploads import bounded, cut_problem
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.forms.taking import CHANNELS, TakenForm
from upstander.sites.staff.frame import go, show
from upstander.sites.staff.guard import staff_page
from upstander.sites.staff.taken import report_of

TAKE = Permission.REPORT_TAKE
_CALLED = {"phone": "Phone call", "in_person": "In person", "office": "At an office", "letter": "Letter"}
_NOT_TYPED = {"csrfmiddlewaretoken", "step", "draft", "files"}
_HELPERS = ("Police", "Stop Hate UK", "Victim Support")


@staff_page(TAKE)
def hub(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Which way it came in; and what was begun and not sent."""
    begun = [
        (card, _page_of(card.channel), _CALLED[card.channel])
        for card in unfinished(desk.viewer, now=desk.now)
    ]
    return show(request, desk, "staff/take/hub.html", {"begun": begun})


def _too_large(request: HttpRequest, slug: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('staff:taking', args=[slug])}?large=yes")


@bounded(_too_large, files=True)
@staff_page(TAKE, "GET", "POST")
def take(request: HttpRequest, desk: Desk, slug: str) -> HttpResponse:
    """The page itself; with POST one of its buttons."""
    if slug not in CHANNELS:
        raise Http404
    if request.method != "POST":
        return _opened(request, desk, slug)
    form = TakenForm(request.POST, slug=slug, desk=desk)
    taking_id = _uuid(request.POST.get("draft", ""))
    if taking_id is None:
        raise Http404
    try:
        return _step(request, desk, form, taking_id)
    except DraftGone:  # sent from another window, or before the line broke
        return HttpResponseRedirect(reverse("staff:taken", args=[taking_id]))


@staff_page(TAKE, "POST")
def keep(request: HttpRequest, desk: Desk, slug: str) -> HttpResponse:
    """Keep what was typed so far. For the page's script."""
    taking_id = _uuid(request.POST.get("draft", ""))
    if slug not in CHANNELS or taking_id is None:
        raise Http404
    try:
        _keep(request.POST, slug, taking_id, desk)
    except DraftGone:
        return JsonResponse({"sent": True})
    return JsonResponse({"kept": True})


@staff_page(TAKE, "POST")
def find(request: HttpRequest, desk: Desk, slug: str) -> HttpResponse:
    """People and homes for what stands in the box, to put in the page. Names travel in bodies alone."""
    if slug not in CHANNELS:
        raise Http404
    form = TakenForm(request.POST, slug=slug, desk=desk)
    form.look()
    return render(request, "staff/take/found.html", {"form": form, "known": _known(form, desk)})


@staff_page(TAKE, "POST")
def key(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The key to what this member of staff's page kept on its device, for a page that was opened anew."""
    taking_id = _uuid(request.POST.get("draft", ""))
    try:
        day = date.fromisoformat(request.POST.get("day", ""))
    except ValueError:
        raise Http404 from None
    found = page_key(desk.viewer, taking_id, day, now=desk.now) if taking_id else None
    if found is None:
        raise Http404
    return JsonResponse({"key": b64encode(found).decode()})


@never_cache
@staff_page(TAKE)
def received(request: HttpRequest, desk: Desk, taking_id: UUID) -> HttpResponse:
    """The receipt, for whoever took the report to read out."""
    found = taken_receipt(desk.viewer, taking_id, now=desk.now)
    if found is None:
        return show(request, desk, "staff/take/gone.html", {}, status=404)
    told, code = found
    referrals = [
        (each, agency(desk.viewer, each.agency_id, now=desk.now))
        for each in prepared_referrals(desk.viewer, taking_id, now=desk.now)
    ]
    context = {
        "receipt": told,
        "code": code,
        "taking_id": taking_id,
        "helpers": _helpers(),
        "referrals": referrals,
    }
    return show(request, desk, "staff/take/received.html", context)


@staff_page(TAKE, "POST")
def referred(request: HttpRequest, desk: Desk, taking_id: UUID, agency_id: UUID) -> HttpResponse:
    """A body that they agreed to has been told, in this call."""
    recipient = " ".join(request.POST.get("recipient", "").split())[:200]
    refer_from_call(
        taking_id=taking_id, agency_id=agency_id, recipient=recipient, by=desk.viewer, now=desk.now
    )
    return HttpResponseRedirect(f"{reverse('staff:taken', args=[taking_id])}?done=handed-off")


@staff_page(TAKE)
def page_of(request: HttpRequest, desk: Desk, taking_id: UUID, file_id: UUID) -> HttpResponse:
    """A page of a letter, to look at while it is typed. Only our own copy, which carries nothing else."""
    found = page_view(desk.viewer, taking_id, file_id, now=desk.now)
    if found is None:
        raise Http404
    response = HttpResponse(found[1], content_type=found[0])
    response["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; sandbox"
    return response


# Steps ---------------------------------------------------------------------------------------------------------------


def _opened(request: HttpRequest, desk: Desk, slug: str) -> HttpResponse:
    wanted = _uuid(request.GET.get("draft", ""))
    going_on = open_taking(desk.viewer, wanted, now=desk.now) if wanted else None
    if wanted and going_on is None and taken_receipt(desk.viewer, wanted, now=desk.now):
        return HttpResponseRedirect(reverse("staff:taken", args=[wanted]))
    taking_id = wanted if wanted and going_on is not None else new_taking()
    if going_on is None:
        start = {"channel": CHANNELS[slug][0], "draft": str(taking_id)}
        return _draw(request, desk, TakenForm(None, slug=slug, desk=desk, initial=start), taking_id)
    form = TakenForm(_as_typed(going_on.answers, taking_id), slug=slug, desk=desk)
    return _draw(request, desk, form, taking_id)


def _step(request: HttpRequest, desk: Desk, form: TakenForm, taking_id: UUID) -> HttpResponse:
    step, slug = request.POST.get("step", ""), form.slug
    if broken := cut_problem(
        request
    ):  # what stood below the file did not come either: nothing is kept of this, and nothing is sent
        return _draw(request, desk, form, taking_id, problems=broken, status=422)
    if step == "discard":
        discard_taking(taking_id=taking_id, by=desk.viewer, now=desk.now)
        return go("take", done="put-away")
    if step == "danger":
        return _raise(request, desk, form, taking_id)
    if step == "find":
        _keep(request.POST, slug, taking_id, desk)
        form.look()
        return _draw(request, desk, form, taking_id)
    problems, late = _add_files(request, desk, slug, taking_id)
    if problems:
        with suppress(DraftGone):
            _keep(request.POST, slug, taking_id, desk)
        return _draw(request, desk, form, taking_id, problems=problems, status=422)
    if late:  # they are on file with the report that had arrived; what was typed since goes there too
        return _send(request, desk, form, taking_id)
    if step.startswith("remove:") and (file_id := _uuid(step.removeprefix("remove:"))):
        remove_page(taking_id=taking_id, file_id=file_id, by=desk.viewer, now=desk.now)
    if step == "add" or step.startswith("remove:"):
        _keep(request.POST, slug, taking_id, desk)
        return _draw(request, desk, form, taking_id)
    return _send(request, desk, form, taking_id)


def _raise(request: HttpRequest, desk: Desk, form: TakenForm, taking_id: UUID) -> HttpResponse:
    """In danger: at once, whatever is or is not filled in."""
    form.is_valid()
    form.checked = False
    made = raise_danger(
        taking_id=taking_id,
        channel=_channel(request.POST, form.slug),
        typed=_typed(request.POST),
        build=_build(form),
        by=desk.viewer,
        now=desk.now,
    )
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"raised": made.reference})
    return _draw(request, desk, form, taking_id)


def _send(request: HttpRequest, desk: Desk, form: TakenForm, taking_id: UUID) -> HttpResponse:
    if not form.is_valid():
        with suppress(DraftGone):  # it was sent already: what was typed since stays on the page until it fits
            _keep(request.POST, form.slug, taking_id, desk)
        return _draw(request, desk, form, taking_id, status=422)
    try:
        send_taking(
            taking_id=taking_id,
            channel=_channel(request.POST, form.slug),
            typed=_typed(request.POST),
            build=_build(form),
            way_back=form.cleaned_data["words_wanted"],
            by=desk.viewer,
            now=desk.now,
        )
    except Refused as refused:
        form.refuse(refused.reason, refused.clause)
        return _draw(request, desk, form, taking_id, status=422)
    return HttpResponseRedirect(reverse("staff:taken", args=[taking_id]))


def _build(form: TakenForm) -> Any:  # Any: a builder as the intake room calls it
    def build(draft: OpenDraft, files: tuple[FileTold, ...]) -> ReportReceived:
        return report_of(form, files)

    return build


def _add_files(request: HttpRequest, desk: Desk, slug: str, taking_id: UUID) -> tuple[list[str], bool]:
    """What is wrong with which; and whether some came after the report had arrived and nobody heard so: they are kept with it."""
    problems: list[str] = []
    late = False
    channel = _channel(request.POST, slug)
    for upload in request.FILES.getlist("files"):
        try:
            if upload.file is not None:
                file = check_file(upload.name or "", upload.file)
                try:
                    add_page(taking_id=taking_id, channel=channel, file=file, by=desk.viewer, now=desk.now)
                except DraftGone:
                    add_late(taking_id=taking_id, files=[file], by=desk.viewer, now=desk.now)
                    late = True
        except FileRefused as refused:
            problems.append(str(refused))
    return problems, late


# What pages are drawn from ----------------------------------------------------------------------------------------------


def _draw(
    request: HttpRequest,
    desk: Desk,
    form: TakenForm,
    taking_id: UUID,
    *,
    problems: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    going_on = open_taking(desk.viewer, taking_id, now=desk.now)
    today = london_day(desk.now)
    secret = page_key(desk.viewer, taking_id, today, now=desk.now) or b""
    errors = form.complaints() + [{"text": each, "href": "#id_files"} for each in problems or ()]
    if request.GET.get("large"):
        errors.append(
            {
                "text": "That was too much at once, and nothing was added. Add the pages in smaller lots.",
                "href": "#id_files",
            }
        )
    others = [
        card
        for card in unfinished(desk.viewer, now=desk.now)
        if card.id != taking_id and card.channel in CHANNELS[form.slug]
    ]
    context = {
        "form": form,
        "slug": form.slug,
        "taking_id": taking_id,
        "raised": going_on.raised if going_on else "",
        "files": going_on.files if going_on else (),
        "others": others,
        "known": _known(form, desk),
        "helpers": _helpers(),
        "searches": desk.viewer.may(Permission.DIRECTORY_SEARCH),
        "errors": errors,
        "accept": ACCEPT,
        "day": today.isoformat(),
        "key": b64encode(secret).decode(),
    }
    return show(request, desk, f"staff/take/{form.slug}.html", context, status=status)


def _known(form: TakenForm, desk: Desk) -> dict[UUID, str]:
    """`open case with Ben Okoro`, by person: for whoever triages, and nothing of what is in it."""
    people = {card.id for card in form.found}
    if (chosen := form.chosen()) is not None:
        people.add(chosen.id)
    known = known_people(desk.viewer, people)
    return {
        person: "; ".join(
            f"open case with {case.officer}" if case.officer else "open case, no officer yet"
            for case in cases
        )
        for person, cases in known.items()
    }


def _helpers() -> list[Any]:
    return [each for each in helplines() if each.name in _HELPERS]


def _keep(posted: QueryDict, slug: str, taking_id: UUID, desk: Desk) -> None:
    channel = _channel(posted, slug)
    keep_taking(taking_id=taking_id, channel=channel, typed=_typed(posted), by=desk.viewer, now=desk.now)


def _typed(posted: QueryDict) -> dict[str, list[str]]:
    """Everything on the page, cut where nobody types that much."""
    kept = {}
    for name in TakenForm.base_fields:
        if name not in _NOT_TYPED and name in posted:
            kept[name] = [value.replace("\x00", "")[:20_000] for value in posted.getlist(name)[:60]]
    return kept


def _as_typed(answers: Mapping[str, Any], taking_id: UUID) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, values in answers.items():
        data.setlist(name, list(values))
    data["draft"] = str(taking_id)
    return data


def _channel(posted: QueryDict, slug: str) -> str:
    wanted = posted.get("channel", "")
    return wanted if wanted in CHANNELS[slug] else CHANNELS[slug][0]


def _page_of(channel: str) -> str:
    return next(slug for slug, channels in CHANNELS.items() if channel in channels)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
