"""Words that must not leave: what a message is about, and who is concerned (clause 3.5.1). Pure.

A list of words cannot catch everything. It is there so that nobody writes the obvious by habit; two people still read
each shipped text, and on a device that others use no words of one's own go out at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from upstander.messages.kinds import PART_NAMES, PLACEHOLDERS

# By the beginning of a word. These give away what it is about, even inside an envelope.
_NEVER = (
    "hate", "hatred", "harass", "crime", "criminal", "abus", "victim", "survivor", "perpetrator", "racis", "racial",
    "homophob", "transphob", "islamophob", "antisemit", "sexis", "disab", "assault", "violen", "stalk", "threat",
    "bully", "bullied", "injunction", "evict", "refuge", "domestic", "safeguard", "suspect", "offender", "gender",
    "transgender", "sexual", "religio", "ethnic", "grievance", "antisocial", "anti-social", "vandal", "graffiti",
    "slur", "extremis",
)  # fmt: skip
# These are harmless inside a letter that is safe, and not on a screen that lights up on the kitchen table.
_SEEN_BY_OTHERS = (
    "police", "report", "incident", "case", "complain", "neighbour", "allegation", "alleged", "witness", "evidence",
    "statement", "enforce", "court", "legal", "investigat", "tenan", "landlord", "community safety", "asb", "support worker",
    "social worker", "solicitor", "999",
)  # fmt: skip
# The same in the other languages that ship: in Polish by the beginning of a word; in Arabic and Urdu anywhere, since words are joined
# to what stands before them.
_NEVER_ELSEWHERE = (
    "nienawi", "nękan", "prześladow", "przestęp", "przemoc", "ofiar", "sprawc", "rasis", "rasow", "homofob", "transfob", "niepełnospr",
    "napaś", "groźb", "zastrasz", "eksmisj", "podejrzan", "seksualn", "religi", "etniczn", "graffiti", "obelg",
)  # fmt: skip
_SEEN_ELSEWHERE = (
    "policj", "zgłosze", "incydent", "sąsiad", "skarg", "świad", "dowod", "sąd", "prawni", "najem", "999",
    "الشرطة", "بلاغ", "شكوى", "الجيران", "شاهد", "محكمة", "پولیس", "اطلاع", "شکایت", "پڑوسی", "گواہ", "عدالت",
)  # fmt: skip
_NEVER_ANYWHERE = (
    "كراهية", "مضايقة", "جريمة", "عنف", "ضحية", "عنصري", "تهديد", "اعتداء", "إعاقة", "تحرش",
    "نفرت", "ہراسانی", "جرم", "تشدد", "متاثرہ", "نسل پرست", "دھمکی", "حملہ", "معذور",
)  # fmt: skip
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b", re.IGNORECASE)
_REFERENCE = re.compile(r"\b[RC]-?\d{2,}", re.IGNORECASE)
_STREET = re.compile(
    r"\b(?:flat\s+)?\d+[a-z]?,?\s+(?:[a-z']+\s+){1,3}?"
    r"(?:street|road|avenue|lane|close|walk|drive|way|court|crescent|grove|place|terrace|row|gardens|house)\b",
    re.IGNORECASE,
)
_PHONE = re.compile(r"\+?\d[\d ()-]{8,}\d")
_LINK = re.compile(r"https?://|www\.", re.IGNORECASE)
# From the beginning of a word only: from each of its letters, a word of 20,000 took half a minute.
_EMAIL = re.compile(r"(?<![^\s@])[^\s@]+@[^\s@]+\.[a-z]{2,}", re.IGNORECASE)


def leaks(
    words: str,
    part: str,
    *,
    names: Iterable[str] = (),
    numbers: Iterable[str] = (),
    own_name: str = "",
) -> list[str]:
    """What is wrong with these words in this part of a message, each in a sentence that says what to do; empty when nothing is.

    `names` are the people on the case; in a letter `own_name`, the reader's, is no leak. `numbers` are the landlord's own, which
    may stand.
    """
    found = [f"“{{{each}}}” cannot be filled in here." for each in _unknown(words, part)]
    plain = _PLACEHOLDER.sub(" ", words)
    low = plain.casefold()
    lists: tuple[str, ...] = (*_NEVER, *_NEVER_ELSEWHERE, *_NEVER_ANYWHERE)
    if part != "letter":
        lists += (*_SEEN_BY_OTHERS, *_SEEN_ELSEWHERE)
    for stem in lists:
        before = r"(?<![^\W\d_])" if stem[0].isascii() or stem[0] in "śąćęłńóżź" else ""
        if hit := re.search(rf"{before}{re.escape(stem)}[\w-]*", low):
            found.append(f"“{hit.group(0)}” could give away what this is about. Say it another way.")
    mine = _name_words([own_name]) if part == "letter" else set()
    for name in sorted(_name_words(names) - mine):
        if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", low):
            found.append("A name of somebody on the case stands in it. Leave names out.")
            break
    return found + _places(plain, part, numbers)


def _unknown(words: str, part: str) -> list[str]:
    known = PLACEHOLDERS[part]
    return [each for each in dict.fromkeys(_PLACEHOLDER.findall(words)) if each not in known]


def _name_words(names: Iterable[str]) -> set[str]:
    return {word for name in names for word in re.findall(r"[^\W\d_]{3,}", name.casefold())} - _TITLES


_TITLES = {"mrs", "miss", "the", "and", "known", "not", "name", "unknown", "man", "woman", "neighbour"}


def _places(words: str, part: str, numbers: Iterable[str]) -> list[str]:
    found = []
    where = PART_NAMES[part].lower()
    if _POSTCODE.search(words) or _STREET.search(words):
        found.append("An address stands in it. Leave addresses out: the person knows where.")
    if part == "letter":
        return found
    if _REFERENCE.search(words):
        found.append(f"A reference stands in it. Leave references out of this part ({where}).")
    own = {_digits(each) for each in numbers}
    if any(_digits(each) not in own for each in _PHONE.findall(words)):
        found.append("A phone number stands in it that is not ours. Only our own number may be given.")
    if _LINK.search(words) or _EMAIL.search(words):
        found.append("A link or an email address stands in it. Leave it out.")
    return found


def _digits(number: str) -> str:
    digits = re.sub(r"\D", "", number)
    return "0" + digits[2:] if digits.startswith("44") else digits
