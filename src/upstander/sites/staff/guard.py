"""Every staff view opens with `@staff_page(permission)`: who is asking, what they may see, and what time it is.

A view without it fails the sweep in tests/sites/test_url_sweep.py.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from upstander.confidentiality.api import Permission, StaffCard, StaleEdit, looking, viewer_of
from upstander.lib.decision import NotThere, Refused
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.frame import refused_page, show
from upstander.sites.staff.keeping import keep_while_typing
from upstander.sites.staff.resend import holds_work, send_again
from upstander.sites.staff.session import next_step

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, Desk, P], HttpResponseBase]
Guarded = Callable[..., HttpResponseBase]


def staff_page(
    permission: Permission | tuple[Permission, ...] | None, *methods: str
) -> Callable[[View[P]], Guarded]:
    """A page for staff whose roles carry the permission (one of several).

    None: for all staff, and the database decides what they see on it.

    `methods`: GET when none is given. What may not be seen and what does not exist get the same answer, a 404.
    """
    wanted = (permission,) if isinstance(permission, Permission) else permission or ()
    allowed = list(methods) or ["GET"]
    if "GET" in allowed:
        allowed.append("HEAD")

    def decorate(view: View[P]) -> Guarded:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            now = timezone.now()
            step = next_step(request, now)
            if step is not None and holds_work(request):
                return send_again(request, signed_in=False)
            if step is not None or not request.user.is_authenticated:
                return HttpResponseRedirect(step or "/")
            staff = request.user
            desk = Desk(StaffCard(staff.id, staff.name, staff.post), viewer_of(staff), now)
            try:
                if wanted:
                    desk.viewer.check(*wanted).enforce()
                if request.method not in ("GET", "HEAD"):
                    return keep_while_typing(request, desk) or view(request, desk, *args, **kwargs)
                with looking(desk.viewer):
                    return view(request, desk, *args, **kwargs)
            except Refused as refused:
                return refused_page(request, desk, refused, status=403)
            except StaleEdit:
                reason = "This changed while you were looking at it. Go back, read it as it stands now, and decide again."
                return refused_page(request, desk, Refused(reason), status=409)
            except NotThere:
                return show(request, desk, "staff/not_found.html", {}, status=404)

        answer = require_http_methods(allowed)(guarded)
        answer.staff_permission = wanted  # type: ignore[attr-defined]  # read by the sweep
        answer.takes = frozenset(allowed)  # type: ignore[attr-defined]  # and this
        return answer

    return decorate
