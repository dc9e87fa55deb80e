"""What falls due is looked for where it was noted, worked out anew, and never taken from what was noted."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from factories.cast import one_of_each_role
from records.closing import closed
from upstander.cases import api as cases_api
from upstander.cases.api import EndedCase
from upstander.cases.models import Case
from upstander.confidentiality.api import system, viewing
from upstander.policy.api import StartEvent
from upstander.records import falling_due
from upstander.records.api import (
    note_all,
    place_hold,
    prepare_disposal,
    record_day,
    release_hold,
    run_page,
    waiting,
)
from upstander.records.models import KeptUntil

pytestmark = pytest.mark.django_db


def never() -> bool:
    return False


def test_a_list_works_out_what_is_due_and_not_what_is_kept_for_years(
    now: datetime, long_ago: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = one_of_each_role(now)
    due = closed(cast, long_ago)
    closed(cast, long_ago, sealed=True)  # noted with the others, and never counted among them
    young = [closed(cast, now - timedelta(days=(5 * 365 + 40 + 30 * each))) for each in range(3)]
    turns = iter([False, False, True])
    assert not note_all(now=now, enough=lambda: next(turns)), "cut off after its first batch"
    assert note_all(now=now, enough=never)
    worked: list[UUID] = []
    plain = cases_api.ended_case

    def noting(case_id: UUID, *, now: datetime) -> EndedCase | None:
        worked.append(case_id)
        return plain(case_id, now=now)

    monkeypatch.setattr(falling_due, "ended_case", noting)
    page = waiting(cast.farid, now=now)
    assert worked == [due] and [line.case_id for line in page.due] == [due]
    assert (page.due_in_all, sum(many for _, many in page.coming)) == (1, len(young))
    worked.clear()
    assert note_all(now=now, enough=never) and worked == [], "nothing changed since"
    with viewing(system("tests")):
        Case.objects.filter(pk=young[0]).update(version=99)
    assert note_all(now=now, enough=never) and worked == [young[0]]


def test_what_was_noted_decides_nothing(now: datetime, long_ago: datetime) -> None:
    cast = one_of_each_role(now)
    case_id, held = closed(cast, long_ago), closed(cast, long_ago - timedelta(days=30))
    assert note_all(now=now, enough=never)
    review = (now + timedelta(days=90)).date()
    place_hold(case_id=held, reason="A claim", review_on=review, by=cast.farid, now=now)
    with viewing(system("tests")):
        found = falling_due.look(cast.farid, sealed=False, most=1, now=now)
    assert [each.case.id for each in found] == [case_id], "what is held takes no place of what is due"
    born = now.date() - timedelta(days=365)
    record_day(case_id=case_id, event=StartEvent.CHILD_18, day=born, by=cast.farid, now=now)
    page = waiting(cast.farid, now=now)
    assert page.due == () and [line.case_id for line, _ in page.kept] == [held]
    release_hold(case_id=held, reason="It was settled", by=cast.farid, now=now)
    with viewing(system("tests")):
        KeptUntil.objects.filter(case_id=case_id).update(due_on=now.date())  # noted wrongly
    run = prepare_disposal(by=cast.farid, now=now)
    assert [item.case_id for item in run_page(cast.farid, run, now=now).items] == [held]
    with viewing(system("tests")):
        assert KeptUntil.objects.filter(case_id=case_id, due_on__gt=now.date()), "put right by who looked"
