"""Reading pages in tests: forms as a browser would send them, words as a person would read them."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from typing import Any

from django.test import Client


class _Fields(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, list[str]] = {}
        self.inside = False
        self._area: str | None = None
        self._select: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = given.get("id") == "form"
        name = given.get("name", "")
        if not self.inside or not name or "disabled" in given:
            if tag == "option" and self.inside and self._select and "selected" in given:
                self.fields[self._select] = [given.get("value", "")]
            return
        if tag == "textarea":
            self._area = name
            self.fields.setdefault(name, [""])
        elif tag == "select":
            self._select = name
            self.fields.setdefault(name, [""])
        elif tag == "input" and given.get("type") in ("radio", "checkbox"):
            if "checked" in given:
                self.fields.setdefault(name, []).append(given.get("value", "on"))
        elif tag == "input":
            self.fields.setdefault(name, []).append(given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = None
        if tag == "select":
            self._select = None
        if tag == "form":
            self.inside = False

    def handle_data(self, data: str) -> None:
        if self._area and self.inside:
            self.fields[self._area][0] += data


def form_of(page: Any) -> dict[str, list[str]]:
    """The page's main form as a browser would send it untouched."""
    reader = _Fields()
    reader.feed(page.content.decode())
    fields = {name: [value.removeprefix("\n") for value in values] for name, values in reader.fields.items()}
    fields.pop("csrfmiddlewaretoken", None)
    return fields


def fill_in(client: Client, address: str, **changes: Any) -> Any:
    """Open the form at that address, change these fields, and send it."""
    page = client.get(address)
    assert page.status_code == 200, f"{address}: {page.status_code}"
    return client.post(address, {**form_of(page), **changes})


def text_of(page: Any) -> str:
    """What the page says, in one line."""
    plain = re.sub(r"<(script|style)\b.*?</\1>", " ", page.content.decode(), flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", plain)).split())


def errors_of(page: Any) -> str:
    """The error summary's words."""
    found = re.search(r'class="govuk-error-summary".*?</ul>', page.content.decode(), flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", found.group(0))).split()) if found else ""
