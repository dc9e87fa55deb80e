"""Coming back to something sent: the words, then one page with what happens next, messages, and ways to add to it."""

from __future__ import annotations

import secrets

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from upstander.intake.api import (
    ACCEPT,
    FileRefused,
    MailboxShut,
    Slip,
    change_contact,
    check_file,
    mailbox_page,
    open_mailbox,
    send_files,
    send_message,
    still_open,
    tell_again,
)
from upstander.lib.decision import Refused
from upstander.sites.public.cookie import account_token_of, hand_visit_token, visit_token_of
from upstander.sites.public.forms.base import Question, typed_in
from upstander.sites.public.forms.mailbox import More, Reach, Write
from upstander.sites.public.steps import asking
from upstander.sites.public.uploads import bounded, cut_problem

_FORMS: dict[str, type[Question]] = {"mailbox_write": Write, "mailbox_more": More, "mailbox_reach": Reach}
_DONE = {
    "sent": gettext_lazy("Your message is with us."),
    "first": gettext_lazy("Thank you. We have it, and whoever works on it reads it."),
    "told": gettext_lazy("We have it. It is kept with what you told us before."),
    "files": gettext_lazy("Your files are with us."),
    "reach": gettext_lazy("We have changed how we reach you."),
    "asked": gettext_lazy(
        "We have passed on your wish to the person who works on this. Until they confirm it here, we may still use the old ways."
    ),
}
_NOTES = {
    "kept": gettext_lazy(
        "The words are no longer on this device. When you want to come back, type them here."
    ),
    "shut": gettext_lazy(
        "To keep you safe, your page closed after 20 minutes. Everything that you sent is with us."
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
def come_back(request: HttpRequest) -> HttpResponse:
    """The words. What is wrong with them is said when anybody could work it out; what exists is not."""
    if request.method != "POST":
        return _words_page(request, note=str(_NOTES.get(request.GET.get("note", ""), "")))
    typed = str(request.POST.get("words") or "")[:1000]
    found = open_mailbox(typed, timezone.now())
    if isinstance(found, Slip):
        return _words_page(request, typed=typed, problem=_slip(found), status=422)
    if found is None:
        problem = _(
            "These words open nothing. Check each one against what you wrote down. If you have lost them, report again or call us."
        )
        return _words_page(request, typed=typed, problem=problem, status=422)
    answer = redirect("public:mailbox")
    hand_visit_token(answer, found)
    return answer


def _words_page(
    request: HttpRequest, *, typed: str = "", problem: str = "", note: str = "", status: int = 200
) -> HttpResponse:
    errors = [{"text": problem, "href": "#words"}] if problem else []
    context = {"typed": typed, "errors": errors, "note_text": note}
    return render(request, "public/mailbox/words.html", context, status=status)


def _slip(slip: Slip) -> str:
    places = [_("first"), _("second"), _("third"), _("fourth"), _("fifth"), _("sixth"), _("seventh")]
    place, perhaps = places[slip.place], _(" or ").join(slip.perhaps)
    if slip.kind == "empty":
        return _("Type your 7 words.")
    if slip.kind == "count":
        return _("There should be 7 words. You typed %(count)s.") % {"count": slip.count}
    if slip.kind == "unknown" and perhaps:
        return _("The %(place)s word is not one of ours. Did you mean %(perhaps)s?") % {
            "place": place,
            "perhaps": perhaps,
        }
    if slip.kind == "unknown":
        return _("The %(place)s word is not one of ours. Check how you wrote it down.") % {"place": place}
    if slip.kind == "meant":
        return _("One word does not fit. Should the %(place)s be %(perhaps)s?") % {
            "place": place,
            "perhaps": perhaps,
        }
    if slip.kind == "swapped":
        return _("The %(place)s and the %(other)s word may have changed places.") % {
            "place": place,
            "other": places[slip.other],
        }
    return _(
        "These words do not fit together. One is different, or they are in another order. Check each one."
    )


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Everything behind the words."""
    try:
        shown = request.method == "GET"
        found = mailbox_page(visit_token_of(request), timezone.now(), shown=shown)
    except MailboxShut:
        return _shut(request)
    messages = [
        {"by": _("You") if each.inbound else _("Us"), "at": each.at, "text": each.text, "mine": each.inbound}
        for each in found.messages
    ]
    context = {
        "box": found,
        "now": timezone.now(),
        "messages": messages,
        "done": _DONE.get(request.GET.get("done", "")),
        "signed_in": bool(account_token_of(request)),
    }
    return _kept_open(request, render(request, "public/mailbox/page.html", context))


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """A message; with danger in it, a report of danger."""
    return _sending(request, "mailbox_write")


@require_http_methods(["GET", "HEAD", "POST"])
def more(request: HttpRequest) -> HttpResponse:
    """An entry of the diary."""
    return _sending(request, "mailbox_more")


@require_http_methods(["GET", "HEAD", "POST"])
def reach(request: HttpRequest) -> HttpResponse:
    """What is safe from now on."""
    return _sending(request, "mailbox_reach")


def _sending(request: HttpRequest, name: str) -> HttpResponse:
    now, token = timezone.now(), visit_token_of(request)
    kind = _FORMS[name]
    try:
        if request.method != "POST":
            still_open(token, now)
            return _form_page(request, name, kind(asking({}, now)))
        form = kind(asking({}, now), typed_in(kind, request.POST))
        if not form.is_valid():
            return _form_page(request, name, form, status=422)
        once = str(request.POST.get("once") or "")[:64]
        return _kept_open(request, redirect(_send(form, token, once)))
    except MailboxShut:
        return _shut(request, name)
    except Refused as refused:
        return _form_page(request, name, form, problem=refused.reason, status=422)


def _send(form: Question, token: str, once: str) -> str:
    now, page_ = timezone.now(), reverse("public:mailbox")
    if isinstance(form, Reach):
        changed = change_contact(token=token, wish=form.wish(), once=once, now=now)
        return f"{page_}?done={'reach' if changed else 'asked'}"
    if isinstance(form, Write) and not form.in_danger:
        send_message(token=token, text=str(form.told()["text"]), once=once, now=now)
        return f"{page_}?done=sent"
    if isinstance(form, Write | More):
        tell_again(token=token, report=form.as_report(now), once=once, now=now)
        if form.in_danger:
            return reverse("public:mailbox_danger")
    return reverse("public:mailbox_files") + "?done=told"


def _form_page(
    request: HttpRequest,
    name: str,
    form: Question,
    *,
    problem: str = "",
    message: str = "",
    status: int = 200,
) -> HttpResponse:
    errors = form.problems() if form.is_bound else []
    errors += [{"text": problem, "href": "#form"}] if problem else []
    context = {
        "form": form,
        "errors": errors,
        "message": message,
        "once": request.POST.get("once") or secrets.token_urlsafe(16),
        "back_href": reverse("public:mailbox"),
    }
    template = f"public/mailbox/{name.removeprefix('mailbox_')}.html"
    return _kept_open(request, render(request, template, context, status=status))


def _too_large(request: HttpRequest) -> HttpResponse:
    return _files_page(request, [_("That was too much at once. Choose fewer or smaller files.")], status=413)


@bounded(_too_large, files=True)
@require_http_methods(["GET", "HEAD", "POST"])
def files(request: HttpRequest) -> HttpResponse:
    """Photos and files for something told before, the latest unless another is chosen."""
    token, problems, good = visit_token_of(request), cut_problem(request), []
    try:
        if request.method != "POST":
            return _files_page(request, [])
        still_open(token, timezone.now())  # before anybody's pictures are decoded
        for upload in request.FILES.getlist("files"):
            try:
                if upload.file is not None:
                    good.append(check_file(upload.name or "", upload.file))
            except FileRefused as refused:
                problems.append(str(refused))
        if not good and not problems:
            problems.append(_("Choose a photo or a file first."))
        about = str(request.POST.get("about") or "")
        number = int(about) if about.isascii() and about.isdigit() and len(about) < 5 else -1
        try:
            send_files(token=token, files=good, number=number, now=timezone.now())
        except FileRefused as refused:
            problems.append(str(refused))
        if problems:
            return _files_page(request, problems, status=422)
        return _kept_open(request, redirect(reverse("public:mailbox") + "?done=files"))
    except MailboxShut:
        return _shut(request, "mailbox_files")


def _files_page(
    request: HttpRequest, problems: list[str], *, message: str = "", status: int = 200
) -> HttpResponse:
    try:
        told = list(reversed(mailbox_page(visit_token_of(request), timezone.now()).told))
    except MailboxShut:
        if request.method != "POST":
            return _shut(request)
        told = []
        message = message if status == 403 and not problems else _closed_files()
        problems, status = [], 403
    context = {
        "told": told,
        "about": str(request.POST.get("about") or ""),
        "errors": [{"text": problem, "href": "#files"} for problem in problems],
        "message": message,
        "accept": ACCEPT,
        "multipart": True,
        "back_href": reverse("public:mailbox"),
        "done": _DONE.get(request.GET.get("done", "")),
    }
    return _kept_open(request, render(request, "public/mailbox/files.html", context, status=status))


@require_safe
def danger(request: HttpRequest) -> HttpResponse:
    """What to do in danger. Shows nothing of anybody."""
    context = {"back_href": reverse("public:mailbox"), "onwards": reverse("public:mailbox"), "sent": True}
    return render(request, "public/report/danger_now.html", context)


def shown_again(request: HttpRequest, name: str, message: str) -> HttpResponse:
    """A form without its cookie, with everything typed in it. Saves nothing: the request may not come from a page of ours."""
    if name in _FORMS:
        kind = _FORMS[name]
        form = kind(asking({}, timezone.now()), typed_in(kind, request.POST))
        return _form_page(request, name, form, message=message, status=403)
    if name == "mailbox_files":
        return _files_page(request, [], message=message, status=403)
    return _words_page(request, typed=str(request.POST.get("words") or "")[:1000], note=message, status=403)


def _kept_open(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    if token := visit_token_of(request):
        hand_visit_token(answer, token)
    return answer


def _closed_files() -> str:
    return _(
        "Your page had closed, to keep you safe, so no file was sent. Type your words again in another window. Then choose your files "
        "here again: browsers do not keep them."
    )


def _shut(request: HttpRequest, name: str = "") -> HttpResponse:
    """The visit is over. What was typed comes back, to be sent once the words have been typed again in another window.

    Whoever has no visit, and only found the address, is not told that there was one.
    """
    if name == "mailbox_files" and request.method == "POST":
        return _files_page(request, [], message=_closed_files(), status=403)
    if request.method == "POST" and name:
        message = _(
            "Your page had closed, to keep you safe, so this was not sent. Type your words again in another window, then press "
            "the button here."
        )
        return shown_again(request, name, message)
    return redirect(reverse("public:return") + ("?note=shut" if visit_token_of(request) else ""))
