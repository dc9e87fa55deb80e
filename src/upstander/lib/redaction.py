"""Words that are to be left out of a document: finding them, and writing the text without them.

A suggestion is for a person to look at, never the last word. It errs on the side of leaving out: whole words go, with the
punctuation that hangs on them, so that no part of a name is left standing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import jellyfish

NAME, CONTACT, ADDRESS, REFERENCE, RELATION, REPORTED = (
    "name",
    "contact",
    "address",
    "reference",
    "relation",
    "reported",
)


@dataclass(frozen=True, slots=True)
class Someone:
    """Somebody as the records know them. `texts`: phones, emails, addresses, in whatever form they were written down."""

    names: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """Words `first` to `last`, both included, and why they may have to be left out."""

    first: int
    last: int
    why: str


def words_of(line: str) -> list[str]:
    """The words of one line: whatever stands between spaces."""
    return line.split()


def without(words: Sequence[str], hidden: Collection[int], mark: str) -> str:
    """The line with every run of hidden words replaced by one mark of the same length, however many they were."""
    said: list[str] = []
    gap = False
    for at, word in enumerate(words):
        if at in hidden:
            if not gap:
                said.append(mark)
            gap = True
        else:
            said.append(word)
            gap = False
    return " ".join(said)


def places_of(phrase: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Where these words stand in the line, whatever their case, accents and punctuation."""
    wanted = [plain for plain in map(plain_word, words_of(phrase)) if plain]
    there = [plain_word(word) for word in words]
    if not wanted:
        return []
    return [
        (at, at + len(wanted) - 1)
        for at in range(len(there) - len(wanted) + 1)
        if there[at : at + len(wanted)] == wanted
    ]


def suggest(line: str, *, others: Iterable[Someone], own: Someone, about_alleged: bool) -> list[Found]:
    """What in one line may identify somebody else. `own`: whoever the document is for, whose own details stay.

    `about_alleged`: it is for the alleged perpetrator, to whom every sentence that tells of a report, or of
    somebody who saw or spoke, is suggested as a whole.
    """
    words = words_of(line)
    others = list(others)
    found = _names(words, [name for each in others for name in each.names], own.names)
    found += _likely_names(words, [*own.names, *own.texts])
    found += _beside(words, _patterns(words, own), own.names)
    found += _addresses(words, [text for each in others for text in each.texts], own)
    if about_alleged:
        found += [
            Found(first, last, REPORTED)
            for first, last in _sentences(words)
            if _TELLS.search(" ".join(words[first : last + 1]))
        ]
    return _merged(found)


def tells_of(line: str, *, others: Iterable[Someone], own: Someone) -> bool:
    """Whether a line that is shown as it is names one of these, or says how somebody is to be reached."""
    words = words_of(line)
    named = _names(words, [name for each in others for name in each.names], own.names)
    return bool(named) or any(each.why == CONTACT for each in _patterns(words, own))


def plain_word(word: str) -> str:
    """What two spellings of one word share: no case, accent, punctuation or possessive."""
    plain = "".join(
        c for c in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(c)
    ).replace("’", "'")
    plain = re.sub(r"'s$|'$", "", plain.strip("\"'“”‘.,;:!?()[]{}<>…-–—/\\*"))
    return "".join(c for c in plain if c.isalnum())


# Names ----------------------------------------------------------------------------------------------------------------

# Parts of what stands in a name's place that are nobody's name.
_NOBODY = frozenset(
    """
    the a an of and or my his her their our your mr mrs ms miss mx dr man woman boy girl lady gentleman person people unknown
    somebody someone neighbour neighbor neighbours male female not known no name number flat house from at in next door upstairs
    downstairs with who old young tenant resident child children son daughter mother father household
    """.split()  # noqa: SIM905  # a list would fill the screen
)
_SPLIT = re.compile(r"[\s\-/,()]+")


def _parts(names: Iterable[str]) -> set[str]:
    return {
        plain
        for name in names
        for part in _SPLIT.split(name)
        if len(plain := plain_word(part)) > 1 and plain not in _NOBODY and not plain.isdigit()
    }


def _names(words: Sequence[str], names: Iterable[str], own: Iterable[str]) -> list[Found]:
    theirs, mine = _parts(names), _parts(own)
    sounds = {_sound(part) for part in theirs - mine if len(part) > 3}
    hit: set[int] = set()
    for at, word in enumerate(words):
        pieces = {plain for piece in _SPLIT.split(word) if (plain := plain_word(piece))}
        if pieces & (theirs - mine) or (
            word[:1].isupper()
            and any(
                piece not in mine
                and (
                    _short_for(piece, theirs - mine)
                    or (piece.endswith("s") and piece[:-1] in theirs - mine)  # "Adams wife"
                    or (len(piece) > 3 and _sound(piece) in sounds)
                    or _slip(piece, theirs - mine)
                )
                for piece in pieces
            )
        ):
            hit.add(at)
    # A shared family name goes with the first name beside it.
    for at in list(hit):
        for near in (at - 1, at + 1):
            if 0 <= near < len(words) and plain_word(words[near]) in theirs & mine:
                hit.add(near)
        if at and plain_word(words[at - 1]) in _TITLES:
            hit.add(at - 1)
    return [Found(at, at, NAME) for at in sorted(hit)]


