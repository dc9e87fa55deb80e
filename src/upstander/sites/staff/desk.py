"""Who sits at the desk for the length of one request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from upstander.confidentiality.api import StaffCard, Viewer


@dataclass(frozen=True, slots=True)
class Desk:
    """`now` is read once for each request, in UTC."""

    staff: StaffCard
    viewer: Viewer
    now: datetime
