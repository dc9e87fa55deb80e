"""Two acts at the same moment, on two real connections: what began second waits for the first, and then counts with what it did."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.utils import timezone

from factories.bodies import body
from factories.cast import Cast, one_of_each_role
from factories.joint import a_table, on_the_agenda, sent
from factories.measures import consented
from factories.reports import opened
from proofs.test_hostile_reading import survivor, taken_back
from records.closing import agreed, closed
from records.test_access_answer import decide_all, searched, tell
from upstander.cases.api import (
    NoSuchCase,
    NoSuchMeeting,
    add_note,
    break_glass,
    lock_case,
    review_glass,
    share_information,
)
from upstander.cases.joint.api import add_information, sign_promise
from upstander.cases.models import BreakGlass, Case, Disclosure, TimelineEntry
from upstander.cases.sharing.api import SharingTold
from upstander.confidentiality.api import exclude, system, viewing
from upstander.confidentiality.models import Staff
from upstander.lib.decision import Refused
from upstander.partners.api import end_person
from upstander.records.access.standing import local_day
from upstander.records.api import (
    approve_disposal,
    bundle_page,
    carry_out,
    check_bundle,
    end_request,
    hand_over,
    lay_out,
    log_request,
    place_hold,
    prepare_disposal,
    release_answer,
    run_page,
    take_out,
)
from upstander.records.models import Bundle, DisposalItem

BY = system("tests")
_BLOCKED = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


@pytest.fixture
def cast(own_database: str, now: datetime) -> Cast:
    return one_of_each_role(now)


def while_held(
    first: Callable[[], object], second: Callable[[], object], meanwhile: Callable[[], object] | None = None
) -> BaseException | None:
    """Do the first, begin the second before the first is committed, and commit once the second waits, and `meanwhile` is done. What
    the second raised."""
    raised: list[BaseException] = []

    def act() -> None:
        try:
            second()
        except BaseException as error:  # a thread's error would be lost
            raised.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=act)
    with transaction.atomic():
        first()
        thread.start()
        until = time.monotonic() + 10
        while thread.is_alive() and time.monotonic() < until:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_stat_clear_snapshot()")  # else it is as it was when first asked
                cursor.execute(_BLOCKED)
                if cursor.fetchone()[0]:
                    break
            time.sleep(0.02)
        if meanwhile is not None:
            meanwhile()
    thread.join(20)
    assert not thread.is_alive(), "locked up"
    return raised[0] if raised else None


def test_an_answer_is_not_released_for_a_request_that_ends_meanwhile(cast: Cast, now: datetime) -> None:
    case = opened(cast, now)
    request = searched(cast, now, case, name="Amina Yusuf", part="survivor", keys=("carol", "senior"))
    bundle = lay_out(request_id=request, tell=tell, by=cast.carol, now=now)
    decide_all(cast, "carol", bundle, now)
    hand_over(bundle_id=bundle, by=cast.carol, now=now)
    version = bundle_page(cast.senior, bundle, now=now).version
    check_bundle(bundle_id=bundle, version=version, by=cast.senior, now=now)

    def end() -> None:
        end_request(
            request_id=request, ending="withdrawn", ended_on=local_day(now), words="Rang", by=cast.farid, now=now
        )  # fmt: skip

    def release() -> None:
        release_answer(bundle_id=bundle, way="post", safe=True, version=version + 1, by=cast.carol, now=now)

    refused = while_held(end, release)
    assert isinstance(refused, Refused) and "ended" in refused.reason
    with viewing(BY):
        assert Bundle.objects.get(pk=bundle).released_at is None


def test_nothing_is_told_under_consent_that_is_being_taken_back(cast: Cast, now: datetime) -> None:
    case_id = opened(cast, now)
    amina, police = survivor(cast, case_id, now), body(now)
    consented(case_id, amina, police, cast.ben, now)
    later = now + timedelta(minutes=5)
    told = SharingTold("consent", police, ("identity",), (amina,), "crime")

    def share() -> None:
        share_information(case_id=case_id, told=told, at=later, by=cast.ben, now=later)

    refused = while_held(lambda: taken_back(cast, case_id, later), share)
    assert isinstance(refused, Refused) and "consent" in refused.reason
    with viewing(BY):
        assert not Disclosure.objects.exists()


def test_whoever_is_kept_from_a_case_meanwhile_does_nothing_more_on_it(cast: Cast, now: datetime) -> None:
    """A conflict found, a case sealed or given to somebody else, while an act of somebody who saw it waits for its turn."""

    def conflict(case_id: UUID) -> None:
        exclude(case_id, {cast.staff["ben"].id: "self"}, now=now)

    def seal(case_id: UUID) -> None:
        Case.objects.filter(pk=case_id).update(sealed=True, officer=None)

    for change in (conflict, seal):
        case_id = opened(cast, now, officer="ben")

        def first(case_id: UUID = case_id, change: Callable[[UUID], None] = change) -> None:
            with viewing(BY):
                lock_case(case_id)
                change(case_id)

        def second(case_id: UUID = case_id) -> None:
            add_note(case_id=case_id, text="I saw this", by=cast.ben, now=now)

        assert isinstance(while_held(first, second), NoSuchCase), change.__name__
        with viewing(BY):
            assert not TimelineEntry.objects.filter(case_id=case_id, kind="note").exists()


@pytest.mark.parametrize("what", ["not_upheld", "role"])
def test_what_lets_somebody_in_and_ends_while_they_wait_lets_them_do_nothing(
    what: str, cast: Cast, now: datetime
) -> None:
    """Urgent access that ends while an act waits for its turn, by the clock of the database; and a role that is taken away."""
    case_id = opened(cast, now, officer="ben")
    with viewing(BY):
        reference = Case.objects.get(pk=case_id).reference
    break_glass(reference=reference, reason="He is at her door again", by=cast.nia, now=timezone.now())
    key = "nia" if what == "not_upheld" else "ben"
    who, theirs = getattr(cast, key), cast.staff[key].id

    def lock() -> None:
        with viewing(BY):
            lock_case(case_id)

    def end() -> None:
        with viewing(BY):
            opening = BreakGlass.objects.get(case_id=case_id).id
            if what == "role":
                Staff.objects.filter(pk=theirs).update(roles=["executive"])
        if what == "not_upheld":
            review_glass(opening_id=opening, upheld=False, reason="No", by=cast.farid, now=timezone.now())

    def note() -> None:
        add_note(case_id=case_id, text="I saw this", by=who, now=now)

    refused = while_held(lock, note, end)
    assert isinstance(refused, NoSuchCase if what == "not_upheld" else Refused), refused
    with viewing(BY):
        assert not TimelineEntry.objects.filter(case_id=case_id, kind="note").exists()


def test_a_body_whose_person_leaves_while_they_wait_tells_and_answers_nothing_more(
    cast: Cast, now: datetime
) -> None:
    case_id, table = opened(cast, now), a_table(cast.carol, now)
    item_id = on_the_agenda(table, case_id, cast.ben, now)
    sign_promise(table.officer, sent(table, table.police, cast.carol, now), ticked=True, now=now)

    def lock() -> None:
        with viewing(BY):
            lock_case(case_id)

    def leaves() -> None:
        end_person(person_id=table.officer.person_id, by=cast.carol, now=now)

    def tell_us() -> None:
        add_information(table.officer, disclosure_id=None, item_id=item_id, words="More", now=now)

    assert isinstance(while_held(lock, tell_us, leaves), NoSuchMeeting)
    with viewing(BY):
        assert not TimelineEntry.objects.filter(case_id=case_id, kind="partner_told").exists()


def test_urgent_access_to_a_case_that_is_sealed_meanwhile_is_refused_as_if_there_were_none(
    cast: Cast, now: datetime
) -> None:
    case_id = opened(cast, now)
    with viewing(BY):
        reference = Case.objects.get(pk=case_id).reference

    def seal() -> None:
        with viewing(BY):
            lock_case(case_id)
            Case.objects.filter(pk=case_id).update(sealed=True)

    def open_it() -> None:
        break_glass(reference=reference, reason="He is at her door again", by=cast.nia, now=now)

    refused = while_held(seal, open_it)
    assert isinstance(refused, Refused) and "No case of this reference" in refused.reason
    with viewing(BY):
        assert not TimelineEntry.objects.filter(case_id=case_id, kind="glass_broken").exists()


@pytest.mark.parametrize("what", ["hold", "request"])
def test_nothing_is_destroyed_that_is_held_or_asked_for_meanwhile(
    what: str, cast: Cast, now: datetime
) -> None:
    case_id = closed(cast, now - timedelta(days=7 * 366))
    run_id = agreed(cast.farid, cast.carol, now)

    def first() -> None:
        if what == "hold":
            review = local_day(now) + timedelta(days=30)
            place_hold(case_id=case_id, reason="A claim", review_on=review, by=cast.carol, now=now)
        else:
            log_request(
                name="Amina Yusuf", contact="Post", wanted="All", received_on=local_day(now), channel="letter",
                by=cast.farid, now=now,
            )  # fmt: skip

    assert while_held(first, lambda: carry_out(now=now)) is None
    page = run_page(cast.carol, run_id, now=now)
    assert not page.destroyed
    with viewing(BY):
        assert Case.objects.filter(pk=case_id).exists()
        assert DisposalItem.objects.get().left == "on_hold"


def test_what_is_taken_out_while_the_run_is_approved_is_not_destroyed(cast: Cast, now: datetime) -> None:
    case_id = closed(cast, now - timedelta(days=7 * 366))
    run_id = prepare_disposal(by=cast.farid, now=now)
    with viewing(BY):
        item = DisposalItem.objects.get().id

    def approve() -> None:
        approve_disposal(run_id=run_id, by=cast.carol, now=now)

    def leave() -> None:
        take_out(item_id=item, reason="Not yet", by=cast.farid, now=now)

    refused = while_held(approve, leave)
    assert isinstance(refused, Refused) and "decided already" in refused.reason
    assert carry_out(now=now) == (1, 0)
    with viewing(BY):
        assert not Case.objects.filter(pk=case_id).exists()
        row = DisposalItem.objects.get()
        assert row.left == "" and row.destroyed_at is not None, "what is on record is what was done"
