"""What the case page answers in five seconds, and its pictures: how risk went, where they live."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from math import hypot
from uuid import UUID

from markupsafe import Markup

from upstander.cases.queries.api import CasePage, PartyCard, RiskLine
from upstander.confidentiality.api import Viewer
from upstander.lib.charts import Step, levels
from upstander.lib.small_map import Dot, small_map
from upstander.people.api import AROUND, PersonCard, around, living_at, person_cards
from upstander.sites.jinja import london_day, time_left, urgency
from upstander.sites.staff.words import LEVELS, WAYS

_LEVELS = ("standard", "medium", "high")


@dataclass(frozen=True, slots=True)
class Glance:
    """One answer at the top of the case. `tone`: late, soon, met, or nothing."""

    asks: str
    says: str
    more: str = ""
    href: str = ""
    tone: str = ""


def glances(
    page: CasePage, survivor: PartyCard | None, happened: list[dict[str, object]], now: datetime
) -> list[Glance]:
    """How safe, how to reach them at this moment, what is next and for whom, what happened last."""
    head = page.head
    risk = page.risks[0] if page.risks else None
    found = [
        Glance(
            "How safe?",
            "Immediate danger"
            if head.danger
            else (LEVELS[risk.level] + " risk" if risk else "Not assessed yet"),
            f"assessed {london_day(risk.assessed_at)}" if risk else "",
            "#risk-title",
            "late" if head.danger or (risk and risk.level == "high") else "" if risk else "soon",
        )
    ]
    if survivor is not None:
        says, fit = reach_now(survivor)
        card = survivor.safe_contact
        codeword = "codeword needed" if card and card.codeword else ""
        found.append(
            Glance("Reach them now?", says, codeword, f"#safe-{survivor.id}", "met" if fit else "late")
        )
    if page.open_duties:
        first = page.open_duties[0]
        tone = {"late": "late", "soon": "soon"}.get(urgency(first.due_at, now), "")
        found.append(Glance("Due next", first.label, time_left(first.due_at, now), "#duties", tone))
    else:
        found.append(Glance("Due next", "Nothing", "", "#duties", "met"))
    found.append(Glance("Who does it?", head.officer or "Nobody yet", "", "", "" if head.officer else "late"))
    if page.last and happened:
        found.append(Glance("Last", str(happened[0]["title"]), london_day(page.last.at), "#timeline"))
    return found


def reach_now(survivor: PartyCard) -> tuple[str, bool]:
    """The ways that are safe at this moment, in words, and whether there is one."""
    ways = [WAYS[way].lower() for way, decision in survivor.contact_now.items() if decision.allowed]
    card = survivor.safe_contact
    if card is None or not card.ways:
        return "Ask first how", False
    return (", ".join(ways).capitalize(), True) if ways else ("Not now", False)


def risk_chart(risks: tuple[RiskLine, ...]) -> Markup | None:
    """How the level went, from the second assessment on."""
    if len(risks) < 2:
        return None
    told = list(reversed(risks))
    begins, ends = told[0].assessed_at, told[-1].assessed_at
    span = (ends - begins).total_seconds() or 1.0
    steps = [
        Step(
            (each.assessed_at - begins).total_seconds() / span,
            _LEVELS.index(each.level),
            london_day(each.assessed_at),
        )
        for each in told
    ]
    said = "; ".join(f"{london_day(each.assessed_at)}: {LEVELS[each.level].lower()}" for each in told)
    return Markup(levels("risk-chart", "Risk over time", said, [LEVELS[each] for each in _LEVELS], steps))  # noqa: S704


@dataclass(frozen=True, slots=True)
class HomeShown:
    """The survivor's home among ours. `says` is the map in words."""

    map: Markup | None
    says: str
    others: tuple[
        PersonCard, ...
    ]  # nobody once they left it: whoever lives there now has nothing to do with it


def home_shown(viewer: Viewer, page: CasePage, survivor: PartyCard | None) -> HomeShown | None:
    """Drawn from the landlord's own coordinates; without them there is no map. Part of the case page's own read."""
    if survivor is None or survivor.home_id is None:
        return None
    people = {party.person_id for party in page.parties if party.person_id}
    others = () if survivor.left_on else tuple(living_at(viewer, survivor.home_id, without=people))
    spots = around(viewer, survivor.home_id)
    if not spots:
        return HomeShown(None, "", others)
    theirs = _homes_of_accused(viewer, page)
    near = [spot for spot in spots[1:] if spot.id in theirs]
    dots = [
        Dot(
            spot.east, spot.north, spot.street, "here" if place == 0 else "there" if spot.id in theirs else ""
        )
        for place, spot in enumerate(spots)
    ]
    said = [f"Circle: {survivor.home}."]
    said += [
        f"Triangle: the alleged perpetrator's home, {round(hypot(spot.east, spot.north))} metres away, {spot.line}."
        for spot in near
    ]
    if theirs & {survivor.home_id}:
        said.append("The alleged perpetrator lives in the same home.")
    elif theirs and not near:
        said.append(
            f"The alleged perpetrator's home is further than {AROUND} metres away, or has no coordinates."
        )
    says = " ".join(said)
    title = "The home they left" if survivor.left_on else "Where they live"
    picture = small_map("home-map", title, says, dots, across=AROUND)
    return HomeShown(Markup(picture), says, others)  # noqa: S704


def _homes_of_accused(viewer: Viewer, page: CasePage) -> set[UUID]:
    """As told on the case, or where the directory has them now."""
    accused = [party for party in page.parties if party.role == "perpetrator"]
    found = {party.home_id for party in accused if party.home_id}
    unknown = {party.person_id for party in accused if party.person_id and not party.home_id}
    cards = person_cards(viewer, unknown) if unknown else {}
    return found | {card.home.id for card in cards.values() if card.home}
