"""On which day each helpline was last made sure of by somebody here. The list ships with the public site."""

from __future__ import annotations

from datetime import date, datetime
from uuid import uuid4

from django.db.models import Max

from upstander.confidentiality.api import Permission, Viewer, acting, viewing
from upstander.governance.models import HelplineCheck
from upstander.lib.days import london_day
from upstander.lib.decision import Refused


def helplines_checked(viewer: Viewer) -> dict[str, date]:
    """The newest day by name. Everybody may know it."""
    with viewing(viewer):
        rows = HelplineCheck.objects.values("name").annotate(on=Max("checked_on")).order_by("name")
        return {row["name"]: row["on"] for row in rows}


def check_helpline(*, name: str, by: Viewer, now: datetime) -> None:
    """Put on record that its details are right today. Raises Refused."""
    by.check(Permission.WORDINGS_KEEP).enforce()
    if by.staff_id is None:
        raise Refused("A person makes sure of it.")
    with acting(by, now, "helpline.check") as act:
        HelplineCheck.objects.create(
            id=uuid4(), name=name, checked_on=london_day(now), checked_at=now, checked_by_id=by.staff_id
        )
        act.detail["day"] = london_day(now).isoformat()
