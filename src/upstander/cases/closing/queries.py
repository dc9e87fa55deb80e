"""What whoever proposes closing has to answer for, and how the survivor can be told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from upstander.cases import rules
from upstander.cases.actions.messages import spoken_by
from upstander.cases.cards import CasePage
from upstander.cases.closing.left_open import BECOMES, Becomes, left_open_of, open_measures
from upstander.cases.closing.letter import plain_reason, safe_ways
from upstander.cases.errors import NoSuchCase
from upstander.cases.measures.catalogue import KINDS
from upstander.cases.models import Case, Closure, Party, PartyRole
from upstander.cases.rules import CLOSURE_REASONS
from upstander.confidentiality.api import Viewer, vault, viewing
from upstander.lib.decision import ALLOWED, Decision
from upstander.lib.languages import ENGLISH
from upstander.messages.api import beyond_print, safe_contact_of


@dataclass(frozen=True, slots=True)
class OpenMeasure:
    """One that has not ended. `may`: what may become of it, code to label. `pages`: how many secure pages of bodies are still open."""

    id: UUID
    label: str
    standing: str
    may: tuple[tuple[str, str], ...]
    pages: int


@dataclass(frozen=True, slots=True)
class SentBack:
    """What was proposed last and a manager sent back, with their `note`. Codes and words as they were given."""

    note: str
    at: datetime
    survivor_words: str
    reason: str
    explanation: str
    letter_way: str
    letter_words: str
    left_open: tuple[Becomes, ...]


@dataclass(frozen=True, slots=True)
class ClosingPage:
    """`ways`: code and destination, by which they may be written to. `reasons`: what the letter says for each, in their language.
    `language`: a code when it is not English. `needs`: formats that a letter alone does not honour. `sent_back`: to go on from."""

    open: tuple[OpenMeasure, ...]
    ways: tuple[tuple[str, str], ...]
    reasons: dict[str, str]
    language: str
    needs: tuple[str, ...]
    sent_back: SentBack | None


def check_decides(viewer: Viewer, page: CasePage) -> Decision:
    """Whether the proposal that waits on this case is theirs to decide, asked before the form is shown. Pure."""
    if page.closure is None or page.closure.approved is not None:
        return ALLOWED  # nothing waits, which the page says itself
    return rules.check_closure_decision(
        decider=viewer.staff_id, proposed_by=page.closure.proposed_by_id, officer=page.head.officer_id
    )


def closing_page(viewer: Viewer, case_id: UUID, *, now: datetime) -> ClosingPage:
    """Part of the case page's own read. Raises NoSuchCase."""
    with viewing(viewer):
        case = Case.objects.filter(pk=case_id).first()
        if case is None:
            raise NoSuchCase
        people = {
            row.id: vault.unseal(row, "name") or row.get_role_display()
            for row in Party.objects.filter(case=case)
        }
        lines = []
        for row in open_measures(case):
            kind = KINDS[row.kind]
            last = kind.step(row.state)
            may = tuple(
                (code, label) for code, label in BECOMES.items() if code != "ends" or kind.ends_with_case
            )
            who = people.get(row.about_id, "") if row.about_id else ""
            lines.append(
                OpenMeasure(
                    row.id, f"{kind.label}: {who}" if who else kind.label, last.past if last else row.state, may,
                    row.referrals.filter(closed_at=None, expires_at__gt=now).count(),
                )
            )  # fmt: skip
        survivor = Party.objects.filter(case=case, role=PartyRole.SURVIVOR).first()
        card = safe_contact_of(survivor.id) if survivor else None
        language = spoken_by(card) if card else ENGLISH
        return ClosingPage(
            tuple(lines),
            tuple((way.value, card.destinations(way)[0]) for way in safe_ways(card, at=now)) if card else (),
            {code: plain_reason(code, language) for code in CLOSURE_REASONS},
            "" if language == ENGLISH else language,
            beyond_print(card),
            _sent_back(case),
        )


def _sent_back(case: Case) -> SentBack | None:
    row = Closure.objects.filter(case=case).order_by("-proposed_at").first()
    if row is None or row.decided_at is None or row.approved:
        return None
    return SentBack(
        vault.unseal(row, "decision_note"),
        row.decided_at,
        vault.unseal(row, "survivor_view"),
        row.reason,
        vault.unseal(row, "explanation"),
        row.letter_way,
        vault.unseal(row, "letter_words"),
        left_open_of(row),
    )
