"""The gate on every way out, and the record of what went through it. Inside an action that holds the case's lock."""

from __future__ import annotations

from datetime import date, datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

from upstander.cases.consented import consented
from upstander.cases.editions import edition
from upstander.cases.models import Case, Disclosure, Party, TimelineEntry
from upstander.cases.sharing.rules import (
    Body,
    Consented,
    SharingTold,
    basis_of,
    check_sharing,
    covering,
)
from upstander.confidentiality.api import Permission, Viewer, vault
from upstander.lib.decision import Refused
from upstander.partners.api import AgencyCard, AgreementCard, NoSuchAgency, agency
from upstander.policy.api import Clock, due

_WITHOUT_STANDARD = {
    "consent-life": "12 calendar months",
    "override-review": "1 working day",
    "late-manager": "2 elapsed hours",
    "late-senior": "1 working day",
}
_ZONE = ZoneInfo("Europe/London")


def standard_due(case: Case, standard: str, start: datetime) -> datetime:
    """When a service standard of the case's edition that starts then runs out; a cautious one where the edition is silent."""
    rules = edition(case.edition)
    try:
        clock = rules.standard(standard).clock
    except KeyError:
        clock = Clock.parse(_WITHOUT_STANDARD[standard])
    return due(clock, start, rules.calendar)


def write_disclosure(
    case: Case,
    told: SharingTold | None,
    *,
    at: datetime,
    entry: TimelineEntry,
    by: Viewer,
    now: datetime,
    duty: str = "",
) -> Disclosure:
    """Ask the gate, then record what was shared. Raises Refused with what is missing, and then nothing is recorded."""
    card = _agency(told, by, now)
    purpose = told.purpose if told else ""
    agreements, agreed = _in_force(card, at), _agreed(card, purpose, at)
    known = _gate(case, told, card, by=by, at=at)
    assert told is not None  # noqa: S101  # the gate refuses what is not told
    people = set(Party.objects.filter(case=case).values_list("id", flat=True))
    if not set(told.about) <= people:
        raise Refused("Choose people who are on this case.")
    basis, condition = basis_of(told)
    under = [each.id for each in covering(told, known, at)] if told.ground == "consent" else []
    row = Disclosure(
        id=uuid4(),
        case=case,
        agency_id=told.agency_id,
        agreement_id=next(
            (a.id for a in agreements if a.covers(purpose) and set(told.kinds) <= set(a.kinds)), None
        ),
        entry=entry,
        duty=duty,
        about=list(told.about),
        kinds=list(told.kinds),
        consents=under,
        purpose=told.purpose,
        asked_by=told.asked_by,
        ground=told.ground,
        emergency=told.emergency if told.ground == "emergency" else "",
        lawful=told.lawful if told.ground == "lawful" else "",
        basis=basis,
        condition=condition,
        criminal_allegation="alleged" in told.kinds,
        outside_agreement=agreed is not None and not set(told.kinds) <= agreed,
        method=told.method,
        informed=told.informed,
        return_on=told.return_on,
        at=at,
        recorded_at=now,
        by_id=by.staff_id,
        review_due_at=standard_due(case, "override-review", now) if told.ground == "emergency" else None,
    )
    vault.seal(row, recipient=_lines(told.body, told.recipient), items=told.items.strip())
    vault.seal(row, reasons=_lines(told.reason, told.necessity, told.risk_of_not, told.not_informed))
    row.save(force_insert=True)
    return row


def check_leaving_now(case: Case, told: SharingTold | None, *, by: Viewer, now: datetime) -> None:
    """For what leaves by our own hand: the gate as it stands at this moment, whatever time is written up. Raises Refused."""
    _gate(case, told, _agency(told, by, now), by=by, at=now)


def _gate(
    case: Case, told: SharingTold | None, card: AgencyCard | None, *, by: Viewer, at: datetime
) -> tuple[Consented, ...]:
    """Ask the gate for that moment; answers with every consent of the case. Raises Refused."""
    body = _body(card, told.purpose, at) if card and told else None
    known = tuple(consented(case))
    manager = by.may(Permission.CASE_CLOSE)
    check_sharing(told, body=body, consents=known, manager=manager, at=at).enforce()
    return known


def _in_force(card: AgencyCard | None, at: datetime) -> list[AgreementCard]:
    day = at.astimezone(_ZONE).date()
    return [each for each in card.agreements if each.live(day)] if card else []


def _agreed(card: AgencyCard | None, purpose: str, at: datetime) -> frozenset[str] | None:
    """What agreements in force cover for that purpose: nothing once they have all ended, None where there never was one."""
    agreements = _in_force(card, at)
    if not agreements and (card is None or _ended_on(card, at) is None):
        return None
    return frozenset(kind for each in agreements if each.covers(purpose) for kind in each.kinds)


def _body(card: AgencyCard, purpose: str, at: datetime) -> Body:
    ended_on = None if _in_force(card, at) else _ended_on(card, at)
    return Body(card.called, card.retired_at is not None, _agreed(card, purpose, at), ended_on)


def _ended_on(card: AgencyCard, at: datetime) -> date | None:
    day = at.astimezone(_ZONE).date()
    return max(
        (each.ends_on for each in card.agreements if each.ends_on and each.ends_on < day), default=None
    )


def _agency(told: SharingTold | None, by: Viewer, now: datetime) -> AgencyCard | None:
    if told is None or told.agency_id is None:
        return None
    try:
        return agency(by, told.agency_id, now=now)
    except NoSuchAgency:
        raise Refused("Choose the body that was told.", "3.5.2") from None


def _lines(*texts: str) -> str:
    return "\n\n".join(text.strip() for text in texts if text.strip())
