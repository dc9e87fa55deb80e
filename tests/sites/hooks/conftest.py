"""The cast, a gateway of texts, and the hooks' clock at the time of the test."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest

from factories.cast import Cast, one_of_each_role
from factories.providers import Given, gateway
from sites.staff.conftest import Clock
from upstander.sites.hooks import views


@pytest.fixture
def cast(db: None, now: datetime) -> Cast:
    return one_of_each_role(now)


@pytest.fixture(autouse=True)
def at_now(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "timezone", Clock(now))


@pytest.fixture
def twilio() -> Iterator[Given]:
    with gateway("twilio") as given:
        yield given