# Two words with capitals that are seldom a name; a capital opens a sentence as well.
_NO_NAME = frozenset(
    """
    january february march april may june july august september october november december monday tuesday wednesday thursday friday
    saturday sunday community safety customer access team police council housing landlord neighbourhood services independent living
    social people learning data protection officer manager london time i we he she it they this that these those when where then there
    what after before because if but so as on yes please thank dear hello hi today yesterday tomorrow eid christmas easter ramadan
    """.split()  # noqa: SIM905
)


def _capital(word: str) -> bool:
    bare = word.lstrip("\"'“‘(")
    return bare[:1].isupper() and len(bare) > 1 and not bare.isupper()


def _ends(word: str) -> bool:
    return word.rstrip("\"'”’)").endswith((".", "!", "?", ",", ";", ":"))


def _stops(word: str) -> bool:
    return word.rstrip("\"'”’)").endswith((".", "!", "?"))


def _likely_names(words: Sequence[str], own: Iterable[str]) -> list[Found]:
    """Two words with capitals one after the other: somebody whom the records may not know."""
    quiet = _parts(own) | _NO_NAME | _NOBODY
    found = []
    for at in range(len(words) - 1):
        pair = words[at : at + 2]
        if (
            all(map(_capital, pair))
            and not _ends(pair[0])
            and not any(plain_word(word) in quiet for word in pair)
        ):
            found.append(Found(at, at + 1, NAME))
    return found


def _beside(words: Sequence[str], found: Iterable[Found], own: Iterable[str]) -> list[Found]:
    """`My son Idris`, `Idris, my son`: the name beside a relation goes with it."""
    mine = _parts(own)
    wider = []
    for each in found:
        first, last = each.first, each.last
        if each.why == RELATION:
            while (
                last + 1 < len(words)
                and last - each.last < 3
                and _capital(words[last + 1])
                and not _stops(words[last])
            ):
                last += 1
            while (
                first
                and each.first - first < 2
                and _capital(words[first - 1])
                and plain_word(words[first - 1]) not in mine | _NO_NAME
            ):
                first -= 1
        wider.append(Found(first, last, each.why))
    return wider


_TITLES = frozenset(
    ("mr", "mrs", "ms", "miss", "mx", "dr", "aunt", "auntie", "uncle", "nan", "pc", "sergeant")
)


def _short_for(piece: str, parts: Iterable[str]) -> bool:
    """`Sam` for Samir, `Sami`: the first three letters or more."""
    return len(piece) > 2 and piece not in _NOBODY and any(part.startswith(piece) for part in parts)


def _slip(piece: str, parts: Iterable[str]) -> bool:
    """One letter wrong, missing or swapped in a long name."""
    return len(piece) > 5 and any(
        abs(len(part) - len(piece)) < 2 and jellyfish.damerau_levenshtein_distance(part, piece) < 2
        for part in parts
    )


def _sound(part: str) -> str:
    return jellyfish.metaphone(part) or part


# What has a form ------------------------------------------------------------------------------------------------------

_EMAIL = re.compile(r"\S+@\S+\.\S+")
_HANDLE = re.compile(r"(?<!\S)\W?@\w{2,}\S*|\b(?:https?://|www\.)\S+")
_PHONE = re.compile(r"(?:\+|\(?0)\d(?:[\s().\-–]*\d){7,13}")
_FINGERPRINT = re.compile(r"\b[0-9a-f]{64}\b")  # SHA-256 of a file: proves it, and is nobody's number
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b", re.IGNORECASE)
_REFERENCES = re.compile(
    r"\b[A-Z]{1,2}-?\d{3}-?\d{3,}-?[A-Z]\b|\b[A-CEGHJ-PR-TW-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b|\b[A-Z]{2}\d{2} ?[A-Z]{3}\b"
    r"|\b[A-Z]{0,4}[-/]?\d{6,}\b|\b\d{2}[-/]\d{4,}[-/]\d+\b"
)
_STREET = (
    r"(?:road|rd|street|st|avenue|ave|walk|close|lane|ln|court|crescent|drive|way|terrace|grove|place|square|gardens?|house|mews|rise"
    r"|hill|park|row|green|view)"
)
_ADDRESS = re.compile(
    rf"\b(?:(?:flat|apartment|unit|room|bungalow)\s+\w+,?\s*)?\b\d+[a-z]?,?\s+(?:[\w'’]+\s+){{1,3}}{_STREET}\b\S*"
    rf"|\b(?:[A-Z][\w'’]+\s+){{1,2}}{_STREET}\b\S*"
    r"|\b(?:flat|apartment|room|bungalow|number|no\.?)\s+\d+[a-z]?\b|\bat\s+\d{1,3}[a-z]?\b(?!\s*(?:am|pm|%|:|\.\d|o'clock))",
    re.IGNORECASE,
)
_KIN = (
    r"(?:mum|mam|mother|dad|father|parents?|sister|brother|son|daughter|kids?|child(?:ren)?|baby|wife|husband|partner|boyfriend|girlfriend"
    r"|ex|fianc[eé]e?|nan|nana|gran(?:ny|dad|dfather|dmother)?|aunt(?:ie|y)?|uncle|cousin|niece|nephew|friend|mate|carer|flatmate|lodger"
    r"|landlord|neighbours?|support worker|social worker|keyworker|gp|doctor|teacher|boss|colleague)"
)
_RELATION = re.compile(
    rf"\b(?:my|his|her|their|our|the (?:man|woman|lady|couple|family|people|person|girl|boy)['’]?s?)\s+(?:\w+\s+)?{_KIN}\b"
    r"|\bthe\s+(?:reporter|witness(?:es)?|caller|complainant|informant|victim|survivor|referrer|whistleblower)\b\S*"
    r"|\bthe\s+(?:man|woman|lady|couple|family|people|person|girl|boy|old man|old lady)\s+(?:next door|upstairs|downstairs|opposite"
    r"|across|below|above|at|from|in|who|with)\b"
    r"|\b(?:next[- ]door(?: neighbours?)?|(?:upstairs|downstairs)(?: neighbours?)|neighbours?"
    r" (?:at|in|from|opposite|above|below|across)"
    r"(?: \S+){1,2})",
    re.IGNORECASE,
)
_TELLS = re.compile(
    r"\b(?:report(?:s|ed|ing|er)?|complain\w*|witness\w*|anonymous\w*|inform(?:ed|ant)|told us|tells us|said that|says that|rang"
    r"|phoned|called us|contacted us|wrote to us|emailed us|texted|mailbox|allegation\w*|alleged\w*|victim|survivor|saw|heard"
    r"|overheard|recorded|filmed|cctv|camera|photo\w*|diary|statement|referr\w+|third party|somebody else|someone)\b",
    re.IGNORECASE,
)


