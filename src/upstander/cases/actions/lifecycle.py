"""A case from receipt to triage: received, opened, joined to a known case, or passed to another policy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from django.db import connection

from upstander.cases import rules
from upstander.cases.actions.again import link_to_closed
from upstander.cases.actions.common import GIVERS, TRIAGE, Work, working
from upstander.cases.actions.consents import carry_consents
from upstander.cases.actions.deciding import before, note_decision, what_came
from upstander.cases.actions.handing_off import carry_handed_off
from upstander.cases.actions.later_word import keep_later_words
from upstander.cases.actions.messages import acknowledge_report
from upstander.cases.actions.outgoing import hold_waiting
from upstander.cases.actions.parties import put_first_parties, put_parties, tokens_of
from upstander.cases.actions.telling import advise, alarm, report_row
from upstander.cases.actions.way_back import people_of
from upstander.cases.editions import current_edition
from upstander.cases.guard import fit_officer, guard_case
from upstander.cases.links import links_of
from upstander.cases.merged import name_to_matter, name_to_part
from upstander.cases.models import (
    Case,
    CaseReport,
    CaseState,
    Decision,
    Duty,
    DutyState,
    Party,
    PartyRole,
    TimelineEntry,
)
from upstander.cases.officers import WORKING_TEAM, possible_officers, tell
from upstander.cases.reconcile import first_duties, reconcile
from upstander.cases.timeline import write_entry
from upstander.cases.told import CaseTold, PartyTold, ReportTold, Triaged
from upstander.confidentiality.api import (
    Permission,
    Viewer,
    conflicted_staff,
    current_viewer,
    elevated,
    insert_rows,
    staff_cards,
    team_by_slug,
    together,
    vault,
)
from upstander.lib.decision import refuse
from upstander.lib.references import make_reference
from upstander.policy.api import Deed


def receive_case(
    *,
    report: ReportTold,
    parties: Sequence[PartyTold],
    told: CaseTold,
    index_tokens: Sequence[int],
    sealed: bool,
    advised: Sequence[str] = (),
    after: UUID | None = None,
    by: Viewer,
    now: datetime,
) -> UUID:
    """Make the case that a new report begins, with its key, facts and duties. Part of intake's action, inside its elevated step.

    `sealed` from the first moment when the survivor or the alleged perpetrator is an employee (clauses 4.3, 2.6). `after`: the case,
    ended by now, that its reporter came back from.
    """
    viewer = current_viewer()
    if viewer is None:
        raise RuntimeError("receive_case is part of a larger action")
    number = _next_number()
    case = Case(
        id=uuid4(),
        number=number,
        reference=make_reference("C", number),
        sealed=sealed,
        edition=current_edition(report.received_at).id,
        received_at=report.received_at,
        danger=report.immediate_danger,
        crime_likely=told.crime_likely,
        material_on_landlord_property=told.material_on_landlord_property,
        incident_at_home=told.incident_at_home,
        index_tokens=sorted({*index_tokens, *tokens_of(parties)}),
    )
    row = report_row(case, report)
    codes = {"channel": report.channel, "reference": report.reference, "danger": report.immediate_danger}
    with together():
        vault.create_key(case.id, "case")
        insert_rows([case])
        insert_rows([row])
        people = put_first_parties(case, parties, by=by, now=now)
        write_entry(case, "report_received", by=by, at=report.received_at, now=now, codes=codes)
        first_duties(case, row, people, by=by, now=now)
    advise(case, advised, at=report.received_at, by=by, now=now)
    guard_case(case, parties, now=now)
    alarm(case, now=now)
    cards = (each.safe_contact for each in parties)
    acknowledge_report(case, report.reporter, zip(people, cards, strict=True), by=by, now=now)
    if after is not None:
        link_to_closed(case, by=by, now=now, earlier=after)
    return case.id


def open_case(
    *,
    case_id: UUID,
    report_id: UUID,
    triaged: Triaged,
    officer_id: UUID | None,
    version: int | None,
    by: Viewer,
    now: datetime,
) -> None:
    """Triage says: this is a case of its own. Its people and facts are set, its team and officer given.

    Raises Refused, NoSuchCase, StaleEdit.
    """
    with working(
        case_id, by=by, now=now, action="case.open", version=version, permission=TRIAGE, triage=True
    ) as work:
        case = work.case
        rules.check_move(case.state, CaseState.OPEN).enforce()
        _apply(case, report_id, triaged, by=by, now=now)
        work.met += triaged.parties
        case.state, case.opened_at = CaseState.OPEN, now
        case.team = None if case.sealed else team_by_slug(WORKING_TEAM)
        case.officer_id = fit_officer(case, officer_id, now=now)
        case.save()
        entry = work.entry("opened", codes={"report": str(report_id)}, body=triaged.note)
        work.discharge(work.answered(Deed.TRIAGE), at=now, entry=entry)
        _doubted(work, triaged)
        _carry_said(work, triaged, case)
        note_decision(case, Decision.OPEN, by=by, now=now, report_id=report_id, entry=str(entry.id))
        link_to_closed(case, by=by, now=now)
        if officer_id and case.officer_id == officer_id:  # whoever took their place has been told
            tell(case, {officer_id}, "assigned", now)


def join_case(
    *,
    case_id: UUID,
    into_id: UUID,
    report_id: UUID,
    triaged: Triaged,
    version: int | None,
    by: Viewer,
    now: datetime,
) -> None:
    """Triage says: this report belongs to a known case. The provisional case keeps the key of what was told and nothing more to do.

    Both cases must be visible to the actor. Raises Refused, NoSuchCase, StaleEdit.
    """
    if case_id == into_id:
        refuse("A report cannot be joined to itself.").enforce()
    by.check(*TRIAGE).enforce()
    _hold_both(case_id, into_id)
    with (
        working(
            into_id, by=by, now=now, action="case.take_in_report", permission=TRIAGE, triage=True
        ) as into,
        working(
            case_id, by=by, now=now, action="case.join", version=version, permission=TRIAGE, triage=True
        ) as work,
    ):
        rules.check_move(work.case.state, CaseState.JOINED).enforce()
        if work.case.sealed and not into.case.sealed:
            refuse(
                "This report is sealed and that case is not. Open it as a case of its own.", "4.3"
            ).enforce()
        row = CaseReport.objects.get(pk=report_id, case=work.case)
        entry, new = _take_in(work, into, row, triaged, by=by, now=now)
        _heed(work.case, into, row, triaged, entry)
        _hold_for_newer_cards(into.case, triaged.parties, new, by=by, now=now)
        if into.case.officer_id:
            tell(into.case, {into.case.officer_id}, "new_report", now)


def _take_in(
    work: Work, into: Work, row: CaseReport, triaged: Triaged, *, by: Viewer, now: datetime
) -> tuple[TimelineEntry, list[PartyTold]]:
    """The report, its people and facts come to the known case, and it is noted what came. Answers with the entry there and with whom
    the case did not know."""
    case, known = work.case, into.case
    was = before(known)
    reports = [str(each) for each in CaseReport.objects.filter(case=case).values_list("id", flat=True)]
    _report_facts(row, triaged, now)
    entry = into.entry(
        "report_joined", at=row.received_at, codes={"reference": row.reference}, body=triaged.note
    )
    _end_duties(case, known, now)
    into.discharge(into.answered(Deed.TRIAGE), at=now, entry=entry)
    row.case = known
    row.save()
    _bring_along(case, known)
    case.state, case.joined_to = CaseState.JOINED, known
    case.sealed = known.sealed  # it says where it went
    name_to_part(case, known, now=now)
    work.entry("joined", codes={"into": known.reference})
    _learn(known, case, triaged)
    new = [replace(p, since=row.received_at) for p in triaged.parties if not _already_there(known, p)]
    put_parties(known, new, by=by, now=now)
    # Whoever stays off the case because somebody of their role is there, a second reporter say, keeps their own from it too.
    into.met += [*new, *people_of(case.id), *people_of(known.id)]
    note_decision(
        case, Decision.JOIN, by=by, now=now, report_id=row.id, into=known, entry=str(entry.id), reports=reports,
        **what_came(known, was),
    )  # fmt: skip
    return entry, new


def _heed(case: Case, into: Work, row: CaseReport, triaged: Triaged, entry: TimelineEntry) -> None:
    """What was doubted, agreed to or wished on the report stands on the known case, as far as it is known to be the same person's."""
    _doubted(into, triaged)
    _carry_said(into, triaged, case)
    if _same_survivor(into.case, triaged):
        carry_handed_off(case, into, entry)
        if row.reporter == "survivor":  # their own word, and the later one
            keep_later_words(into, case, roles=frozenset({PartyRole.SURVIVOR}))


