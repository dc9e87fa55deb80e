"""What a report does besides beginning a case: alarm in danger, advice given meanwhile, and the rest of what was raised at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from upstander.cases.actions.common import Work, rules_of
from upstander.cases.actions.parties import put_parties
from upstander.cases.guard import guard_case
from upstander.cases.merged import lock_where_it_goes_on
from upstander.cases.models import Case, CaseReport, CaseState, Duty, DutyState, Party
from upstander.cases.officers import holders, managers_of, tell
from upstander.cases.reconcile import reconcile
from upstander.cases.timeline import write_entry
from upstander.cases.told import Answer, CaseTold, PartyTold, ReportTold
from upstander.confidentiality.api import Viewer, acting, elevated
from upstander.lib.decision import Refused


def report_row(case: Case, told: ReportTold) -> CaseReport:
    """The facts of a report as a row, not stored yet."""
    return CaseReport(
        id=told.id,
        case=case,
        reference=told.reference,
        received_at=told.received_at,
        channel=told.channel,
        reporter=told.reporter,
        reporter_contactable=told.reporter_contactable,
        incident_on=told.incident_on,
        immediate_danger=told.immediate_danger,
        behaviours=list(told.behaviours),
        motivations=list(told.motivations),
    )


def take_in_rest(
    *,
    case_id: UUID,
    report: ReportTold,
    parties: Sequence[PartyTold],
    told: CaseTold,
    advised: Sequence[str],
    index_tokens: Sequence[int],
    by: Viewer,
    now: datetime,
) -> UUID | None:
    """The rest of a report that was raised at once in danger goes on its case, wherever that has gone; answers with that case.

    Nobody who is on the case by then is changed by it: a colleague may have learnt more. None when the case takes no report any more.
    Inside intake's elevated step.
    """
    case = lock_where_it_goes_on(case_id)
    if case.state not in (CaseState.RECEIVED, CaseState.OPEN):
        return None
    row = report_row(case, report)
    row.triaged_at = report.received_at if case.state == CaseState.OPEN else None
    row.save(force_insert=True)
    waiting = case.state == CaseState.RECEIVED
    new = [
        replace(each, since=report.received_at)
        for each in parties
        if waiting or not Party.objects.filter(case=case, role=each.role).exists()
    ]
    case.danger = case.danger or report.immediate_danger
    case.crime_likely = told.crime_likely if case.crime_likely is None else case.crime_likely
    case.incident_at_home = case.incident_at_home or told.incident_at_home
    case.material_on_landlord_property |= told.material_on_landlord_property
    case.index_tokens = sorted({*case.index_tokens, *index_tokens})
    put_parties(case, new, by=by, now=now)
    case.version += 1
    case.save()
    codes = {"channel": report.channel, "reference": report.reference, "danger": False, "rest": True}
    write_entry(case, "report_received", by=by, at=report.received_at, now=now, codes=codes)
    reconcile(case, by=by, now=now)
    advise(case, advised, at=report.received_at, by=by, now=now)
    guard_case(case, parties, now=now)
    if not waiting:
        tell(case, holders(case, now=now), "new_report", now)
    return case.id


def alarm(case: Case, *, now: datetime) -> None:
    """Somebody is in danger and nobody has the case yet: its managers hear of it with the report, not when an hour is over."""
    if case.danger:
        tell(case, managers_of(case), "danger_new", now)


def advise(case: Case, advised: Sequence[str], *, at: datetime, by: Viewer, now: datetime) -> None:
    """Advice that was given while the report was told answers the duties it is owed under. Inside an elevated step.

    Only what talking can answer is taken; what is not owed on this case is no error: advice does no harm.
    """
    if not advised:
        return
    owed = set(
        Duty.objects.filter(case=case, state=DutyState.OPEN, slug__in=advised).values_list("slug", flat=True)
    )
    answers = []
    for slug in sorted(owed):
        if not all(rule.in_talk and not rule.discloses for rule in rules_of(case, slug)):
            raise Refused("That is not done by talking alone. Record it on the case.")
        answers.append(Answer(slug))
    if not answers:
        return
    # The act is somebody's who may not write to a case: the step is elevated again inside it.
    with acting(by, now, "case.advised", case_id=case.id) as act, elevated("intake.receive"):
        entry = write_entry(
            case, "advised", by=by, at=at, now=now, codes={"duties": [each.slug for each in answers]}
        )
        Work(case, act).discharge(answers, at=max(at, case.received_at), entry=entry)
    reconcile(case, by=by, now=now)
