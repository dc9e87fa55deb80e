"""What the record says towards papers for a court: who, where, what was served, what was tried before, on which days it happened.

Days, kinds and codes alone. Nobody's name but the defendant's, and no words that anybody wrote: these may show who reported.
"""

from __future__ import annotations

import json

from upstander.cases.links import links_of
from upstander.cases.measures.catalogue import KINDS
from upstander.cases.measures.law import law
from upstander.cases.models import Case, Incident, MeasureStep, Party
from upstander.confidentiality.api import vault
from upstander.lib.days import london_day
from upstander.lib.languages import plain_day
from upstander.people.api import home_line

_TRIED = ("warning", "behaviour-agreement", "undertaking", "injunction", "urgent-injunction", "other-policy")
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
        "tried": _list(_tried(steps)),
        "days": _list(_days(case)),
    }


def _notice(steps: list[MeasureStep]) -> str:
    served = [each for each in steps if each.measure.kind == "possession" and each.code == "served"]
    if not served:
        return ""
    told = json.loads(vault.unseal(served[-1], "told") or "{}")
    power, way = law().power(told.get("power", "")), law().service(told.get("served_how", ""))
    said = [
        power.label if power else "",
        way.label.lower() if way else "",
        f"on {told.get('served_on', '…')}",
    ]
    return ", ".join(part for part in said if part)


def _tried(steps: list[MeasureStep]) -> list[str]:
    found = []
    for each in steps:
        kind = KINDS[each.measure.kind]
        step = kind.step(each.code)
        # A letter that was written and went to nobody was no try.
        if each.measure.kind in _TRIED and step is not None and not step.drafts and step.code != "given_up":
            found.append(f"{_day(each)}: {kind.label}, {step.past.lower()}")
    return found


def _days(case: Case) -> list[str]:
    days = sorted(
        {london_day(each) for each in Incident.objects.filter(case=case).values_list("at", flat=True)}
    )
    return [f"{plain_day(day)}: …" for day in days]


def _day(row: MeasureStep) -> str:
    return plain_day(london_day(row.at))


def _list(lines: list[str]) -> str:
    return "\n".join(f"- {line}" for line in lines) or NONE
