"""May this be shared, on this ground, at this moment? Frozen values in, a Decision out (clauses 1.6.2, 3.5.2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from upstander.cases.sharing.terms import (
    ASKED_BY,
    CAPACITY,
    EMERGENCIES,
    GIVEN,
    INFORMED,
    LAWFUL,
    METHODS,
    SPECIAL,
)
from upstander.lib.decision import ALLOWED, Decision, refuse
from upstander.lib.languages import plain_day
from upstander.partners.api import INFORMATION, PURPOSES

_GROUND = "Passing information to another body needs their explicit consent, or a risk of immediate harm. Say which applies."


@dataclass(frozen=True, slots=True)
class SharingTold:
    """One act of telling one body. `agency_id` may be None in an emergency alone, with `body` saying who it was."""

    ground: str
    agency_id: UUID | None = None
    kinds: tuple[str, ...] = ()
    about: tuple[UUID, ...] = ()
    purpose: str = "safety"
    method: str = "phone"
    asked_by: str = "us"
    informed: str = "later"
    body: str = ""
    recipient: str = ""
    items: str = ""
    emergency: str = ""
    lawful: str = ""
    reason: str = ""
    necessity: str = ""
    risk_of_not: str = ""
    not_informed: str = ""
    return_on: date | None = None


@dataclass(frozen=True, slots=True)
class ConsentTold:
    """What one person said about telling these bodies. `given` False records a refusal."""

    party_id: UUID
    agencies: tuple[UUID, ...]
    kinds: tuple[str, ...]
    purposes: tuple[str, ...]
    given: bool
    how: str
    at: datetime
    capacity: str = "presumed"
    words: str = ""
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Consented:
    """One consent as the gate reads it."""

    id: UUID
    party_id: UUID
    agency_id: UUID
    kinds: frozenset[str]
    purposes: frozenset[str]
    given: bool
    at: datetime
    expires_at: datetime | None
    withdrawn_at: datetime | None

    def live(self, at: datetime) -> bool:
        """In force at that moment: from when it was given, until the very moment that it expires or is withdrawn."""
        return (
            self.given
            and self.at <= at
            and (self.expires_at is None or at < self.expires_at)
            and (self.withdrawn_at is None or at < self.withdrawn_at)
        )


@dataclass(frozen=True, slots=True)
class Body:
    """The body as the gate reads it. `agreed`: kinds that agreements in force cover for this purpose; None where there never was an
    agreement. `ended_on`: the last day of the last one, where none is in force any more."""

    name: str
    retired: bool = False
    agreed: frozenset[str] | None = None
    ended_on: date | None = None


def covering(told: SharingTold, consents: Iterable[Consented], at: datetime) -> tuple[Consented, ...]:
    """The consents in force that this act rests on."""
    return tuple(
        each
        for each in consents
        if each.live(at)
        and each.agency_id == told.agency_id
        and each.party_id in told.about
        and told.purpose in each.purposes
        and each.kinds & set(told.kinds)
    )


def missing(told: SharingTold, consents: Iterable[Consented], at: datetime) -> tuple[str, ...]:
    """Kinds of information that somebody whom it is about has not agreed to for this body and purpose, in the list's order."""
    found = covering(told, consents, at)
    gaps: set[str] = set()
    for person in told.about:
        agreed = {kind for each in found if each.party_id == person for kind in each.kinds}
        gaps |= set(told.kinds) - agreed
    return tuple(kind for kind in INFORMATION if kind in gaps)


def check_sharing(
    told: SharingTold | None, *, body: Body | None, consents: Iterable[Consented], manager: bool, at: datetime
) -> Decision:
    """Another body is told only with consent that is in force and covers it, in an emergency with its reason, or on a lawful
    ground that a manager records. An agreement limits the first and the last. An emergency never waits."""
    if told is None or told.ground not in ("consent", "emergency", "lawful"):
        return refuse(_GROUND, "3.5.2")
    if not told.kinds or not set(told.kinds) <= set(INFORMATION):
        return refuse("Tick what kinds of information were shared.", "3.5.2")
    if told.ground == "emergency":
        if body is None and not told.body.strip():
            return refuse("Say who was told: choose the body, or write its name.", "3.5.2")
        if told.emergency not in EMERGENCIES or (told.emergency == "other" and not told.reason.strip()):
            return refuse("Say what the immediate risk is.", "3.5.2")
        return ALLOWED
    if body is None:
        return refuse("Choose the body that was told. A manager can add one that is missing.", "3.5.2")
    if body.retired:
        return refuse(f"{body.name} is no longer in use. Choose the body that took its place.", "3.5.2")
    if (
        told.purpose not in PURPOSES
        or told.method not in METHODS
        or told.asked_by not in ASKED_BY
        or told.informed not in INFORMED
    ):
        return refuse("Say what for, how, who asked, and whether the person knows.", "3.5.2")
    if told.informed == "no" and not told.not_informed.strip():
        return refuse("Say why the person was not told of it.", "3.5.2")
    by_consent = told.ground == "consent"
    decision = (
        _check_consent(told, body, tuple(consents), at)
        if by_consent
        else _check_lawful(told, manager=manager)
    )
    return decision if not decision.allowed else _check_agreement(told, body)


