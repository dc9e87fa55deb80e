"""The pages of a body's signed-in person: the same answer to everybody who asks, and what another body has is not there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from factories.cast import Cast, one_of_each_role
from factories.joint import Table, a_table, on_the_agenda, sent
from factories.measures import consented, support_step
from factories.reports import opened
from upstander.cases.measures.api import record_step
from upstander.cases.queries.api import case_page
from upstander.confidentiality.api import system, viewing
from upstander.partners.api import send_partner_code
from upstander.partners.models import PartnerAsking

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_counted() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def cast(now: datetime) -> Cast:
    return one_of_each_role(now)


@pytest.fixture
def table(cast: Cast, now: datetime) -> Table:
    return a_table(cast.carol, now)


def enter(email: str, now: datetime) -> Client:
    """A browser that is signed in."""
    client = Client()
    client.post(reverse("desk:home"), {"email": email})
    with viewing(system("tests")):
        asking = PartnerAsking.objects.order_by("-made_at").first()
    assert asking is not None
    codes: list[str] = []

    def send(to: str, code: str) -> bool:
        codes.append(code)
        return True

    send_partner_code(asking_id=asking.id, send=send, by=system("partner code"), now=datetime.now(UTC))
    assert client.post(reverse("desk:code"), {"code": codes[0]}).status_code == 302
    return client


def test_known_and_unknown_addresses_get_the_same_answer(table: Table) -> None:
    answers = []
    for email in ("paul@police.example", "nobody@police.example"):
        client = Client()
        first = client.post(reverse("desk:home"), {"email": email})
        page = client.get(reverse("desk:code")).content
        wrong = client.post(reverse("desk:code"), {"code": "12345678"})
        answers.append((first.status_code, first.headers["Location"], len(page), wrong.status_code))
    assert answers[0] == answers[1]
    assert Client().post(reverse("desk:home"), {"email": "no address"}).status_code == 422


def test_asking_from_one_network_again_and_again_is_slowed(table: Table) -> None:
    client = Client()
    answers = [client.post(reverse("desk:home"), {"email": f"p{n}@police.example"}) for n in range(25)]
    assert answers[0].status_code == 302 and answers[-1].status_code == 429


def test_a_page_of_another_body_is_not_there(cast: Cast, table: Table, now: datetime) -> None:
    line = on_the_agenda(table, opened(cast, now - timedelta(hours=1)), cast.ben, now)
    police, support = (sent(table, each, cast.carol, now) for each in (table.police, table.support))
    paul = enter("paul@police.example", now)
    assert paul.get(reverse("desk:pack", args=[police])).status_code == 200
    assert b"afraid" not in paul.get(reverse("desk:pack", args=[police])).content  # not signed yet
    assert paul.get(reverse("desk:paper", args=[police])).status_code == 302
    signed = paul.post(reverse("desk:pack", args=[police]), {"promise": "yes"}, follow=True)
    assert b"afraid" in signed.content
    assert paul.get(reverse("desk:paper", args=[police])).headers["Content-Type"] == "application/pdf"
    for name, args in (
        ("pack", [support]),
        ("paper", [support]),
        ("referral", [uuid4()]),
        ("action", [uuid4()]),
    ):
        assert paul.get(reverse(f"desk:{name}", args=args)).status_code == 404, name
    told = reverse("desk:tell", args=["item", line])
    assert paul.post(told, {"words": ""}).status_code == 422
    assert paul.post(told, {"words": "Two calls"}).status_code == 302
    wanda = enter("wanda@listeners.example", now)
    assert wanda.post(told, {"words": "Ours"}).status_code == 404  # she has not signed
    home = wanda.get(reverse("desk:home"))
    assert b"Paul" not in home.content and home.headers["Cache-Control"] == "no-store"


def test_a_referral_is_read_and_answered_and_signing_out_ends_it(
    cast: Cast, table: Table, now: datetime, settings: Settings
) -> None:
    settings.UPSTANDER_SENDS_EMAIL = True
    case = opened(cast, now - timedelta(hours=1))
    amina = next(p.id for p in case_page(cast.ben, case, now=now).parties if p.role == "survivor")
    agency = table.support
    consented(case, amina, agency, cast.ben, now)
    record_step(case_id=case, step=support_step(amina, agency, now), by=cast.ben, now=now)
    wanda = enter("wanda@listeners.example", now)
    home = wanda.get(reverse("desk:home")).content.decode()
    link = next(part.split('"')[0] for part in home.split('href="') if part.startswith("/partner/referral/"))
    assert "Shouting" in wanda.get(link).content.decode()
    assert wanda.post(link, {"answer": "declined", "words": ""}).status_code == 422
    assert wanda.post(link, {"answer": "accepted", "words": "We ring on Monday"}).status_code == 302
    timeline = case_page(cast.ben, case, now=datetime.now(UTC)).timeline
    assert any("We ring on Monday\n\nWanda Oliver" in (entry.body or "") for entry in timeline)
    paul = enter("paul@police.example", now)
    assert paul.get(link).status_code == 404
    wanda.post(reverse("desk:leave"))
    assert wanda.get(link).status_code == 302
