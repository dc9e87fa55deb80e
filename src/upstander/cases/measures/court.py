"""What the record says towards papers for a court: who, where, what was served, what was tried before, on which days it happened.

Days, kinds and codes alone. Nobody's name but the defendant's, and no words that anybody wrote: these may show who reported.
"""

from __future__ import annotations

import json
from datetime import date

from upstander.cases.links import links_of
from upstander.cases.measures.catalogue import KINDS
from upstander.cases.measures.law import law
from upstander.cases.models import Case, Incident, MeasureStep, Party
from upstander.confidentiality.api import vault
from upstander.lib.days import london_day
from upstander.lib.languages import plain_day
from upstander.people.api import home_line

_TRIED = ("warning", "behaviour-agreement", "undertaking", "injunction", "urgent-injunction", "other-policy")
_NO_TRY = ("given_up", "moved", "return_moved")
_ORDERS = ("injunction", "urgent-injunction", "undertaking")
_MADE = {"interim": "interim order", "final": "final order"}
NONE = "None is on our record."


def on_record(case: Case, whom: Party) -> dict[str, str]:
    """What fills the words of a court's paper (papers.yaml). Needs a `viewing` block."""
    home_id = links_of(whom)[1]
    steps = list(
        MeasureStep.objects.filter(case=case, measure__about=whom)
        .select_related("measure")
        .order_by("at", "recorded_at")
    )
    return {
        "address": home_line(home_id) if home_id else "",
        "notice": _notice(steps),
        "order_broken": _order_broken(steps),
        "tried": _list(_tried(steps)),
        "days": _list(_days(case)),
    }


def _notice(steps: list[MeasureStep]) -> str:
    served = [each for each in steps if each.measure.kind == "possession" and each.code == "served"]
    if not served:
        return ""
    told = _told(served[-1])
    power = law().power(told.get("power", ""))
    return ", ".join(filter(None, (power.label if power else "", _service(told))))


def _order_broken(steps: list[MeasureStep]) -> str:
    """The last order or undertaking that was broken: when it was made and served, and the days of its breaches. Its terms may name
    whom it protects, so they are not taken over."""
    broken = [each for each in steps if each.code == "broken" and each.measure.kind in _ORDERS]
    if not broken:
        return ""
    whole = [each for each in steps if each.measure_id == broken[-1].measure_id]
    said = [f"{KINDS[broken[-1].measure.kind].label}. Its terms: [fill in: the terms, without a name]"]
    for each in whole:
        told = _told(each)
        if each.code in ("granted", "given"):
            said.append(f"{_day(each)}: {_MADE.get(told.get('order', ''), 'given')}")
        elif each.code == "served":
            said.append(f"Served, {_service(told)}")
        elif each.code == "broken":
            said.append(f"Broken on {_plain(told.get('broken_on', ''))}: [fill in: what was done]")
    return _list(said)


def _told(row: MeasureStep) -> dict[str, str]:
    found: dict[str, str] = json.loads(vault.unseal(row, "told") or "{}")
    return found


def _service(told: dict[str, str]) -> str:
    way = law().service(told.get("served_how", ""))
    return ", ".join(
        filter(None, (way.label.lower() if way else "", f"on {_plain(told.get('served_on', ''))}"))
    )


def _plain(day: str) -> str:
    return plain_day(date.fromisoformat(day)) if day else "[fill in: the day]"


def _tried(steps: list[MeasureStep]) -> list[str]:
    found = []
    for each in steps:
        kind = KINDS[each.measure.kind]
        step = kind.step(each.code)
        # A letter that was written and went to nobody was no try, nor was a hearing that was moved.
        if each.measure.kind in _TRIED and step is not None and not step.drafts and step.code not in _NO_TRY:
            found.append(f"{_day(each)}: {kind.label}, {step.past.lower()}")
    return found


def _days(case: Case) -> list[str]:
    days = sorted(
        {london_day(each) for each in Incident.objects.filter(case=case).values_list("at", flat=True)}
    )
    return [f"{plain_day(day)}: [fill in: what happened, or leave this day out]" for day in days]


def _day(row: MeasureStep) -> str:
    return plain_day(london_day(row.at))


def _list(lines: list[str]) -> str:
    return "\n".join(f"- {line}" for line in lines) or NONE
