"""Reports accepted a second, by the interface, by text and by email, beside one bare durable insert on the same PostgreSQL.

`python -m upstander.operations.bench.reports --stored 10000`. It makes a server of its own in a temporary directory,
with durable commits, and takes it away again. Clients run on the same machine and share its cores with the server.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import hmac
import http.client
import io
import json
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

import psutil
import psycopg
from PIL import Image

from upstander.operations.embedded import admin_conninfo
from upstander.operations.supervisor import free_port

AT_ONCE = (1, 4, 16)
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
AIM_API = 200


def main() -> None:
    """Print every figure. Nothing may be refused and nothing doubled; either ends the run with what it was."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument(
        "--stored", type=int, default=10_000, help="reports that are there before anything is measured"
    )
    asked.add_argument("--seconds", type=float, default=4.0, help="how long each figure is measured")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="upstander-bench-", ignore_cleanup_errors=True) as folder:
        data = Path(folder) / "data"
        port = free_port("127.0.0.1")
        with _running(data, port):
            begun = time.monotonic()
            token = _in_django(data, "prepare", given.stored)["token"]
            print(
                f"{given.stored:,} reports stored in {time.monotonic() - begun:.0f} s. Load of the machine: {_load()}."
            )
            bare = {many: _bare(data, many, given.seconds) for many in AT_ONCE}
            for many, rate in bare.items():
                print(f"A bare durable insert, {many} at once: {rate:,.0f} a second")
            photo = _photo()
            _measure("API", bare, given.seconds, lambda: _Api(port, token))
            _measure("API, then a photo", bare, given.seconds, lambda: _Api(port, token, photo))
            _measure("Web, a whole journey", bare, given.seconds, lambda: _Web(port))
            _measure("Text", bare, given.seconds, lambda: _Text(port))
            emails = 0
            for name, with_photo in (("Email", False), ("Email with a photo", True)):
                for many in AT_ONCE:
                    found = _in_django(data, "mail", many, given.seconds, photo=with_photo)
                    emails += len(found["times"])
                    _line(
                        f"{name} (without the mailbox's server)",
                        many,
                        found["times"],
                        found["seconds"],
                        bare[many],
                    )
            counted = _in_django(data, "count")
            accepted, stored = _Client.accepted + emails, counted["reports"] - given.stored
            print(
                f"Accepted {accepted:,}, stored {stored:,}, refused {_Client.refused}. Load of the machine at the end: {_load()}."
            )


class _Client:
    """One sender. Counts what all of them were answered."""

    accepted = 0
    refused = 0
    lock = threading.Lock()

    def __init__(self, port: int) -> None:
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def post(self, path: str, body: bytes, headers: dict[str, str]) -> bytes:
        self.line.request("POST", path, body, headers)
        answer = self.line.getresponse()
        content = answer.read()
        with _Client.lock:
            if answer.status >= 300:
                _Client.refused += 1
                raise RuntimeError(f"{path} was answered with {answer.status}")
        return content


class _Api(_Client):
    def __init__(self, port: int, token: str, photo: bytes = b"") -> None:
        super().__init__(port)
        self.photo, self.token = photo, token

    def once(self) -> None:
        given = {
            "what_happened": _words(),
            "survivor": {"name": _name(), "phone": _number(), "safe_ways": ["phone"]},
        }
        own = {"Authorization": f"Bearer {self.token}"}
        json_ = {**own, "Content-Type": "application/json", "Idempotency-Key": str(uuid4())}
        answer = self.post("/api/v1/reports", json.dumps(given).encode(), json_)
        with _Client.lock:
            _Client.accepted += 1
        if self.photo:
            head = b'--b\r\nContent-Disposition: form-data; name="files"; filename="door.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
            place = f"/api/v1/reports/{json.loads(answer)['reference']}/files"
            self.post(
                place,
                head + self.photo + b"\r\n--b--\r\n",
                {**own, "Content-Type": "multipart/form-data; boundary=b"},
            )


_HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


class _Web(_Client):
    """Somebody at the public form: every page opened, every question passed, to the receipt. One whole journey each time."""

    def once(self) -> None:
        self.cookies: dict[str, str] = {}
        for each in ("/", "/report"):
            page, _ = self._open("GET", each)
        page, at = self._open("POST", "/report", {})
        for _ in range(40):
            answers = (
                {"danger": "no"}
                if at.endswith("/danger")
                else {"what": _words()}
                if at.endswith("/what")
                else {}
            )
            page, at = self._open(
                "POST", at, {**{n: unescape(v) for n, v in _HIDDEN.findall(page)}, **answers}
            )
            if at == "/report/received":
                break
        if "R-" not in page:
            with _Client.lock:
                _Client.refused += 1
            return
        with _Client.lock:
            _Client.accepted += 1

    def _open(self, method: str, path: str, fields: dict[str, str] | None = None) -> tuple[str, str]:
        """The page that is shown in the end, and its address."""
        while True:
            headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
            if method == "POST":
                headers |= {
                    "Content-Type": "application/x-www-form-urlencoded",
                    "Origin": f"http://127.0.0.1:{self.line.port}",
                }
            sent = {"csrfmiddlewaretoken": self.token, **(fields or {})} if method == "POST" else None
            self.line.request(method, path, urlencode(sent) if sent else None, headers)
            answer = self.line.getresponse()
            page = answer.read().decode()
            for cookie in answer.headers.get_all("Set-Cookie") or []:
                name, _, value = cookie.split(";")[0].partition("=")
                self.cookies[name] = value
            if found := re.search(r'name="csrfmiddlewaretoken" value="([^"]*)"', page):
                self.token = found[1]
            if answer.status not in (301, 302, 303):
                return page, path
            method, path = "GET", str(answer.headers["Location"]).split("?")[0]

    token = ""