def _check_consent(told: SharingTold, body: Body, consents: tuple[Consented, ...], at: datetime) -> Decision:
    if not told.about:
        return refuse("Say whose information it is. Their consent is what counts.", "3.5.2")
    gaps = missing(told, consents, at)
    if gaps:
        names = "; ".join(INFORMATION[kind].lower() for kind in gaps)
        return refuse(
            f"There is no explicit consent in force for telling {body.name}, for this purpose, about: {names}. Ask them and record"
            " what they say, share less, or say what the immediate risk is.",
            "3.5.2",
        )
    return ALLOWED


def _check_lawful(told: SharingTold, *, manager: bool) -> Decision:
    if not manager:
        return refuse("Only a manager may record a lawful ground other than consent or emergency.", "3.5.2")
    if told.lawful not in LAWFUL:
        return refuse("Choose which lawful ground it is.", "3.5.2")
    if not told.necessity.strip() or not told.risk_of_not.strip():
        return refuse(
            "Say why this is necessary and no more than that, and what not sharing would risk.", "3.5.2"
        )
    return ALLOWED


def _check_agreement(told: SharingTold, body: Body) -> Decision:
    if body.agreed is None or set(told.kinds) <= body.agreed:
        return ALLOWED
    at_once = "Where somebody is at risk of immediate harm, say so instead: that never waits."
    if body.ended_on is not None:
        return refuse(
            f"The sharing agreement with {body.name} ended on {plain_day(body.ended_on)}. Ask a manager to renew it under Other bodies"
            f" first. {at_once}",
            "3.5.2",
        )
    if not body.agreed:
        return refuse(
            f"The sharing agreement with {body.name} is not for this: {PURPOSES[told.purpose].lower()}. Choose what it is for, or ask"
            f" a manager to agree it with them first. {at_once}",
            "3.5.2",
        )
    outside = "; ".join(
        INFORMATION[kind].lower() for kind in INFORMATION if kind in set(told.kinds) - body.agreed
    )
    return refuse(
        f"The sharing agreement with {body.name} does not cover: {outside}. Leave that out, or ask a manager to agree it with them"
        f" first. {at_once}",
        "3.5.2",
    )


def basis_of(told: SharingTold) -> tuple[str, str]:
    """Article 6 basis, and Article 9 condition where the kinds may hold special-category data."""
    special = bool(SPECIAL & set(told.kinds))
    if told.ground == "lawful":
        lawful = LAWFUL[told.lawful]
        return lawful.basis, lawful.condition if special else ""
    if told.ground == "emergency":
        return "6(1)(d)", "9(2)(c)" if special else ""
    return "6(1)(a)", "9(2)(a)" if special else ""


def check_consent(told: ConsentTold, *, concern: bool, child: bool, now: datetime) -> Decision:
    """Consent names person, bodies, kinds, purpose and how it was given. A concern about capacity is settled for this decision, and
    of somebody under 16 it is said whether they understand it, or who decided (that everybody can decide is presumed from 16 on)."""
    if told.at > now:
        return refuse("That time is in the future. Give the time it happened.")
    if not told.agencies:
        return refuse("Choose which body or bodies they spoke about. Consent is never general.", "3.5.2")
    if not told.kinds or not set(told.kinds) <= set(INFORMATION):
        return refuse("Tick which kinds of information they spoke about.", "3.5.2")
    if not told.purposes or not set(told.purposes) <= set(PURPOSES) or told.how not in GIVEN:
        return refuse("Say what it is for and how they told us.", "3.5.2")
    if told.capacity not in CAPACITY:
        return refuse("Say who decided.", "1.6.2")
    if told.given and told.capacity == "presumed" and concern:
        return refuse(
            "A concern about this person's capacity is on record. Settle it for this decision first: help them decide, then say"
            " what was found.",
            "1.6.2",
        )
    if told.given and child and told.capacity not in ("child", "authority"):
        return refuse(
            "They are under 16. Say whether they understand this decision, or who with authority decided for them.",
            "1.6.2",
        )
    if told.capacity != "presumed" and not told.words.strip():
        return refuse(
            "Write down how it was settled: what they understood, or who decided for them and on what authority.",
            "1.6.2",
        )
    if told.given and told.expires_at is not None and told.expires_at <= told.at:
        return refuse("It would end before it began. Check the date.")
    return ALLOWED


def check_review(*, reviewer: UUID | None, disclosed_by: UUID | None, manager: bool, reason: str) -> Decision:
    """A manager other than whoever shared looks at an emergency, and says why it is upheld or not."""
    if not manager or reviewer is None or reviewer == disclosed_by:
        return refuse("Another manager must review this: not the one who shared it.", "3.5.2")
    if not reason.strip():
        return refuse("Give the reason. The record must show it.", "3.5.2")
    return ALLOWED
