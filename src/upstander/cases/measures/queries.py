"""The measures of a case, as pages show them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from uuid import UUID

from upstander.cases.editions import edition, governed
from upstander.cases.errors import NoSuchCase
from upstander.cases.facts import case_facts
from upstander.cases.measures.against import ALLEGED
from upstander.cases.measures.catalogue import KINDS
from upstander.cases.measures.kinds import Kind, Step
from upstander.cases.measures.law import SURE, law
from upstander.cases.measures.rules import check_begin, check_whom
from upstander.cases.models import Case, Measure, MeasureStep, Party, PartyRole, Referral
from upstander.cases.rows import case_row, parties_of
from upstander.confidentiality.api import StaffCard, Viewer, fetch, staff_cards, vault, viewing
from upstander.lib.decision import Decision
from upstander.lib.languages import plain_day
from upstander.partners.api import agency_names
from upstander.policy.api import Affiliation


@dataclass(frozen=True, slots=True)
class StepTaken:
    """One step as it was recorded. `said`: label and answer, in the order asked."""

    code: str
    past: str
    at: datetime
    by: str
    said: tuple[tuple[str, str], ...]
    photos: bool = False  # photos came with it, and are exhibits
    by_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class ReferralLine:
    """One secure page: sent, read, answered. `answer`: accepted, declined, done, or "" while nothing came."""

    id: UUID
    agency: str
    sent_at: datetime
    expires_at: datetime
    notice: str
    opened_at: datetime | None
    answer: str
    answered_at: datetime | None
    answer_words: str
    closed_at: datetime | None
    silent: bool
    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """One measure. `late`: what was expected by `next_on` has not come."""

    id: UUID
    kind: Kind
    state: str
    standing: str
    about: str
    opened_at: datetime
    ended_at: datetime | None
    next_on: date | None
    lapses_on: date | None
    late: bool
    steps: tuple[StepTaken, ...]
    possible: tuple[Step, ...]
    referrals: tuple[ReferralLine, ...]
    received_at: datetime
    cost: str = ""  # what it cost so far, or is estimated to, in pounds

    @property
    def title(self) -> str:
        """Its kind, and what tells it from another of that kind."""
        asks = (ask for step in self.kind.steps for ask in step.asks)
        asked = {ask.label for ask in asks if ask.name == self.kind.told_apart_by}
        which = [answer for step in self.steps for label, answer in step.said if label in asked]
        return f"{self.kind.label}: {which[0]}" if which else self.kind.label


@dataclass(frozen=True, slots=True)
class Offer:
    """A kind that may be begun, or why not."""

    kind: Kind
    decision: Decision


def measures_of(viewer: Viewer, case_id: UUID, *, today: date) -> tuple[MeasureLine, ...]:
    """The measures of a case, what is under way first, then newest first; part of the case page's own read. Raises NoSuchCase."""
    with viewing(viewer):
        case = case_row(case_id)
        if case is None:
            raise NoSuchCase
        vault.warm([case.id])
        rows = fetch(lambda case: Measure.objects.filter(case=case).order_by("-opened_at", "id"), case.id)
        if not rows:
            return ()
        steps: dict[UUID, list[MeasureStep]] = defaultdict(list)
        for step in fetch(
            lambda case: MeasureStep.objects.filter(case=case).order_by("at", "recorded_at"), case.id
        ):
            steps[step.measure_id].append(step)
        pages: dict[UUID, list[Referral]] = defaultdict(list)
        for page in fetch(lambda case: Referral.objects.filter(case=case).order_by("-sent_at"), case.id):
            pages[page.measure_id].append(page)
        bodies = agency_names({page.agency_id for found in pages.values() for page in found})
        staff = staff_cards({s.by_id for found in steps.values() for s in found if s.by_id})
        people = {row.id: vault.unseal(row, "name") or row.get_role_display() for row in parties_of(case.id)}
        lines = [
            _line(
                row,
                case,
                people.get(row.about_id, "") if row.about_id else "",
                tuple(_step(KINDS[row.kind], step, staff) for step in steps[row.id]),
                _last_answers(KINDS[row.kind], steps[row.id]),
                tuple(_referral(page, bodies) for page in pages[row.id]),
                today,
                _cost(steps[row.id]),
            )
            for row in rows
            if row.kind in KINDS
        ]
        return tuple(sorted(lines, key=lambda line: line.ended_at is not None))


def _last_answers(kind: Kind, steps: list[MeasureStep]) -> dict[str, str]:
    """How the questions were last answered on which later steps or the standing rest; {} where none do."""
    wanted = {each.only[0] for each in kind.steps if each.only} | {each.tells for each in kind.steps} - {""}
    found: dict[str, str] = {}
    for step in steps if wanted else ():
        found |= {
            name: said
            for name, said in json.loads(vault.unseal(step, "told") or "{}").items()
            if name in wanted
        }
    return found


