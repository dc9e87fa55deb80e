"""Which cases somebody sees in their account, and what of them. Seen as the system, in one narrow step each."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from upstander.cases.editions import edition
from upstander.cases.errors import NoSuchCase
from upstander.cases.links import links_of, person_token
from upstander.cases.models import (
    AccountWord,
    ActionPlan,
    Case,
    CaseReport,
    CaseState,
    Consent,
    Discharge,
    Disclosure,
    Duty,
    DutyState,
    Party,
    PartyRole,
    PlannedVisit,
    VisitState,
    WithdrawalTask,
)
from upstander.cases.own.cards import (
    OwnCase,
    OwnConsent,
    OwnPage,
    OwnPlan,
    OwnPromise,
    OwnStep,
    OwnVisit,
    SignedInAs,
)
from upstander.cases.own.elsewhere import told_of
from upstander.cases.own.rules import BESIDE, stands_beside, stands_in_account
from upstander.confidentiality.api import PUBLIC, blind_index, elevated, vault, viewing
from upstander.messages.api import SafeContactCard, safe_contact_of
from upstander.partners.api import agency_names
from upstander.policy.api import Listener, Reckoned

_OWN_REPORTERS = ("survivor", "anonymous")


def own_cases(who: SignedInAs, *, now: datetime) -> tuple[OwnCase, ...]:
    """The cases that stand in their account, the latest first."""
    with viewing(PUBLIC), elevated("account"):
        token = blind_index.typed([person_token(each) for each in who.entries])
        rows = Case.objects.filter(index_tokens__overlap=token).order_by("-received_at")
        found = ((case, person_in(case, who, now)) for case in rows)
        return tuple(_line(case, party) for case, party in found if party is not None)


def own_page(who: SignedInAs, case_id: UUID, *, now: datetime) -> OwnPage:
    """One of them. Raises NoSuchCase for any other, whether there is one or not."""
    with viewing(PUBLIC), elevated("account"):
        case = Case.objects.filter(pk=case_id).first()
        party = person_in(case, who, now) if case else None
        if case is None or party is None:
            raise NoSuchCase
        theirs = party.role == PartyRole.SURVIVOR
        return OwnPage(
            case=_line(case, party),
            promises=_promises(case, now) if theirs else (),
            visits=_visits(case, now) if theirs else (),
            plan=_plan(case, party),
            consents=_consents(case, party, now),
            card=safe_contact_of(party.id) or SafeContactCard(),
            wants_female_staff=party.wants_female_staff,
        )


def person_in(case: Case, who: SignedInAs, now: datetime) -> Party | None:
    """They on this case, when it stands in their account: the survivor, or somebody beside with a plan. Inside an elevated step."""
    return survivor_in(case, who, now) or _beside_in(case, who)


def _beside_in(case: Case, who: SignedInAs) -> Party | None:
    own = [row for row in Party.objects.filter(case=case) if links_of(row)[0] in who.entries]
    roles = {row.role for row in own}
    for row in own:
        if (
            row.role in BESIDE
            and stands_beside(
                roles=roles,
                affiliation=row.affiliation,
                state=case.state,
                sealed=case.sealed,
                word=_word(row),
            )
            and _plan(case, row) is not None
        ):
            return row
    return None


def _word(party: Party) -> bool | None:
    return AccountWord.objects.filter(party=party).order_by("-at").values_list("shown", flat=True).first()


def survivor_in(case: Case, who: SignedInAs, now: datetime) -> Party | None:
    """They as the survivor of this case, when it stands in their account. Inside an elevated step."""
    own = [row for row in Party.objects.filter(case=case) if links_of(row)[0] in who.entries]
    survivor = next((row for row in own if row.role == PartyRole.SURVIVOR), None)
    if survivor is None:
        return None
    stands = stands_in_account(
        roles={row.role for row in own},
        affiliation=survivor.affiliation,
        state=case.state,
        sent=case.id in who.sent,
        word=_word(survivor),
        card=safe_contact_of(survivor.id),
        way=who.way,
        to=who.to,
        at=now,
    )
    return survivor if stands else None


def _line(case: Case, party: Party) -> OwnCase:
    # A witness, or one of the household, learns nothing of the case: not since when it is, nor whether it has ended.
    if party.role != PartyRole.SURVIVOR:
        return OwnCase(case.id, case.reference, party.added_at, CaseState.OPEN, party.role)
    return OwnCase(case.id, case.reference, case.received_at, case.state)


def _promises(case: Case, now: datetime) -> tuple[OwnPromise, ...]:
    """What a survivor is told of, kept or not, by time. What concerns a single report is told only of the one that began the case,
    when it was their own: another may be somebody else's."""
    first = CaseReport.objects.filter(case=case, reporter__in=_OWN_REPORTERS, received_at=case.received_at)
    rows = Duty.objects.filter(case=case).exclude(state=DutyState.WITHDRAWN).order_by("due_at")
    answers = {(each.slug, each.at): each.outcome for each in Discharge.objects.filter(case=case)}
    own = {None, *first.values_list("pk", flat=True)}
    found = []
    for row in rows:
        if row.report_id not in own:
            continue
        says = told_of(edition(row.edition).duty(row.slug), Listener.SURVIVOR, case.id)
        if not says:
            continue
        state = _state(row, answers.get((row.slug, row.met_at), "done") if row.met_at else "", now)
        reckoned = _reckoned(row.reckoned) if row.reckoned else None
        ours = row.source == "standard" or row.clause == "standard"
        found.append(OwnPromise(says, row.due_at, state, row.met_at, row.why, reckoned, ours))
    return tuple(found)


