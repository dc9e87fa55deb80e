"""A report that staff write down: the database shows it to its writer alone."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

import pytest

from factories.cast import one_of_each_role
from upstander.confidentiality.api import PUBLIC, ROLES, Viewer, ViewerKind, permissions_of, viewing
from upstander.intake.api import keep_taking, open_taking
from upstander.intake.models import Taking
from upstander.lib.decision import Refused

pytestmark = pytest.mark.django_db


def test_only_its_writer_sees_that_it_is_being_written(now: datetime) -> None:
    cast = one_of_each_role(now)
    taking = uuid4()
    keep_taking(taking_id=taking, channel="phone", typed={"what": ["Help"]}, by=cast.dev, now=now)
    for role in ROLES:
        other = Viewer(ViewerKind.STAFF, cast.staff["ben"].id, permissions_of([role]))
        with viewing(other):
            assert not Taking.objects.exists(), role
        assert open_taking(other, taking, now=now) is None
    with viewing(PUBLIC):
        assert not Taking.objects.exists()
    with viewing(cast.dev):
        assert Taking.objects.count() == 1
    mine = open_taking(cast.dev, taking, now=now)
    assert mine is not None and mine.answers == {"what": ["Help"]}


def test_whoever_may_take_no_report_keeps_none(now: datetime) -> None:
    cast = one_of_each_role(now)
    nobody = Viewer(ViewerKind.STAFF, cast.staff["dev"].id)
    with pytest.raises(Refused):
        keep_taking(taking_id=uuid4(), channel="phone", typed={}, by=nobody, now=now)
    assert all("report.take" in {str(each) for each in permissions_of([role])} for role in ROLES)
