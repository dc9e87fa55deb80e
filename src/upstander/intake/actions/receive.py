"""One action for every channel: a report in, a receipt out, durable before the receipt is shown (clause 3.2.1)."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, fields
from datetime import datetime
from uuid import UUID, uuid4

from django.db import IntegrityError, connection
from django.utils.translation import gettext as _

from upstander.cases.api import CaseTold, PartyTold, ReportTold, receive_case, take_in_rest
from upstander.confidentiality.api import (
    Act,
    Viewer,
    acting,
    blind_index,
    forms_of,
    insert_rows,
    system,
    vault,
)
from upstander.intake.actions.pictures import await_picture
from upstander.intake.actions.storing import store_file
from upstander.intake.models import Mailbox, Report
from upstander.intake.receipts import receipt_of
from upstander.intake.tokens import submit_key
from upstander.intake.told import PersonTold, Receipt, ReportReceived
from upstander.lib.decision import refuse
from upstander.lib.references import make_reference


def receive(*, report: ReportReceived, by: Viewer, now: datetime, promises: bool = True) -> Receipt:
    """Store a report with its files, begin its case and its clocks, and answer with the receipt.

    The same `report.unique` again, also at the same moment from two connections, gives the receipt of the report already made.
    `promises`: the receipt says what was promised; without, nobody will be shown it. Raises Refused when nothing was said about what
    happened.
    """
    try:
        return _received(report, by, now, promises)
    except IntegrityError:
        if connection.needs_rollback:  # part of a larger act, which begins again as a whole or not at all
            raise
        return _received(report, by, now, promises)


def _received(report: ReportReceived, by: Viewer, now: datetime, promises: bool) -> Receipt:
    with acting(by, now, "report.receive", seeing=system("intake.receive")) as act:
        row, known = take_in(report, act)
        if known:
            return receipt_of(row, again=True)
        return receipt_of(row, danger=report.immediate_danger, files=len(report.files), promises=promises)


def take_in(report: ReportReceived, act: Act) -> tuple[Report, bool]:
    """The report as (part of) this act, and whether it was here already. Raises Refused when nothing was said about what happened."""
    if not report.narrative.strip():
        refuse(_("Tell us what happened, in as few words as you like."), "3.2.1").enforce()
    key = submit_key(report.unique)
    known = _stored_under(key)
    row = known or _store(report, key, act.by, act.now)
    act.case_id, act.subject_id = row.case_id, row.id
    if known is not None:
        act.detail["again"] = True
    else:
        act.detail.update(channel=report.channel, files=len(report.files))
    return row, known is not None


def _stored_under(key: bytes) -> Report | None:
    """Asked for every report, and nearly always in vain: a row is made only where there is one."""
    forms = forms_of(key)
    places = ", ".join(["%s"] * len(forms))  # an array in their place would be planned anew each time
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM intake_report WHERE submit_key IN ({places})", forms)  # noqa: S608  # places alone
        found = cursor.fetchone()
    return Report.objects.get(pk=found[0]) if found else None


def _store(report: ReportReceived, key: bytes, by: Viewer, now: datetime) -> Report:
    mailbox = _mailbox(report, now)

    def begin(told: ReportTold, tokens: list[int]) -> UUID:
        known = _goes_on(report, told, tokens, by, now) if report.follows else None
        case_id = known or receive_case(
            report=told,
            advised=report.advised,
            parties=_parties(report),
            told=case_told(report),
            index_tokens=tokens,
            sealed=_about_staff(report),
            by=by,
            now=now,
        )
        if mailbox is not None:
            mailbox.case_id = case_id
            insert_rows([mailbox])
        return case_id

    return store_report(report, key, begin, mailbox=mailbox, by=by, now=now)


def _mailbox(report: ReportReceived, now: datetime) -> Mailbox | None:
    """What the return code opens, still without its case."""
    code = report.return_code
    if code is None:
        return None
    return Mailbox(
        id=uuid4(),
        reporter=report.reporter,
        owner=report.owner,
        lookup=code.lookup,
        verifier=code.verifier,
        made_at=now,
    )


def _goes_on(
    report: ReportReceived, told: ReportTold, tokens: list[int], by: Viewer, now: datetime
) -> UUID | None:
    """The case of the report that was raised at once in danger, when it can take the rest."""
    first = Report.objects.filter(submit_key=submit_key(report.follows)).first()
    if first is None:
        return None
    return take_in_rest(
        case_id=first.case_id,
        report=told,
        parties=_parties(report),
        told=case_told(report),
        advised=report.advised,
        index_tokens=tokens,
        by=by,
        now=now,
    )


def store_report(
    report: ReportReceived,
    key: bytes,
    begin: Callable[[ReportTold, list[int]], UUID],
    *,
    mailbox: Mailbox | None = None,
    by: Viewer,
    now: datetime,
) -> Report:
    """Number and store a report on the case that `begin` makes or finds for its facts. Inside an elevated step."""
    report_id, number, tokens = uuid4(), _next_number(), _tokens(report)
    reference = make_reference("R", number)
    reachable = bool(report.contact and report.contact.reachable)
    told = ReportTold(
        id=report_id,
        reference=reference,
        received_at=report.received_at,
        channel=report.channel,
        reporter=report.reporter,
        # A mailbox counts: whoever comes back to it can be told that the report has arrived.
        reporter_contactable=reachable or report.return_code is not None or mailbox is not None,
        incident_on=report.incident_on,
        immediate_danger=report.immediate_danger,
        behaviours=report.behaviours,
        motivations=report.motivations,
    )
    row = Report(
        id=report_id,
        number=number,
        reference=reference,
        case_id=begin(told, tokens),
        mailbox=mailbox,
        channel=report.channel,
        reporter=report.reporter,
        received_at=report.received_at,
        recorded_at=now,
        recorded_by_id=by.staff_id,
        submit_key=key,
        index_tokens=tokens,
    )
    vault.seal(row, narrative=report.narrative.strip(), answers=_answers(report))
    insert_rows([row])
    for file in report.files:
        store_file(row, file, now)
    for number, address in enumerate(report.pictures):
        await_picture(row, number, address, now)
    return row


def case_told(report: ReportReceived) -> CaseTold:
    """Facts of the case as a whole, as far as this report tells them."""
    return CaseTold(
        crime_likely=report.crime_likely,
        material_on_landlord_property=report.material_on_landlord_property,
        incident_at_home=report.incident_at_home,
    )


def _about_staff(report: ReportReceived) -> bool:
    people = (report.survivor, report.perpetrator)
    return any(person is not None and person.affiliation == "employee" for person in people)


def _parties(report: ReportReceived) -> list[PartyTold]:
    own = report.reporter == "survivor"
    survivor, survivors = report.survivor, report.contact if own else report.survivor_contact
    identified = bool(survivor.name or survivor.address or survivor.person_id)
    parties = [
        PartyTold(
            role="survivor",
            affiliation=survivor.affiliation,
            name=survivor.name,
            details=survivor.address,
            person_id=survivor.person_id,
            home_id=survivor.home_id,
            identified=identified or (own and report.contact is not None and report.contact.reachable),
            contactable=bool(survivors and survivors.reachable),
            age=survivor.age,
            safeguarding=_safeguarding(report),
            cannot_stay_tonight=report.cannot_stay_tonight,
            wants_female_staff=report.wants_female_staff,
            wants_to_move=report.wants_to_move,
            support_needs=report.support_needs,
            communication_need=report.communication_need,
            wants_updates=report.wants_updates,
            safe_contact=survivors,
        )
    ]
    if not own and (report.reporter_person or report.contact or report.reporter != "anonymous"):
        reporter = report.reporter_person or PersonTold()
        parties.append(
            PartyTold(
                role="reporter",
                affiliation=reporter.affiliation,
                name=reporter.name,
                details=reporter.address,
                person_id=reporter.person_id,
                age=reporter.age,
                identified=bool(reporter.name),
                contactable=bool(report.contact and report.contact.reachable),
                wants_updates=False,
                safe_contact=report.contact,
            )
        )
    if report.perpetrator is not None or report.perpetrator_known:
        perpetrator = report.perpetrator or PersonTold()
        parties.append(
            PartyTold(
                role="perpetrator",
                affiliation=perpetrator.affiliation,
                name=perpetrator.name,
                details=perpetrator.address,
                person_id=perpetrator.person_id,
                identified=report.perpetrator_known,
            )
        )
    return parties


def _safeguarding(report: ReportReceived) -> tuple[str, ...]:
    """A child who was harmed, or who tells us of it, is a concern about a child: they may be in it themselves (clause 3.3.1)."""
    child = report.survivor.age or (report.reporter_person and report.reporter_person.age)
    return tuple(sorted({*report.safeguarding, *(("child",) if child else ())}))


def _tokens(report: ReportReceived) -> list[int]:
    people = [p for p in (report.survivor, report.reporter_person, report.perpetrator) if p is not None]
    cards = [card for card in (report.contact, report.survivor_contact) if card is not None]
    return blind_index.tokens(
        [
            blind_index.word_tokens(report.narrative),
            *[blind_index.name_tokens(person.name) for person in people],
            *[blind_index.phone_tokens(card.phone) | blind_index.email_tokens(card.email) for card in cards],
        ]
    )


def _answers(report: ReportReceived) -> str:
    return json.dumps(
        {
            "shown": [list(pair) for pair in report.answers],
            "where": report.where,
            "survivor": _person(report.survivor),
            "reporter_person": _person(report.reporter_person),
            "perpetrator": _person(report.perpetrator),
            "said": [{**asdict(each), "agency_id": str(each.agency_id)} for each in report.said],
        }
    )


def _person(person: PersonTold | None) -> dict[str, str] | None:
    if person is None:
        return None
    told = ((each.name, getattr(person, each.name)) for each in fields(person))
    return {name: str(value) for name, value in told if value}


def _next_number() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('intake_report_number_seq')")
        return int(cursor.fetchone()[0])
