"""A bundle as it leaves: an accessible PDF that holds the words that are given, and of the others nothing at all.

What is left out whole is neither listed nor counted, for anybody: documents are numbered after it is gone, and the page that explains
what may be left out says the same in every answer, so that neither its presence nor its length tells anything.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from PIL import Image, ImageDraw

from upstander.lib.pdf import drawing, make_pdf
from upstander.records.bundle.drafts import Line, day
from upstander.records.bundle.rules import EVIDENCE_EXEMPTIONS, EXEMPTIONS

_EDGE = 1400  # pixels: sharp on paper, and small enough to send
LEAF_EDGE = 1700  # of a page with small print
TWELFTHS = 12


@dataclass(frozen=True, slots=True)
class Given:
    """One page that is given, without what is left out of it."""

    item_id: UUID
    title: str
    lines: Sequence[Line]
    picture: bytes = b""
    note: str = ""
    leaf: bool = False  # the picture is a page of a PDF file


TITLE = "The information that we hold about you"
# Bound to nothing that is in the bundle: every answer says exactly this.
_LEAD = (
    "You asked for the information that we hold about you. This is what we can give you. It may come in more than one part.",
    "If you think that something is wrong or missing, tell us. You can also complain to the Information Commissioner: ico.org.uk,"
    " 0303 123 1113.",
)
_LEFT_OUT = (
    "The law lets us leave things out, and we do that in every answer where it applies. Where words are left out of a page, it says"
    " “left out” with one of the numbers below. The gaps all look the same, whatever is missing.",
    "Where a whole page is left out, we do not list it or count it, and we do that for everybody who asks. You cannot tell from this"
    " answer whether there was such a page.",
)


def answer_pdf(pages: Iterable[Given], *, now: datetime) -> bytes:
    """The answer to a request for data."""
    return _pdf(
        pages,
        title=TITLE,
        lead=_LEAD,
        left_out=_LEFT_OUT,
        exemptions=[f"{why}." for why in EXEMPTIONS.values()],
        now=now,
    )


def evidence_pdf(pages: Iterable[Given], *, reference: str, purpose: str, now: datetime) -> bytes:
    """Evidence of a case for another body: what was chosen, and not whether there is more."""
    return _pdf(
        pages,
        title=f"Evidence, case {reference}",
        lead=(
            purpose,
            "It is given for this purpose only. Keep it where nobody else reads it: people can be hurt by what it tells.",
        ),
        left_out=("Where words are left out of a page, it says “left out” with one of the numbers below.",),
        exemptions=[f"{why}." for why in EVIDENCE_EXEMPTIONS.values()],
        now=now,
    )


def _pdf(
    pages: Iterable[Given],
    *,
    title: str,
    lead: Sequence[str],
    left_out: Sequence[str],
    exemptions: Sequence[str],
    now: datetime,
) -> bytes:
    landlord = settings.LANDLORD["name"]
    data = {
        "foot": f"{landlord}, {day(now)}",
        "lead": list(lead),
        "index_title": "What is in it",
        "left_out_title": "What may be left out, and why",
        "left_out": list(left_out),
        "exemptions": list(exemptions),
        "documents": _documents(pages),
    }
    return make_pdf("records/typ/bundle.typ", data, title=title, now=now)


def _documents(pages: Iterable[Given]) -> list[dict[str, Any]]:
    """Pages of one document together; numbered by the template. Any: as the template takes it."""
    documents: dict[UUID, dict[str, Any]] = {}
    for page in pages:
        document = documents.setdefault(
            page.item_id, {"title": page.title, "note": page.note, "lines": [], "pictures": []}
        )
        document["lines"] += [{"name": name, "text": text} for name, text in page.lines]
        if page.picture:
            document["pictures"].append(
                {"content": drawing(page.picture), "alt": page.title, "leaf": page.leaf}
            )
    return list(documents.values())


def covered(
    content: bytes, boxes: Iterable[Sequence[int]], *, grid: bool = False, edge: int = _EDGE
) -> bytes:
    """The picture with these parts painted over and made anew from what is left to see, so that nothing is underneath. `grid`: with
    lines and names of columns and rows, to choose by."""
    with Image.open(io.BytesIO(content), formats=["JPEG", "PNG", "WEBP"]) as opened:
        picture = Image.new("RGB", opened.size, "white")
        picture.paste(opened.convert("RGBA"), mask=opened.convert("RGBA").getchannel("A"))
    picture.thumbnail((edge, edge))
    draw = ImageDraw.Draw(picture)
    wide, high = picture.width / TWELFTHS, picture.height / TWELFTHS
    for left, top, right, bottom in boxes:
        draw.rectangle(((left - 1) * wide, (top - 1) * high, right * wide, bottom * high), fill="black")
    if grid:
        for number in range(1, TWELFTHS + 1):
            for at in ((number - 1) * wide, (number - 1) * high):
                line = (
                    ((at, 0), (at, picture.height))
                    if at == (number - 1) * wide
                    else ((0, at), (picture.width, at))
                )
                draw.line(line, fill="white", width=3)
                draw.line(line, fill="#a52c1d", width=1)
            draw.text(
                ((number - 1) * wide + 4, 2),
                str(number),
                fill="#a52c1d",
                font_size=max(14, high / 3),
                stroke_width=2,
                stroke_fill="white",
            )
            draw.text(
                (4, (number - 1) * high + 2),
                str(number),
                fill="#a52c1d",
                font_size=max(14, high / 3),
                stroke_width=2,
                stroke_fill="white",
            )
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=82)
    return out.getvalue()
