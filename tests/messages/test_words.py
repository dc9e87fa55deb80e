"""A telephone number reads in its own order in every language and layout: a number turned round reaches nobody."""

from __future__ import annotations

import pytest
from django.conf import settings

from upstander.cases.letters import _paragraphs
from upstander.lib.languages import number_held
from upstander.messages.words import composed

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["ar", "ur"])
@pytest.mark.parametrize("part", ["letter", "email"])
def test_a_number_between_words_from_the_right_keeps_its_order(part: str, language: str) -> None:
    said = composed("progress", part, {"reference": "C-0001-7"}, language)
    held = number_held(settings.LANDLORD["phone"])
    assert held in said.body and settings.LANDLORD["phone"] not in said.body
    assert any(held in line for each in _paragraphs(said.body, sentences=True) for line in each)