def _patterns(words: Sequence[str], own: Someone) -> list[Found]:
    line, at = _joined(words)
    mine = {_digits(text) for text in own.texts} - {""}
    my_texts = {text.casefold().strip() for text in own.texts}
    kept = [m.span() for m in _PHONE.finditer(line) if _digits(m[0]) in mine]
    kept += [m.span() for m in _FINGERPRINT.finditer(line)]
    found = []
    for pattern, why in (
        (_EMAIL, CONTACT),
        (_HANDLE, CONTACT),
        (_PHONE, CONTACT),
        (_REFERENCES, REFERENCE),
        (_RELATION, RELATION),
    ):
        for match in pattern.finditer(line):
            if any(first <= match.start() and match.end() <= last for first, last in kept):
                continue
            if why == CONTACT and match[0].casefold().strip(".,;:()<>") in my_texts:
                continue
            found.append(_span(match, at, why))
    return found


def _addresses(words: Sequence[str], theirs: Iterable[str], own: Someone) -> list[Found]:
    line, at = _joined(words)
    mine = {plain_word(word) for text in own.texts for word in words_of(text)}
    found = []
    for pattern in (_ADDRESS, _POSTCODE):
        for match in pattern.finditer(line):
            plain = [p for p in map(plain_word, words_of(match[0])) if p and p not in ("at", "in")]
            if not (
                plain and any(any(c.isdigit() for c in p) for p in plain) and all(p in mine for p in plain)
            ):
                found.append(_span(match, at, ADDRESS))
    for text in theirs:  # any run of three words of an address, as it was written down
        whole = [plain_word(word) for word in words_of(text)]
        for start in range(len(whole) - 1):
            run = " ".join(whole[start : start + 2])
            if any(c.isdigit() for c in run) and not all(part in mine for part in run.split()):
                found += [Found(first, last, ADDRESS) for first, last in places_of(run, words)]
    return found


def _joined(words: Sequence[str]) -> tuple[str, list[int]]:
    """The line, and for each of its letters the word that it belongs to."""
    at: list[int] = []
    for number, word in enumerate(words):
        at += [number] * (len(word) + 1)
    return " ".join(words), at


def _span(match: re.Match[str], at: Sequence[int], why: str) -> Found:
    return Found(at[match.start()], at[max(match.start(), match.end() - 1)], why)


def _digits(text: str) -> str:
    """The last nine digits of a number: what +44 7700 900123 and 07700 900123 share."""
    digits = "".join(c for c in text if c.isdigit())
    return digits[-9:] if len(digits) >= 9 else ""


def _sentences(words: Sequence[str]) -> list[tuple[int, int]]:
    found, start = [], 0
    for at, word in enumerate(words):
        if word.rstrip("\"'”’)").endswith((".", "!", "?")) or at == len(words) - 1:
            found.append((start, at))
            start = at + 1
    return found


def _merged(found: Iterable[Found]) -> list[Found]:
    """In order, overlapping and touching ones as one."""
    merged: list[Found] = []
    for each in sorted(found, key=lambda f: (f.first, -f.last)):
        if merged and each.first <= merged[-1].last:
            before = merged[-1]
            merged[-1] = Found(before.first, max(before.last, each.last), before.why)
        else:
            merged.append(each)
    return merged
