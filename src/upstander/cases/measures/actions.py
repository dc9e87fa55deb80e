"""Taking a step of a measure: the rules, the sharing gate, the duty it answers, all in one transaction."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from upstander.cases import rules as case_rules
from upstander.cases.actions.common import Work, discloses, working
from upstander.cases.actions.disclosing import check_leaving_now
from upstander.cases.editions import answered_by, edition, governed
from upstander.cases.facts import case_facts
from upstander.cases.measures.asked import Asked, Taken
from upstander.cases.measures.catalogue import KINDS
from upstander.cases.measures.court_rules import expected_on
from upstander.cases.measures.dates import day_of, deemed_on, lapses_on
from upstander.cases.measures.deciders import tell_deciders
from upstander.cases.measures.kinds import Kind, Step
from upstander.cases.measures.law import law
from upstander.cases.measures.moved import has_moved
from upstander.cases.measures.papers import draft_paper
from upstander.cases.measures.possession import UNCLAIMED
from upstander.cases.measures.rules import check_step
from upstander.cases.measures.secure_page import SecurePage, open_page
from upstander.cases.measures.steps import write_step
from upstander.cases.models import (
    Case,
    Disclosure,
    Duty,
    DutyState,
    Measure,
    MeasureStep,
    Paper,
    Party,
    PartyRole,
    PlannedVisit,
    TimelineEntry,
)
from upstander.cases.sharing.rules import SharingTold
from upstander.cases.told import Answer
from upstander.confidentiality.api import Permission, Viewer, vault
from upstander.lib.days import london_day
from upstander.lib.decision import Refused, refuse
from upstander.partners.api import NoSuchAgency, agency
from upstander.policy.api import Affiliation

LAPSES = "lapses_on"
_OF_PAPER = ("tenancy", "power", "condition", "found_on")


@dataclass(frozen=True, slots=True)
class StepTold:
    """What was recorded of one step. `sharing`: for a step that tells a body something. `page`: what it reads on its secure page."""

    kind: str
    step: str
    told: Mapping[str, str]
    at: datetime
    measure_id: UUID | None = None
    about_id: UUID | None = None
    sharing: SharingTold | None = None
    page: SecurePage | None = None
    visit_id: UUID | None = None  # the planned visit that an interpreter is booked for


def record_step(
    *, case_id: UUID, step: StepTold, version: int | None = None, by: Viewer, now: datetime
) -> UUID:
    """Begin a measure, or take its next step; answers with its id. It answers the duties that the edition says this deed answers.

    Raises Refused (with what to do), NoSuchCase, StaleEdit.
    """
    kind = KINDS.get(step.kind)
    taken = kind.step(step.step) if kind else None
    if kind is None or taken is None:
        raise Refused("Choose what is to be done.")
    by.check(taken.permission).enforce()
    with working(
        case_id,
        by=by,
        now=now,
        action="case.measure",
        version=version,
        after_closure=step.measure_id is not None,
    ) as work:
        case_rules.check_happened(step.at, received_at=work.case.received_at, now=now).enforce()
        row = _row(work, kind, step)
        asked = _asked(work.case, kind, taken, step, row, by, now)
        check_step(asked).enforce()
        _move(work, row, taken, step, asked)
        entry = work.entry("measure", at=step.at, codes={"kind": kind.id, "step": taken.code})
        said = {k: v.strip() for k, v in asked.told.items() if v.strip()}
        if asked.deemed_on is not None:
            said["deemed_on"] = asked.deemed_on.isoformat()
        write_step(row, taken.code, said, entry=entry, at=step.at, now=now, by_id=by.staff_id)
        if taken.drafts:
            draft_paper(work, row, taken.drafts, said)
        if step.visit_id is not None:
            PlannedVisit.objects.filter(pk=step.visit_id, case=work.case).update(booking=row)
        _answer(work, taken, step, entry)
        _set_fact(work.case, kind, taken, row, at=step.at, now=now)
        tell_deciders(work, row, kind, taken)
        if taken.code == "moved" and kind.group == "home":
            has_moved(work, row, said)
        if step.page is not None:
            check_leaving_now(work.case, step.sharing, by=by, now=now)
            told = Disclosure.objects.filter(entry=entry).first()
            if told is None:
                raise Refused("Nothing is sent without saying to whom and on what ground.", "3.5.2")
            open_page(work, row, told, step.page)
        work.act.subject_id = row.id
        work.act.detail.update(kind=kind.id, step=taken.code)
    return row.id


def _row(work: Work, kind: Kind, step: StepTold) -> Measure:
    if step.measure_id is not None:
        row = Measure.objects.select_for_update().filter(pk=step.measure_id, case=work.case).first()
        if row is None or row.kind != kind.id:
            raise Refused("That is not on this case.")
        if row.ended_at is not None and step.step not in _afterwards(kind):
            raise Refused("That has ended. Begin another one.")
        return row
    about = None
    if kind.about and step.about_id is not None:
        about = Party.objects.filter(pk=step.about_id, case=work.case, role__in=kind.about).first()
    now = work.act.now
    return Measure(
        id=uuid4(), case=work.case, kind=kind.id, state="", about=about, opened_at=step.at,
        opened_by_id=work.act.by.staff_id, moved_at=now,
    )  # fmt: skip


def _afterwards(kind: Kind) -> set[str]:
    return {each.code for each in kind.steps if each.afterwards}


def _move(work: Work, row: Measure, taken: Step, step: StepTold, asked: Asked) -> None:
    row.state, row.moved_at, row.chased_at = taken.code, work.act.now, None
    if taken.code not in UNCLAIMED:  # after any other step no notice waits for a claim
        row.lapses_on, row.lapse_told_at = day_of(asked.told, LAPSES), None
    expected = expected_on(asked)
    if (
        expected is None and taken.within and step.page is None
    ):  # a page has its own time, and is chased by it
        expected = london_day(work.act.now) + timedelta(days=taken.within)
    if taken.code != "broken" or expected is not None:  # a breach asks for no day, and moves none
        row.next_on = expected
    row.ended_at = step.at if taken.ends else None
    row.save()


def _asked(
    case: Case, kind: Kind, taken: Step, step: StepTold, row: Measure, by: Viewer, now: datetime
) -> Asked:
    facts, _ = case_facts(case, now)
    closed = {each.id: each.clause for each in governed(facts, case.edition, now).restrictions}
    past = _taken_of(case)
    told = {**step.told, **_written(taken, row, past)}
    lapses = lapses_on(told) if any(each.name == LAPSES for each in taken.asks) else None
    if lapses is not None and not told.get(LAPSES):
        told[LAPSES] = lapses.isoformat()
    person = row.about if kind.about and row.about_id else None
    responsible = person if person is not None and person.role == PartyRole.PERPETRATOR else None
    return Asked(
        kind=kind,
        step=taken,
        told=told,
        on=london_day(step.at),
        state=row.state,
        about=row.about_id,
        affiliation=responsible.affiliation if responsible else "",
        group=edition(case.edition).group(Affiliation(responsible.affiliation)) if responsible else "",
        validity=case.validity,
        evidence=case.evidence,
        closed=closed,
        past=tuple(each for measure_id, each in past if measure_id == row.id),
        others=tuple(each for _, each in past),
        by=by.staff_id,
        senior=by.may(Permission.EXEMPTION_SENIOR),
        body_area=_area(step, by, now),
        paper_read_on=_read_on(row),
        deemed_on=_deemed(case, step) if taken.serves else None,  # an order binds whoever knows of it
        today=london_day(now),
    )


def _read_on(row: Measure) -> date | None:
    read = (
        Paper.objects.filter(measure=row.id, read_at__isnull=False).values_list("read_at", flat=True).first()
    )
    return london_day(read) if read else None


def _written(taken: Step, row: Measure, past: list[tuple[UUID, Taken]]) -> dict[str, str]:
    """What is served is what was written and read: its ground, its tenancy and what a court found are not asked twice."""
    if not taken.serves:
        return {}
    papers = [each.told for measure_id, each in past if measure_id == row.id and each.code == "drafted"]
    return {name: papers[-1][name] for name in _OF_PAPER if papers and name in papers[-1]}


def _deemed(case: Case, step: StepTold) -> date | None:
    """When it is taken to be served, by the way it was; None when nothing was, or the day is none."""
    service = law().service(step.told.get("served_how", ""))
    try:
        on = date.fromisoformat(step.told.get("served_on", ""))
    except ValueError:
        return None
    if service is None:
        return None
    works = edition(case.edition).calendar.is_working_day
    return deemed_on(service, on, late=step.told.get("late") == "yes", is_working_day=works)


def _taken_of(case: Case) -> list[tuple[UUID, Taken]]:
    rows = MeasureStep.objects.filter(case=case).select_related("measure").order_by("at", "recorded_at")
    return [
        (
            row.measure_id,
            Taken(
                row.measure.kind,
                row.code,
                row.measure.about_id,
                row.by_id,
                json.loads(vault.unseal(row, "told") or "{}"),
                london_day(row.at),
            ),
        )
        for row in rows
    ]


def _area(step: StepTold, by: Viewer, now: datetime) -> str:
    if step.sharing is None or step.sharing.agency_id is None:
        return ""
    try:
        return agency(by, step.sharing.agency_id, now=now).area
    except NoSuchAgency:
        return ""


def _answer(work: Work, taken: Step, step: StepTold, entry: TimelineEntry) -> None:
    """The duties that this step answers. One that tells a body something goes through the gate, once; a step that tells a body
    something and answers no duty goes through it all the same."""
    case = work.case
    slugs = sorted(frozenset().union(*(answered_by(case.edition, deed) for deed in taken.deeds)))
    kinds = dict(Duty.objects.filter(case=case, state=DutyState.OPEN).values_list("slug", "kind"))
    told = step.sharing
    if taken.discloses and told is None:
        refuse("Say who was told, what, and on what ground.", "3.5.2").enforce()
    answers = []
    for slug in slugs:
        outcome = taken.outcome
        if outcome == "done" and kinds.get(slug) == "consider":
            outcome = "taken"
        reason = step.told.get(taken.declines, "") if taken.declines else ""
        outward = discloses(case, slug) and outcome in ("done", "taken")
        answers.append(Answer(slug, outcome, reason, told if outward else None))
        if outward:
            told = None  # written down once
    # A second outward duty would ask for sharing of its own; no edition that ships has one.
    work.discharge(answers, at=step.at, entry=entry)
    if taken.discloses and told is not None:
        work.shared(told, at=step.at, entry=entry)


def _set_fact(case: Case, kind: Kind, taken: Step, row: Measure, *, at: datetime, now: datetime) -> None:
    """Facts of the survivor that a step makes true. A concern about capacity is of one decision: when they are found able to make
    each that was doubted, or it was made for them, none is left (clause 1.6.2)."""
    survivor = row.about
    if survivor is None or survivor.role != PartyRole.SURVIVOR:
        return
    if taken.sets == "applied_for_banding":
        since = survivor.applied_for_banding_at
        if not survivor.applied_for_banding or (since and at < since):
            survivor.applied_for_banding_at = at
        survivor.applied_for_banding = True
    elif kind.id == "female-staff":
        if not survivor.wants_female_staff:
            survivor.wants_female_staff_at = at
        survivor.wants_female_staff = taken.sets == "wants_female_staff"
    elif taken.sets == "capacity_concern_at" and survivor.capacity_concern_at is None:
        survivor.capacity_concern_at = now
    elif kind.id == "capacity" and taken.ends:
        doubts = Measure.objects.filter(case=case, kind="capacity", about=survivor, ended_at=None)
        if not doubts.exclude(pk=row.pk).exists():
            survivor.capacity_concern_at = None
    survivor.save()