def _hold_both(case_id: UUID, into_id: UUID) -> None:
    """Both cases at once and by id: whoever joins them the other way round waits, and waits in no circle."""
    with elevated("triage"):
        list(Case.objects.select_for_update().filter(pk__in=(case_id, into_id)).order_by("pk").values("pk"))


def _end_duties(case: Case, into: Case, now: datetime) -> None:
    """Nothing more is owed on a provisional case; the known case owes it."""
    for duty in Duty.objects.filter(case=case, state=DutyState.OPEN):
        duty.state, duty.withdrawn_at = DutyState.WITHDRAWN, now
        duty.withdrawn_because = f"The report was joined to {into.reference}; its duties go on there"
        duty.save(update_fields=["state", "withdrawn_at", "withdrawn_because"])


def _learn(known: Case, case: Case, triaged: Triaged) -> None:
    """What the report says is so on the known case too, and finds it. Nothing that was known is taken away."""
    known.index_tokens = sorted(set(known.index_tokens) | set(case.index_tokens))
    known.danger = known.danger or triaged.immediate_danger
    known.crime_likely = known.crime_likely or triaged.case.crime_likely
    known.incident_at_home = known.incident_at_home or triaged.case.incident_at_home
    known.material_on_landlord_property |= triaged.case.material_on_landlord_property


