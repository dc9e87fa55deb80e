"""Catalogues of translations: gathers what is to be translated, brings every catalogue up to date, and compiles it.

    python frontend/words.py            after words changed, or a catalogue
    python frontend/words.py add cy     begins Welsh
    python frontend/words.py check      says what is missing, changes nothing

The words of the program go to upstander/locale, what editions of the policy say to the public to policy/editions/locale. Both the
catalogues and what is compiled from them ship. `tests/sites/public/test_languages.py` holds them complete.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml
from babel.messages import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "upstander"
PROGRAM = PACKAGE / "locale"
POLICY = PACKAGE / "policy" / "editions" / "locale"
# What staff alone read is in English.
_SOURCES = (
    "intake/**/*.py",
    "cases/own/*.py",
    "sites/*.py",
    "sites/public/**/*.py",
    "sites/account/**/*.py",
    "sites/templates/**/*.html",
)
_STAFF = (
    "staff",
    "governance",
    "training",
    "performance",
    "records",
    "policy",
    "mfa",
    "account",
    "socialaccount",
)
_KEYWORDS = {**DEFAULT_KEYWORDS, "gettext_lazy": None, "gettext_noop": None, "ngettext_lazy": (1, 2)}
_JINJA = {
    "extensions": "jinja2.ext.do,upstander.sites.kept.Kept",
    "newstyle_gettext": "true",
    "silent": "false",
    "trimmed": "true",
}
_NOTE = """Translations of Upstander, {name}.
Written with care by its makers, none of whom grew up with this language. BEFORE REAL USE a native speaker reviews it, best somebody
who works with people who have met hate; then put their initials and the date into Last-Translator and take this note out."""
_WHEN = datetime(2026, 11, 27, tzinfo=UTC)  # fixed: a date that moves is a conflict in every merge


def main(given: list[str]) -> int:
    """Runs the command; 1 when something is missing."""
    os.chdir(ROOT)
    checking = given[:1] == ["check"]
    if given[:1] == ["add"]:
        for folder in (PROGRAM, POLICY):
            _po(folder, given[1]).parent.mkdir(parents=True, exist_ok=True)
    missing = 0
    for folder, words_of in ((PROGRAM, program_words), (POLICY, policy_words)):
        for code in sorted(path.name for path in folder.iterdir() if path.is_dir()):
            catalogue = bring_up_to_date(folder, code, words_of())
            lacking = [m for m in catalogue if m.id and (not all(_strings(m)) or m.fuzzy)]
            missing += len(lacking)
            _say(
                f"{folder.relative_to(PACKAGE)} {code}: {len(catalogue)} to say, {len(lacking)} still in English"
            )
            if not checking:
                save(folder, code, catalogue)
    return 1 if missing else 0


def program_words() -> Catalog:
    """Everything the public and customers can meet."""
    catalogue = Catalog(charset="utf-8")
    for pattern in _SOURCES:
        for path in sorted(PACKAGE.glob(pattern)):
            parts = path.relative_to(PACKAGE).parts
            if parts[:2] == ("sites", "templates") and parts[2] in _STAFF:
                continue
            method, options = ("jinja2", _JINJA) if path.suffix == ".html" else ("python", {})
            for _line, words, comments, _context in extract_from_file(
                method, path, _KEYWORDS, ("Translators:",), options
            ):
                catalogue.add(words, locations=[("/".join(parts), 0)], auto_comments=comments)
    for words in _helplines():
        catalogue.add(words, locations=[("sites/public/helplines.yaml", 0)])
    catalogue.add("Monday to Friday, 9am to 5pm", locations=[("settings.py", 0)])  # as LANDLORD has it
    return catalogue


def policy_words() -> Catalog:
    """What the editions that ship say to the public."""
    from upstander.policy.api import load_edition, words_for_the_public

    catalogue = Catalog(charset="utf-8")
    for path in sorted(POLICY.parent.glob("*.yaml")):
        for words in words_for_the_public(load_edition(path.read_text(encoding="utf-8"), path.name)):
            catalogue.add(words, locations=[(path.name, 0)])
    return catalogue


def _helplines() -> Iterator[str]:
    rows = yaml.safe_load((PACKAGE / "sites" / "public" / "helplines.yaml").read_text(encoding="utf-8"))
    for row in rows:
        yield from (str(row[key]) for key in ("name", "for", "hours") if key in row)


def bring_up_to_date(folder: Path, code: str, template: Catalog) -> Catalog:
    """The catalogue with what is new added and what is gone left out. Nothing is guessed."""
    path = _po(folder, code)
    if path.exists():
        with path.open("rb") as file:
            catalogue = read_po(file, locale=code.replace("-", "_"))
    else:
        catalogue = Catalog(locale=code.replace("-", "_"), project="Upstander", version="1", charset="utf-8")
        catalogue.header_comment = "\n".join(
            f"# {line}" for line in _NOTE.format(name=catalogue.locale.english_name).split("\n")
        )
    # What is new is taken over as the very object that the template holds: a template serves one language.
    catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    catalogue.creation_date = catalogue.revision_date = _WHEN
    catalogue.fuzzy = False
    return catalogue


def save(folder: Path, code: str, catalogue: Catalog) -> None:
    """Writes the catalogue and what is compiled from it."""
    path = _po(folder, code)
    with path.open("wb") as file:
        write_po(file, catalogue, width=0, include_lineno=False, sort_by_file=True)
    with path.with_suffix(".mo").open("wb") as file:
        write_mo(file, catalogue)


def _po(folder: Path, code: str) -> Path:
    return folder / code / "LC_MESSAGES" / "django.po"


def _strings(message: Any) -> list[str]:
    return list(message.string) if isinstance(message.string, list | tuple) else [message.string]


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
