"""What of a case may be put on a body's secure page, item by item. Each item is of one kind of information (clause 3.5.2)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from upstander.cases.queries.api import CasePage, PartyCard
from upstander.messages.api import By, reach_lines
from upstander.policy.api import Deed, Edition
from upstander.sites.staff.words import LEVELS, motivation_words, need_name, person_lines


@dataclass(frozen=True, slots=True)
class Shareable:
    """One item that may be ticked."""

    key: str
    kind: str
    label: str
    text: str
    party_id: UUID | None = (
        None  # whose information it is, when it is one person's and not the alleged perpetrator's
    )


def shareable(page: CasePage, policy: Edition, today: date) -> list[Shareable]:
    """Items in the order in which a body needs them. Nothing is ticked beforehand, and no item says who reported."""
    found: list[Shareable] = []
    for party in page.parties:
        if party.role == "reporter":
            continue
        alleged = party.role == "perpetrator"
        who, key, before = party.role_label, str(party.id), len(found)
        found.append(
            Shareable(f"name-{key}", "alleged" if alleged else "identity", f"{who}: name", party.name)
        )
        address = "\n".join([*person_lines(party)[1:], *([] if alleged else _post(party, today))])
        found.append(
            Shareable(f"home-{key}", "alleged" if alleged else "address", f"{who}: where they live", address)
        )
        if not alleged:
            found.append(
                Shareable(
                    f"reach-{key}", "identity", f"{who}: how it is safe to reach them", _reach(party, today)
                )
            )
        formats = party.safe_contact.needs if party.safe_contact and not alleged else ()
        if (party.flags or formats) and not alleged:
            asks = [f"They ask for: {', '.join(need_name(each) for each in formats)}."] if formats else []
            found.append(
                Shareable(
                    f"needs-{key}", "health", f"{who}: needs and wishes", "\n".join((*party.flags, *asks))
                )
            )
        if not alleged:
            house = party.role == "household"
            found[before:] = [
                replace(each, party_id=party.id, kind="household" if house else each.kind)
                for each in found[before:]
            ]
    survivor = next((party.id for party in page.parties if party.role == "survivor"), None)
    if page.risks:
        risk = page.risks[0]
        text = f"Risk: {LEVELS.get(risk.level, risk.level).lower()}." + (
            f"\n{risk.notes}" if risk.notes else ""
        )
        found.append(Shareable("risk", "risk", "The risk, and what they say of it", text, survivor))
    if page.plan:
        steps = [step.what for step in page.plan.steps if step.state == "to_do"]
        found.append(
            Shareable("plan", "risk", "What is planned for their safety", "\n".join(steps), survivor)
        )
    done = [
        f"{line.label}: {line.met_at:%d/%m/%Y}"
        for line in page.settled_duties
        if line.met_at and line.outcome in ("done", "taken") and Deed.CONDUCT_REFERRAL not in line.deeds
    ]
    found.append(Shareable("done", "account", "What we did so far, by day", "\n".join(done), survivor))
    strands = motivation_words(policy, sorted({each for line in page.reports for each in line.motivations}))
    found.append(Shareable("why", "equality", "What the hostility is about", ", ".join(strands), survivor))
    return [each for each in found if each.text.strip()]


def _reach(party: PartyCard, today: date) -> str:
    """Without where letters go: that is where they live, or are found, and stands with their address under a consent of its own."""
    card = party.safe_contact
    lines = reach_lines(replace(card, address=""), on=today) if card else []
    by_post = (
        ["By post only where you were told that letters are safe."] if lines and _post(party, today) else []
    )
    return "\n".join([*lines, *by_post])


def _post(party: PartyCard, today: date) -> list[str]:
    card = party.safe_contact
    return (
        reach_lines(replace(card, ways=(By.POST,)), on=today)[:1]
        if card and card.destinations(By.POST)
        else []
    )
