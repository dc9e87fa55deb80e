"""The bodies that the demo's landlord works with, and what they are told. Consent is recorded first, through its action."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from upstander.cases.api import record_consent
from upstander.cases.queries.api import case_page
from upstander.cases.sharing.api import ConsentTold, SharingTold
from upstander.confidentiality.api import Viewer, system
from upstander.lib.decision import Refused
from upstander.operations.demo.lists import read_list
from upstander.partners.api import AgencyTold, AgreementTold, add_agency, add_agreement, agencies

_DEMO = system("demo")
_KINDS = ("identity", "address", "account", "risk")
_PURPOSES = {
    "police-referral": "crime",
    "homelessness-referral": "housing",
    "rehousing-evidence": "housing",
    "emergency-services": "safety",
    "fire-referral": "safety",
    "social-services": "safety",
}
_EMERGENCIES = {"fire-referral": "fire", "social-services": "adult"}
_AGREED = timedelta(days=500)
_REVIEWED = timedelta(days=230)


def load_bodies(*, now: datetime) -> None:
    """The register of bodies, with the agreements in force."""
    for each in read_list("bodies.yaml"):
        told = AgencyTold(
            each["kind"],
            each["name"],
            each["reach"],
            (now - timedelta(days=40)).date(),
            each.get("area", ""),
            each.get("services", ""),
            each.get("out_of_hours", ""),
            tuple(each["duties"]),
            mailbox=each.get("mailbox", ""),
        )
        agency_id = add_agency(told=told, by=_DEMO, now=now)
        if "agreed" in each:
            agreement = AgreementTold(
                "Sharing protocol",
                "Keeping people safe and dealing with crime",
                tuple(each["agreed"]),
                (now - _AGREED).date(),
                (now + _REVIEWED).date(),
                uses=tuple(each.get("uses", ("safety", "crime", "support", "housing"))),
            )
            add_agreement(agency_id=agency_id, told=agreement, by=_DEMO, now=now)


class Sharing:
    """What is told to whom, as the stories have it."""

    def __init__(self, now: datetime) -> None:
        self._bodies = {slug: card.id for card in agencies(_DEMO, now=now) for slug in card.duties}
        self._people: dict[UUID, UUID] = {}

    def told(
        self, case_id: UUID, slug: str, ground: str, words: str, *, by: Viewer, at: datetime
    ) -> SharingTold:
        """One act of sharing on the ground that the story gives, with consent recorded when that is the ground."""
        body, purpose = self._bodies[slug], _PURPOSES.get(slug, "support")
        person = self._person(case_id, by, at)
        if ground != "emergency":
            self._consent(case_id, person, body, purpose, by, at)
        return SharingTold(
            ground=ground,
            agency_id=body,
            kinds=_KINDS,
            about=(person,),
            purpose=purpose,
            method="phone" if ground == "emergency" else "secure_mail",
            informed="later" if ground == "emergency" else "yes",
            emergency=_EMERGENCIES.get(slug, "life") if ground == "emergency" else "",
            reason=words if ground == "emergency" else "",
        )

    def _consent(
        self, case_id: UUID, person: UUID, body: UUID, purpose: str, by: Viewer, at: datetime
    ) -> None:
        plain = ConsentTold(person, (body,), _KINDS, (purpose,), True, "phone", at)
        settled = ConsentTold(
            person,
            (body,),
            _KINDS,
            (purpose,),
            True,
            "in_person",
            at,
            capacity="settled",
            words="Gone through twice, with their support worker there. They told it back in their own words.",
        )
        try:
            record_consent(case_id=case_id, told=plain, by=by, now=at)
        except Refused as refusal:
            if refusal.clause != "1.6.2":
                raise
            record_consent(case_id=case_id, told=settled, by=by, now=at)

    def _person(self, case_id: UUID, by: Viewer, at: datetime) -> UUID:
        if case_id not in self._people:
            parties = case_page(by, case_id, now=at).parties
            order = {"survivor": 0, "reporter": 1}
            found = [party for party in parties if party.role in order]
            if not found:
                raise Refused("Nobody is known whose consent could be asked.")
            self._people[case_id] = min(found, key=lambda party: order[party.role]).id
        return self._people[case_id]
