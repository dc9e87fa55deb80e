"""A step of a measure is written down here and nowhere else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid4

from upstander.cases.models import Measure, MeasureStep, TimelineEntry
from upstander.confidentiality.api import vault


def write_step(
    measure: Measure,
    code: str,
    told: Mapping[str, str],
    *,
    entry: TimelineEntry,
    at: datetime,
    now: datetime,
    by_id: UUID | None = None,
) -> None:
    """Write down that it was taken, on the measure's own case, which may have been merged into the one that goes on. `by_id`: of
    staff. Whoever calls moves the measure."""
    step = MeasureStep(
        id=uuid4(), case_id=measure.case_id, measure=measure, entry=entry, code=code, at=at, recorded_at=now, by_id=by_id
    )  # fmt: skip
    vault.seal(step, told=json.dumps(dict(told)))
    step.save(force_insert=True)
