"""Notes that were written before their words were indexed are indexed after the event, a few cases at a time (decision 0129).

A case says itself whether it is done, so that the work goes on wherever it was broken off, and two at once do no harm.
"""

from __future__ import annotations

from datetime import datetime

from upstander.cases.models import Case, TimelineEntry
from upstander.confidentiality.api import Viewer, acting, blind_index, vault, viewing

BATCH = 100


def index_old_notes(*, by: Viewer, now: datetime, batch: int = BATCH) -> int:
    """Index the notes of some cases that are still to be done. Returns how many cases; 0: none is left, or others have them.

    The case's version stays: nothing changed that somebody at work on it would have to look at.
    """
    with viewing(by):
        if not old_notes_left(by):
            return 0
    with acting(by, now, "notes.index") as act:
        cases = (
            Case.objects.select_for_update(skip_locked=True).filter(notes_indexed=None).order_by("id")[:batch]
        )
        rows = list(cases)
        vault.warm([case.id for case in rows])
        for case in rows:
            entries = TimelineEntry.objects.filter(case=case, body__isnull=False)
            tokens = set(case.index_tokens)
            for entry in entries:
                tokens |= blind_index.note_tokens(vault.unseal(entry, "body"))
            case.index_tokens, case.notes_indexed = sorted(tokens), True
            case.save(update_fields=["index_tokens", "notes_indexed"])
        act.detail["cases"] = len(rows)
    return len(rows)


def old_notes_left(by: Viewer) -> bool:
    """Whether any case is still to be done."""
    with viewing(by):
        return Case.objects.filter(notes_indexed=None).exists()
