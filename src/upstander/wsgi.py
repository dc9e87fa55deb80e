"""The WSGI application that the web server loads."""

from __future__ import annotations

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


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Django, and a bare answer for what it cannot answer itself: the server's own report would quote what was sent."""
    try:
        return _django(environ, start_response)
    except Exception:
        logging.getLogger(__name__).exception("a request could not be answered")
        start_response(
            "500 Internal Server Error", [("Content-Type", "text/plain"), ("Cache-Control", "no-store")]
        )
        return [b"Something went wrong. Please try again, or phone us.\n"]
