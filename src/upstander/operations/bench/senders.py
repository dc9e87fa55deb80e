"""Senders of reports for the measure: by the interface, at the public form, by text. Invented words, names and numbers."""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import io
import itertools
import json
import random
import re
import threading
from html import unescape
from urllib.parse import urlencode
from uuid import uuid4

from PIL import Image

WORDS = [
    "shouted",
    "stairs",
    "headscarf",
    "window",
    "neighbour",
    "bins",
    "graffiti",
    "slur",
    "kicked",
    "wall",
    "children",
    "frightened",
    "night",
    "shop",
    "bus",
    "letter",
]


class Client:
    """One sender. Counts what of all of them was accepted; what is refused is an error, which ends the measure."""

    accepted = 0
    lock = threading.Lock()

    def __init__(self, port: int) -> None:
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def post(self, path: str, body: bytes, headers: dict[str, str]) -> bytes:
        self.line.request("POST", path, body, headers)
        answer = self.line.getresponse()
        content = answer.read()
        if answer.status >= 300:
            raise RuntimeError(f"{path} was answered with {answer.status}")
        return content


class Api(Client):
    def __init__(self, port: int, token: str, photo: bytes = b"") -> None:
        super().__init__(port)
        self.photo, self.token = photo, token

    def once(self) -> None:
        given = {
            "what_happened": some_words(),
            "survivor": {"name": a_name(), "phone": a_number(), "safe_ways": ["phone"]},
        }
        own = {"Authorization": f"Bearer {self.token}"}
        json_ = {**own, "Content-Type": "application/json", "Idempotency-Key": str(uuid4())}
        answer = self.post("/api/v1/reports", json.dumps(given).encode(), json_)
        with Client.lock:
            Client.accepted += 1
        if self.photo:
            place = f"/api/v1/reports/{json.loads(answer)['reference']}/files"
            self.post(
                place,
                _part(self.photo),
                {**own, "Content-Type": "multipart/form-data; boundary=b"},
            )


_HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


class Web(Client):
    """Somebody at the public form: every page opened, every question passed, to the receipt. One whole journey each time."""

    def __init__(self, port: int, photo: bytes = b"") -> None:
        super().__init__(port)
        self.photo = photo

    def once(self) -> None:
        self.cookies: dict[str, str] = {}
        for each in ("/", "/report"):
            page, _ = self._open("GET", each)
        page, at = self._open("POST", "/report", {})
        for _ in range(40):
            answers = (
                {"danger": "no"}
                if at.endswith("/danger")
                else {"what": some_words()}
                if at.endswith("/what")
                else {}
            )
            fields = {**{n: unescape(v) for n, v in _HIDDEN.findall(page)}, **answers}
            page, at = self._open("POST", at, fields, self.photo if at.endswith("/files") else b"")
            if at == "/report/received":
                break
        if "R-" not in page:
            raise RuntimeError(f"A journey ended at {at} without a reference")
        with Client.lock:
            Client.accepted += 1

    def _open(
        self, method: str, path: str, fields: dict[str, str] | None = None, photo: bytes = b""
    ) -> tuple[str, str]:
        """The page that is shown in the end, and its address."""
        while True:
            headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
            if method == "POST":
                headers |= {
                    "Content-Type": "application/x-www-form-urlencoded",
                    "Origin": f"http://127.0.0.1:{self.line.port}",
                }
            sent = {"csrfmiddlewaretoken": self.token, **(fields or {})} if method == "POST" else {}
            body = urlencode(sent).encode()
            if photo:
                parts = (
                    f'--b\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n'
                    for n, v in sent.items()
                )
                body = "".join(parts).encode() + _part(photo)
                headers["Content-Type"] = "multipart/form-data; boundary=b"
            self.line.request(method, path, body or None, headers)
            answer = self.line.getresponse()
            page = answer.read().decode()
            for cookie in answer.headers.get_all("Set-Cookie") or []:
                name, _, value = cookie.split(";")[0].partition("=")
                self.cookies[name] = value
            if found := re.search(r'name="csrfmiddlewaretoken" value="([^"]*)"', page):
                self.token = found[1]
            if answer.status not in (301, 302, 303):
                return page, path
            method, photo, path = "GET", b"", str(answer.headers["Location"]).split("?")[0]

    token = ""


class Text(Client):
    def __init__(self, port: int, photo: bytes = b"") -> None:
        super().__init__(port)
        self.photo = photo

    def once(self) -> None:
        fields = {"MessageSid": f"SM{uuid4().hex}", "From": next(_phones), "Body": some_words()[:150]}
        if self.photo:  # a text carries its address; a job fetches it
            fields |= {"NumMedia": "1", "MediaUrl0": f"http://127.0.0.1:9/{uuid4()}"}
        address = f"http://127.0.0.1:{self.line.port}/hooks/text/twilio"
        signed = address + "".join(f"{name}{fields[name]}" for name in sorted(fields))
        signature = base64.b64encode(hmac.new(b"token", signed.encode(), hashlib.sha1).digest()).decode()
        headers = {"X-Twilio-Signature": signature, "Content-Type": "application/x-www-form-urlencoded"}
        self.post("/hooks/text/twilio", urlencode(fields).encode(), headers)
        with Client.lock:
            Client.accepted += 1


def photo_of_a_door() -> bytes:
    out = io.BytesIO()
    Image.effect_noise((1200, 900), 40).save(out, "JPEG", quality=80)
    return out.getvalue()


def _part(photo: bytes) -> bytes:
    """A photo as the last part of a form."""
    named = b'Content-Disposition: form-data; name="files"; filename="door.jpg"'
    return b"--b\r\n" + named + b"\r\nContent-Type: image/jpeg\r\n\r\n" + photo + b"\r\n--b--\r\n"


def some_words() -> str:
    return " ".join(random.choices(WORDS, k=40))  # noqa: S311


def a_name() -> str:
    return f"{random.choice(WORDS).title()} {random.choice(WORDS).title()}son"  # noqa: S311


def a_number() -> str:
    return f"+4477009{random.randrange(100_000):05d}"  # noqa: S311


# Each text comes from another phone: a second one from the same might go on with what the first began, and be no report.
_phones = (f"+4477009{number % 100_000:05d}" for number in itertools.count(random.randrange(100_000)))  # noqa: S311
