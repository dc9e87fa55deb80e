"""The WSGI application that the web server loads."""

from __future__ import annotations

import io
import logging
import os
from collections.abc import Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from upstander.operations.processes import end_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "upstander.settings")
if os.environ.get("UPSTANDER_WEB_PARENT"):
    end_with_parent(int(os.environ["UPSTANDER_WEB_PARENT"]))

_django = get_wsgi_application()
_addresses = get_resolver().url_patterns  # loads every page now, not for the first visitor


class WholeBody(io.IOBase):
    """What was sent, or a broken line: a body that ends before its announced length is never taken for all that somebody said."""

    def __init__(self, stream: Any, length: int) -> None:
        self._stream = stream
        self._left = length

    def read(self, size: int | None = -1) -> bytes:
        """As many bytes as asked for, or as there are to come. Raises ConnectionResetError when fewer came."""
        wanted = self._left if size is None or size < 0 else min(size, self._left)
        pieces = []
        while wanted:
            piece: bytes = self._stream.read(wanted)
            if not piece:
                raise ConnectionResetError("the line broke while something was being sent")
            pieces.append(piece)
            wanted -= len(piece)
            self._left -= len(piece)
        return b"".join(pieces)


def _length(environ: dict[str, Any]) -> int:
    try:
        return max(0, int(environ.get("CONTENT_LENGTH") or 0))
    except ValueError:
        return 0


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Django, and a bare answer for what it cannot answer itself: the server's own report would quote what was sent."""
    environ["wsgi.input"] = WholeBody(environ["wsgi.input"], _length(environ))
    try:
        return _django(environ, start_response)
    except Exception:
        logging.getLogger(__name__).exception("a request could not be answered")
        start_response(
            "500 Internal Server Error", [("Content-Type", "text/plain"), ("Cache-Control", "no-store")]
        )
        return [b"Something went wrong. Please try again, or phone us.\n"]
