"""What is left out is truly gone: for any pages and any choice of words, the file holds none of them, and the gaps tell nothing."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from factories.files import photo
from records.test_access_answer import words_in
from upstander.lib.redaction import Someone, suggest, without, words_of
from upstander.records.bundle.printing import Given, answer_pdf, covered
from upstander.records.bundle.sheets import Mark, SheetText

NOW = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)
# No word is part of another, or of what we print ourselves.
LETTERS = st.text(alphabet="qxzjvkw", min_size=6, max_size=9)
LINE = st.lists(LETTERS, min_size=1, max_size=12).map(" ".join)


@given(lines=st.lists(LINE, min_size=1, max_size=5), data=st.data())
@settings(max_examples=12)
def test_no_word_that_is_left_out_survives_anywhere_in_the_file(
    lines: list[str], data: st.DataObject
) -> None:
    words = [word for line in lines for word in words_of(line)]
    hidden = data.draw(st.sets(st.integers(0, len(words) - 1)))
    marks = tuple(Mark(uuid4(), at, at, "name", "other", "", "") for at in sorted(hidden))
    text = SheetText(tuple(("", line) for line in lines), marks)
    said = words_in(answer_pdf([Given(uuid4(), "A page", text.given())], now=NOW))
    kept = {word for at, word in enumerate(words) if at not in hidden}
    for word in {words[at] for at in hidden} - kept:
        assert any(word in each for each in kept) or word not in said
    assert all(word in "".join(said.split()) for word in kept)


@given(words=st.lists(LETTERS, min_size=2, max_size=9), more=st.integers(1, 7))
def test_a_gap_looks_the_same_however_much_is_missing(words: list[str], more: int) -> None:
    one = without([words[0], "gone", words[1]], {1}, "[left out 1]")
    many = without([words[0], *["much longer"] * more, words[1]], set(range(1, more + 1)), "[left out 1]")
    assert one == many


def test_two_answers_that_differ_only_in_what_is_left_out_are_the_same_file() -> None:
    item = uuid4()
    files = {
        answer_pdf(
            [
                Given(
                    item,
                    "A page",
                    SheetText(
                        (("", f"We saw {name} there."),), (Mark(item, 2, last, "", "other", "", ""),)
                    ).given(),
                )
            ],
            now=NOW,
        )
        for name, last in (("Hal", 2), ("Hal and all of his family", 7))
    }
    assert len(files) == 1


def test_a_covered_part_of_a_picture_is_painted_over_and_nothing_of_it_is_underneath() -> None:
    made = covered(photo(), [(1, 1, 6, 12)])
    with Image.open(io.BytesIO(made)) as picture:
        assert not picture.getexif() and "comment" not in picture.info
        assert max(picture.convert("RGB").getpixel((100, 240))) < 12  # type: ignore[arg-type]
        assert picture.convert("RGB").getpixel((600, 240))[2] > 200  # type: ignore[index]
    said = words_in(answer_pdf([Given(uuid4(), "Photo", [], made)], now=NOW))
    assert "Larkfield" not in said


CASE = [
    Someone(
        ("Samir 'Sami' Khan", "Gwen Harcastle"),
        ("14 Larkfield Walk, Bootle", "07700 900124", "samir@example.org"),
    )
]
AMINA = Someone(("Amina Yusuf",), ("07700 900123", "12 Larkfield Walk, Bootle"))


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("Samir's brother and Sami rang", "[-] brother and [-] rang"),
        ("Mrs Harcastle, Gwenn or Harcasle came", "[-] or [-] came"),
        ("Ring +44 7700 900124 or samir@example.org, not 07700 900123", "Ring [-] or [-] not 07700 900123"),
        ("I am Amina Yusuf of 12 Larkfield Walk", "I am Amina Yusuf of 12 Larkfield Walk"),
        ("They live at 14 Larkfield Walk, L20 0XB", "They live [-]"),
        ("My neighbour Hal saw it at 14:30", "[-] saw it at 14:30"),
        ("Case R-001-234-A and AB 12 34 56 C", "Case [-] and [-]"),
        ("Priya Shah was at the door on Monday Morning", "[-] was at the door on Monday Morning"),
        ("Samirs wife and Harcastles dog", "[-] wife and [-] dog"),
        (f"File {'07700900123ab' * 4}077009001234", f"File {'07700900123ab' * 4}077009001234"),
        ("He was angry and it rained", "He was angry and it rained"),
    ],
)
def test_names_details_and_relations_of_others_are_found_and_ones_own_stay(line: str, left: str) -> None:
    found = suggest(line, others=CASE, own=AMINA, about_alleged=False)
    hidden = {at for each in found for at in range(each.first, each.last + 1)}
    assert without(words_of(line), hidden, "[-]") == left
