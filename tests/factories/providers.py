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
    asked: list[tuple[str, str]] = field(
        default_factory=list
    )  # paths that were fetched, and the password shown
    keeps: dict[str, Any] = field(default_factory=dict)  # path: content, or (status, headers, content)
    to: list[str] = field(default_factory=list)
    answer: Any = None
    address: str = ""


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

        def do_GET(self) -> None:
            given.asked.append((self.path, self.headers.get("Authorization", "")))
            found = given.keeps.get(self.path, (404, {}, b""))
            status, headers, content = found if isinstance(found, tuple) else (200, {}, found)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    port = server.server_address[1]
    given.address = f"http://127.0.0.1:{port}"
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


_EMAIL_ANSWERS: dict[str, dict[str, Any]] = {
    "postmark": {
        "ErrorCode": 0,
        "To": "amina@example.org",
        "Message": "OK",
        "MessageID": "pm-{}",
        "SubmittedAt": "2026-11-20T16:30:00Z",
    },
    "mailgun": {"id": "<mg-{}@post.example>", "message": "Queued. Thank you."},
    "brevo": {"messageId": "<br-{}@smtp-relay.example>"},
}


@contextmanager
def email_provider(kind: str) -> Iterator[Given]:
    """Emails go to it by its own interface while this is open, and it may tell what became of them. It names them 1, 2, …"""
    given = Given()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            given.payloads.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
            self.send_response(200 if kind != "brevo" else 201)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            answer = {
                name: value.format(len(given.payloads)) if isinstance(value, str) else value
                for name, value in _EMAIL_ANSWERS[kind].items()
            }
            self.wfile.write(json.dumps(answer).encode())

        def log_message(self, *_: Any) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_address[1]}"
    names = {
        "WEBHOOK_SECRET": "upstander:word",
        "POSTMARK_SERVER_TOKEN": "key",
        "MAILGUN_API_KEY": "key",
        "MAILGUN_SENDER_DOMAIN": "post.example",
        "MAILGUN_WEBHOOK_SIGNING_KEY": "signing",
        "BREVO_API_KEY": "key",
        f"{kind.upper()}_API_URL": address,
    }
    try:
        with override_settings(
            UPSTANDER_SENDS_EMAIL=True,
            EMAIL_BACKEND=f"anymail.backends.{kind}.EmailBackend",
            UPSTANDER_EMAIL_PROVIDER=kind,
            UPSTANDER_HOOK_TOKEN="word",
            ANYMAIL=names,
        ):
            yield given
    finally:
        server.shutdown()
        server.server_close()
