"""Jobs that count and report: this month anew every quarter of an hour; on the first working day the month before for good, with its
report; and word to the executive when one is sent."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone
from procrastinate.contrib.django import app

from upstander.confidentiality.api import system
from upstander.performance.actions.months import bring_up_to_date, count_languages
from upstander.performance.actions.reports import executives, prepare_due
from upstander.performance.equality import forget_old_answers


@app.periodic(cron="*/15 * * * *")
@app.task(queueing_lock="measures", pass_context=False)
def measures(timestamp: int) -> None:
    """Count what is not frozen, and prepare the report of each month that is frozen now."""
    now, by = timezone.now(), system("measures")
    count_languages(by=by, now=now)
    bring_up_to_date(by=by, now=now)
    prepare_due(by=by, now=now)
    forget_old_answers(by=by, now=now)


@app.task(pass_context=False)
def tell_executive(report_id: str) -> None:
    """Write to everybody with the post of an executive that there is something to read. The message holds no number."""
    words = f"A monthly report has been approved for you to read: {settings.UPSTANDER_BASE_URL}/staff/performance/reports/"
    for address in executives():
        EmailMessage("Something to read in Upstander", words, to=[address]).send()
