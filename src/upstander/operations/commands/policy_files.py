"""Finding an edition by name or file, and reading JSON strictly, for every sub-command of `upstander policy`."""

from pathlib import Path
from typing import NoReturn

import click

from upstander.lib.packaged import packaged_names, packaged_text
from upstander.policy.api import Edition, FactsError, load_edition

_PACKAGE, _FOLDER, _SUFFIX = "upstander.policy", "editions", ".yaml"


class Unusable(click.ClickException):
    """The input cannot be used: one line on standard error, exit status 2."""

    exit_code = 2

    def __init__(self, message: str) -> None:
        """What a file holds is quoted in messages, and may hold anything: line ends and control codes are written out."""
        super().__init__(
            "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in message)
        )


def default_edition() -> str:
    """The name of the shipped edition that is used when none is named."""
    return packaged_text(_PACKAGE, f"{_FOLDER}/default.txt").strip()


def shipped_editions() -> tuple[str, ...]:
    """The names of the editions that ship."""
    return packaged_names(_PACKAGE, _FOLDER, _SUFFIX)


def shipped_edition(name: str) -> Edition:
    """The edition of that name. Raises FileNotFoundError when it does not ship."""
    return load_edition(packaged_text(_PACKAGE, f"{_FOLDER}/{name}{_SUFFIX}"), f"{name}{_SUFFIX}")


def load_named(name: str) -> Edition:
    """A shipped edition by its name, or one from a file. Raises Unusable, and EditionError when it is broken."""
    return load_edition(*edition_text(name))


def edition_text(name: str) -> tuple[str, str]:
    """Text and file name of a shipped edition by its name, or of one in a file. Raises Unusable."""
    shipped = shipped_editions()
    if name in shipped:
        file = f"{name}{_SUFFIX}"
        return packaged_text(_PACKAGE, f"{_FOLDER}/{file}"), file
    path = Path(name)
    if path.is_file():
        return _read(path), name
    raise Unusable(
        f"no edition is called {name!r}, and no such file exists. There are: {', '.join(shipped)}."
    )


def load_file(path: Path) -> Edition:
    """The edition in a file. Raises Unusable when it cannot be read, EditionError when it is broken."""
    return load_edition(_read(path), str(path))


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as fault:
        raise Unusable(f"{path}: cannot be read: {fault.strerror}.") from None
    except UnicodeDecodeError:
        raise Unusable(f"{path}: this is not text in UTF-8.") from None


def without_doubles(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object from its pairs. Raises FactsError for a key that is given twice."""
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise FactsError(key, "given twice.")
        found[key] = value
    return found


def refuse_constant(constant: str) -> NoReturn:
    """NaN and the like are not JSON."""
    raise FactsError(constant, "not a value that JSON has.")
