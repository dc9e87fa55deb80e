"""Photos that are taken with what is recorded: checked as every file is, before anything is saved."""

from __future__ import annotations

from django.http import HttpRequest

from upstander.intake.api import FileRefused, FileTold, check_file
from upstander.lib.decision import Refused

MOST = 10


def photos_of(request: HttpRequest) -> list[FileTold]:
    """The photos that were sent with a form. Raises Refused with what to do; the other answers are kept on the page."""
    found = request.FILES.getlist("photos")
    if len(found) > MOST:
        raise Refused(f"Add at most {MOST} photos at once. Add the others as exhibits, under Evidence.")
    try:
        return [check_file(each.name or "", each.file) for each in found if each.file]
    except FileRefused as refused:
        raise Refused(f"{refused} Everything else is still here; choose the photos again.") from None
