"""A browser: Debian's Chromium through Playwright, without its windows where that is installed, and axe-core to look for barriers."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import (
    Browser,
    BrowserContext,
    Error,
    Locator,
    Page,
    Request,
    expect,
    sync_playwright,
)

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_PATIENCE = 45_000  # milliseconds; what does not come in a busy minute fails either way
PHONE = (390, 844)
DESK = (1280, 900)
_LOCAL = {"127.0.0.1", "localhost"}
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

expect.set_options(timeout=_PATIENCE)

NewPage = Callable[..., Page]


def chromium() -> str | None:
    """The installed browser, or None. The one without windows makes profiles and goes to pages in a fifth of the time."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser")
    return next((found for name in names if (found := shutil.which(name))), None)


@contextmanager
def running_browser(executable: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=_ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


def until(page: Page, happened: Callable[[], bool]) -> None:
    """Wait for something that no element of the page tells of."""
    deadline = time.monotonic() + _PATIENCE / 1000
    while not happened():
        assert time.monotonic() < deadline, "it did not happen"
        page.wait_for_timeout(100)


_click = Locator.click


def _click_and_wait(self: Locator, **how: Any) -> None:
    """A click returns when the page that it leads to has come, so that nobody looks at the page before.

    Playwright's returns as soon as that page begins to come, and on a busy machine before it is asked for.
    """
    _click(self, **how)
    for _ in range(2):
        with suppress(Error):  # the page is exchanged at this very moment
            self.page.evaluate("0")
    if not self.page.is_closed():
        self.page.wait_for_load_state()


Locator.click = _click_and_wait  # type: ignore[method-assign]


class Pages:
    """Opens pages, each in a profile of its own, and remembers what went wrong in any of them."""

    def __init__(self, browser: Browser, base_url: str) -> None:
        self._browser = browser
        self._base_url = base_url
        self._contexts: list[BrowserContext] = []
        self.elsewhere: list[str] = []
        self.errors: list[str] = []

    def open(self, *, size: tuple[int, int] = DESK, javascript: bool = True, zoom: float = 1.0) -> Page:
        """A page on the live app. `size` in CSS pixels: PHONE or DESK."""
        context = self._browser.new_context(
            base_url=self._base_url,
            viewport={"width": int(size[0] / zoom), "height": int(size[1] / zoom)},
            java_script_enabled=javascript,
            has_touch=size == PHONE,
            locale="en-GB",
            timezone_id="Europe/London",
            reduced_motion="reduce",
        )
        context.set_default_timeout(_PATIENCE)
        context.on("request", self._request)
        context.on("weberror", lambda error: self.errors.append(str(error.error)))
        self._contexts.append(context)
        return context.new_page()

    def close(self) -> None:
        for context in self._contexts:
            with suppress(Exception):
                context.close()

    def _request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in {"http", "https", "ws", "wss"} and address.hostname not in _LOCAL:
            self.elsewhere.append(request.url)


def barriers(page: Page, looks: int = 3) -> list[str]:
    """What axe-core objects to on this page, one line each: rule, what is wrong, where.

    A click returns before the page it leads to has come, so a page that is exchanged while it is looked at is looked at again.
    """
    page.wait_for_load_state()
    try:
        page.evaluate(_axe())
        found = page.evaluate(_LOOK, _RULES)
    except Error:
        if looks == 1:
            raise
        return barriers(page, looks - 1)
    return [f"{rule}: {what} ({'; '.join(places[:4])})" for rule, what, places in found]


_LOOK = (
    "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}, resultTypes: ['violations'],"
    " preload: {assets: ['media']}})"  # not style sheets again: no rule of these reads them
    ".then(result => result.violations.map(each => [each.id, each.help, each.nodes.map(node => node.target.join(' '))]))"
)


@cache
def _axe() -> str:
    return AXE.read_text()