def _doubted(work: Work, triaged: Triaged) -> None:
    """A doubt is for whoever establishes what happened (3.2.5). It takes no duty away, and protection waits for nothing."""
    if triaged.doubt.strip():
        work.entry("doubt", body=triaged.doubt.strip())


def _carry_said(work: Work, triaged: Triaged, told_on: Case) -> None:
    """What the survivor said about telling others stands on the case. On a known case only when it is known to be the same person."""
    party = Party.objects.filter(case=work.case, role=PartyRole.SURVIVOR).first()
    if not triaged.said or party is None:
        return
    if work.case.id == told_on.id or _same_survivor(work.case, triaged):
        carry_consents(work, party, triaged.said)
    else:
        work.entry("consent_to_ask", codes={"bodies": len(triaged.said)})


def _same_survivor(case: Case, triaged: Triaged) -> bool:
    """True when whoever triaged says that the survivor is the one of this case."""
    person = next((each.person_id for each in triaged.parties if each.role == "survivor"), None)
    survivor = Party.objects.filter(case=case, role=PartyRole.SURVIVOR).first()
    return person is not None and survivor is not None and person == links_of(survivor)[0]


def _hold_for_newer_cards(
    case: Case, told: Sequence[PartyTold], new: Sequence[PartyTold], *, by: Viewer, now: datetime
) -> None:
    """A report that says anew how somebody known may be reached may be the safer word: what waits for them is kept back until a
    person has looked (clause 3.5.1)."""
    roles = {each.role for each in told if each.safe_contact is not None and each not in new}
    people = Party.objects.filter(case=case, role__in=roles & {"survivor", "reporter"}).values_list(
        "id", flat=True
    )
    hold_waiting(case, list(people), "card_differs", by=by, now=now)


def _bring_along(case: Case, into: Case) -> None:
    """What the same reporter told since, before anybody had triaged it, belongs to the known case as well."""
    for row in CaseReport.objects.filter(case=case):
        row.case = into
        row.save(update_fields=["case"])
        into.danger = into.danger or row.immediate_danger


def assign_case(
    *, case_id: UUID, officer_id: UUID, version: int | None = None, by: Viewer, now: datetime
) -> None:
    """Give the case to an officer; a sealed one its keepers give among themselves. A colleague in conflict with it cannot be given it,
    and is not offered."""
    with working(case_id, by=by, now=now, action="case.assign", version=version, permission=GIVERS) as work:
        if not work.case.sealed:
            by.check(Permission.CASE_ASSIGN).enforce()
        if officer_id not in {card.id for card in possible_officers(work.case)}:
            refuse("Choose somebody who works on cases and can take this one.").enforce()
        work.case.officer_id = officer_id
        work.entry("assigned", codes={"officer": str(officer_id)})
        tell(work.case, {officer_id}, "assigned", now)


