"""Letters that wait: printed together as one PDF, and recorded as sent only when somebody says that they were."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from upstander.cases.api import NoSuchCase, letter_of, letters_pdf, settle_message
from upstander.cases.queries.api import WaitingLetter, waiting_letters
from upstander.confidentiality.api import Permission
from upstander.lib.decision import Refused
from upstander.lib.languages import english_name
from upstander.sites.paper import pdf
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.frame import go, show
from upstander.sites.staff.guard import staff_page

# Recorded in one request; the page then says how many are left and goes on.
_AT_ONCE = 50


@staff_page(Permission.CASE_WORK, "GET", "POST")
def waiting(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The list; with POST the PDF of those chosen, or the record that they were posted. Both may be done again without harm."""
    letters = waiting_letters(desk.viewer, now=desk.now)
    if request.method != "POST":
        return _page(request, desk, letters)
    wanted = set(request.POST.getlist("letter"))
    chosen = [each for each in letters if str(each.id) in wanted and not each.why_not]
    if request.POST.get("do") == "posted":
        return _posted(request, desk, chosen, wanted)
    if not chosen:
        return _page(request, desk, letters, problem="Tick the letters to print.", status=422)
    return _printed(request, desk, chosen)


def _printed(request: HttpRequest, desk: Desk, chosen: list[WaitingLetter]) -> HttpResponse:
    sheets = []
    for each in chosen:
        try:
            sheets.append(
                letter_of(viewer=desk.viewer, case_id=each.case_id, message_id=each.id, now=desk.now)
            )
        except (
            Refused,
            NoSuchCase,
        ):  # changed since the list was drawn: it stays in the list, with the reason
            continue
    if not sheets:
        letters = waiting_letters(desk.viewer, now=desk.now)
        return _page(request, desk, letters, problem="None of these may be printed any more.", status=409)
    return pdf(letters_pdf(sheets, now=desk.now), "letters")


def _posted(request: HttpRequest, desk: Desk, chosen: list[WaitingLetter], wanted: set[str]) -> HttpResponse:
    """Some at a time. One that was recorded already is no longer in the list, so pressing again counts nothing twice."""
    failed = []
    for each in chosen[:_AT_ONCE]:
        try:
            settle_message(
                case_id=each.case_id,
                message_id=each.id,
                ending="sent",
                at=desk.now,
                by=desk.viewer,
                now=desk.now,
            )
        except (Refused, NoSuchCase):
            failed.append(each.reference)
    left = [str(each.id) for each in chosen[_AT_ONCE:]]
    if not left and not failed:
        return go("letters", done="letters-sent")
    letters = waiting_letters(desk.viewer, now=desk.now)
    problem = f"Not recorded: {', '.join(failed)}. Look at each case." if failed else ""
    return _page(
        request,
        desk,
        letters,
        problem=problem,
        ticked=set(left),
        done_of=(len(wanted) - len(left), len(wanted)),
    )


def _page(
    request: HttpRequest,
    desk: Desk,
    letters: object,
    *,
    problem: str = "",
    ticked: set[str] | None = None,
    done_of: tuple[int, int] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "letters": letters,
        "problem": problem,
        "ticked": ticked,
        "done_of": done_of,
        "language_name": english_name,
    }
    return show(request, desk, "staff/letters.html", context, status=status)
