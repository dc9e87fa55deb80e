"""Joint action groups straight through SQL: what the database shows a body's signed-in person, and staff of every role."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.apps import apps
from django.db import connection

from factories.cast import Cast
from factories.joint import Table, a_table, on_the_agenda, sent
from factories.reports import opened
from upstander.cases.joint.api import ActionTold, joint_meeting, put_strategic, record_item, record_strategic
from upstander.confidentiality.api import (
    PUBLIC,
    ROLES,
    Viewer,
    ViewerKind,
    customer,
    partner,
    permissions_of,
    viewing,
)

pytestmark = [pytest.mark.django_db, pytest.mark.db15]

WORKS = {"case.work", "forum.keep"}


@pytest.fixture
def table(cast: Cast, now: datetime) -> Table:
    """Both bodies have packs; the police undertook something on the case, the support agency about no case."""
    table = a_table(cast.carol, now)
    case = opened(cast, now - timedelta(hours=1))
    line = on_the_agenda(table, case, cast.ben, now)
    about = put_strategic(
        meeting_id=table.meeting, sort="strategic", words="Reporting", neighbourhood="", by=cast.ben, now=now
    )
    for agency in (table.police, table.support):
        sent(table, agency, cast.carol, now)
    held = joint_meeting(cast.carol, table.meeting, now=now).line.at + timedelta(hours=1)
    day = held.date() + timedelta(days=3)
    walk = ActionTold("Walk past", day, agency_id=table.police)
    record_item(case_id=case, item_id=line, said="", decision="Yes", actions=(walk,), by=cast.ben, now=held)
    leaflet = ActionTold("Leaflets", day, agency_id=table.support)
    record_strategic(item_id=about, decision="Yes", actions=(leaflet,), by=cast.ben, now=held)
    return table


def seen(viewer: Viewer, name: str, column: str = "id") -> list[UUID]:
    with viewing(viewer), connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {name}")
        return [row[0] for row in cursor.fetchall()]


def test_a_partner_sees_rows_of_their_own_body_in_no_other_table_and_writes_nothing(table: Table) -> None:
    police = partner(table.police)
    own = {"cases_pack", "cases_packitem", "cases_jointaction", "cases_disclosure"}
    for name in own:
        assert set(seen(police, name, "agency_id")) == {table.police}, name
    assert seen(police, "partners_agency") == [table.police]
    assert len(seen(police, "cases_strategicitem")) == 1
    shared = {"cases_meeting", "cases_jointgroup", "cases_strategicitem", "partners_agency", "cases_referral"}
    tables = {
        model._meta.db_table for model in apps.get_models() if model.__module__.startswith("upstander.")
    }
    not_secret = {"confidentiality_staff", "confidentiality_team"}
    for name in tables - own - shared - not_secret:
        assert seen(police, name, "1") == [], name

    stranger = partner(UUID(int=7))
    for name in ("cases_pack", "cases_packitem", "cases_jointaction", "cases_disclosure", "cases_meeting"):
        assert seen(stranger, name) == [], name
    assert seen(stranger, "cases_jointgroup") == [] and seen(stranger, "partners_agency") == []

    for name in ("cases_pack", "cases_packitem", "cases_jointaction", "cases_disclosure", "cases_meeting"):
        with viewing(partner(table.police)), connection.cursor() as cursor:
            cursor.execute(f"UPDATE {name} SET id = id")
            assert cursor.rowcount == 0, name


def test_staff_who_work_on_cases_see_meetings_whole_and_others_that_there_are_some(table: Table) -> None:
    for role in (*ROLES, "public", "customer"):
        sees_what_it_may(role)


def sees_what_it_may(role: str) -> None:
    viewer = {"public": PUBLIC, "customer": customer(UUID(int=7))}.get(role) or Viewer(
        ViewerKind.STAFF, permissions=permissions_of([role])
    )
    works = bool(WORKS & {str(each) for each in viewer.permissions})
    staff = viewer.kind is ViewerKind.STAFF
    for name in ("cases_jointgroup", "cases_groupmember", "cases_meeting", "partners_partnerperson"):
        assert bool(seen(viewer, name)) == staff, name
    for name in ("cases_pack", "cases_strategicitem"):
        assert bool(seen(viewer, name)) == works, name
    case_seen = bool(seen(viewer, "cases_case"))
    actions = seen(viewer, "cases_jointaction", "case_id")
    assert (None in actions) == works and (len([a for a in actions if a]) == 1) == case_seen
    assert bool(seen(viewer, "cases_agendaitem")) == case_seen
