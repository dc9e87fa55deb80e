"""Cases old enough to fall due."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest


@pytest.fixture
def long_ago(now: datetime) -> datetime:
    """Seven years before: six after closing have passed."""
    return now - timedelta(days=7 * 366)
