"""A form that was open for too long: what was typed comes back, and can be sent once the person has signed in again."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import pytest
from django.test import Client

from factories.cast import Cast
from factories.reports import opened
from sites.staff.conftest import Clock, SignIn
from sites.staff.pages import form_of, text_of
from upstander.cases.queries.api import case_page

pytestmark = pytest.mark.django_db
WORDS = "What she told me in the last hour"


@pytest.fixture
def address(cast: Cast, now: datetime) -> str:
    return f"/staff/cases/{opened(cast, now)}/note/"


def bodies(cast: Cast, address: str, now: datetime) -> list[str]:
    return [entry.body for entry in case_page(cast.ben, UUID(address.split("/")[3]), now=now).timeline]


def test_signed_out_while_typing_the_words_come_back_and_nothing_is_saved(
    sign_in: SignIn, cast: Cast, address: str, clock: Clock
) -> None:
    client = sign_in("ben")
    typed = form_of(client.get(address)) | {"text": [WORDS]}
    clock.advance(hours=13)
    page = client.post(address, typed)
    assert page.status_code == 401
    assert WORDS in text_of(page)
    assert f'name="text" value="{WORDS}"' in page.content.decode()
    assert "Sign in on a new tab" in text_of(page)
    assert WORDS not in bodies(cast, address, clock.now())


def test_signed_in_again_it_is_sent_again(sign_in: SignIn, cast: Cast, address: str, clock: Clock) -> None:
    typed = form_of(sign_in("ben").get(address)) | {"text": [WORDS]}
    clock.advance(hours=13)
    assert sign_in("ben").post(address, typed).status_code == 302
    assert WORDS in bodies(cast, address, clock.now())


def test_a_form_whose_token_is_over_is_shown_again_with_a_new_one(
    sign_in: SignIn, cast: Cast, address: str, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    from upstander.sites import errors

    monkeypatch.setattr(errors, "timezone", clock)
    client = sign_in("ben")
    typed = form_of(client.get(address)) | {"text": [WORDS]}
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    page = strict.post(address, typed)
    assert page.status_code == 403
    assert WORDS in text_of(page)
    token = page.content.decode().split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    assert strict.post(address, {**typed, "csrfmiddlewaretoken": token}).status_code == 302
    assert WORDS in bodies(cast, address, clock.now())


def test_a_stranger_who_sends_a_form_learns_only_what_they_sent(cast: Cast, address: str) -> None:
    page = Client().post(address, {"version": "1", "text": "Words of a stranger here"})
    assert page.status_code == 401
    assert "Amina" not in page.content.decode()
