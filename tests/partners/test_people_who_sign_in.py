"""Partners' named people sign in by a code that goes to their address at work; nobody learns whether an address is known."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from factories.bodies import agreed, body
from upstander.confidentiality.api import Viewer, ViewerKind, permissions_of, system, viewing
from upstander.confidentiality.models import DataKey
from upstander.lib.decision import Refused
from upstander.partners.api import (
    NotSignedIn,
    add_person,
    ask_for_partner_code,
    confirm_person,
    end_person,
    names_of_people,
    partner_sign_in,
    partner_sign_out,
    people_of_agency,
    register_gaps,
    retire_agency,
    send_partner_code,
    signed_in_partner,
)
from upstander.partners.models import PartnerAsking, PartnerCode, PartnerPerson, PartnerSession
from upstander.partners.signing_in import sweep_partner_sign_ins
from upstander.records.actions.partner_people import forget_partner_people

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


KEEPER = system("tests")
CAROL = Viewer(ViewerKind.STAFF, permissions=permissions_of(["community_safety_manager"]))
BEN = Viewer(ViewerKind.STAFF, permissions=permissions_of(["community_safety"]))


@pytest.fixture
def paul(now: datetime) -> UUID:
    police = body(now)
    return add_person(
        agency_id=police,
        name="Paul Reyes",
        post="Sergeant",
        email="Paul@Police.example",
        by=KEEPER,
        now=now,
    )


def asked(email: str, now: datetime) -> tuple[str, list[tuple[str, str]]]:
    """The browser's token, and what was sent to whom."""
    token = ask_for_partner_code(email, now=now)
    assert token is not None
    out: list[tuple[str, str]] = []
    with viewing(system("tests")):
        latest = PartnerAsking.objects.order_by("-made_at", "-expires_at").first()
    assert latest is not None

    def send(to: str, code: str) -> bool:
        out.append((to, code))
        return True

    send_partner_code(asking_id=latest.id, send=send, by=system("partner code"), now=now)
    return token, out


def test_a_code_signs_in_once_for_a_short_while(paul: UUID, now: datetime) -> None:
    token, out = asked(" paul@police.example", now)
    assert [to for to, _ in out] == ["paul@police.example"] and re.fullmatch(r"\d{8}", out[0][1])
    cookie = partner_sign_in(token, out[0][1], now=now)
    assert cookie is not None and partner_sign_in(token, out[0][1], now=now) is None
    who = signed_in_partner(cookie, now=now)
    assert (who.person_id, who.name, who.agency) == (paul, "Paul Reyes", "Marsh Lane Police")
    signed_in_partner(cookie, now=now + 19 * MINUTE)
    with pytest.raises(NotSignedIn):
        signed_in_partner(cookie, now=now + 40 * MINUTE)
    partner_sign_out(cookie, now=now)
    with pytest.raises(NotSignedIn):
        signed_in_partner(cookie, now=now)


def test_staying_busy_does_not_keep_somebody_in_for_more_than_four_hours(paul: UUID, now: datetime) -> None:
    token, out = asked("paul@police.example", now)
    cookie = partner_sign_in(token, out[0][1], now=now) or ""
    for minutes in range(15, 240, 15):
        signed_in_partner(cookie, now=now + minutes * MINUTE)
    with pytest.raises(NotSignedIn):
        signed_in_partner(cookie, now=now + 241 * MINUTE)


def test_an_unknown_address_is_answered_alike_and_gets_nothing(paul: UUID, now: datetime) -> None:
    token, out = asked("nobody@police.example", now)
    assert token and out == []
    assert partner_sign_in(token, "12345678", now=now) is None
    assert ask_for_partner_code("no address", now=now) is None


def test_guessing_ends_after_five_tries_of_a_code_whatever_the_browser(paul: UUID, now: datetime) -> None:
    token, out = asked("paul@police.example", now)
    other = ask_for_partner_code("paul@police.example", now=now) or ""
    wrong = f"{(int(out[0][1]) + 1) % 10**8:08d}"
    for browser in (token, other, token, other, token):
        assert partner_sign_in(browser, wrong, now=now) is None
    assert partner_sign_in(other, out[0][1], now=now) is None


def test_an_address_is_not_flooded_with_codes(paul: UUID, now: datetime) -> None:
    sent = [len(asked("paul@police.example", now + n * MINUTE / 2)[1]) for n in range(14)]
    assert sum(sent) == 5 and sent[:3] == [1, 0, 1]
    assert asked("paul@police.example", now + timedelta(hours=2))[1]


