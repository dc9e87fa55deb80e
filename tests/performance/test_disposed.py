"""When a case is disposed of its facts go with it, and what was counted of it stays."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from factories.cast import one_of_each_role
from records.closing import agreed, closed
from upstander.confidentiality.api import system, viewing
from upstander.performance.api import bring_up_to_date, month_of
from upstander.performance.models import Fact, Figure
from upstander.records.api import carry_out

pytestmark = pytest.mark.django_db
COUNTER = system("measures")


def test_figures_of_a_frozen_month_outlive_the_cases_behind_them(now: datetime) -> None:
    now += timedelta(days=4 * 366)  # after the first definition
    cast = one_of_each_role(now)
    long_ago = now - timedelta(days=7 * 366)
    case_id = closed(cast, long_ago)
    month = month_of(long_ago)
    bring_up_to_date(by=COUNTER, now=long_ago + timedelta(days=60))

    def reports() -> list[int]:
        with viewing(COUNTER):
            return list(
                Figure.objects.filter(month=month, measure="reports", dimension="").values_list(
                    "count", flat=True
                )
            )

    with viewing(COUNTER):
        assert Fact.objects.filter(case_id=case_id).exists()
    assert reports() == [1]
    agreed(cast.farid, cast.carol, now)
    carry_out(now=now)
    with viewing(COUNTER):
        assert not Fact.objects.filter(case_id=case_id).exists()
    assert reports() == [1]
    bring_up_to_date(by=COUNTER, now=long_ago + timedelta(days=90))
    assert reports() == [1]
