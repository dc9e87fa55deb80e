"""Letters and bundles are accessible PDFs, and print what people wrote as they wrote it."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from upstander.lib import pdf
from upstander.lib.pdf import TypefacesMissing, make_pdf

NOW = datetime(2026, 11, 23, 9, 0, 7, 123_456, tzinfo=UTC)  # a real clock has microseconds
MARKUP = '#panic("x") $ x^2 $ @ref \\ *bold* _em_ `raw` <label> // gone /* gone */ #let x = 1 #sys.inputs "quoted" ~ -- [a](b)'


def made(*paragraphs: str, title: str = "A letter", language: str = "en-GB") -> PdfReader:
    data = {"foot": "R-000-123-X", "paragraphs": list(paragraphs)}
    return PdfReader(io.BytesIO(make_pdf("lib/typ/plain.typ", data, title=title, language=language, now=NOW)))


def inside(of: DictionaryObject, name: str) -> DictionaryObject:
    value = of[name].get_object()
    assert isinstance(value, DictionaryObject)
    return value


def text_of(reader: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_a_pdf_is_tagged_and_has_title_and_language() -> None:
    reader = made("Hello", title="What we hold about you", language="cy")
    root = reader.root_object
    assert inside(root, "/MarkInfo")["/Marked"]
    assert "/StructTreeRoot" in root
    assert str(root["/Lang"]) == "cy"
    assert inside(root, "/ViewerPreferences")["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == "What we hold about you"
    assert reader.xmp_metadata is not None
    assert b"pdfuaid:part>1" in reader.xmp_metadata.stream.get_data()


def test_the_typeface_travels_inside() -> None:
    fonts = inside(inside(made("Hello").pages[0], "/Resources"), "/Font")
    assert fonts
    for name in fonts:
        font = inside(fonts, name)
        assert "AtkinsonHyperlegibleNext" in str(font["/BaseFont"])
        described = font["/DescendantFonts"].get_object()[0].get_object()  # type: ignore[index]  # a PDF array
        assert any(key.startswith("/FontFile") for key in inside(described, "/FontDescriptor"))


def test_what_looks_like_markup_is_printed_as_it_stands() -> None:
    reader = made(MARKUP, title="#A $title$")
    assert MARKUP in text_of(reader)
    assert reader.metadata is not None
    assert reader.metadata.title == "#A $title$"


@pytest.mark.parametrize(
    "words",
    ["Zażółć gęślą jaźń", "שלום", "😡🔥", "我很害怕", "Привіт", "Ελληνικά", "£5 – “q” café €", "Tiếng Việt"],
)
def test_names_in_other_scripts_come_back_as_written(words: str) -> None:
    text = text_of(made(words))
    assert words in text or words[::-1] in text  # Hebrew stands on the page from the right


def test_what_cannot_be_printed_is_named_and_what_turns_text_around_is_dropped() -> None:
    text = text_of(made("a\x00b \u202eevil\u202c \ud800 \u12a0"))
    assert "ab evil [U+D800] [U+12A0]" in text


@given(st.text(alphabet=st.characters(codec="utf-8", max_codepoint=0x2FFF), max_size=60))
@settings(max_examples=60)
def test_no_text_breaks_a_pdf(words: str) -> None:
    assert made(words, title=f"About {words}").pages


def test_a_machine_without_typefaces_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setattr(pdf, "_FONTS", tmp_path)
    pdf._fonts.cache_clear()
    with pytest.raises(TypefacesMissing, match="Build the front end"):
        made("Hello")


def test_a_template_that_does_not_ship_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        make_pdf("lib/typ/none.typ", {}, title="x", now=NOW)


def test_in_a_letter_from_the_right_a_number_and_an_english_line_are_read_from_the_left() -> None:
    lines = ["نعم، اتصل على 07700 900123 أو 0151 496 0000.", "Your visit is on Monday.", "07700 900124"]
    letter = {
        "landlord": "A Landlord", "address": [], "day": "1", "paragraphs": [[each] for each in lines], "large": False,
        "easy": False, "language": "ar", "rtl": True, "foot": "1",
    }  # fmt: skip
    pdf = make_pdf(
        "messages/letters/letter.typ", {"letters": [letter]}, title="A letter", now=NOW, language="ar"
    )
    shown = " ".join(PdfReader(io.BytesIO(pdf)).pages[0].extract_text(extraction_mode="layout").split())
    shown = re.sub("[\u2066-\u2069]", "", shown)
    for words in ("0151 496 0000", "07700 900123", *lines[1:]):
        assert words in shown, words
    assert shown.index("0151 496") < shown.index("07700 900123"), "the first of two stands on the right"
