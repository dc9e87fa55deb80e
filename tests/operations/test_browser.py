"""The browser of the journeys sees what it must: barriers, requests to other hosts, failing scripts. Without, they prove nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from harness.browser import PHONE, Pages, barriers, until
from harness.live import LiveApp

pytestmark = pytest.mark.journey

SOUND = '<!DOCTYPE html><html lang="en"><title>Sound</title><main><h1>Sound</h1><p>Nothing is in the way.</p></main></html>'


@pytest.fixture
def pages(browser: Any, live_app: LiveApp) -> Iterator[Pages]:
    pages = Pages(browser, live_app.url)
    yield pages
    pages.close()


def test_it_finds_a_picture_without_words(pages: Pages) -> None:
    page = pages.open()
    page.set_content(SOUND)
    assert barriers(page) == []
    page.set_content(SOUND.replace("<p>", '<img src="data:,x"><p>'))
    assert [line.partition(":")[0] for line in barriers(page)] == ["image-alt"]


def test_it_notices_a_request_to_another_host(pages: Pages) -> None:
    page = pages.open()
    page.set_content(SOUND.replace("<p>", '<img alt="" src="http://upstander.invalid/x.png"><p>'))
    assert pages.elsewhere == ["http://upstander.invalid/x.png"]


def test_it_notices_a_failing_script(pages: Pages) -> None:
    page = pages.open()
    page.set_content(SOUND.replace("<p>", "<script>throw new Error('broken')</script><p>"))
    until(page, lambda: len(pages.errors) == 1)


def test_it_browses_as_a_phone_without_scripts(pages: Pages) -> None:
    page = pages.open(size=PHONE, javascript=False)
    response = page.goto("/health")
    assert response is not None
    assert response.status == 200
    assert page.viewport_size == {"width": 390, "height": 844}
