"""Periodic jobs of the machinery itself: picking up what a killed worker had begun, and clearing finished jobs away."""

from __future__ import annotations

import logging

from procrastinate import JobContext
from procrastinate.contrib.django import app

logger = logging.getLogger(__name__)

# Finished jobs hold only identifiers, yet there is no reason to keep them.
_KEEP_FINISHED_HOURS = 72


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="retry_stalled", pass_context=True, queue="machinery")
async def retry_stalled(context: JobContext, timestamp: int) -> None:
    """A job whose worker has fallen silent goes back to the queue. Jobs are written so that doing one twice does no harm."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs():
        logger.warning("a worker fell silent during %s; trying again", job.task_name)
        await manager.retry_job(job)


@app.periodic(cron="17 3 * * *")
@app.task(queueing_lock="remove_finished", pass_context=True, queue="machinery")
async def remove_finished(context: JobContext, timestamp: int) -> None:
    """Failed jobs stay, for somebody to look at."""
    await context.app.job_manager.delete_old_jobs(nb_hours=_KEEP_FINISHED_HOURS, include_cancelled=True)
