"""Jobs of the confidentiality room: sealing the audit every minute."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from upstander.confidentiality import audit
from upstander.confidentiality.viewer import system, viewing


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="audit-seal", pass_context=False)
def seal_audit(timestamp: int) -> None:
    """Seal what was written since the last seal."""
    with viewing(system("audit-seal")):
        audit.seal(now=timezone.now())
