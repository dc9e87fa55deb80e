"""Letters and bundles as accessible PDFs (PDF/UA-1): tagged, with title, language and embedded typefaces.

Templates are Typst files that ship with the room that uses them. Everything somebody wrote reaches them as data, never
as part of the template, so that no name and no sentence can become markup. A template opens with
`#import "/lib/typ/print.typ": *`; that file says what it offers.
"""

from __future__ import annotations

import base64
import io
import json
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst
from fontTools.ttLib import TTFont
from PIL import Image

_ROOT = Path(__file__).resolve().parent.parent
_FONTS = _ROOT / "sites" / "static" / "built" / "fonts" / "print"
# Best first; frontend/build.py makes one family of each script.
_FAMILIES = (
    "atkinson-hyperlegible-next latin",
    "atkinson-hyperlegible-next latin-ext",
    "noto-sans latin-ext",
    "noto-sans cyrillic",
    "noto-sans cyrillic-ext",
    "noto-sans greek",
    "noto-sans vietnamese",
    "noto-sans-arabic arabic",
    "noto-sans-hebrew hebrew",
    "noto-sans-devanagari devanagari",
    "noto-sans-bengali bengali",
    "noto-sans-gurmukhi gurmukhi",
    "noto-sans-gujarati gujarati",
    "noto-sans-tamil tamil",
    "noto-sans-sc chinese-simplified",
    "noto-emoji emoji",
)
# Between two sheets of a picture: how high, and what shows there.
_GAP, _DESK = 12, (118, 110, 122)
# Joiners that scripts and emoji need, with no shape of their own.
_JOINERS = frozenset("\u200c\u200d\ufe0e\ufe0f")


class Drawing(str):
    """A picture as a template takes it: `image(bytes(drawing))`. Made by `drawing`; no letter of it is looked at."""

    __slots__ = ()


def drawing(content: bytes) -> Drawing:
    """A JPEG picture for a template. Bytes do not go into JSON but number by number, which takes half a minute for forty pages;
    words do, so it is wrapped in SVG, out of which it is printed as it is."""
    with Image.open(io.BytesIO(content), formats=["JPEG"]) as opened:
        size = f'width="{opened.width}" height="{opened.height}"'
    packed = base64.b64encode(content).decode("ascii")
    return Drawing(
        f'<svg xmlns="http://www.w3.org/2000/svg" {size}><image {size} href="data:image/jpeg;base64,{packed}"/></svg>'
    )


class TypefacesMissing(Exception):
    """The typefaces of PDFs are not there: the front end was not built on this machine."""


def make_pdf(
    template: str, data: Mapping[str, Any], *, title: str, now: datetime, language: str = "en-GB"
) -> bytes:
    """A PDF/UA-1 file from the template at this path inside the package, such as "messages/letters/plain.typ".

    `data` is what JSON can hold (Any: its shape is between caller and template); text in it is printed literally.
    Characters that cannot be printed are replaced: invisible controls by nothing, unknown letters by their number.
    `title` is the document's title, `language` its language ("cy", "pl", "ar"), `now` its date of making.

    A template makes headings of its own words only: an empty heading is refused by the standard.

    Raises TypefacesMissing, FileNotFoundError, ValueError without a title, and typst.TypstError for a template that is wrong.
    """
    compiled = typst.compile(
        **_given(template, data, title, language),
        format="pdf",
        pdf_standards="ua-1",
        timestamp=now.replace(microsecond=0),  # typst takes whole seconds
    )
    assert isinstance(compiled, bytes)  # noqa: S101  # one file, no output path
    return compiled


def make_picture(
    template: str, data: Mapping[str, Any], *, title: str, language: str = "en-GB", ppi: int = 80
) -> bytes:
    """The same as `make_pdf` prints, as one PNG with its sheets under one another: to look at in a page, where no PDF is opened."""
    drawn = typst.compile(**_given(template, data, title, language), format="png", ppi=ppi)
    sheets = [Image.open(io.BytesIO(each)) for each in (drawn if isinstance(drawn, list) else [drawn])]
    whole = Image.new(
        "RGB", (max(each.width for each in sheets), sum(each.height + _GAP for each in sheets) - _GAP), _DESK
    )
    top = 0
    for each in sheets:
        whole.paste(each, (0, top))
        top += each.height + _GAP
    out = io.BytesIO()
    whole.save(out, "PNG", optimize=True)
    return out.getvalue()


def _given(template: str, data: Mapping[str, Any], title: str, language: str) -> dict[str, Any]:
    path = _ROOT / template
    if not path.is_file():
        raise FileNotFoundError(template)
    if not _printable(title).strip():
        raise ValueError("A PDF needs a title that can be read out.")
    code, _, region = language.partition("-")
    given = {
        "data": _printable(dict(data)),
        "title": _printable(title),
        "language": code.lower(),
        "region": region.upper(),
        "fonts": list(_FAMILIES),
    }
    return {
        "input": path,
        "root": _ROOT,
        "font_paths": _fonts(),
        "ignore_system_fonts": True,
        "sys_inputs": {"given": json.dumps(given)},
    }


def _printable(value: Any) -> Any:
    if isinstance(value, Drawing):
        return value
    if isinstance(value, str):
        whole = unicodedata.normalize("NFC", value).replace("\r\n", "\n").replace("\r", "\n")
        return "".join(_letter(c) for c in whole)
    if isinstance(value, Mapping):
        return {str(key): _printable(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(each) for each in value]
    return value


def _letter(character: str) -> str:
    if character in "\n\t" or character in _JOINERS or ord(character) in _covered():
        return character
    category = unicodedata.category(character)
    if category in ("Cc", "Cf"):  # controls, and marks that turn the direction of what follows
        return ""
    if category in ("Zs", "Zl", "Zp"):
        return " "
    plain = unicodedata.normalize("NFKD", character)  # bold or circled look-alikes, ligatures
    if plain != character and all(ord(c) in _covered() for c in plain):
        return plain
    return f"[U+{ord(character):04X}]"


@cache
def _covered() -> frozenset[int]:
    covered: set[int] = set()
    for file in _font_files():
        with TTFont(file, lazy=True) as font:
            covered |= set(font.getBestCmap())
    return frozenset(point for point in covered if unicodedata.category(chr(point)) not in ("Cc", "Cf"))


@cache
def _fonts() -> typst.Fonts:
    _font_files()
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[_FONTS])


def _font_files() -> list[Path]:
    files = sorted(_FONTS.glob("*.ttf")) if _FONTS.is_dir() else []
    if not files:
        raise TypefacesMissing(
            "The typefaces of PDFs are missing. Build the front end: python frontend/build.py"
        )
    return files
