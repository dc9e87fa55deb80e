"""Every page of somebody's PDF is drawn, or none and it is said why. Hostile and locked ones: tests/records/test_evidence.py."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfWriter

from upstander.lib import pdf_pages
from upstander.lib.pdf_pages import MOST_PAGES, NotDrawn, Why, pages_as_pictures


def blank(pages: int, *, owner: str = "") -> bytes:
    writer, out = PdfWriter(), io.BytesIO()
    for _ in range(pages):
        writer.add_blank_page(10, 10)
    if owner:
        writer.encrypt("", owner)
    writer.write(out)
    return out.getvalue()


def test_what_a_scanner_made_is_drawn_page_by_page_in_its_order() -> None:
    out = io.BytesIO()
    red, black = Image.new("RGB", (60, 85), "red"), Image.new("1", (60, 85))
    red.save(out, "PDF", save_all=True, append_images=[black])  # pictures alone, no words
    first, second = (Image.open(io.BytesIO(each)) for each in pages_as_pictures(out.getvalue()))
    assert first.convert("RGB").resize((1, 1)).tobytes()[0] > 240, "the red one"
    assert second.convert("L").getextrema() == (0, 0), "the black one"


def test_as_many_pages_as_allowed_are_drawn_and_one_more_is_too_many() -> None:
    assert len(pages_as_pictures(blank(MOST_PAGES))) == MOST_PAGES
    with pytest.raises(NotDrawn) as long:
        pages_as_pictures(blank(MOST_PAGES + 1))
    assert long.value.why == Why.LONG


def test_one_that_is_only_locked_against_changes_is_drawn() -> None:
    assert len(pages_as_pictures(blank(1, owner="hers alone"))) == 1


_GREEDY = """
import resource, sys
from upstander.lib import pdf_pages

bound = []
pdf_pages._bind = lambda bind=pdf_pages._bind: (bind(), bound.append(True))
sys.stdin.close()
try:
    pdf_pages._draw()
except ValueError:
    print("bound" if bound else "not bound")
try:
    bytearray(pdf_pages._MEMORY)
except MemoryError:
    print("no more memory")
try:
    with open(sys.argv[1], "w") as file:
        file.write("x")
except OSError:
    print("no file")
print(*resource.getrlimit(resource.RLIMIT_CPU), "seconds of work")
"""


def test_a_file_that_wants_more_memory_or_time_than_its_reader_has_is_not_drawn(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Bounds are set before a byte is read, and bind whatever reads it."""
    done = subprocess.run(
        [sys.executable, "-c", _GREEDY, tmp_path / "made"], capture_output=True, text=True, timeout=60, check=False
    )  # fmt: skip
    said = ["bound", "no more memory", "no file", "40 40 seconds of work"]
    assert done.stdout.splitlines() == said, done.stderr
    monkeypatch.setattr(pdf_pages, "_SECONDS", 0.01)  # and one that waits instead of working
    with pytest.raises(NotDrawn) as late:
        pages_as_pictures(blank(1))
    assert late.value.why == Why.BROKEN
