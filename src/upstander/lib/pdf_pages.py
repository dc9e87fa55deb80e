"""The pages of a PDF as pictures, so that nothing else of it goes on: no script, link or embedded file, no words under a bar.

Whoever sent it may mean harm. It is read by a process of its own (this file, run with `-m`), with an empty environment, bounds to
its memory and time, and no file that it may write; what comes back is JPEG pictures or nothing.
"""

from __future__ import annotations

import io
import resource
import struct
import subprocess
import sys
from enum import IntEnum

MOST_PAGES = 60
_EDGE = 1700  # pixels of the longer side: 145 to the inch on A4, enough for small print
_LARGEST_SCALE = 4.0  # a page of a few points is not blown up
_MEMORY = 1_500_000_000  # bytes of address space
_SECONDS = 40
_LENGTH = struct.Struct(">I")


class Why(IntEnum):
    """Why a file was not drawn: how the process ended."""

    LOCKED = 10
    LONG = 11
    BROKEN = 12


class NotDrawn(Exception):
    """No page of it is there to be looked at. `why` says the reason."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.name)
        self.why = why


def pages_as_pictures(content: bytes) -> list[bytes]:
    """Every page of a PDF as a JPEG picture, as a reader without scripts shows it. All or none. Raises NotDrawn."""
    try:
        done = subprocess.run(  # our own file, with no words of anybody
            [sys.executable, "-I", "-m", "upstander.lib.pdf_pages"],
            input=content, capture_output=True, env={}, cwd="/", timeout=_SECONDS, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise NotDrawn(Why.BROKEN) from None
    if done.returncode:
        known = done.returncode in tuple(Why)
        raise NotDrawn(Why(done.returncode) if known else Why.BROKEN)
    pages, at = [], 0
    while at < len(done.stdout):
        (length,) = _LENGTH.unpack_from(done.stdout, at)
        at += _LENGTH.size
        pages.append(done.stdout[at : at + length])
        at += length
    return pages


def _bind() -> None:
    """From here on this process has no more memory and time than that, and writes no file."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _draw() -> int:
    """What the process does: a PDF from its input, pictures to its output. Answers with how it ended."""
    import pypdfium2 as pdfium  # here, for nothing else loads it

    _bind()
    try:
        file = pdfium.PdfDocument(sys.stdin.buffer.read())
    except pdfium.PdfiumError as error:
        return Why.LOCKED if "password" in str(error).lower() else Why.BROKEN
    if not len(file):
        return Why.BROKEN
    if len(file) > MOST_PAGES:
        return Why.LONG
    file.init_forms()  # what was filled in is part of what was sent
    drawn = []
    for page in file:
        scale = min(_EDGE / max(page.get_size()), _LARGEST_SCALE)
        picture = page.render(scale=scale).to_pil().convert("RGB")
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=80)
        drawn.append(out.getvalue())
        page.close()
    for each in drawn:
        sys.stdout.buffer.write(_LENGTH.pack(len(each)) + each)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(_draw())
    except Exception:  # whatever a hostile file does, no words of it reach a log
        sys.exit(Why.BROKEN)