def _state(row: Duty, outcome: str, now: datetime) -> str:
    if row.state == DutyState.OPEN:
        return "to_come" if now < row.due_at else "late"
    if outcome in ("not_appropriate", "could_not"):
        return "not_done"
    if outcome == "declined":
        return "declined"
    return "kept_late" if row.state == DutyState.MET_LATE else "kept"


def _reckoned(stored: dict[str, object]) -> Reckoned:
    because = stored["because"]
    return Reckoned(
        tuple(str(each) for each in because) if isinstance(because, list) else (),
        int(str(stored["count"])),
        str(stored["unit"]),
        datetime.fromisoformat(str(stored["started"])),
    )


def _visits(case: Case, now: datetime) -> tuple[OwnVisit, ...]:
    rows = PlannedVisit.objects.filter(case=case, state__in=[VisitState.PLANNED, VisitState.UNDER_WAY])
    rows = rows.select_related("booking")
    return tuple(
        OwnVisit(
            row.id,
            row.at,
            row.minutes,
            row.where,
            vault.unseal(row, "place"),
            row.female_only,
            row.booking is not None and row.booking.ended_at is None,  # wished for is not booked
            row.asked_at,
        )
        for row in rows.order_by("at")
        if row.state == VisitState.UNDER_WAY or row.at > now
    )


def _plan(case: Case, party: Party) -> OwnPlan | None:
    """Their own plan, once it was agreed with them."""
    whose = None if party.role == PartyRole.SURVIVOR else party
    row = ActionPlan.objects.filter(case=case, party=whose, ended_at=None, agreed_with_survivor=True)
    plan = row.order_by("-agreed_at").first()
    if plan is None:
        return None
    steps = tuple(
        OwnStep(vault.unseal(each, "what"), each.doer, vault.unseal(each, "owner"), each.due_on, each.state)
        for each in plan.actions.order_by("position")
    )
    return OwnPlan(plan.agreed_at, vault.unseal(plan, "wishes"), plan.review_on, steps)


def _consents(case: Case, party: Party, now: datetime) -> tuple[OwnConsent, ...]:
    rows = list(Consent.objects.filter(case=case, party=party).order_by("-at", "-recorded_at"))
    bodies = agency_names({row.agency_id for row in rows})
    shared = {
        each
        for row in Disclosure.objects.filter(case=case, consents__overlap=[row.id for row in rows])
        for each in row.consents
    }
    waiting = set(
        WithdrawalTask.objects.filter(case=case, acknowledged_at=None).values_list("agency_id", flat=True)
    )
    return tuple(
        OwnConsent(
            id=row.id,
            said_id=row.said_id,
            body=bodies[row.agency_id],
            given=row.given,
            kinds=tuple(row.kinds),
            purposes=tuple(row.purposes),
            how=row.how,
            at=row.at,
            expires_at=row.expires_at,
            withdrawn_at=row.withdrawn_at,
            live=row.given and row.withdrawn_at is None and (row.expires_at is None or now < row.expires_at),
            told=row.id in shared,
            heard=row.withdrawn_at is not None and row.id in shared and row.agency_id not in waiting,
        )
        for row in rows
    )
