"""Consent, sharing, taking back and review on a case, through the program's own actions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from factories.bodies import agreed, body
from factories.cast import AMINA, Cast, one_of_each_role
from factories.reports import opened
from upstander.cases.api import (
    NoSuchCase,
    acknowledge_withdrawal,
    record_consent,
    review_sharing,
    share_information,
    withdraw_consent,
)
from upstander.cases.models import Consent, Disclosure, Party, WithdrawalTask
from upstander.cases.queries.api import case_page
from upstander.cases.sharing.api import ConsentTold, SharingTold
from upstander.confidentiality.api import Viewer, system, vault, viewing
from upstander.lib.decision import Refused
from upstander.partners.api import register_gaps, review_agreement
from upstander.people.models import Person

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


class Scene:
    def __init__(self, now: datetime) -> None:
        self.now = now
        self.cast: Cast = one_of_each_role(now)
        self.police = body(now)
        self.case_id = opened(self.cast, now)
        page = case_page(self.cast.ben, self.case_id, now=now)
        self.amina: UUID = next(p.id for p in page.parties if p.role == "survivor")
        self.consent = ConsentTold(
            self.amina, (self.police,), ("identity", "account"), ("crime",), True, "phone", now
        )
        self.telling = SharingTold("consent", self.police, ("identity", "account"), (self.amina,), "crime")

    def agrees(self, **changes: object) -> UUID:
        told = replace(self.consent, **changes)  # type: ignore[arg-type]
        return record_consent(case_id=self.case_id, told=told, by=self.cast.ben, now=self.now)

    def shares(self, at: datetime | None = None, by: Viewer | None = None, **changes: object) -> UUID:
        told = replace(self.telling, **changes)  # type: ignore[arg-type]
        at = at or self.now
        return share_information(
            case_id=self.case_id, told=told, at=at, by=by or self.cast.ben, now=max(at, self.now)
        )

    def consents(self) -> list[UUID]:
        with viewing(system("tests")):
            return list(Consent.objects.values_list("id", flat=True))


@pytest.fixture
def scene(now: datetime) -> Scene:
    return Scene(now)


def test_consent_is_for_this_body_and_these_kinds(scene: Scene) -> None:
    with pytest.raises(Refused, match="no explicit consent in force"):
        scene.shares()
    scene.agrees()
    scene.shares()
    with pytest.raises(Refused, match="risk and the safety plan"):
        scene.shares(kinds=("identity", "risk"))
    with pytest.raises(Refused, match="Harbour Law"):
        scene.shares(agency_id=body(scene.now, "legal", "Harbour Law"))
    with pytest.raises(Refused, match="for this purpose"):
        scene.shares(purpose="housing")


def test_what_is_taken_back_ends_at_that_moment_and_is_passed_on_to_whoever_was_told(scene: Scene) -> None:
    scene.agrees(agencies=(scene.police, body(scene.now, "support", "Harbour Support")))
    scene.shares()
    later, by = scene.now + HOUR, scene.cast.ben
    withdraw_consent(case_id=scene.case_id, consent_ids=scene.consents(), at=later, by=by, now=later)
    scene.shares(at=later - timedelta(microseconds=1))
    with pytest.raises(Refused):
        scene.shares(at=later)
    with viewing(system("tests")):
        task = WithdrawalTask.objects.get()
    assert task.agency_id == scene.police, "the other body was told nothing, so it hears nothing"
    case = {"case_id": scene.case_id, "task_id": task.id, "by": by, "now": later}
    with pytest.raises(Refused, match="who there"):
        acknowledge_withdrawal(**case, answer=" ")  # type: ignore[arg-type]
    acknowledge_withdrawal(**case, answer="Records desk: deleted")  # type: ignore[arg-type]
    with viewing(system("tests")):
        assert WithdrawalTask.objects.get().acknowledged_at == later


def test_a_refusal_ends_what_was_agreed_before(scene: Scene) -> None:
    scene.agrees()
    scene.agrees(given=False)
    with pytest.raises(Refused):
        scene.shares()


def test_an_earlier_yes_written_up_after_a_later_no_counts_for_nothing(scene: Scene) -> None:
    scene.agrees(given=False)
    with pytest.raises(Refused, match="later on"):
        scene.agrees(at=scene.now - timedelta(microseconds=1))


def test_consent_is_asked_again_after_a_year(scene: Scene) -> None:
    scene.agrees(expires_at=scene.now + timedelta(days=3000))
    with viewing(system("tests")):
        ends = Consent.objects.get().expires_at
    assert ends is not None and ends < scene.now + timedelta(days=367)
    with pytest.raises(Refused):
        scene.shares(at=ends)


def test_a_concern_about_capacity_is_settled_for_the_decision(scene: Scene) -> None:
    with viewing(system("tests")):
        Party.objects.filter(pk=scene.amina).update(capacity_concern_at=scene.now)
    with pytest.raises(Refused) as refused:
        scene.agrees()
    assert refused.value.clause == "1.6.2"
    with pytest.raises(Refused, match="how it was settled"):
        scene.agrees(capacity="settled")
    scene.agrees(capacity="settled", words="Explained twice with pictures; she told it back to me")


def test_of_somebody_under_16_it_is_said_that_they_understand_or_who_decided(scene: Scene) -> None:
    def born(day: str) -> None:
        with viewing(system("tests")):
            person = Person.objects.get(external_ref=AMINA.external_ref)
            vault.seal(person, born_on=day)
            person.save()

    born("2010-11-21")  # sixteen tomorrow
    for capacity in ("presumed", "settled"):
        with pytest.raises(Refused, match="under 16"):
            scene.agrees(capacity=capacity, words="She said so")
    with pytest.raises(Refused, match="how it was settled"):
        scene.agrees(capacity="child")
    scene.agrees(capacity="child", words="She told it back to me and knows who reads it")
    scene.agrees(capacity="presumed", given=False)  # no is no at any age
    born("2010-11-20")
    scene.agrees()


def test_an_agreement_limits_consent_and_never_an_emergency(scene: Scene) -> None:
    agreed(scene.police, scene.now, ("identity",))
    scene.agrees()
    with pytest.raises(Refused, match="agreement with Marsh Lane Police does not cover: what happened"):
        scene.shares()
    scene.shares(kinds=("identity",))
    scene.shares(ground="emergency", emergency="life")
    with viewing(system("tests")):
        assert Disclosure.objects.get(ground="emergency").outside_agreement


def test_what_an_agreement_is_not_for_and_what_comes_after_its_end_is_refused(scene: Scene) -> None:
    last = scene.now.date() - timedelta(days=1)
    id = agreed(scene.police, scene.now, uses=("support",))
    scene.agrees()
    with pytest.raises(Refused, match="is not for this"):
        scene.shares()
    keeper = system("tests")
    review_agreement(agreement_id=id, ends_on=last, review_on=date(2027, 1, 1), by=keeper, now=scene.now)
    with pytest.raises(Refused, match=f"ended on {last.day} "):
        scene.shares()
    gaps = [register_gaps(scene.cast.carol, now=scene.now - timedelta(days=days)) for days in (0, 20, 60)]
    assert [each.agreements for each in gaps if each is not None] == [1, 1, 0]
    scene.shares(ground="emergency", emergency="life")
    agreed(scene.police, scene.now)
    scene.shares()


def test_an_emergency_is_looked_at_by_another_manager(scene: Scene) -> None:
    cast, now = scene.cast, scene.now
    shared = scene.shares(by=cast.carol, ground="emergency", emergency="life")
    with viewing(system("tests")):
        assert Disclosure.objects.get().review_due_at == datetime(2026, 11, 23, 17, tzinfo=now.tzinfo)
    look = {"case_id": scene.case_id, "disclosure_id": shared, "upheld": False, "now": now}
    for reviewer, reason in ((cast.ben, "Yes"), (cast.carol, "Yes"), (cast.senior, " ")):
        with pytest.raises(Refused):
            review_sharing(**look, reason=reason, by=reviewer)  # type: ignore[arg-type]
    review_sharing(**look, reason="No danger that day", by=cast.senior)  # type: ignore[arg-type]
    with viewing(system("tests")):
        assert Disclosure.objects.get().upheld is False


def test_a_lawful_ground_is_a_managers_with_its_reasons(scene: Scene) -> None:
    ground = {
        "ground": "lawful",
        "lawful": "safeguarding",
        "necessity": "Only the child",
        "risk_of_not": "Harm",
    }
    with pytest.raises(Refused, match="manager"):
        scene.shares(**ground)  # type: ignore[arg-type]
    for part in ("necessity", "risk_of_not"):
        with pytest.raises(Refused, match="necessary"):
            scene.shares(by=scene.cast.carol, **{**ground, part: " "})  # type: ignore[arg-type]
    scene.shares(by=scene.cast.carol, **ground)  # type: ignore[arg-type]


def test_nobody_records_consent_or_sharing_on_a_case_they_may_not_see(scene: Scene) -> None:
    nia = scene.cast.nia
    with pytest.raises(NoSuchCase):
        record_consent(case_id=scene.case_id, told=scene.consent, by=nia, now=scene.now)
    with pytest.raises(NoSuchCase):
        scene.shares(by=nia, ground="emergency", emergency="life")
    with pytest.raises(Refused):
        scene.shares(by=scene.cast.farid, ground="emergency", emergency="life")
