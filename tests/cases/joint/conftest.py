"""A group that meets, and a case that may be put forward."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from factories.cast import Cast, one_of_each_role
from factories.joint import Table, a_table
from factories.reports import opened


@pytest.fixture
def cast(now: datetime) -> Cast:
    return one_of_each_role(now)


@pytest.fixture
def table(cast: Cast, now: datetime) -> Table:
    return a_table(cast.carol, now)


@pytest.fixture
def case(cast: Cast, now: datetime) -> UUID:
    return opened(cast, now - timedelta(hours=1))