class _Text(_Client):
    def once(self) -> None:
        fields = {"MessageSid": f"SM{uuid4().hex}", "From": _number(), "Body": _words()[:150]}
        address = f"http://127.0.0.1:{self.line.port}/hooks/text/twilio"
        signed = address + "".join(f"{name}{fields[name]}" for name in sorted(fields))
        signature = base64.b64encode(hmac.new(b"token", signed.encode(), hashlib.sha1).digest()).decode()
        headers = {"X-Twilio-Signature": signature, "Content-Type": "application/x-www-form-urlencoded"}
        self.post("/hooks/text/twilio", urlencode(fields).encode(), headers)
        with _Client.lock:
            _Client.accepted += 1


def _measure(
    what: str, bare: dict[int, float], seconds: float, client: Callable[[], _Api | _Text | _Web]
) -> None:
    client().once()  # what is made at the first call is not measured
    for many in AT_ONCE:
        times: list[float] = []
        begun = time.monotonic()

        def run(times: list[float] = times, begun: float = begun) -> None:
            one = client()
            while time.monotonic() - begun < seconds:
                at = time.monotonic()
                one.once()
                times.append(time.monotonic() - at)

        threads = [threading.Thread(target=run) for _ in range(many)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        _line(what, many, times, time.monotonic() - begun, bare[many])


def _line(what: str, many: int, times: list[float], seconds: float, bare: float) -> None:
    rate = len(times) / seconds
    p95 = statistics.quantiles(times, n=20)[-1] if len(times) > 1 else times[0]
    aim = f", {rate / AIM_API:.2f} of the aim of {AIM_API}" if what == "API" and many == AT_ONCE[-1] else ""
    print(
        f"{what}, {many} at once: {rate:,.1f} a second, p50 {statistics.median(times) * 1000:,.0f} ms,"
        f" p95 {p95 * 1000:,.0f} ms; a bare insert is {bare / rate:,.1f} times as fast{aim}",
        flush=True,
    )


def _bare(data: Path, many: int, seconds: float) -> float:
    """Inserts of one row with a commit that waits for the disk: by pgbench where there is one, else in a loop of our own."""
    with psycopg.connect(admin_conninfo(data), autocommit=True) as line:
        line.execute("CREATE TABLE IF NOT EXISTS bare (id bigserial PRIMARY KEY, words text)")
    if shutil.which("pgbench"):
        script = data.parent / "insert.sql"
        script.write_text("INSERT INTO bare (words) VALUES (repeat('x', 500));\n")
        command = [
            "pgbench",
            "-n",
            "-f",
            str(script),
            "-c",
            str(many),
            "-j",
            str(min(many, 2)),
            "-T",
            str(max(int(seconds), 1)),
        ]
        told = subprocess.run(
            [*command, admin_conninfo(data)], check=True, capture_output=True, text=True
        ).stdout
        return next(
            float(line.split("=")[1].split()[0]) for line in told.splitlines() if line.startswith("tps")
        )
    counts: list[int] = []
    ends = time.monotonic() + seconds

    def run() -> None:
        done = 0
        with psycopg.connect(admin_conninfo(data), autocommit=True) as line:
            while time.monotonic() < ends:
                line.execute("INSERT INTO bare (words) VALUES (repeat('x', 500))")
                done += 1
        counts.append(done)

    threads = [threading.Thread(target=run) for _ in range(many)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return sum(counts) / seconds


@contextmanager
def _running(data: Path, port: int) -> Iterator[None]:
    command = [sys.executable, "-m", "upstander", "run", "--port", str(port), "--data", str(data)]
    process = subprocess.Popen(
        command, env=_environment(data, port), stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        for line in process.stdout or ():
            if line.startswith("Ready:"):
                break
        else:
            raise RuntimeError("Upstander did not start; what it wrote is above.")
        yield
    finally:
        process.terminate()
        process.wait(60)


def _environment(data: Path, port: int) -> dict[str, str]:
    return {
        **os.environ,
        "UPSTANDER_DATA": str(data),
        "UPSTANDER_BASE_URL": f"http://127.0.0.1:{port}",
        "UPSTANDER_LOG_LEVEL": "ERROR",
        "UPSTANDER_TEXT_URL": "twilio+http://AC1:token@127.0.0.1:9?from=%2B447700900999",  # nobody listens: texts wait
        "DJANGO_SETTINGS_MODULE": "upstander.settings",
    }


def _in_django(data: Path, step: str, *given: float, photo: bool = False) -> dict:  # type: ignore[type-arg]
    """Run one of `inside.py`'s steps in a process of its own, on the same database."""
    command = [
        sys.executable,
        "-m",
        "upstander.operations.bench.inside",
        step,
        *map(str, given),
        *(["photo"] if photo else []),
    ]
    done = subprocess.run(command, env=_environment(data, 1), check=True, stdout=subprocess.PIPE, text=True)
    found: dict = json.loads(done.stdout)  # type: ignore[type-arg]
    return found


def _photo() -> bytes:
    out = io.BytesIO()
    Image.effect_noise((1200, 900), 40).save(out, "JPEG", quality=80)
    return out.getvalue()


def _words() -> str:
    return " ".join(random.choices(WORDS, k=40))  # noqa: S311


def _name() -> str:
    return f"{random.choice(WORDS).title()} {random.choice(WORDS).title()}son"  # noqa: S311


def _number() -> str:
    return f"+4477009{random.randrange(100_000):05d}"  # noqa: S311


def _load() -> str:
    return ", ".join(f"{each:.1f}" for each in psutil.getloadavg()) + f" on {psutil.cpu_count()} cores"


if __name__ == "__main__":
    main()
