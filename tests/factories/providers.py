"""A real SMTP server and a real text gateway on this machine, which keep what they were given."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

from aiosmtpd.controller import Controller
from django.test import override_settings


@dataclass
class Given:
    """What arrived, whole. `answer`: what the provider says next."""

    payloads: list[str] = field(default_factory=list)
    to: list[str] = field(default_factory=list)
    answer: Any = None


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def smtp_server() -> Iterator[Given]:
    """Email goes to it while this is open."""
    given = Given()

    class Handler:
        async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  the library's name
            if given.answer:
                return str(given.answer)
            parsed = message_from_bytes(envelope.content, policy=policy.default)
            given.to += envelope.rcpt_tos
            given.payloads.append(f"{parsed.as_string()}\n{parsed.get_content()}")
            return "250 OK"

    server = Controller(Handler(), hostname="127.0.0.1", port=free_port())
    server.start()
    try:
        with override_settings(
            UPSTANDER_SENDS_EMAIL=True,
            EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
            EMAIL_HOST="127.0.0.1",
            EMAIL_PORT=server.port,
            EMAIL_USE_TLS=False,
            EMAIL_TIMEOUT=5,
        ):
            yield given
    finally:
        server.stop()


@contextmanager
def gateway(kind: str) -> Iterator[Given]:
    """Texts go to it while this is open. `kind`: "twilio" or "govuk-notify"."""
    given = Given()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            status = given.answer or 201
            if status < 300:
                given.payloads.append(f"{self.path}\n{self.headers}\n{body}")
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps({"sid": "SM1", "id": "N1"}).encode())

        def log_message(self, *_: Any) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    port = server.server_address[1]
    address = {
        "twilio": f"twilio+http://AC1:token@127.0.0.1:{port}?from=%2B447700900999",
        "govuk-notify": f"govuk-notify+http://live-{'a' * 36}-{'b' * 36}@127.0.0.1:{port}?template=t-1",
    }[kind]
    try:
        with override_settings(UPSTANDER_TEXT_URL=address):
            yield given
    finally:
        server.shutdown()
        server.server_close()
