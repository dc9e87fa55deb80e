"""Somebody at the public form, without a browser."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

from django.db.models import F
from django.test import Client
from django.urls import reverse

from upstander.confidentiality.api import system, viewing
from upstander.intake.models import Draft, Report

HAPPENED = "The man upstairs banged on my door and shouted about my headscarf"


class Reporter:
    """Keeps cookies as a browser does, and posts what the page shown last held hidden."""

    def __init__(self, *, csrf: bool = False) -> None:
        self.client = Client(enforce_csrf_checks=csrf)

    def begin(self, **typed: Any) -> Any:
        self.client.post(reverse("public:young" if typed.get("young") else "public:start"))
        return self.say("what", what=typed.get("what", HAPPENED))

    def open(self, slug: str, query: str = "") -> str:
        return unescape(self.client.get(reverse("public:step", args=[slug]) + query).content.decode())

    def say(self, slug: str, query: str = "", **typed: Any) -> Any:
        """Open the page, fill it in, press Continue."""
        path = reverse("public:step", args=[slug]) + query
        return self.client.post(path, {**hidden(self.client.get(path).content.decode()), **typed})

    def post(self, slug: str, **typed: Any) -> Any:
        """Press Continue on a page that was opened long ago."""
        return self.client.post(reverse("public:step", args=[slug]), typed)

    def check(self) -> str:
        return unescape(self.client.get(reverse("public:check")).content.decode())

    def send(self) -> Any:
        path = reverse("public:check")
        return self.client.post(path, hidden(self.client.get(path).content.decode()))

    def send_blindly(self) -> Any:
        return self.client.post(reverse("public:check"), {"was": "x"})

    def received(self) -> str:
        return unescape(self.client.get(reverse("public:received")).content.decode())


def hidden(content: str) -> dict[str, str]:
    return {
        name: unescape(value)
        for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', content)
        if name != "csrfmiddlewaretoken"
    }


def expire() -> None:
    """An hour passes for every draft."""
    with viewing(system("tests")):
        Draft.objects.update(expires_at=F("expires_at") - timedelta(hours=2))


def reports() -> int:
    with viewing(system("tests")):
        return Report.objects.count()


def where(answer: object) -> str:
    return str(answer["Location"])  # type: ignore[index]


def step(slug: str) -> str:
    return reverse("public:step", args=[slug])
