"""Jobs of the confidentiality room: sealing the audit every minute, forgetting old sign-ins every night."""

from __future__ import annotations

from django.db import OperationalError
from django.utils import timezone
from procrastinate.contrib.django import app
from psycopg.errors import LockNotAvailable

from upstander.confidentiality import audit
from upstander.confidentiality.sign_ins import forget_sign_ins
from upstander.confidentiality.viewer import system, viewing


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="audit-seal", pass_context=False)
def seal_audit(timestamp: int) -> None:
    """Seal what was written since the last seal."""
    try:
        with viewing(system("audit-seal")):
            audit.seal(now=timezone.now())
    except OperationalError as error:
        if not isinstance(error.__cause__, LockNotAvailable):
            raise
        # A long transaction is still writing. Its entries carry their own codes; the next minute seals them.


@app.periodic(cron="23 3 * * *")
@app.task(queueing_lock="sign-in-sweep", pass_context=False)
def forget_old_sign_ins(timestamp: int) -> None:
    """Sign-ins are kept for thirty days."""
    forget_sign_ins(by=system("sign-in-sweep"), now=timezone.now())
