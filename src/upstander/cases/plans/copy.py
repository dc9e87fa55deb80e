"""A person's own copy of their plan, as a PDF in large print where they need that. Nothing on it says what the case is about but
what was agreed with them."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.conf import settings

from upstander.cases.errors import NoSuchCase
from upstander.cases.landlord_data import landlord_data
from upstander.cases.models import ActionPlan, Case, Party, PartyRole, PlanAction
from upstander.confidentiality.api import Permission, Viewer, reading, vault
from upstander.lib.days import london_day
from upstander.lib.languages import ENGLISH, code_of, plain_day, right_to_left
from upstander.lib.pdf import make_pdf
from upstander.messages.api import landlord_words, safe_contact_of

_ALOUD = frozenset({"audio", "bsl"})  # somebody reads it to them, or signs it


def plan_copy(*, viewer: Viewer, case_id: UUID, plan_id: UUID, now: datetime) -> bytes:
    """The PDF of a plan that was agreed. Raises NoSuchCase."""
    viewer.check(Permission.CASE_WORK).enforce()
    with reading(viewer, now, "plan.print", case_id=case_id, subject_id=plan_id):
        case = Case.objects.filter(pk=case_id).first()
        plans = ActionPlan.objects.filter(pk=plan_id, case_id=case_id, ended_at=None)
        found = plans.filter(agreed_with_survivor=True).select_related("party").first()
        if case is None or found is None:
            raise NoSuchCase
        whose = found.party or Party.objects.filter(case=case, role=PartyRole.SURVIVOR).first()
        card = safe_contact_of(whose.id) if whose else None
        needs = set(card.needs) if card else set()
        language = (code_of(card.language) if card else None) or ENGLISH
        words = _words(language)
        landlord = settings.LANDLORD
        day = london_day(found.agreed_at)
        data: dict[str, Any] = {  # Any: what JSON holds
            "landlord": landlord["name"],
            "large": "large_print" in needs,
            "easy": "easy_read" in needs,
            "script": bool(_ALOUD & needs),
            "words": words,
            "rtl": right_to_left(language),
            "agreed": plain_day(day, language),
            "wishes": vault.unseal(found, "wishes"),
            "review": _on(words["look"], found.review_on, language),
            "steps": [
                {
                    "what": vault.unseal(step, "what"),
                    "who": words["you"]
                    if step.doer == PlanAction.Doer.SURVIVOR
                    else vault.unseal(step, "owner"),
                    "by": _on(words["by"], step.due_on, language),
                }
                for step in found.actions.filter(state=PlanAction.State.TO_DO).order_by("position")
            ],
            **landlord_words(language),
        }
    return make_pdf(
        "cases/plans/plan.typ",
        data,
        title=data["words"]["title"],
        now=now,
        language=language.partition("-")[0],
    )


def _on(words: str, day: date | None, language: str) -> str:
    """The words with the day where that language has it; nothing without a day."""
    return words.replace("{day}", plain_day(day, language)) if day else ""


@cache
def _shipped() -> Any:  # Any: YAML
    return landlord_data("upstander.cases.plans", "plan.yaml")


def _words(language: str) -> dict[str, str]:
    """Headings and set sentences in their language; in English where nobody wrote them in that one. What was agreed stays as it was
    written: whoever agreed it wrote it so that they understand."""
    found: dict[str, str] = _shipped().get("en" if language == ENGLISH else language, _shipped()["en"])
    return found
