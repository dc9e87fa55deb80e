"""What somebody decided within the hour and may undo; what a case was linked to; and what stands out across reports."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from upstander.cases import rules
from upstander.cases.actions.common import TRIAGE
from upstander.cases.actions.deciding import decided_and_begun
from upstander.cases.actions.merging import LINKS
from upstander.cases.links import home_token, links_of, person_token
from upstander.cases.models import Case, CaseDecision, CaseLink, CaseReport, CaseState, Decision, Party
from upstander.cases.queries.desk import conflicts_of
from upstander.confidentiality.api import (
    Array,
    Permission,
    Viewer,
    blind_index,
    elevated,
    fetch,
    vault,
    viewing,
)
from upstander.messages.api import safe_contacts_of

_LOOKED_BACK = timedelta(days=365)
_MOST_CASES = 40


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """A decision of one's own that can be undone, or why not. Nothing of what is in the report."""

    id: UUID
    reference: str
    decision: str
    into: str
    at: datetime
    until: datetime
    why_not: str


@dataclass(frozen=True, slots=True)
class LinkLine:
    """A case that this one is linked to, as its viewer may see it."""

    id: UUID
    case_id: UUID
    reference: str
    state_label: str
    officer: str
    why: str


@dataclass(frozen=True, slots=True)
class EarlierReport:
    """A report that shares somebody or some place with another, and how. No content: that there was one, when, and in which part."""

    case_id: UUID
    received_at: datetime
    survivor: bool = False
    place: bool = False
    perpetrator: bool = False
    caller: bool = False
    accused_survivor: bool = False  # whoever suffers now was said to be responsible then
    accused_by_perpetrator: bool = False  # whoever is said to be responsible now suffered then


def my_decisions(viewer: Viewer, *, now: datetime) -> list[DecisionLine]:
    """What this viewer decided at triage within the last hour. Nothing of what turned out sealed, but for its keepers."""
    viewer.check(*TRIAGE).enforce()
    with viewing(viewer):
        hidden = conflicts_of(viewer)
        with elevated("triage"):
            rows = CaseDecision.objects.filter(
                by_id=viewer.staff_id,
                at__gt=now - rules.UNDO_FOR,
                undone_at=None,
                decision__in=[Decision.OPEN, Decision.JOIN, Decision.ROUTE],
            ).exclude(Q(case_id__in=hidden) | Q(into__in=hidden))
            if not viewer.may(Permission.CASE_READ_SEALED):
                sealed = Case.objects.filter(sealed=True)
                rows = rows.exclude(Q(case__sealed=True) | Q(into__in=sealed.values("id")))
            return _lines(list(rows.order_by("-at")[:20]), now)


def _lines(rows: list[CaseDecision], now: datetime) -> list[DecisionLine]:
    """In three queries, however many were decided."""
    begun = decided_and_begun(rows)
    reports = CaseReport.objects.filter(pk__in=[row.report_id for row in rows if row.report_id])
    names: dict[UUID | None, str] = dict(reports.values_list("id", "reference"))
    cases = Case.objects.filter(pk__in=[row.into for row in rows if row.into])
    into: dict[UUID | None, str] = dict(cases.values_list("id", "reference"))
    lines = []
    for row in rows:
        undo = rules.check_undo(decided_at=row.at, undone=False, mine=True, begun=row.id in begun, now=now)
        name = names.get(row.report_id, "")
        until = row.at + rules.UNDO_FOR
        lines.append(
            DecisionLine(row.id, name, row.decision, into.get(row.into, ""), row.at, until, undo.reason)
        )
    return lines


