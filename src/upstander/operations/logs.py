"""Logging that tells what went wrong and where in the code, never who asked, for what, or with which words.

Messages of exceptions are left out: a database error quotes the row, a form error quotes the answer.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import ItemsView
from types import TracebackType
from typing import Any

from django.views.debug import SafeExceptionReporterFilter


class PlainFormatter(logging.Formatter):
    """One line a record, then one line a frame. No addresses, paths, query strings, locals or exception messages."""

    def format(self, record: logging.LogRecord) -> str:
        line = f"{record.levelname.lower()} {record.name}: {_message(record)}"
        if isinstance(record.exc_info, tuple) and record.exc_info[1] is not None:
            line += "\n" + "\n".join(describe(record.exc_info[1]))
        return line


def describe(error: BaseException) -> list[str]:
    """The classes of an exception and of what caused it, with the places in the code, outermost call first."""
    lines: list[str] = []
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        kind = type(current)
        lines.append(f"  {'caused by ' if len(seen) > 1 else ''}{kind.__module__}.{kind.__qualname__}")
        lines += _frames(current.__traceback__)
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return lines


def _frames(trace: TracebackType | None) -> list[str]:
    return [f"    {frame.filename}:{frame.lineno} in {frame.name}" for frame in traceback.extract_tb(trace)]


def _message(record: logging.LogRecord) -> str:
    if record.name.startswith("django.security"):
        return "a request was refused"
    if record.name.startswith("django.request") or hasattr(record, "request"):
        return f"a request was answered with {getattr(record, 'status_code', 'an error')}"
    return record.getMessage()


class NothingReported(SafeExceptionReporterFilter):
    """For whatever of Django's still builds an error report: no settings, no form data, no variables."""

    def get_safe_settings(self) -> dict[str, Any]:
        return {}

    def get_safe_request_meta(self, request: Any) -> dict[str, Any]:
        return {}

    def get_post_parameters(self, request: Any) -> dict[str, Any]:
        return {}

    def get_traceback_frame_variables(self, request: Any, tb_frame: Any) -> ItemsView[str, Any]:
        return {}.items()
