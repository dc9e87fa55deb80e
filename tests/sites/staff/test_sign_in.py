"""Signing in: password and one-time code, both, for everybody; and what the audit keeps of it."""

from __future__ import annotations

import base64
import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import NoReverseMatch, reverse

from factories.cast import PASSWORD, Cast
from sites.staff.conftest import SECRET, Clock, SignIn
from upstander.confidentiality.api import system, viewing
from upstander.confidentiality.models import AuditEntry, Staff

pytestmark = pytest.mark.django_db


def code_for(secret: str = SECRET) -> str:
    counters = list(yield_hotp_counters_from_time())
    return str(format_hotp_value(hotp_value(secret, counters[len(counters) // 2])))


@pytest.fixture(autouse=True)
def _no_counting() -> None:
    cache.clear()  # tries at signing in are counted for minutes


@pytest.fixture
def with_code(cast: Cast) -> None:
    with viewing(system("tests")):
        TOTP.activate(cast.staff["ben"], SECRET)


def give_password(client: Client, email: str = "ben@landlord.example", password: str = PASSWORD) -> str:
    answer = client.post("/accounts/login/?next=/staff/cases/", {"login": email, "password": password})
    return answer.headers.get("Location", str(answer.status_code))


def actions() -> list[str]:
    with viewing(system("tests")):
        return list(
            AuditEntry.objects.filter(action__startswith="staff.")
            .order_by("id")
            .values_list("action", flat=True)
        )


def test_a_stranger_is_sent_to_sign_in_and_brought_back(cast: Cast) -> None:
    answer = Client().get("/staff/cases/")
    assert answer.headers["Location"] == "/accounts/login/?next=%2Fstaff%2Fcases%2F"


def test_password_and_code_open_the_page_that_was_asked_for(cast: Cast, with_code: None) -> None:
    client = Client()
    assert give_password(client) == "/accounts/2fa/authenticate/"
    assert client.get("/staff/").status_code == 302, "the password alone opens nothing"
    before = client.session.session_key
    answer = client.post("/accounts/2fa/authenticate/", {"code": code_for()})
    assert answer.headers["Location"] == "/staff/cases/"
    assert client.get("/staff/cases/").status_code == 200
    assert client.session.session_key != before, "the session is a new one"
    assert actions() == ["staff.sign_in"]


def test_a_wrong_password_says_nothing_of_who_works_here(cast: Cast) -> None:
    known, unknown = Client(), Client()
    one = known.post("/accounts/login/", {"login": "ben@landlord.example", "password": "not this one"})
    two = unknown.post("/accounts/login/", {"login": "nobody@landlord.example", "password": "not this one"})
    assert one.status_code == two.status_code == 200
    assert one.content.count(b"govuk-error-summary") == two.content.count(b"govuk-error-summary") > 0
    assert actions() == ["staff.sign_in_failed", "staff.sign_in_failed"]


def test_a_wrong_code_opens_nothing(cast: Cast, with_code: None) -> None:
    client = Client()
    give_password(client)
    wrong = "000000" if code_for() != "000000" else "111111"
    assert client.post("/accounts/2fa/authenticate/", {"code": wrong}).status_code == 200
    assert client.get("/staff/").status_code == 302


def test_tries_are_counted(cast: Cast) -> None:
    answers = [
        Client().post("/accounts/login/", {"login": "ben@landlord.example", "password": f"guess {n}"})
        for n in range(8)
    ]
    assert b"Too many" in answers[-1].content


def test_without_codes_the_first_thing_is_to_set_them_up(cast: Cast) -> None:
    client = Client()
    give_password(client)
    assert client.get("/staff/").headers["Location"] == "/accounts/2fa/totp/activate/"
    page = client.get("/accounts/2fa/totp/activate/")
    assert page.status_code == 200
    secret = client.session["mfa.totp.secret"]
    answer = client.post("/accounts/2fa/totp/activate/", {"code": code_for(secret)})
    assert answer.headers["Location"] == "/accounts/2fa/recovery-codes/"
    assert client.get("/accounts/2fa/recovery-codes/").status_code == 200
    assert client.get("/staff/").status_code == 200
    with viewing(system("tests")):
        stored = Authenticator.objects.get(type="totp").data
    assert secret not in str(stored), "the secret is sealed"


def test_a_recovery_code_works_once(cast: Cast) -> None:
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    with viewing(system("tests")):
        TOTP.activate(cast.staff["ben"], SECRET)
        recovery = RecoveryCodes.activate(cast.staff["ben"]).get_unused_codes()[0]
    for client, status in ((Client(), 302), (Client(), 200)):
        give_password(client)
        assert client.post("/accounts/2fa/authenticate/", {"code": recovery}).status_code == status


def test_a_session_that_never_gave_a_code_must_give_one(sign_in: SignIn) -> None:
    client = sign_in("ben", code=False)
    assert (
        client.get("/staff/board/").headers["Location"]
        == "/accounts/2fa/reauthenticate/?next=%2Fstaff%2Fboard%2F"
    )


@pytest.mark.parametrize(("key", "hours"), [("ben", 12), ("carol", 8), ("esther", 8), ("farid", 8)])
def test_a_session_ends_after_some_hours_however_busy(
    sign_in: SignIn, clock: Clock, key: str, hours: int
) -> None:
    client = sign_in(key)
    for _ in range(hours * 3 - 1):
        clock.advance(minutes=20)
        assert client.get("/staff/").status_code == 200
    clock.advance(minutes=21)
    assert client.get("/staff/").headers["Location"] == "/accounts/login/?next=%2Fstaff%2F&ended=long"
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(("key", "minutes"), [("ben", 120), ("carol", 30), ("esther", 30)])
def test_a_screen_that_nobody_uses_is_signed_out_and_says_why(
    sign_in: SignIn, clock: Clock, key: str, minutes: int
) -> None:
    client = sign_in(key)
    clock.advance(minutes=minutes - 1)
    assert client.get("/staff/").status_code == 200
    clock.advance(minutes=minutes - 1)
    assert client.get("/staff/").status_code == 200
    clock.advance(minutes=minutes + 1)
    answer = client.get("/staff/", follow=True)
    assert "was not used for a while" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_a_page_that_asks_by_itself_keeps_nobody_signed_in(sign_in: SignIn, clock: Clock) -> None:
    client = sign_in("ben")
    for _ in range(3):
        clock.advance(minutes=39)
        assert client.get("/staff/queue/waiting").status_code == 200
    clock.advance(minutes=4)
    assert client.get("/staff/queue/waiting").status_code == 302


def test_whoever_guesses_slows_down_only_their_own_address(cast: Cast, with_code: None) -> None:
    for n in range(8):
        Client(REMOTE_ADDR="203.0.113.9").post(
            "/accounts/login/", {"login": "ben@landlord.example", "password": f"guess {n}"}
        )
    assert give_password(Client(REMOTE_ADDR="203.0.113.9")) == "200"
    assert give_password(Client(REMOTE_ADDR="198.51.100.4")) == "/accounts/2fa/authenticate/"


def test_the_shared_counters_name_nobody(cast: Cast) -> None:
    Client(REMOTE_ADDR="203.0.113.9").post(
        "/accounts/login/", {"login": "ben@landlord.example", "password": "guess"}
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, value FROM upstander_cache")
        rows = cursor.fetchall()
    assert rows
    for key, value in rows:
        assert re.fullmatch("[0-9a-f]{64}", key)
        assert b"ben" not in base64.b64decode(value)
        assert b"203.0.113.9" not in base64.b64decode(value)


def test_a_one_time_code_works_once_whichever_process_is_asked(cast: Cast, with_code: None) -> None:
    code = code_for()
    for status in (302, 200):
        client = Client()
        give_password(client)
        assert client.post("/accounts/2fa/authenticate/", {"code": code}).status_code == status


def test_somebody_who_has_left_is_out_at_once(sign_in: SignIn, cast: Cast) -> None:
    client = sign_in("ben")
    with viewing(system("tests")):
        Staff.objects.filter(pk=cast.staff["ben"].pk).update(is_active=False)
    assert client.get("/staff/").headers["Location"].startswith("/accounts/login/")


def test_people_change_their_own_password_and_nothing_else_of_the_table(sign_in: SignIn, cast: Cast) -> None:
    client = sign_in("ben")
    new = "seven-otters-under-a-pier"
    answer = client.post(
        "/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new}
    )
    assert answer.headers["Location"] == "/staff/?done=password"
    staff = Staff.objects.get(pk=cast.staff["ben"].pk)
    assert staff.check_password(new)
    assert client.get("/staff/?done=password").status_code == 200, "still signed in"
    assert actions() == ["staff.password"]


def test_signing_out_is_in_the_audit(sign_in: SignIn) -> None:
    client = sign_in("ben")
    assert client.post("/accounts/logout/").headers["Location"] == "/"
    assert client.get("/staff/").status_code == 302
    assert actions() == ["staff.sign_out"]


@pytest.mark.parametrize(
    "name", ["account_signup", "account_reset_password", "account_email", "socialaccount_signup"]
)
def test_what_we_do_not_offer_has_no_address(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


@pytest.mark.parametrize(
    "address",
    [
        "/accounts/login/",
        "/accounts/logout/",
        "/accounts/inactive/",
        "/accounts/password/change/",
        "/accounts/2fa/",
        "/accounts/2fa/reauthenticate/",
        "/accounts/reauthenticate/",
    ],
)
def test_the_pages_around_signing_in_are_ours(sign_in: SignIn, address: str) -> None:
    client = Client() if address in ("/accounts/login/", "/accounts/inactive/") else sign_in("ben")
    page = client.get(address)
    assert page.status_code == 200
    assert b"up-signin__card" in page.content