def links_of_case(viewer: Viewer, case_id: UUID) -> list[LinkLine]:
    """Cases that somebody linked to this one, where this viewer may see both."""
    with viewing(viewer):
        rows = fetch(
            lambda case: CaseLink.objects.filter(Q(case_id=case) | Q(other=case), ended_at=None).order_by(
                "at"
            ),
            case_id,
        )
        ends = {row.id: row.other if row.case_id == case_id else row.case_id for row in rows}
        linked = fetch(
            lambda cases: Case.objects.filter(pk__in=cases).select_related("officer"), set(ends.values())
        )
        cases = {case.id: case for case in linked}
        return [
            LinkLine(
                row.id,
                case.id,
                case.reference,
                case.get_state_display(),
                case.officer.name if case.officer else "",
                LINKS.get(row.why, row.why),
            )
            for row in rows
            if (case := cases.get(ends[row.id])) is not None
        ]


def movable_reports(viewer: Viewer, case_id: UUID) -> set[UUID]:
    """Reports of this case that can be taken out of it: those that were joined to it."""
    with viewing(viewer):
        if not Case.objects.filter(pk=case_id).exists():
            return set()
        with elevated("triage"):
            rows = CaseDecision.objects.filter(into=case_id, undone_at=None).values_list("effects", flat=True)
            return {UUID(each) for effects in rows for each in effects.get("reports", [])}


def earlier_reports(
    viewer: Viewer,
    *,
    survivors: set[UUID],
    perpetrators: set[UUID],
    homes: set[UUID],
    contacts: set[int],
    but: Iterable[UUID],
    now: datetime,
) -> list[EarlierReport]:
    """Reports of the last year on other cases that share these people, homes, or ways to reach the caller. Newest first.

    Seen as the system by whoever triages, as that there was one and no more; sealed cases and conflicts are left out for everybody.
    """
    viewer.check(*TRIAGE).enforce()
    tokens = {person_token(each) for each in survivors | perpetrators} | {home_token(each) for each in homes}
    tokens |= contacts
    if not tokens:
        return []
    with viewing(viewer):
        hidden = [*conflicts_of(viewer), *but]
        with elevated("triage matches"):
            cases = fetch(_that_share, blind_index.together(tokens), hidden)
            vault.warm(cases)
            parts = _parts(cases, survivors, perpetrators, homes, contacts)
            reports = CaseReport.objects.filter(
                case_id__in=[each for each, found in parts.items() if found],
                received_at__gt=now - _LOOKED_BACK,
            )
            return [
                EarlierReport(row.case_id, row.received_at, **parts[row.case_id])
                for row in reports.order_by("-received_at")
            ]


def _that_share(tokens: Array, hidden: list[UUID]) -> QuerySet[Case, UUID]:
    alike = Case.objects.filter(sealed=False, index_tokens__overlap=blind_index.typed(tokens))
    others = alike.exclude(state=CaseState.JOINED).exclude(id__in=hidden)
    return others.order_by("-received_at").values_list("id", flat=True)[:_MOST_CASES]


def _parts(
    cases: list[UUID], survivors: set[UUID], perpetrators: set[UUID], homes: set[UUID], contacts: set[int]
) -> dict[UUID, dict[str, bool]]:
    """What each of these cases shares with the report, in two queries however many there are."""
    parts: dict[UUID, dict[str, bool]] = {each: {} for each in cases}
    parties = list(Party.objects.filter(case_id__in=cases).only("case_id", "role", "links"))
    callers = [each.id for each in parties if contacts and each.role in ("survivor", "reporter")]
    cards = safe_contacts_of(callers) if callers else {}
    for party in parties:
        found = parts[party.case_id]
        person, home = links_of(party)
        suffers, accused = party.role == "survivor", party.role == "perpetrator"
        if suffers and home in homes:
            found["place"] = True
        if suffers and person in survivors:
            found["survivor"] = True
        if accused and person in perpetrators:
            found["perpetrator"] = True
        if accused and person in survivors:
            found["accused_survivor"] = True
        if suffers and person in perpetrators:
            found["accused_by_perpetrator"] = True
        if card := cards.get(party.id):
            own = blind_index.phone_tokens(card.phone) | blind_index.email_tokens(card.email)
            if own & contacts:
                found["caller"] = True
    return parts
