"""Likely matches for a new report: the same person, the same home, the same words. Scored and explained, never decided."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from upstander.cases.queries.api import KnownCase, known_cases
from upstander.confidentiality.api import Permission, Viewer, blind_index, viewing
from upstander.people.api import HomeCard, PersonCard, people_like, search_homes


@dataclass(frozen=True, slots=True)
class PersonMatch:
    """Somebody in the directory who may be the person named. `why` in plain words; `score` only orders the list."""

    card: PersonCard
    score: int
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HomeMatch:
    """A home that the words about the place may mean."""

    card: HomeCard


@dataclass(frozen=True, slots=True)
class CaseMatch:
    """An open case that this report may belong to: that it exists and who has it, no more."""

    case_id: UUID
    reference: str
    officer: str
    reports: int
    score: int
    why: tuple[str, ...]


def person_matches(viewer: Viewer, *, name: str, phone: str, email: str, address: str) -> list[PersonMatch]:
    """People whose name, phone, email or home fits what was told; the best ten. Nobody for a viewer without the directory."""
    if not viewer.may(Permission.DIRECTORY_SEARCH):
        return []
    names = blind_index.name_tokens(name)
    contact = blind_index.phone_tokens(phone) | blind_index.email_tokens(email)
    homes = {home.id for home in _homes(viewer, address)}
    found = []
    parts = blind_index.name_parts(name)
    for card, tokens in people_like(viewer, exact=contact, parts=parts, homes=homes, limit=200):
        why, score = [], 0
        if contact & tokens:
            why.append("same phone or email")
            score += 5
        shared = len(names & tokens)
        if shared:
            why.append("same name" if shared >= len(names) else "a similar name")
            score += 1 + shared if shared < len(names) else 4
        if card.home is not None and card.home.id in homes:
            why.append("lives at that address")
            score += 4
        if score >= 2:
            found.append(PersonMatch(card, score, tuple(why)))
    return sorted(found, key=lambda match: (-match.score, match.card.name))[:10]


def home_matches(viewer: Viewer, *texts: str) -> list[HomeMatch]:
    """Homes that the given words about places may mean; the first five. None for a viewer without the directory."""
    if not viewer.may(Permission.DIRECTORY_SEARCH):
        return []
    found: dict[UUID, HomeMatch] = {}
    for text in texts:
        for card in _homes(viewer, text):
            found.setdefault(card.id, HomeMatch(card))
    return list(found.values())[:5]


def known_people(viewer: Viewer, people: set[UUID]) -> dict[UUID, list[CaseMatch]]:
    """Open cases that each of these people is on, for whoever triages: that there is one and who has it, no more.

    Nothing for anybody else, and never a sealed case or one in conflict with the viewer.
    """
    if not people or not viewer.may(Permission.REPORT_TRIAGE):
        return {}
    found: dict[UUID, list[CaseMatch]] = {}
    for case in known_cases(viewer, tokens=set(), people=people, homes=set()):
        for person in case.people:
            card = CaseMatch(case.id, case.reference, case.officer, case.reports, 0, ())
            found.setdefault(person, []).append(card)
    return found


def case_matches(
    viewer: Viewer, *, tokens: set[int], names: set[int], people: set[UUID], homes: set[UUID]
) -> list[CaseMatch]:
    """Open cases that share a person, a home, a name or telling words; the best five."""
    with viewing(viewer):
        known = known_cases(viewer, tokens=tokens, names=names, people=people, homes=homes, limit=_LIKELIEST)
    matches = [match for match in (_scored(case, names) for case in known) if match.score >= 3]
    return sorted(matches, key=lambda match: (-match.score, match.reference))[:_LIKELIEST]


_LIKELIEST = 5


def _scored(case: KnownCase, names: set[int]) -> CaseMatch:
    why, score = [], 0
    if case.people:
        why.append("the same person")
        score += 6
    if case.homes:
        why.append("the same home")
        score += 4
    if case.tokens & names:
        why.append("the same or a similar name, phone or email")
        score += 3
    words = len(case.tokens - names)
    if words >= 4:
        why.append(f"{words} of the same telling words")
        score += min(words // 4, 3)
    return CaseMatch(case.id, case.reference, case.officer, case.reports, score, tuple(why))


def _homes(viewer: Viewer, text: str) -> list[HomeCard]:
    text = " ".join(text.replace("\n", ", ").split())
    if len(text) < 5:
        return []
    found = search_homes(viewer, text, limit=5)
    for part in [piece.strip() for piece in text.split(",")]:
        if not found and len(part) >= 5:
            found = search_homes(viewer, part, limit=5)
    return found
