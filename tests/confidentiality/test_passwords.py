"""A stolen password is refused with the reason, wherever in the list it stands, and no other is."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from upstander.confidentiality.passwords import listed

STOLEN = [f"stolen-password-{number}" for number in range(300)]


def line(password: str) -> str:
    count = len(password) ** 5
    return f"{hashlib.sha1(password.encode()).hexdigest().upper()}:{count}"


@pytest.fixture(scope="module", params=["\n", "\r\n"])
def stolen(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("list") / "stolen.txt"
    path.write_bytes(request.param.join(sorted(map(line, STOLEN))).encode())
    return path


def test_every_line_is_found(stolen: Path) -> None:
    assert [password for password in STOLEN if not listed(stolen, password)] == []


@given(st.text())
def test_nothing_else_is_found(stolen: Path, password: str) -> None:
    assert listed(stolen, password) == (password in STOLEN)


def test_an_empty_list_refuses_nothing(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    assert not listed(tmp_path / "empty", "anything")


def test_the_person_is_told_why_and_long_words_need_no_signs_or_figures(
    stolen: Path, settings: object
) -> None:
    settings.UPSTANDER_BREACHED_PASSWORDS = stolen  # type: ignore[attr-defined]
    with pytest.raises(ValidationError, match="thieves try first"):
        validate_password("stolen-password-7")
    validate_password("lantern otter pier meadow")
    with pytest.raises(ValidationError, match="12"):
        validate_password("Tr0ub4&or!")
