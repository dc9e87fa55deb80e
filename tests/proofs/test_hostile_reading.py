"""What a second, hostile reading of outward paths and of lone workers' visits found. Each was a hole, and stays closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.core import mail
from pytest_django import Settings

from cases.measures.test_secure_page import told
from factories.bodies import body
from factories.cast import Cast, one_of_each_role
from factories.measures import consented, sent_to_a_page, support_body, support_step
from factories.reports import opened, received
from records.test_access_answer import decide_all, searched, tell
from records.test_evidence import codes, evident, person
from upstander.cases.api import record_consent, record_visit, withdraw_consent
from upstander.cases.measures.api import (
    PageEnded,
    check_there,
    measures_of,
    notify_again,
    record_step,
    send_notice,
)
from upstander.cases.models import Case, Measure, Referral
from upstander.cases.queries.api import case_page, sharing_of_case, today
from upstander.cases.sharing.api import ConsentTold, SharingTold
from upstander.cases.visits.api import (
    VisitTold,
    ask_for_help,
    check_in,
    end_visit,
    plan_visit,
    start_visit,
    visits_of,
)
from upstander.confidentiality.api import system, viewing
from upstander.intake.api import merge_cases
from upstander.lib.decision import Refused
from upstander.partners.api import retire_agency
from upstander.records.api import (
    NoSuchBundle,
    begin_evidence,
    bundle_page,
    check_bundle,
    hand_over,
    lay_out,
    release_evidence,
    take_over,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(now: datetime, settings: Settings) -> Cast:
    settings.UPSTANDER_SENDS_EMAIL = True
    return one_of_each_role(now)


def taken_back(cast: Cast, case_id: UUID, at: datetime) -> None:
    live = [line.id for line in sharing_of_case(cast.ben, case_id, now=at).live]
    withdraw_consent(case_id=case_id, consent_ids=live, at=at, by=cast.ben, now=at)


def survivor(cast: Cast, case_id: UUID, now: datetime) -> UUID:
    return next(p.id for p in case_page(cast.ben, case_id, now=now).parties if p.role == "survivor")


def test_no_page_is_put_up_under_consent_that_was_taken_back_by_dating_the_step_before(
    cast: Cast, now: datetime
) -> None:
    case_id = opened(cast, now)
    amina, agency = survivor(cast, case_id, now), support_body(now)
    consented(case_id, amina, agency, cast.ben, now)
    taken_back(cast, case_id, now + timedelta(hours=1))
    late = now + timedelta(hours=2)
    with pytest.raises(Refused, match="no explicit consent"):
        record_step(case_id=case_id, step=support_step(amina, agency, now), by=cast.ben, now=late)
    with viewing(system("tests")):
        assert not Referral.objects.exists()
    told_by_phone = replace(support_step(amina, agency, now), page=None)
    record_step(case_id=case_id, step=told_by_phone, by=cast.ben, now=late)  # what happened may be written up


def test_no_bundle_leaves_under_consent_that_was_taken_back_by_dating_it_before(
    cast: Cast, now: datetime
) -> None:
    case, _, _ = evident(cast, now)
    amina, police = person(cast, case, "survivor", now), body(now)
    chosen = [code for code in codes(cast, case, now) if not code.startswith("report")]
    bundle = begin_evidence(case_id=case, kind="police", purpose="x", chosen=chosen, by=cast.ben, now=now)
    decide_all(cast, "ben", bundle, now)
    hand_over(bundle_id=bundle, by=cast.ben, now=now)
    check_bundle(
        bundle_id=bundle, version=bundle_page(cast.bella, bundle, now=now).version, by=cast.bella, now=now
    )
    said = ConsentTold(amina, (police,), ("account", "files"), ("crime",), True, "phone", now)
    record_consent(case_id=case, told=said, by=cast.ben, now=now)
    taken_back(cast, case, now + timedelta(hours=1))
    both = SharingTold("consent", police, ("account", "files"), (amina,), "crime", "secure_mail")
    with pytest.raises(Refused, match="no explicit consent"):
        release_evidence(
            bundle_id=bundle, told=both, at=now, version=None, by=cast.ben, now=now + timedelta(hours=2)
        )


def test_a_body_that_is_no_longer_in_use_opens_nothing_and_is_told_nothing(cast: Cast, now: datetime) -> None:
    case_id = opened(cast, now)
    page = sent_to_a_page(case_id, survivor(cast, case_id, now), cast.ben, now)
    token = told(page, now)
    waiting = sent_to_a_page_again(cast, case_id, now)
    with viewing(system("tests")):
        agency = Referral.objects.get(pk=page).agency_id
    retire_agency(agency_id=agency, by=cast.farid, now=now)
    with pytest.raises(PageEnded):
        check_there(token, now=now)
    send_notice(referral_id=waiting, by=system("tests"), clock=lambda: now)
    assert not mail.outbox
    with pytest.raises(Refused, match="no longer in use"):
        notify_again(case_id=case_id, referral_id=page, by=cast.ben, now=now)


def sent_to_a_page_again(cast: Cast, case_id: UUID, now: datetime) -> UUID:
    (line,) = measures_of(cast.ben, case_id, today=now.date())
    with viewing(system("tests")):
        row = Referral.objects.get(measure=line.id)
        row.pk, row.notice, row.lookup = UUID(int=7), "waiting", b"another"
        row.save(force_insert=True)
    return UUID(int=7)


def test_a_colleague_does_not_silence_the_alarm_of_somebody_at_a_door(cast: Cast, now: datetime) -> None:
    case_id = opened(cast, now)
    there = VisitTold(now, cast.staff["ben"].id, "office", minutes=30)
    visit_id = plan_visit(case_id=case_id, told=there, by=cast.ben, now=now)
    start_visit(case_id=case_id, visit_id=visit_id, by=cast.ben, now=now)
    ask_for_help(case_id=case_id, visit_id=visit_id, by=cast.bella, now=now)  # anybody may call for help
    for act in (check_in, end_visit):
        with pytest.raises(Refused, match="Only whoever is there"):
            act(case_id=case_id, visit_id=visit_id, by=cast.bella, now=now)
    record_visit(case_id=case_id, at=now, seen=True, where="office", found="Well", by=cast.bella, now=now)
    assert visits_of(cast.ben, case_id, now=now)[0].state == "under_way"
    assert "visit_help" in {each.kind for each in today(cast.carol, now=now).notices}
    end_visit(case_id=case_id, visit_id=visit_id, by=cast.carol, now=now)  # a manager who has heard of them


def test_an_answer_that_was_begun_before_its_case_was_sealed_is_a_keepers_to_go_on_with(
    cast: Cast, now: datetime
) -> None:
    case = opened(cast, now)
    request = searched(
        cast, now, case, name="Amina Yusuf", part="survivor", keys=("carol", "senior", "esther")
    )
    bundle = lay_out(request_id=request, tell=tell, by=cast.carol, now=now)
    with viewing(system("tests")):
        Case.objects.filter(pk=case).update(sealed=True)
    with pytest.raises(Refused, match="no longer see"):
        hand_over(bundle_id=bundle, by=cast.carol, now=now)
    take_over(bundle_id=bundle, by=cast.esther, now=now)
    assert bundle_page(cast.esther, bundle, now=now).line.mine
    for key in ("carol", "senior"):
        with pytest.raises(NoSuchBundle):
            bundle_page(getattr(cast, key), bundle, now=now)
    assert received(now)


@pytest.mark.parametrize("how", ["taken back", "refused"])
def test_what_is_taken_back_after_cases_were_merged_reaches_who_was_told_before(
    cast: Cast, now: datetime, how: str
) -> None:
    merged, goes_on = opened(cast, now), opened(cast, now)
    page = sent_to_a_page(merged, survivor(cast, merged, now), cast.ben, now)
    token = told(page, now)
    with viewing(system("tests")):
        row = Referral.objects.get(pk=page)
        Measure.objects.filter(pk=row.measure_id).update(ended_at=now)
        Referral.objects.filter(pk=page).update(answered_at=now, answer="accepted")
        agency = row.agency_id
    merge_cases(case_id=merged, into_id=goes_on, reason="One neighbour", by=cast.ben, now=now)
    amina, later = survivor(cast, goes_on, now), now + timedelta(hours=1)
    if how == "taken back":
        consented(goes_on, amina, agency, cast.ben, now)
        taken_back(cast, goes_on, later)
    else:
        said = ConsentTold(amina, (agency,), ("account",), ("support",), False, "phone", later)
        record_consent(case_id=goes_on, told=said, by=cast.ben, now=later)
    with pytest.raises(PageEnded):
        check_there(token, now=later)
    assert len(sharing_of_case(cast.ben, goes_on, now=later).withdrawals) == 1