def let_in(*, case_id: UUID, staff_id: UUID, version: int | None = None, by: Viewer, now: datetime) -> None:
    """The keepers of a sealed case name one more person to it, such as the line manager the survivor chose (clause 4.3).

    Refused for anybody in conflict with the case, without saying more than that they cannot be named.
    """
    with (
        working(
            case_id,
            by=by,
            now=now,
            action="case.let_in",
            version=version,
            permission=Permission.CASE_READ_SEALED,
        ) as work,
        elevated("naming to a sealed case"),
    ):
        if staff_id in conflicted_staff(case_id) or staff_id not in staff_cards({staff_id}):
            refuse("This person cannot be named to the case.", "4.3").enforce()
        name_to_matter(work.case, staff_id, now=now)
        work.entry("let_in", codes={"officer": str(staff_id)})
        tell(work.case, {staff_id}, "let_in", now)


def _apply(case: Case, report_id: UUID, triaged: Triaged, *, by: Viewer, now: datetime) -> None:
    row = CaseReport.objects.get(pk=report_id, case=case)
    _report_facts(row, triaged, now)
    row.save()
    case.danger = case.danger or triaged.immediate_danger
    case.crime_likely = triaged.case.crime_likely
    case.material_on_landlord_property = triaged.case.material_on_landlord_property
    case.incident_at_home = triaged.case.incident_at_home
    case.sealed = case.sealed or any(
        p.affiliation == "employee" for p in triaged.parties if p.role in ("survivor", "perpetrator")
    )
    put_parties(case, triaged.parties, by=by, now=now)


def _report_facts(row: CaseReport, triaged: Triaged, now: datetime) -> None:
    row.behaviours = list(triaged.behaviours)
    row.motivations = sorted(
        {*row.motivations, *triaged.motivations}
    )  # perception is never taken away (3.1.3)
    row.immediate_danger = triaged.immediate_danger
    row.incident_on = triaged.incident_on or row.incident_on
    row.triaged_at = now


def _already_there(case: Case, told: PartyTold) -> bool:
    rows = Party.objects.filter(case=case, role=told.role)
    if told.role in ("survivor", "reporter"):
        return rows.exists()
    return told.person_id is not None and any(links_of(row)[0] == told.person_id for row in rows)


def _next_number() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('cases_case_number_seq')")
        return int(cursor.fetchone()[0])


def route_case(
    *, case_id: UUID, report_id: UUID, to: str, note: str, version: int | None, by: Viewer, now: datetime
) -> None:
    """Triage says: another policy governs this ("asb" or "domestic_abuse", clause 1.2). The link stays; duties end here with why."""
    if to not in ROUTES:
        refuse("Choose anti-social behaviour or domestic abuse.", "1.2").enforce()
    if not note.strip():
        refuse(
            "Say who has taken this on and how they were told. Nobody may fall between two policies.", "1.2"
        ).enforce()
    with working(
        case_id, by=by, now=now, action="case.route", version=version, permission=TRIAGE, triage=True
    ) as work:
        case = work.case
        rules.check_move(case.state, CaseState.ROUTED).enforce()
        CaseReport.objects.filter(pk=report_id, case=case).update(triaged_at=now)
        entry = work.entry("routed", codes={"to": to}, body=note)
        work.discharge(work.answered(Deed.TRIAGE), at=now, entry=entry)
        note_decision(case, Decision.ROUTE, by=by, now=now, report_id=report_id, entry=str(entry.id))
        reconcile(case, by=by, now=now)
        Duty.objects.filter(case=case, state=DutyState.OPEN).update(
            state=DutyState.WITHDRAWN,
            withdrawn_at=now,
            withdrawn_because=f"Passed to the {ROUTES[to]} policy",
        )
        case.state, case.routed_to = CaseState.ROUTED, to


ROUTES = {"asb": "Anti-Social Behaviour", "domestic_abuse": "Domestic Abuse"}
