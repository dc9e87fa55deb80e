"""Helplines that nobody has made sure of for half a year are a task on Today of whoever keeps the words, until somebody has."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from factories.cast import Cast, one_of_each_role
from upstander.governance.api import check_helpline
from upstander.lib.decision import Refused
from upstander.sites.public.helplines import helplines, helplines_on, to_check

pytestmark = pytest.mark.django_db


def test_an_old_helpline_is_a_task_until_somebody_has_made_sure_of_it() -> None:
    written = max(each.checked for each in helplines())
    then = datetime(written.year, written.month, written.day, 12, tzinfo=UTC) + timedelta(days=200)
    cast: Cast = one_of_each_role(then)
    assert to_check(cast.policy, written) == 0
    assert to_check(cast.policy, then.date()) == len(helplines())
    assert to_check(cast.ben, then.date()) == 0
    with pytest.raises(Refused):
        check_helpline(name=helplines()[0].name, by=cast.ben, now=then)
    for each in helplines():
        check_helpline(name=each.name, by=cast.policy, now=then)
    assert to_check(cast.policy, then.date()) == 0
    assert not any(each.old(then.date()) for each in helplines_on(then.date()))
