"""The plain components of staff forms draw what GOV.UK's own draw, word for word and attribute for attribute."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django.template import engines
from hypothesis import given, settings
from hypothesis import strategies as st

WORDS = st.text(alphabet="aé<&\"' \n5", max_size=6)
SOME = st.text(alphabet="aé<&\"'5", min_size=1, max_size=6)  # not empty, no space at its ends
NOTHING = st.none()
SAID = st.builds(lambda text: {"text": text}, SOME)


class Read(HTMLParser):
    """Tags with their attributes, and words, without the space between them."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[Any] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, sorted(attrs, key=str)))

    def handle_endtag(self, tag: str) -> None:
        self.seen.append(tag)

    def handle_data(self, data: str) -> None:
        if words := " ".join(re.split(r"\s+", data)).strip():
            self.seen.append(words)


def drawn(source: str, component: str, params: dict[str, Any]) -> tuple[list[Any], list[str]]:
    engine: Any = engines["jinja2"]
    template = engine.env.from_string(
        f'{{% from "{source}" import {component} %}}{{{{ {component}(params) }}}}'
    )
    html = template.render(params=params)
    reader = Read()
    reader.feed(html)
    return reader.seen, re.findall(r"<textarea[^>]*>(.*?)</textarea>", html, re.DOTALL)


def same(component: str, folder: str, params: dict[str, Any]) -> None:
    ours = drawn("components/plain.html", component, params)
    assert ours == drawn(f"govuk_frontend_jinja/components/{folder}/macro.html", component, params)


few = settings(max_examples=25)
LABEL = st.fixed_dictionaries({"text": SOME, "classes": st.sampled_from(["", "govuk-label--s"])})
FIELD: dict[str, st.SearchStrategy[Any]] = {
    "id": st.just("id_a"),
    "name": st.just("a"),
    "value": WORDS,
    "hint": NOTHING | SAID,
    "errorMessage": NOTHING | SAID,
}
INPUT = {
    **FIELD,
    "label": LABEL,
    "type": st.sampled_from(["text", "tel"]),
    "classes": st.sampled_from(["", "govuk-input--width-5"]),
    "autocomplete": st.sampled_from([None, "off"]),
    "inputmode": st.sampled_from([None, "numeric"]),
    "spellcheck": NOTHING,
}
AREA = {
    **FIELD,
    "label": LABEL,
    "rows": st.integers(1, 9),
    "spellcheck": st.just(True),
    "attributes": st.sampled_from([{}, {"data-a": "b"}]),
}
OPTION = {"value": WORDS, "text": SOME, "selected": st.booleans()}
LIST = {
    **FIELD,
    "label": st.fixed_dictionaries({"text": SOME}),
    "items": st.lists(st.fixed_dictionaries(OPTION), max_size=3),
}
CHOICE = {
    "value": WORDS,
    "text": SOME,
    "checked": st.booleans(),
    "hint": NOTHING | SAID | st.just({"html": "<b>a</b>"}),
}
BESIDES = {"disabled": st.booleans(), "conditional": NOTHING | st.just({"html": "<p>more</p>"})}
GROUP = {
    "idPrefix": st.just("id_a"),
    "name": st.just("a"),
    "classes": st.sampled_from(["", "govuk-radios--inline govuk-radios--small"]),
    "fieldset": st.builds(
        lambda text: {"legend": {"text": text, "classes": "govuk-fieldset__legend--s"}}, SOME
    ),
    "hint": NOTHING | SAID | st.just({"html": "<b>so</b>"}),
    "items": st.lists(st.fixed_dictionaries(CHOICE, optional=BESIDES), max_size=3),
}

SOMETIMES: dict[str, st.SearchStrategy[Any]] = {
    "errorMessage": NOTHING | SAID,
    "formGroup": st.fixed_dictionaries({"classes": st.sampled_from(["", "up-two"])}),
}


@few
@given(st.fixed_dictionaries(INPUT))
def test_inputs(params: dict[str, Any]) -> None:
    same("govukInput", "input", params)


@few
@given(st.fixed_dictionaries(AREA))
def test_text_areas(params: dict[str, Any]) -> None:
    same("govukTextarea", "textarea", params)


@few
@given(st.fixed_dictionaries(LIST))
def test_drop_downs(params: dict[str, Any]) -> None:
    same("govukSelect", "select", params)


@pytest.mark.parametrize(
    ("component", "folder"), [("govukRadios", "radios"), ("govukCheckboxes", "checkboxes")]
)
@few
@given(params=st.fixed_dictionaries(GROUP, optional=SOMETIMES))
def test_choices(component: str, folder: str, params: dict[str, Any]) -> None:
    for number, each in enumerate(params["items"]):
        each |= {"id": f"id_a_{number}"} | ({"name": f"b{number}"} if folder == "checkboxes" else {})
    same(component, folder, params)
