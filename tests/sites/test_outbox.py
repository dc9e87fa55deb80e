"""The demonstration's outbox is read at its own machine, and there is no such page anywhere else."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client

from upstander.lib.kept_messages import FOLDER, keep_text
from upstander.operations.commands.outbox import command
from upstander.sites.outbox import outbox_address

LINK = f"http://127.0.0.1:8000/survey/{'x' * 60}/"


@pytest.fixture
def kept(settings: Any, tmp_path: Path) -> Path:
    settings.UPSTANDER_DATA, settings.UPSTANDER_KEEPS_MESSAGES = tmp_path, True
    urls: Any = ModuleType("urls_of_a_demonstration")
    urls.urlpatterns = outbox_address()
    settings.ROOT_URLCONF = urls
    return tmp_path


def keep(data: Path, words: str, to: str = "+447700900123") -> None:
    now = datetime.now(UTC)
    keep_text(data / FOLDER, to=to, sender="07700 900100", body=words, key="k", now=now)


def test_it_has_no_address_where_messages_are_sent(client: Client) -> None:
    assert outbox_address() == []
    assert client.get("/outbox/").status_code == 404


def test_a_demonstration_shows_each_message_the_newest_first(kept: Path) -> None:
    assert "Nothing yet" in Client().get("/outbox/", headers={"host": "127.0.0.1"}).content.decode()
    keep(kept, "<b>First</b>")
    keep(kept, f"Second {LINK}")
    page = Client().get("/outbox/", headers={"host": "127.0.0.1"}).content.decode()
    assert f'href="{LINK}"' in page
    assert page.index("Second") < page.index("&lt;b&gt;First")


@pytest.mark.parametrize(
    "asked",
    [
        {"REMOTE_ADDR": "10.0.0.7"},
        {"HTTP_HOST": "testserver"},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_FORWARDED": "for=10.0.0.7"},
    ],
)
def test_nobody_else_reaches_it(kept: Path, asked: dict[str, str]) -> None:
    keep(kept, "First")
    given: dict[str, Any] = {"HTTP_HOST": "127.0.0.1", **asked}
    assert Client().get("/outbox/", **given).status_code == 404


def test_the_command_prints_the_same_with_links_whole(tmp_path: Path) -> None:
    def said(*more: str) -> str:
        return CliRunner().invoke(command, ["--data", str(tmp_path), *more]).output

    elsewhere = tmp_path / "nothing-here"
    assert "does not exist" in said("--data", str(elsewhere)) and not elsewhere.exists()
    assert "Nothing has been sent" in said()
    keep(tmp_path, "First")
    keep(tmp_path, f"Second {LINK}", to="+447700900456")
    assert said().index(LINK) < said().index("First")
    assert "First" not in said("--to", "900456")
    assert "First" not in said("-n", "1")
