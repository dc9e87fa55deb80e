"""Whether a case stands in somebody's account. Pure (clauses 3.5.1, 3.2.3)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from upstander.cases.models import CaseState, PartyRole
from upstander.confidentiality.api import blind_index
from upstander.messages.api import By, SafeContactCard, check_contact

_SHOWN = (CaseState.RECEIVED, CaseState.OPEN, CaseState.CLOSED)


def stands_in_account(
    *,
    roles: Collection[str],
    affiliation: str,
    state: str,
    sent: bool,
    word: bool | None,
    card: SafeContactCard | None,
    way: str,
    to: str,
    at: datetime,
) -> bool:
    """True when the person sees this case. Deny by default.

    Only ever the survivor, as staff or they themselves established it, and never whoever is complained of in the same case. What they
    sent from their account is theirs; anything else (told on the telephone, at an office, or by somebody for them) only when a
    colleague asked them (`word`), or when the very address they signed in with is one that they called safe on this case.
    """
    if PartyRole.SURVIVOR not in roles or PartyRole.PERPETRATOR in roles or state not in _SHOWN:
        return False
    if affiliation == "employee":  # theirs is the quiet door (clause 4.3)
        return False
    if word is not None:
        return word
    if sent:
        return True
    if state == CaseState.RECEIVED or card is None or card.shared_device or way not in (By.EMAIL, By.TEXT):
        return False
    # The hours are for what we send. Whoever signs in looks for themselves.
    return bool(check_contact(card, By(way), at=at, danger=True, to=as_written(card, By(way), to)))


BESIDE = (PartyRole.WITNESS, PartyRole.HOUSEHOLD)
"""Who may have a plan of their own in their account, besides the survivor."""


def stands_beside(
    *, roles: Collection[str], affiliation: str, state: str, sealed: bool, word: bool | None
) -> bool:
    """True when a witness, or somebody of the household, sees the plan agreed with them (clause 1.4), and nothing else of the case.

    Only when a colleague asked them and wrote down that their account is safe; never of a sealed case, nor whoever is complained of.
    """
    if not set(BESIDE) & set(roles) or {PartyRole.SURVIVOR, PartyRole.PERPETRATOR} & set(roles):
        return False
    return (
        word is True
        and not sealed
        and affiliation != "employee"
        and state in (CaseState.OPEN, CaseState.CLOSED)
    )


def as_written(card: SafeContactCard, way: By, to: str) -> str:
    """The same number or address as the card writes it: 07700 900100 and +447700900100 are one."""
    tokens = blind_index.email_tokens if way is By.EMAIL else blind_index.phone_tokens
    return next((each for each in card.destinations(way) if tokens(each) & tokens(to)), to)
