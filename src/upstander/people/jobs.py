"""Trying and taking in the housing system's files, and forgetting those that nobody agreed to."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from upstander.confidentiality.api import system
from upstander.people.housing.handing_over import forget_uploads, waiting_uploads, work_on_upload


@app.task(lock="housing-files", pass_context=False)
def housing_files(upload_id: str) -> None:
    """One set of files. Done again it does nothing more: each state is worked on once."""
    by = system("housing import")
    while work_on_upload(UUID(upload_id), by=by, now=timezone.now()):
        pass


def start_upload(upload_id: UUID) -> None:
    """Have these files worked on; files that wait already are."""
    with suppress(AlreadyEnqueued):
        housing_files.configure(queueing_lock=f"housing-{upload_id}").defer(upload_id=str(upload_id))


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="housing-sweep", lock="housing-files", pass_context=False)
def housing_sweep(timestamp: int) -> None:
    """Files that a worker left behind, and those that are a day old."""
    by = system("housing import")
    forget_uploads(by=by, now=timezone.now())
    for upload_id in list(waiting_uploads(by=by)):
        while work_on_upload(upload_id, by=by, now=timezone.now()):
            pass
