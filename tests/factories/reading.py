"""How hard a page is to read."""

from __future__ import annotations

import re
from html import unescape


def grade(content: str) -> float:
    """Flesch-Kincaid grade of the main part of a page, counted by vowels: 7 and below is a reading age of twelve."""
    main = content[content.index("<main") : content.index("</main>")]
    text = unescape(
        re.sub(
            r"<[^>]+>", " ", re.sub(r"</(?:p|li|h\d|dt|dd|label|legend|button|div|summary)>|<br>", ". ", main)
        )
    )
    sentences = [each for each in re.split(r"[.!?:;]+\s", text) if len(re.findall(r"[a-z]+", each, re.I)) > 2]
    words = [word for each in sentences for word in re.findall(r"[a-z’']+", each.lower())]
    sounds = sum(max(1, len(re.findall(r"[aeiouy]+", re.sub(r"e$", "", word)))) for word in words)
    return 0.39 * len(words) / len(sentences) + 11.8 * sounds / len(words) - 15.59
