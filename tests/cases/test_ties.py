"""Whom a colleague knows keeps them from that person's cases, and the answer tells nobody whether there is one (clause 3.5.1)."""

from __future__ import annotations

from datetime import datetime

import pytest

from factories.cast import Cast, one_of_each_role
from factories.reports import opened
from upstander.cases.api import NoSuchCase, declare_tie, settle_tie
from upstander.cases.queries.api import case_page
from upstander.confidentiality.api import (
    RelationTold,
    ask_to_end,
    endings_to_settle,
    own_relations,
    viewing,
)
from upstander.confidentiality.models import AuditEntry
from upstander.lib.decision import Refused

pytestmark = pytest.mark.django_db
AMINA = RelationTold("neighbour", "Amina Yusuf", "12 Larkfield Walk, L20 0XA")


@pytest.fixture
def cast(now: datetime) -> Cast:
    return one_of_each_role(now)


def sees(cast: Cast, key: str, case_id: object, now: datetime) -> bool:
    try:
        case_page(getattr(cast, key), case_id, now=now)  # type: ignore[arg-type]
    except NoSuchCase:
        return False
    return True


def test_the_officer_who_declares_loses_the_case_and_it_finds_another(cast: Cast, now: datetime) -> None:
    case_id = opened(cast, now, officer="ben")
    declare_tie(told=AMINA, by=cast.ben, now=now)
    assert not sees(cast, "ben", case_id, now)
    assert case_page(cast.carol, case_id, now=now).head.officer_id not in (None, cast.staff["ben"].id)


def test_a_declared_person_keeps_out_of_cases_that_come_later(cast: Cast, now: datetime) -> None:
    declare_tie(told=AMINA, by=cast.bella, now=now)
    declare_tie(told=RelationTold("related", "Amina Yussuf"), by=cast.lead, now=now)
    case_id = opened(cast, now, officer="ben")
    assert [sees(cast, key, case_id, now) for key in ("bella", "lead", "carol")] == [False, False, True]


def test_whoever_declares_learns_nothing_and_only_they_read_it(cast: Cast, now: datetime) -> None:
    opened(cast, now, officer="ben")
    declare_tie(told=AMINA, by=cast.executive, now=now)
    nobody = RelationTold("neighbour", "Nobody Whatever", "99 Nowhere Street")
    declare_tie(told=nobody, by=cast.executive, now=now)
    lines = own_relations(cast.executive)
    assert {line.name for line in lines} == {"Amina Yusuf", "Nobody Whatever"}
    assert len({(line.kind_label, line.ending, line.declared_at) for line in lines}) == 1
    for other in ("carol", "senior", "farid", "administrator", "auditor"):
        assert own_relations(getattr(cast, other)) == endings_to_settle(getattr(cast, other)) == []
    with viewing(cast.auditor):
        entries = list(AuditEntry.objects.filter(actor_id=cast.staff["executive"].id))
    assert len({(each.action, each.case_id, str(each.detail)) for each in entries}) == 1


def test_only_the_line_manager_ends_it_and_then_the_case_is_there_again(cast: Cast, now: datetime) -> None:
    case_id = opened(cast, now, officer="bella")
    declare_tie(told=AMINA, by=cast.ben, now=now)
    line = own_relations(cast.ben)[0]
    with pytest.raises(Refused):
        settle_tie(relation_id=line.id, end=True, by=cast.carol, now=now)
    ask_to_end(line.id, "They moved away", by=cast.ben, now=now)
    assert not sees(cast, "ben", case_id, now), "it holds until it is decided"
    with pytest.raises(Refused):
        settle_tie(relation_id=line.id, end=True, by=cast.ben, now=now)
    assert [each.reason for each in endings_to_settle(cast.carol)] == ["They moved away"]
    settle_tie(relation_id=line.id, end=False, by=cast.carol, now=now)
    assert endings_to_settle(cast.carol) == [] and not sees(cast, "ben", case_id, now)
    ask_to_end(line.id, "They moved away", by=cast.ben, now=now)
    settle_tie(relation_id=line.id, end=True, by=cast.carol, now=now)
    assert sees(cast, "ben", case_id, now)
    assert own_relations(cast.ben) == []
