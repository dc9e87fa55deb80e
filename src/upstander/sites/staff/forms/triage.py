"""Triage: who is who, what happened, and what becomes of the report."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from upstander.cases.api import ROUTES, CaseTold, PartyTold, Triaged, edition
from upstander.cases.queries.api import CasePage, PartyCard
from upstander.confidentiality.api import StaffCard
from upstander.intake.api import TriageChoice, TriagePage
from upstander.people.api import PersonCard
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.forms.base import choice, offer, read_day, several, words
from upstander.sites.staff.forms.people import (
    FLAGS,
    SAFEGUARDING,
    DirectoryForm,
    facts_of,
    settled_affiliation,
    survivor_of,
)
from upstander.sites.staff.times import british_date
from upstander.sites.staff.words import AFFILIATIONS

DECISIONS = (
    ("open", "Open a case"),
    ("join", "It belongs to a case we have"),
    ("route", "Another policy covers it"),
)
_YES_NO = (("yes", "Yes"), ("no", "No"))
_YES_NO_UNKNOWN = (*_YES_NO, ("unknown", "Not clear yet"))
NEEDS = (
    *FLAGS,
    ("communication_need", "They need another language or format"),
    ("capacity_concern", "There is a concern about capacity for a decision"),
)


class TriageForm(DirectoryForm):
    """One form for the whole of triage."""

    replaces = True
    affiliation = choice(AFFILIATIONS.items(), "Say what the survivor is to us, or that it is not known yet.")
    contactable = choice(_YES_NO, "Say whether the survivor can be reached.")
    behaviours = several(())
    motivations = several(())
    incident_on = words(longest=40)
    danger = choice(_YES_NO, "Say whether anybody is in immediate danger.")
    crime = choice(_YES_NO_UNKNOWN, "Say whether a crime is likely, or that it is not clear yet.")
    place = several(
        (
            ("incident_at_home", "It happened at or in their home"),
            ("material", "Hateful material is on our property"),
        )
    )
    safeguarding = several(SAFEGUARDING)
    flags = several(NEEDS)
    perpetrator = choice(
        (("known", "Known"), ("unknown", "Not known")), "Say whether it is known who is responsible."
    )
    perpetrator_name = words(longest=200)
    perpetrator_affiliation = choice(AFFILIATIONS.items())
    perpetrator_person = words(longest=40)
    decision = choice(DECISIONS, "Decide what happens with this report.")
    officer = choice(())
    join_into = words(longest=40)
    route_to = choice(ROUTES.items())
    note = words(longest=5000)
    doubt = words(longest=2000)

    def for_report(self, page: TriagePage, officers: list[StaffCard]) -> TriageForm:
        """Fit the form to this report."""
        self.triage = page
        policy = edition(page.case.head.edition)
        offer(self, "behaviours", [(b.id, b.label) for b in policy.behaviours])
        offer(self, "motivations", [(s.id, s.label) for s in policy.strands])
        offer(self, "officer", self._officers(page, officers))
        return self

    def _officers(self, page: TriagePage, officers: list[StaffCard]) -> list[tuple[str, str]]:
        """Who may have it. A sealed case stands on no board: it begins with whoever has it, else with its keeper who looks at it."""
        head = page.case.head
        found = [(str(card.id), card.name) for card in officers]
        if not head.sealed or not found:
            return [*found, ("", "Leave it for the manager to give out")]
        if head.officer_id and str(head.officer_id) not in dict(found):
            found.insert(0, (str(head.officer_id), head.officer))
        me = str(self.desk.staff.id)
        self.initial["officer"] = str(head.officer_id or (me if me in dict(found) else found[0][0]))
        return found

    def starting(self, page: CasePage, desk: Desk) -> dict[str, Any]:
        head, report = page.head, page.reports[-1]
        survivor, suspect = survivor_of(page), suspect_of(page)
        facts = survivor.facts if survivor else {}
        places = [
            ("incident_at_home", head.incident_at_home),
            ("material", head.material_on_landlord_property),
        ]
        return {
            "affiliation": facts.get("affiliation", "unknown"),
            "contactable": "yes" if facts.get("contactable") else "no",
            "person": str((survivor.person_id if survivor else "") or ""),
            "behaviours": list(report.behaviours),
            "motivations": list(report.motivations),
            "incident_on": british_date(report.incident_on) if report.incident_on else "",
            "danger": "yes" if report.immediate_danger else "no",
            "crime": {True: "yes", False: "no", None: ""}[head.crime_likely],
            "place": [name for name, holds in places if holds],
            "safeguarding": facts.get("safeguarding", []),
            "flags": [name for name, _ in NEEDS if facts.get(name)],
            "perpetrator": "known" if suspect and suspect.facts.get("identified") else "unknown",
            "perpetrator_name": suspect.name if suspect else "",
            "perpetrator_affiliation": suspect.affiliation if suspect else "unknown",
            "perpetrator_person": str((suspect.person_id if suspect else "") or ""),
        }

    @property
    def perceived(self) -> tuple[str, ...]:
        """Motivations that the survivor or reporter felt: they stay, whatever is ticked (clause 3.1.3)."""
        return self.page.reports[-1].motivations

    def clean_perpetrator_person(self) -> PersonCard | None:
        """The directory's entry that was picked."""
        return self.picked(self.cleaned_data["perpetrator_person"])

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or self.cleaned_data
        told["incident_day"] = read_day(self, "incident_on")
        decision = told.get("decision")
        if decision == "join" and _uuid(told.get("join_into", "")) is None:
            self.add_error("join_into", "Choose the case that this report belongs to.")
        if decision == "route" and not told.get("route_to"):
            self.add_error("route_to", "Choose anti-social behaviour or domestic abuse.")
        return told

    def decided(self) -> TriageChoice:
        """The frozen value for the action."""
        told = self.cleaned_data
        triaged = Triaged(
            parties=tuple(self._parties(joining=told["decision"] == "join")),
            behaviours=tuple(told["behaviours"]),
            motivations=tuple(dict.fromkeys((*self.perceived, *told["motivations"]))),
            immediate_danger=told["danger"] == "yes",
            incident_on=told["incident_day"],
            case=CaseTold(
                crime_likely={"yes": True, "no": False}.get(told["crime"]),
                material_on_landlord_property="material" in told["place"],
                incident_at_home="incident_at_home" in told["place"],
            ),
            note=told["note"].strip(),
            doubt=told["doubt"].strip(),
        )
        return TriageChoice(
            decision=told["decision"],
            triaged=triaged,
            officer_id=_uuid(told["officer"]),
            join_into=_uuid(told["join_into"]),
            route_to=told["route_to"],
        )

    def _parties(self, *, joining: bool) -> list[PartyTold]:
        parties = [self._survivor()]
        suspect = self._suspect()
        if suspect is not None:
            parties.append(suspect)
        if joining:  # the known case has none of these yet; one's own case keeps them by itself
            parties += [
                _as_told(card) for card in self.page.parties if card.role not in ("survivor", "perpetrator")
            ]
        return parties

    def _survivor(self) -> PartyTold:
        told, before = self.cleaned_data, survivor_of(self.page)
        card: PersonCard | None = told["person"]
        flags: dict[str, Any] = {name: name in told["flags"] for name, _ in NEEDS}  # Any: fields of PartyTold
        return PartyTold(
            role="survivor",
            affiliation=settled_affiliation(told["affiliation"], card),
            name=(before.name if before else "") or (card.name if card else ""),
            person_id=card.id if card else None,
            home_id=card.home.id if card and card.home else None,
            identified=card is not None or bool(before and before.facts.get("identified")),
            contactable=told["contactable"] == "yes",
            age=str(before.facts.get("age") or "") if before else "",
            safeguarding=tuple(told["safeguarding"]),
            wants_updates=bool(before and before.facts.get("wants_updates", True)),
            safe_contact=before.safe_contact if before and told["decision"] == "join" else None,
            **flags,
        )

    def _suspect(self) -> PartyTold | None:
        """The alleged perpetrator; None when nothing at all is known of one."""
        told, before = self.cleaned_data, suspect_of(self.page)
        card: PersonCard | None = told["perpetrator_person"]
        known = told["perpetrator"] == "known" or card is not None
        name = told["perpetrator_name"].strip() or (card.name if card else "")
        if not known and not name and before is None:
            return None
        return PartyTold(
            role="perpetrator",
            affiliation=settled_affiliation(told["perpetrator_affiliation"] or "unknown", card),
            name=name,
            details=before.details if before else "",
            person_id=card.id if card else None,
            home_id=card.home.id if card and card.home else None,
            identified=known,
            wants_updates=False,
            party_id=before.id if before else None,
        )


def suspect_of(page: CasePage) -> PartyCard | None:
    """The first alleged perpetrator on a case."""
    return next((party for party in page.parties if party.role == "perpetrator"), None)


def _as_told(card: PartyCard) -> PartyTold:
    return PartyTold(
        role=card.role,
        name=card.name,
        details=card.details,
        person_id=card.person_id,
        safe_contact=card.safe_contact,
        **facts_of(card),
    )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except (ValueError, TypeError):
        return None
