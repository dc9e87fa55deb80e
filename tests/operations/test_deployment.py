"""`upstander check` names what would go wrong later, and what to do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from upstander.operations import deployment

pytestmark = pytest.mark.django_db


def test_clocks_apart_are_named(master_keys: None, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not [fault for fault in deployment.faults(deploy=False) if "clocks" in fault]
    monkeypatch.setattr(deployment, "_CLOCKS_APART", -1)
    assert [fault for fault in deployment.faults(deploy=False) if "clocks" in fault]


def test_a_list_of_stolen_passwords_that_is_not_there_is_named(
    master_keys: None, settings: Any, tmp_path: Path
) -> None:
    settings.UPSTANDER_BREACHED_PASSWORDS = tmp_path / "gone"
    assert [fault for fault in deployment.faults(deploy=False) if "UPSTANDER_BREACHED_PASSWORDS" in fault]
    (tmp_path / "gone").touch()
    assert not [fault for fault in deployment.faults(deploy=False) if "UPSTANDER_BREACHED_PASSWORDS" in fault]
