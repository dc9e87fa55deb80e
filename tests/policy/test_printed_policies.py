"""docs/policy holds each edition as it prints itself, and nothing older."""

from __future__ import annotations

from pathlib import Path

import pytest

from policy.saying import edition
from upstander.lib.packaged import packaged_names
from upstander.policy.api import explain

DOCS = Path(__file__).resolve().parents[2] / "docs" / "policy"


@pytest.mark.parametrize("name", packaged_names("upstander.policy", "editions", ".yaml"))
def test_the_printed_policy_is_what_its_edition_says(name: str) -> None:
    assert (DOCS / f"{name}.md").read_text() == explain(edition(name)) + "\n", "run `make docs`"