def _cost(steps: list[MeasureStep]) -> str:
    """The last figure that was given: what it cost, or until then the estimate."""
    figures = [json.loads(vault.unseal(step, "told") or "{}").get("cost", "") for step in steps]
    return next((each for each in reversed(figures) if each), "")


def cost_of(lines: Iterable[MeasureLine]) -> Decimal:
    """The sum of what was given as figures, in pounds."""
    found = Decimal(0)
    for line in lines:
        with suppress(InvalidOperation):
            found += Decimal(line.cost.replace(",", "").replace("£", "").strip() or "0")
    return found


def offers_for(viewer: Viewer, case_id: UUID, *, now: datetime) -> tuple[Offer, ...]:
    """Every kind, and whether this case leaves it open. Raises NoSuchCase."""
    with viewing(viewer):
        case = Case.objects.filter(pk=case_id).first()
        if case is None:
            raise NoSuchCase
        facts, _ = case_facts(case, now)
        closed = {each.id: each.clause for each in governed(facts, case.edition, now).restrictions}
        policy = edition(case.edition)
        alleged = [
            (each, policy.group(Affiliation(each)))
            for each in Party.objects.filter(case=case, role=PartyRole.PERPETRATOR).values_list(
                "affiliation", flat=True
            )
        ]
    return tuple(Offer(kind, _check_offer(kind, closed, alleged)) for kind in KINDS.values())


def _check_offer(kind: Kind, closed: Mapping[str, str], alleged: Sequence[tuple[str, str]]) -> Decision:
    """Open to this case, and to one at least of those said to be responsible, where any are known."""
    found = check_begin(kind, closed)
    whom = [check_whom(kind, *each) for each in alleged] if kind.about == ALLEGED else []
    return whom[0] if found.allowed and whom and not any(each.allowed for each in whom) else found


def _line(
    row: Measure,
    case: Case,
    about: str,
    steps: tuple[StepTaken, ...],
    answers: dict[str, str],
    referrals: tuple[ReferralLine, ...],
    today: date,
    cost: str = "",
) -> MeasureLine:
    kind = KINDS[row.kind]
    last = kind.step(row.state)
    tells = (
        next(
            (each.choices.get(answers.get(each.name, "")) for each in last.asks if each.name == last.tells),
            "",
        )
        if last
        else ""
    )
    return MeasureLine(
        id=row.id,
        kind=kind,
        state=row.state,
        standing=(f"{last.past}: {tells}" if tells else last.past) if last else row.state,
        about=about,
        opened_at=row.opened_at,
        ended_at=row.ended_at,
        next_on=row.next_on,
        lapses_on=row.lapses_on,
        late=row.ended_at is None and row.next_on is not None and row.next_on < today,
        steps=steps,
        possible=tuple(
            s for s in kind.next_steps(row.state, answers) if s.afterwards or row.ended_at is None
        ),
        referrals=referrals,
        received_at=case.received_at,
        cost=cost,
    )


def _step(kind: Kind, row: MeasureStep, staff: dict[UUID, StaffCard]) -> StepTaken:
    step = kind.step(row.code)
    told = json.loads(vault.unseal(row, "told") or "{}")
    said = []
    for ask in step.asks if step else ():
        answer = told.get(ask.name, "")
        if answer:
            said.append((ask.label, _said(ask.sort, answer, ask.choices.get(answer, answer))))
    if told.get("deemed_on"):
        said.append(("Taken to be served on", _said("day", told["deemed_on"], "")))
    known = law().lapse(told.get("power", ""))
    if known and told.get("lapses_on"):
        said.append(("Why it lapses then", f"{known.label}. {SURE[known.sure]}. {known.source}"))
    return StepTaken(
        row.code,
        step.past if step else row.code,
        row.at,
        staff[row.by_id].name if row.by_id in staff else "",
        tuple(said),
        told.get("photos") == "yes",
        row.by_id,
    )


def _said(sort: str, answer: str, label: str) -> str:
    if sort == "tick":
        return "Yes"
    if sort == "day":
        return plain_day(date.fromisoformat(answer))
    return f"£{answer}" if sort == "money" else label


def _referral(row: Referral, bodies: dict[UUID, str]) -> ReferralLine:
    return ReferralLine(
        id=row.id,
        agency=bodies[row.agency_id],
        sent_at=row.sent_at,
        expires_at=row.expires_at,
        notice=row.notice,
        opened_at=row.opened_at,
        answer=row.answer,
        answered_at=row.answered_at,
        answer_words=vault.unseal(row, "answer_words"),
        closed_at=row.closed_at,
        silent=row.chased_at is not None and not row.answer,
        items=tuple((each["label"], each["text"]) for each in json.loads(vault.unseal(row, "items") or "[]")),
    )
