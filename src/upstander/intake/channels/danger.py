"""Words in which somebody may be saying that they are in danger now, in the languages we ship and in the landlord's own list.

Nobody waits for these words to be understood: a report that has them is treated as danger until a person has looked. They miss
what is said otherwise, so everything that machines bring is read by a person as well.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from importlib import resources

import yaml
from django.conf import settings

_NOT = re.compile(
    r"\b(not|no|nobody(?:'s| is)?|isn't|aren't) (?:in |any |an |immediate |real )*(?:danger|emergency)\b",
    re.IGNORECASE,
)
_DANGER = re.compile(
    r"""\b(
    danger | emergency | 9\W?9\W?9 | ambulance | police\ now | call\ the\ police
    | help\ me | please\ help | need\ help\ now | scared\ for\ my | fear\ for\ my | life\ in\ danger
    | kill(s|ed|ing)? | murder\w* | die | dying | suicid\w* | end\ (it|my\ life) | hurt\ (me|my|myself|us) | bleed\w*
    | knife | knives | machete | gun | shoot\w* | stab\w* | acid | petrol | firebomb\w*
    | arson | on\ fire | burn\ (it|us|me|you|the\ house)\w*
    | break(ing)?\ in | broke\ in | kick(ing|ed)?\ (in\ )?(the|my|our)\ door | outside\ (my|our|the)\ (door|house|flat|home)
    | (he|she|they)('s|'re|\ is|\ are)\ here | at\ (my|our|the)\ door | follow(ing|ed)\ me | attack\w* | strangl\w* | rap(e|ed|ing)
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
_QUOTED = re.compile(
    r"^(>|\s*On .{4,200} wrote:|\s*-{2,}\s*(Original|Forwarded) )", re.IGNORECASE | re.MULTILINE
)


def sounds_dangerous(words: str) -> bool:
    """True when these words may say that somebody is in danger. What they quote of an earlier message does not count."""
    own = plain(own_words(words).replace("’", "'"))
    if _DANGER.search(_NOT.sub(" ", own)):
        return True
    said, never = _other_languages(tuple(settings.UPSTANDER_DANGER_WORDS))
    return said.search(never.sub(" ", own)) is not None


def plain(words: str) -> str:
    """Small letters without accents, vowel marks or stretching, each Arabic letter in one shape, each figure as 0 to 9.

    People text without accents, and a phone set to Urdu or Persian writes other code points for the same letters.
    """
    pieces = unicodedata.normalize("NFKD", words.casefold())
    shown = (c for c in pieces if unicodedata.category(c) not in ("Mn", "Cf"))
    return "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in shown).translate(_ONE_SHAPE)


# Alef of every kind; yeh and alef maksura; teh marbuta and the several hehs; kaf; barree yeh; tatweel; the Polish l with a stroke.
_ONE_SHAPE = str.maketrans("ٱىیےةہھەۀکł", "ايييهههههكl", "ـ")


@cache
def _other_languages(also: tuple[str, ...]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What finds words of danger, and what finds words that say there is none."""
    text = resources.files(__package__).joinpath("danger_words.yaml").read_text(encoding="utf-8")
    lists = yaml.safe_load(text).values()
    said = [each for entry in lists for each in entry["words"]]
    return _any_of([*said, *also]), _any_of([each for entry in lists for each in entry["not"]])


def _any_of(phrases: Sequence[str]) -> re.Pattern[str]:
    forms = (
        r"\W+".join(re.escape(word).replace(r"\*", r"\w*") for word in plain(each).split())
        for each in phrases
    )
    return re.compile(r"(?<!\w)(?:" + "|".join(forms) + r")(?!\w)")


def own_words(words: str) -> str:
    """Without what an answer quotes: lines marked so, and everything below the line that introduces them."""
    kept: list[str] = []
    for line in words.splitlines():
        if line.lstrip().startswith(">"):
            continue
        if kept and _QUOTED.match(line):
            break
        kept.append(line)
    return "\n".join(kept)
