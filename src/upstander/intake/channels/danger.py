"""Words in which somebody may be saying that they are in danger now. Pure.

Nobody waits for these words to be understood: a report that has them is treated as danger until a person has looked. They miss
what is said otherwise, so everything that machines bring is read by a person as well.
"""

from __future__ import annotations

import re

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
    own = own_words(words).replace("’", "'")
    return _DANGER.search(_NOT.sub(" ", own)) is not None


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
