"""Jobs of the cases room: the clock that marks duties overdue and escalates them, every minute, messages on their way out, and what
staff are told outside Upstander."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack, suppress
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from upstander.cases.actions.clocks import chase_sharing, escalate, mark_overdue
from upstander.cases.actions.left_home import follow_moves
from upstander.cases.alerts.collecting import collect_alerts, forget_alerts
from upstander.cases.alerts.sending import hold_lost_alerts, people_to_tell, send_alerts
from upstander.cases.carried import add_up_carried, put_carried_right
from upstander.cases.complaints.clock import collect_complaints
from upstander.cases.guard import guard_everybody
from upstander.cases.joint.clock import look_after_groups
from upstander.cases.joint.packs import hold_lost_pack_notices, send_pack_notice
from upstander.cases.measures.clock import chase_measures
from upstander.cases.measures.secure_page import hold_lost_notices, send_notice
from upstander.cases.old_notes import index_old_notes
from upstander.cases.saved import tell_of_news
from upstander.cases.sending import due_messages, hold_lost, send
from upstander.cases.visits.clock import raise_alarms
from upstander.confidentiality.api import Viewer, system


def _each(*steps: Callable[..., object], by: Viewer, now: datetime) -> None:
    """Each in turn, also after one that fails: a row that cannot be read must not silence an alarm of another kind. Raises the last
    error in the end, so that the job has failed."""
    with ExitStack() as rest:
        for step in reversed(steps):
            rest.callback(step, by=by, now=now)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="duty-clock", pass_context=False)
def duty_clock(timestamp: int) -> None:
    """Run the clock. `timestamp` is when the run was due; the work uses the moment it really runs."""
    steps = (raise_alarms, mark_overdue, escalate, chase_sharing, chase_measures)
    _each(*steps, by=system("duty-clock"), now=timezone.now())


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="guard-sweep", pass_context=False)
def guard_sweep(timestamp: int) -> None:
    """Look for new conflicts: somebody moved in with a party, or the directory changed."""
    guard_everybody(now=timezone.now())


@app.periodic(cron="17 * * * *")
@app.task(queueing_lock="left-home", pass_context=False)
def left_home(timestamp: int) -> None:
    """What the housing system brought since: who lives no longer at the home on their case."""
    follow_moves(by=system("left home"), now=timezone.now())


@app.task(pass_context=False)
def send_message(message_id: str) -> None:
    """Send one message, if it may go now."""
    send(message_id=UUID(message_id), by=system("messages"), clock=timezone.now)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="outbox", pass_context=False)
def outbox(timestamp: int) -> None:
    """What waited for its hour or for another try gets its job; what was lost on the way is held for a person."""
    steps = (hold_lost, hold_lost_notices, hold_lost_pack_notices, _queue_messages)
    _each(*steps, by=system("messages"), now=timezone.now())


def _queue_messages(*, by: Viewer, now: datetime) -> None:
    for message_id in due_messages(by=by, now=now):
        with suppress(AlreadyEnqueued):
            send_message.configure(queueing_lock=f"message {message_id}").defer(message_id=str(message_id))


@app.task(pass_context=False)
def referral_notice(referral_id: str) -> None:
    """Tell a body that its secure page waits."""
    send_notice(referral_id=UUID(referral_id), by=system("messages"), clock=timezone.now)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="alerts", pass_context=False)
def alerts(timestamp: int) -> None:
    """What staff are to be told outside Upstander is written down, and each of them gets one message for all of it."""
    steps = (collect_alerts, collect_complaints, hold_lost_alerts, _queue_colleagues)
    _each(*steps, by=system("alerts"), now=timezone.now())


def _queue_colleagues(*, by: Viewer, now: datetime) -> None:
    for staff_id in people_to_tell(by=by, now=now):
        with suppress(AlreadyEnqueued):
            tell_colleague.configure(queueing_lock=f"alerts {staff_id}").defer(staff_id=str(staff_id))


@app.task(pass_context=False)
def tell_colleague(staff_id: str) -> None:
    """Send one person what waits for them."""
    send_alerts(staff_id=UUID(staff_id), by=system("alerts"), clock=timezone.now)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="old-notes", pass_context=False)
def old_notes(timestamp: int) -> None:
    """Notes from before their words were indexed, until none is left."""
    index_old_notes(by=system("old notes"), now=timezone.now())


@app.periodic(cron="3 * * * *")
@app.task(queueing_lock="search-news", pass_context=False)
def search_news(timestamp: int) -> None:
    """In the morning, word of saved searches that have news."""
    tell_of_news(by=system("alerts"), now=timezone.now())


@app.periodic(cron="10 * * * *")
@app.task(queueing_lock="alerts-forget", pass_context=False)
def alerts_forget(timestamp: int) -> None:
    """What staff were told is forgotten after thirty days."""
    forget_alerts(by=system("alerts"), now=timezone.now())


@app.task(pass_context=False)
def pack_notice(pack_id: str) -> None:
    """Tell a body's people that something waits on their page."""
    send_pack_notice(pack_id=UUID(pack_id), by=system("messages"), clock=timezone.now)


@app.periodic(cron="7 * * * *")
@app.task(queueing_lock="joint-groups", pass_context=False)
def joint_groups(timestamp: int) -> None:
    """Meetings ahead, consent that ran out, actions that are late."""
    look_after_groups(by=system("joint-groups"), now=timezone.now())


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="carried", pass_context=False)
def carried(timestamp: int) -> None:
    """Small changes to what officers carry are added up."""
    add_up_carried(by=system("carried"), now=timezone.now())


@app.periodic(cron="33 3 * * *")
@app.task(queueing_lock="carried-right", pass_context=False)
def carried_right(timestamp: int) -> None:
    """At night the sums are compared with the rows."""
    put_carried_right(by=system("carried"), now=timezone.now())
