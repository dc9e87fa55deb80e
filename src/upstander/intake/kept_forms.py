"""What somebody has typed into a form about a case and not saved: a sealed draft that only they open, for a shift (decision 0134)."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from upstander.confidentiality.api import Viewer, key_of, seed_of_today
from upstander.intake.drafts import begin_draft, discard_draft, open_draft, save_answers

FORM_LASTS = timedelta(hours=8)  # from the last time it was kept
_LONGEST = 200_000  # characters of all fields together; no form of ours comes near

Fields = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class KeptForm:
    """The fields as they were typed, and when."""

    fields: Fields
    at: datetime


def keep_form(*, page: str, fields: Fields, by: Viewer, now: datetime) -> bool:
    """Keep what was typed on that page in place of what was kept of it before. False when it is nobody's, or too much."""
    token = _token(by, page)
    if not token or sum(len(each) for values in fields.values() for each in values) > _LONGEST:
        return False
    kept = {"fields": {name: list(values) for name, values in fields.items()}, "at": now.isoformat()}
    begin_draft(token, now, lifetime=FORM_LASTS)
    save_answers(token, {"form": kept}, now)
    return True


def kept_form(viewer: Viewer, page: str, *, now: datetime) -> KeptForm | None:
    """What this viewer typed there and did not save. Whether they may see the case is asked by the page."""
    token = _token(viewer, page)
    draft = open_draft(token, now) if token else None
    kept = draft.answers.get("form") if draft else None
    return KeptForm(kept["fields"], datetime.fromisoformat(kept["at"])) if kept else None


def forget_form(*, page: str, by: Viewer) -> None:
    """It is saved, or not wanted any more."""
    if token := _token(by, page):
        discard_draft(token)


def _token(viewer: Viewer, page: str) -> str:
    if viewer.staff_id is None:
        return ""
    digest = key_of("form of a member of staff", viewer.staff_id.bytes + page.encode(), seed_of_today(0))
    return urlsafe_b64encode(digest).decode().rstrip("=")
