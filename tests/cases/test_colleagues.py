"""Accounts: nobody raises themselves, much power is told to the data-protection officer, and who leaves leaves no case behind."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.contrib.auth import get_user_model
from django.db import connection

from factories.cast import Cast, one_of_each_role
from factories.reports import opened
from upstander.cases.api import NoSuchCase, add_colleague, change_colleague, end_colleague
from upstander.cases.queries.api import case_page, today
from upstander.confidentiality.api import (
    ROLES,
    AccountCard,
    AccountTold,
    AuditSelection,
    Permission,
    accounts,
    audit_entries,
    grants_to_see,
    reopen_account,
    see_grants,
    viewer_of,
    viewing,
)
from upstander.lib.decision import Refused
from upstander.sites.staff.access_words import PERMISSION_WORDS

pytestmark = pytest.mark.django_db
NEW = AccountTold(
    "Noor Blake", "Noor@landlord.example", "Officer", ("neighbourhood",), ("neighbourhood-north",), None
)


@pytest.fixture
def cast(now: datetime) -> Cast:
    return one_of_each_role(now)


def card(cast: Cast, key: str) -> AccountCard:
    return next(each for each in accounts(cast.administrator) if each.id == cast.staff[key].id)


def with_roles(told: AccountTold, *roles: str) -> AccountTold:
    return AccountTold(told.name, told.email, told.post, roles, told.teams, told.manager_id)


@pytest.mark.parametrize("role", [role for role in ROLES if role != "administrator"])
def test_only_an_administrator_keeps_accounts(cast: Cast, now: datetime, role: str) -> None:
    who = next(viewer_of(staff) for staff in cast.staff.values() if staff.roles == [role])
    with pytest.raises(Refused):
        accounts(who)
    with pytest.raises(Refused):
        add_colleague(told=NEW, by=who, now=now)
    with pytest.raises(Refused):
        end_colleague(staff_id=cast.staff["ben"].id, by=who, now=now)


def test_a_new_colleague_has_roles_teams_and_no_password(cast: Cast, now: datetime) -> None:
    id = add_colleague(told=NEW, by=cast.administrator, now=now)
    made = next(each for each in accounts(cast.administrator) if each.id == id)
    assert made.told.email == "noor@landlord.example" and made.told.teams == ("neighbourhood-north",)
    assert not made.can_sign_in
    assert grants_to_see(cast.farid) == [], "a role like others'"
    with pytest.raises(Refused, match="email"):
        add_colleague(told=NEW, by=cast.administrator, now=now)


def test_nobody_changes_their_own_roles_or_ends_themselves(cast: Cast, now: datetime) -> None:
    own = card(cast, "administrator")
    with pytest.raises(Refused, match="own roles"):
        change_colleague(
            staff_id=own.id,
            told=with_roles(own.told, "administrator", "people_and_learning"),
            by=cast.administrator,
            now=now,
        )
    with pytest.raises(Refused, match="own account"):
        end_colleague(staff_id=own.id, by=cast.administrator, now=now)


def test_a_role_that_sees_or_decides_much_is_told_to_the_data_protection_officer(
    cast: Cast, now: datetime
) -> None:
    nia = card(cast, "nia")
    change_colleague(
        staff_id=nia.id,
        told=with_roles(nia.told, "neighbourhood", "people_and_learning"),
        by=cast.administrator,
        now=now,
    )
    (line,) = grants_to_see(cast.farid)
    assert (line.name, line.roles, line.by) == ("Nia Bright", ("people_and_learning",), "Adam Shaw")
    for other in (cast.carol, cast.administrator, cast.auditor):
        with pytest.raises(Refused):
            grants_to_see(other)
        with viewing(other), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM confidentiality_rolegrant")
            assert cursor.fetchone()[0] == 0
    see_grants([line.id], by=cast.farid, now=now)
    assert grants_to_see(cast.farid) == []
    found = audit_entries(cast.farid, AuditSelection(action="staff.change"), now=now)
    assert found.lines[0].detail == {"given": "people_and_learning", "taken": ""}


def test_a_change_in_between_is_not_written_over(cast: Cast, now: datetime) -> None:
    nia = card(cast, "nia")
    change_colleague(
        staff_id=nia.id, told=with_roles(nia.told), mark=nia.mark, by=cast.administrator, now=now
    )
    with pytest.raises(Refused, match="while you were typing"):
        change_colleague(staff_id=nia.id, told=nia.told, mark=nia.mark, by=cast.administrator, now=now)
    assert card(cast, "nia").told.roles == ()


def test_nobody_is_their_own_manager_through_others(cast: Cast, now: datetime) -> None:
    senior = card(cast, "senior").told
    told = AccountTold(
        senior.name, senior.email, senior.post, senior.roles, senior.teams, cast.staff["ben"].id
    )
    with pytest.raises(Refused, match="manages themselves"):
        change_colleague(staff_id=cast.staff["senior"].id, told=told, by=cast.administrator, now=now)


def test_linking_an_officer_to_the_directory_keeps_them_from_their_case(cast: Cast, now: datetime) -> None:
    case_id = opened(cast, now, officer="ben")
    change_colleague(
        staff_id=cast.staff["ben"].id,
        told=card(cast, "ben").told,
        person="p-1",
        by=cast.administrator,
        now=now,
    )
    with pytest.raises(NoSuchCase):
        case_page(cast.ben, case_id, now=now)
    assert card(cast, "ben").linked
    with pytest.raises(Refused, match="No entry"):
        change_colleague(
            staff_id=cast.staff["nia"].id,
            told=card(cast, "nia").told,
            person="P-77",
            by=cast.administrator,
            now=now,
        )


def test_who_leaves_is_out_at_once_and_their_cases_have_an_officer(cast: Cast, now: datetime) -> None:
    case_id = opened(cast, now, officer="ben")
    end_colleague(staff_id=cast.staff["ben"].id, by=cast.administrator, now=now)
    gone = get_user_model().objects.get(pk=cast.staff["ben"].id)
    assert viewer_of(gone).permissions == frozenset() and not card(cast, "ben").can_sign_in
    assert case_page(cast.carol, case_id, now=now).head.officer_id not in (None, gone.pk)
    end_colleague(staff_id=cast.staff["bella"].id, by=cast.administrator, now=now)
    officer = case_page(cast.carol, case_id, now=now).head.officer_id
    assert officer == cast.staff["carol"].id, "the one of the team who is left"
    end_colleague(staff_id=cast.staff["carol"].id, by=cast.administrator, now=now)
    assert case_page(cast.senior, case_id, now=now).head.officer_id is None
    assert "needs_officer" in {notice.kind for notice in today(cast.senior, now=now).notices}
    with pytest.raises(NoSuchCase):
        case_page(cast.administrator, case_id, now=now)
    reopen_account(cast.staff["carol"].id, by=cast.administrator, now=now)
    assert grants_to_see(cast.farid)[0].name == "Carol Marsden", (
        "a powerful role that comes back is told as well"
    )


def test_every_permission_has_words() -> None:
    assert set(PERMISSION_WORDS) == set(Permission)