def test_whoever_left_is_out_at_once_and_their_address_is_free_again(paul: UUID, now: datetime) -> None:
    token, out = asked("paul@police.example", now)
    cookie = partner_sign_in(token, out[0][1], now=now) or ""
    agency = signed_in_partner(cookie, now=now).agency_id
    again, more = asked("paul@police.example", now + 2 * MINUTE)
    end_person(person_id=paul, by=KEEPER, now=now)
    with pytest.raises(NotSignedIn):
        signed_in_partner(cookie, now=now)
    assert partner_sign_in(again, more[0][1], now=now + 2 * MINUTE) is None
    assert asked("paul@police.example", now + 9 * MINUTE)[1] == []
    add_person(
        agency_id=agency, name="Petra", post="Sergeant", email="paul@police.example", by=KEEPER, now=now
    )
    assert [line.ended_at is None for line in people_of_agency(KEEPER, agency, now=now)] == [True, False]


def test_nobody_of_a_retired_body_signs_in(paul: UUID, now: datetime) -> None:
    token, out = asked("paul@police.example", now)
    cookie = partner_sign_in(token, out[0][1], now=now) or ""
    agency = signed_in_partner(cookie, now=now).agency_id
    retire_agency(agency_id=agency, by=KEEPER, now=now)
    with pytest.raises(NotSignedIn):
        signed_in_partner(cookie, now=now)
    assert asked("paul@police.example", now + 2 * MINUTE)[1] == []


@pytest.mark.parametrize("email", ["paul", "paul@gmail.com", "PAUL@Hotmail.co.uk"])
def test_only_an_address_at_work_is_taken(paul: UUID, now: datetime, email: str) -> None:
    with pytest.raises(Refused):
        add_person(agency_id=body(now, name="Other"), name="P", post="S", email=email, by=KEEPER, now=now)


def test_one_address_signs_in_for_one_body(paul: UUID, now: datetime) -> None:
    other = body(now, name="Other")
    with pytest.raises(Refused, match="already"):
        add_person(agency_id=other, name="P", post="S", email="paul@police.example", by=KEEPER, now=now)
    with pytest.raises(Refused):
        add_person(agency_id=other, name="P", post="S", email="p@other.example", by=BEN, now=now)


def test_what_nobody_looked_at_for_half_a_year_waits_for_whoever_keeps_the_register(
    paul: UUID, now: datetime
) -> None:
    later = now + timedelta(days=200)
    gaps = register_gaps(CAROL, now=later)
    assert gaps and (gaps.bodies, gaps.people, gaps.agreements) == (1, 1, 0)
    confirm_person(person_id=paul, by=KEEPER, now=later)
    assert (found := register_gaps(CAROL, now=later)) and found.people == 0
    assert not register_gaps(CAROL, now=now)
    assert register_gaps(BEN, now=later) is None
    police = body(later, name="Third")
    agreed(police, now, review_on=(later - timedelta(days=1)).date())
    assert (found := register_gaps(CAROL, now=later)) and found.agreements == 1


def test_what_is_over_is_deleted(paul: UUID, now: datetime) -> None:
    token, out = asked("paul@police.example", now)
    assert partner_sign_in(token, out[0][1], now=now)
    asked("nobody@police.example", now)
    sweep_partner_sign_ins(by=system("partner-sweep"), now=now + timedelta(hours=5))
    with viewing(system("tests")):
        left = [m.objects.count() for m in (PartnerAsking, PartnerCode, PartnerSession)]
    assert left == [0, 0, 0]


@pytest.mark.parametrize("retired", [False, True])
def test_who_no_longer_signs_in_is_forgotten_a_year_later_and_that_somebody_did_stays(
    paul: UUID, now: datetime, retired: bool
) -> None:
    with viewing(KEEPER):
        agency = PartnerPerson.objects.get(pk=paul).agency_id
    if retired:  # with a body nobody signs in for it, without anybody ending it for each
        retire_agency(agency_id=agency, by=KEEPER, now=now)
    else:
        end_person(person_id=paul, by=KEEPER, now=now)
    last_day, by = now.replace(year=now.year + 1), system("directory sweep")
    assert forget_partner_people(by=by, now=last_day) == 0
    assert [line.name for line in people_of_agency(CAROL, agency, now=last_day)] == ["Paul Reyes"]
    assert forget_partner_people(by=by, now=last_day + timedelta(days=1)) == 1
    assert forget_partner_people(by=by, now=last_day + timedelta(days=2)) == 0
    assert people_of_agency(CAROL, agency, now=last_day) == []
    with viewing(KEEPER):
        row, key = PartnerPerson.objects.get(pk=paul), DataKey.objects.get(pk=paul)
        assert (row.name, row.email, row.post, key.wrapped) == (None, None, "", None)
        assert (row.agency_id, row.ended_at) == (agency, now) and names_of_people({paul}) == {
            paul: "Name no longer kept"
        }
