"""Customers come through the landlord's portal: a real provider in a process of its own, and everything that must open nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import requests
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client
from django.utils import timezone

from factories.cast import Cast, one_of_each_role
from factories.oidc import provider_of
from factories.reports import received
from upstander.confidentiality.api import PUBLIC, system, viewing
from upstander.intake.api import PersonTold, customer_of
from upstander.intake.models import AccountSession
from upstander.messages.api import By, SafeContactCard
from upstander.people.api import ResidentTold, import_residents, search_people
from upstander.sites.account import portal

pytestmark = pytest.mark.django_db
PEOPLE: dict[str, dict[str, Any]] = {
    "amina": {"person_reference": "P-1", "tenancy": "T-1"},
    "stranger": {"person_reference": "P-404"},
    "nothing": {"email": "amina@example.org", "email_verified": True},
    "list": {"person_reference": ["P-1"]},
    "empty": {"person_reference": " "},
    "couple": {"tenancy": "T-2"},
}


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    with provider_of(PEOPLE) as url:
        yield url


@pytest.fixture
def cast(provider: str, settings: Any, db: None) -> Cast:
    settings.UPSTANDER_PORTAL_SERVER = provider
    settings.UPSTANDER_PORTAL_CLIENT_ID = "upstander"
    settings.UPSTANDER_PORTAL_CLIENT_SECRET = "s"
    return one_of_each_role(timezone.now())


def through(client: Client, sub: str, **changed: str) -> Any:
    """To the portal and back, as this person; what we answer then."""
    away = client.get("/you/away")
    assert away.status_code == 302, away.content
    asked = parse_qs(urlsplit(away.headers["Location"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    back = requests.post(away.headers["Location"], data={"sub": sub}, allow_redirects=False, timeout=5)
    address = urlsplit(back.headers["Location"])
    given = {name: values[0] for name, values in parse_qs(address.query).items()}
    return client.get(address.path, {**given, **changed})


def said_kindly(answer: Any, status: int = 403) -> str:
    page = unescape(answer.content.decode())
    assert answer.status_code == status
    assert "We could not sign you in that way" in page and "Sign in with a code instead" in page
    assert "you" not in answer.cookies
    with viewing(PUBLIC):
        assert AccountSession.objects.count() == 0, "nobody is made up"
    return page


def test_the_portal_opens_the_account_of_the_one_person_it_names(cast: Cast) -> None:
    client = Client()
    answer = through(client, "amina")
    assert answer.status_code == 200 and "You are signed in" in answer.content.decode()
    assert not answer.cookies["away"].value
    who = customer_of(client.cookies["you"].value, timezone.now())
    assert who.person_id == search_people(cast.dev, "Amina Yusuf")[0].id and who.way == "portal"
    assert "Your account" in client.get("/you").content.decode()


@pytest.mark.parametrize("sub", ["stranger", "nothing", "list", "empty"])
def test_whoever_is_no_one_person_here_gets_the_same_kind_page(cast: Cast, sub: str) -> None:
    assert "does not lead to one person" in said_kindly(through(Client(), sub))


def test_a_tenancy_means_whoever_alone_holds_it(cast: Cast, settings: Any) -> None:
    settings.UPSTANDER_PORTAL_CLAIM, settings.UPSTANDER_PORTAL_MEANS = "tenancy", "tenancy"
    told = [
        ResidentTold("P-1", "900000000012", "Amina Yusuf", "tenant", date(2019, 4, 1), tenancy_ref="T-1"),
        ResidentTold("P-7", "900000000012", "Idris Yusuf", "household_member", date(2019, 4, 1), tenancy_ref="T-1"),
        *(
            ResidentTold(f"P-{n}", "900000000016", f"Tenant {n}", "tenant", date(2019, 4, 1), tenancy_ref="T-2")
            for n in (8, 9)
        ),
    ]  # fmt: skip
    list(import_residents(residents=told, by=system("tests"), now=timezone.now()))
    said_kindly(through(Client(), "couple"))
    assert "You are signed in" in through(Client(), "amina").content.decode()


@pytest.mark.parametrize(
    "card",
    [
        SafeContactCard(ways=(By.PHONE,), phone="07700 900123"),
        SafeContactCard(ways=(By.EMAIL,), email="amina@example.org", shared_device=True),
    ],
)
def test_what_she_said_about_being_reached_closes_that_way(cast: Cast, card: SafeContactCard) -> None:
    amina = PersonTold(
        "Amina Yusuf", affiliation="customer", person_id=search_people(cast.dev, "Amina Yusuf")[0].id
    )
    received(timezone.now(), survivor=amina, contact=card)
    said_kindly(through(Client(), "amina"))


def test_a_sign_in_that_was_begun_elsewhere_or_is_changed_on_the_way_opens_nothing(cast: Cast) -> None:
    client = Client()
    said_kindly(through(client, "amina", state="of another"))
    said_kindly(client.get("/you/away/back", {"code": "x", "state": "x"}))
    said_kindly(through(Client(), "amina", code="made-up"), 503)
    said_kindly(through(Client(), "amina", code=""))


def test_a_token_for_another_sign_in_or_another_site_opens_nothing(cast: Cast, settings: Any) -> None:
    client = Client()
    away = client.get("/you/away").headers["Location"]
    changed = away.replace("nonce=", "nonce=of-another-")
    back = urlsplit(
        requests.post(changed, data={"sub": "amina"}, allow_redirects=False, timeout=5).headers["Location"]
    )
    said_kindly(client.get(f"{back.path}?{back.query}"), 503)


def test_a_portal_that_is_away_says_so_and_one_that_is_not_set_is_not_there(
    cast: Cast, settings: Any
) -> None:
    settings.UPSTANDER_PORTAL_SERVER = "http://127.0.0.1:9"
    said_kindly(Client().get("/you/away"), 503)
    settings.UPSTANDER_PORTAL_SERVER = ""
    assert Client().get("/you/away").headers["Location"] == "/you"
    assert "account that you have already" not in Client().get("/you").content.decode()


def test_what_another_key_signed_opens_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever stands between us and the portal can say anything but cannot sign it."""
    real, stranger = portal._json, rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()

    def between(method: str, url: str, **given: Any) -> dict[str, Any]:
        found = real(method, url, **given)
        for key in found.get("keys", ()):
            key.update(jwt.algorithms.RSAAlgorithm.to_jwk(stranger, as_dict=True))
        return found

    monkeypatch.setattr(portal, "_json", between)
    said_kindly(through(Client(), "amina"), 503)
