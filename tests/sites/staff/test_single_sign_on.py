"""Signing in through the landlord's directory: a real provider in a process of its own, and everything that must not work."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.test import Client

from factories.cast import PASSWORD, Cast
from factories.oidc import provider_of
from sites.staff.conftest import SECRET
from sites.staff.test_sign_in import actions, code_for
from upstander.confidentiality.api import system, viewing
from upstander.confidentiality.models import Staff
from upstander.operations.supervisor import free_port

pytestmark = pytest.mark.django_db
PEOPLE: dict[str, dict[str, Any]] = {
    "id-ben": {"email": "Ben@landlord.example", "email_verified": True, "name": "Ben Okoro", "picture": "x"},
    "id-other-ben": {"email": "ben@landlord.example", "email_verified": True},
    "id-unverified": {"email": "ben@landlord.example", "email_verified": False},
    "id-words": {"email": "ben@landlord.example", "email_verified": "false"},
    "id-silent": {"email": "ben@landlord.example"},
    "id-nobody": {"email": "nobody@landlord.example", "email_verified": True},
}


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    with provider_of(PEOPLE) as url:
        yield url


@pytest.fixture(autouse=True)
def directory(provider: str, settings: Any) -> None:
    cache.clear()
    settings.SOCIALACCOUNT_PROVIDERS = with_server(provider)


def with_server(server: str, *domains: str) -> dict[str, Any]:
    given = {"server_url": server, "verified_email": list(domains)}
    app = {
        "provider_id": "directory",
        "name": "Work",
        "client_id": "upstander",
        "secret": "s",
        "settings": given,
    }
    return {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}


def through(client: Client, sub: str, **form: str) -> Any:
    """To the directory and back, as this person; what we answer then."""
    away = client.get("/accounts/directory/login/?next=/staff/cases/")
    assert away.status_code == 302, away.content
    asked = parse_qs(urlsplit(away.headers["Location"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    back = requests.post(
        away.headers["Location"], data=form or {"sub": sub}, allow_redirects=False, timeout=5
    )
    address = urlsplit(back.headers["Location"])
    assert address.path == "/accounts/directory/login/callback/"
    # The provider forgets the state when somebody stops there; the standard asks that it is sent back.
    state = "" if "state=" in address.query else f"&state={asked['state'][0]}"
    return client.get(f"{address.path}?{address.query}{state}")


def with_code(cast: Cast) -> None:
    with viewing(system("tests")):
        TOTP.activate(cast.staff["ben"], SECRET)


def said(answer: Any, words: str) -> None:
    assert answer.status_code == 403
    assert words in answer.content.decode()
    assert b"up-signin__card" in answer.content


def test_the_directory_and_then_our_code(cast: Cast) -> None:
    with_code(cast)
    client = Client()
    assert through(client, "id-ben").headers["Location"] == "/accounts/2fa/authenticate/"
    assert client.get("/staff/").status_code == 302, "the directory alone opens nothing"
    answer = client.post("/accounts/2fa/authenticate/", {"code": code_for()})
    assert answer.headers["Location"] == "/staff/cases/"
    assert client.get("/staff/cases/").status_code == 200
    assert actions() == ["staff.directory_linked", "staff.sign_in"]
    account = SocialAccount.objects.get()
    assert (account.uid, account.extra_data) == ("id-ben", {})
    assert Staff.objects.get(pk=cast.staff["ben"].pk).check_password(PASSWORD), "the password is still theirs"


def test_without_codes_they_are_set_up_first(cast: Cast) -> None:
    client = Client()
    through(client, "id-ben")
    assert client.get("/staff/").headers["Location"] == "/accounts/2fa/totp/activate/"


def test_the_directorys_own_second_step_counts_where_the_landlord_says_so(cast: Cast, settings: Any) -> None:
    with_code(cast)
    settings.UPSTANDER_OIDC_SECOND_STEP = "directory"
    client = Client()
    assert through(client, "id-ben").headers["Location"] == "/staff/cases/"
    assert client.get("/staff/cases/").status_code == 200
    password = Client()
    given = {"login": "ben@landlord.example", "password": PASSWORD}
    assert password.post("/accounts/login/", given).headers["Location"] == "/accounts/2fa/authenticate/"


def test_afterwards_the_identifier_counts_not_the_address(cast: Cast) -> None:
    through(Client(), "id-ben")
    with viewing(system("tests")):
        Staff.objects.filter(pk=cast.staff["ben"].pk).update(email="ben.okoro@landlord.example")
    assert through(Client(), "id-ben").status_code == 302
    assert SocialAccount.objects.get().extra_data == {}


def test_an_address_given_to_somebody_new_opens_no_old_account(cast: Cast) -> None:
    through(Client(), "id-ben")
    client = Client()
    said(through(client, "id-other-ben"), "belongs to another identity")
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("sub", ["id-unverified", "id-words", "id-silent", "id-nobody"])
def test_only_a_verified_address_of_somebody_who_works_here(cast: Cast, sub: str) -> None:
    before = Staff.objects.count()
    client = Client()
    said(through(client, sub), "nobody here has that work email")
    assert "_auth_user_id" not in client.session
    assert Staff.objects.count() == before, "no account is made"
    assert not SocialAccount.objects.exists()
    assert actions() == ["staff.sign_in_failed"]


def test_the_landlord_may_vouch_for_a_domain(cast: Cast, provider: str, settings: Any) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = with_server(provider, "landlord.example")
    assert through(Client(), "id-silent").status_code == 302


@pytest.mark.parametrize("known", [False, True])
def test_whoever_has_left_stays_out(cast: Cast, known: bool) -> None:
    if known:
        through(Client(), "id-ben")
    with viewing(system("tests")):
        Staff.objects.filter(pk=cast.staff["ben"].pk).update(is_active=False)
    client = Client()
    through(client, "id-ben")
    assert "_auth_user_id" not in client.session


def test_stopping_there_says_so(cast: Cast) -> None:
    said(through(Client(), "", action="deny"), "You stopped signing in there")


def test_a_sign_in_begun_elsewhere_is_not_finished_here(cast: Cast) -> None:
    said(Client().get("/accounts/directory/login/callback/?code=stolen&state=made-up"), "Start again")


def test_nobody_is_linked_by_asking_to_connect(cast: Cast) -> None:
    client = Client()
    away = client.get("/accounts/directory/login/?process=connect")
    back = requests.post(away.headers["Location"], data={"sub": "id-ben"}, allow_redirects=False, timeout=5)
    address = urlsplit(back.headers["Location"])
    said(client.get(f"{address.path}?{address.query}"), "Start again")
    assert not SocialAccount.objects.exists()


def test_a_directory_that_does_not_answer(cast: Cast, settings: Any) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = with_server(f"http://127.0.0.1:{free_port('127.0.0.1')}")
    answer = Client().get("/accounts/directory/login/")
    assert answer.status_code == 503
    assert b"sign in with your password" in answer.content


def test_signing_out_offers_to_sign_out_there_too(cast: Cast, provider: str, settings: Any) -> None:
    settings.UPSTANDER_OIDC_SECOND_STEP = "directory"
    client = Client()
    through(client, "id-ben")
    answer = client.post("/accounts/logout/")
    assert answer.headers["Location"] == "/accounts/directory/signed-out/"
    page = client.get(answer.headers["Location"]).content.decode()
    assert f'href="{provider}/oauth2/end_session?client_id=upstander&amp;' in page
    assert client.get("/staff/").status_code == 302


def test_the_sign_in_page_names_it_only_where_there_is_one(cast: Cast, settings: Any) -> None:
    assert b"Sign in with your work account" in Client().get("/accounts/login/").content
    settings.SOCIALACCOUNT_PROVIDERS = {}
    assert b"Sign in with your work account" not in Client().get("/accounts/login/").content
