"""The documentation keeps up with the code: links, settings, rooms, names of tests, who sees as the system, numbers of decisions."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "upstander"
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted(DOCS.rglob("*.md"))]

_LINK = re.compile(r"\]\(([^)\s]+)\)|src=\"([^\"]+)\"")
_FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_VARIABLE = re.compile(r"\b(?:UPSTANDER|DATABASE)_[A-Z_]*[A-Z]\b")


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def links(page: Path) -> list[str]:
    """Where a page leads to inside the repository, without code examples."""
    found = [inline or image for inline, image in _LINK.findall(_FENCE.sub("", text_of(page)))]
    return [link for link in found if not re.match(r"[a-z]+:", link)]


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as a forge makes them."""
    headings = re.findall(r"^#+ +(.+)$", _FENCE.sub("", text_of(page)), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def calls(name: str, *folders: str) -> Iterator[ast.expr]:
    """The first argument of every call of that name in the source, or in some of its folders or files."""
    places = [SOURCE / folder for folder in folders] or [SOURCE]
    files = [file for place in places for file in ([place] if place.is_file() else place.rglob("*.py"))]
    for file in files:
        for node in ast.walk(ast.parse(text_of(file))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id == name
                and node.args
            ):
                yield node.args[0]


def words(expressions: Iterator[ast.expr]) -> set[str]:
    return {
        each.value for each in expressions if isinstance(each, ast.Constant) and isinstance(each.value, str)
    }


@pytest.mark.parametrize("parts", [("Officers",), ("Call handlers", "Taking a report"), ("Managers",)])
def test_what_a_new_colleague_reads_in_the_first_hour_is_short(parts: tuple[str, ...]) -> None:
    """From the top, "Everybody" and the parts for their work, each up to what is looked up later."""
    guide = re.split(r"^##+ (.+)$", text_of(DOCS / "staff-guide.md"), flags=re.MULTILINE)
    sections = dict(zip(guide[1::2], guide[2::2], strict=True))
    read = [guide[0], *(sections[part] for part in ("Everybody", *parts))]
    assert sum(len(words.split()) for words in read) <= 1_800


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    broken = []
    for link in links(page):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)
    assert broken == []


def test_the_pages_have_links_to_look_at() -> None:
    assert len([link for page in PAGES for link in links(page)]) > 30


def test_every_setting_from_the_environment_is_explained_and_no_other_is() -> None:
    secrets = words(calls("_secret", "settings.py"))
    read = words(calls("_env", "settings.py")) | secrets | {f"{name}_FILE" for name in secrets}
    running = text_of(DOCS / "running.md")
    explained = set(re.findall(r"^\| `([A-Z_]+)` \|", running, re.MULTILINE))
    assert explained == read
    assert set(_VARIABLE.findall(running)) <= read


def test_every_room_is_described() -> None:
    rooms = {path.parent.name for path in SOURCE.glob("*/__init__.py")}
    described = set(re.findall(r"^### (\w+)$", text_of(DOCS / "architecture.md"), re.MULTILINE))
    assert described == rooms


def test_whoever_sees_as_the_system_is_listed() -> None:
    table = text_of(DOCS / "architecture.md").partition("### Who sees as the system")[2].partition("\n## ")[0]
    listed = {
        name
        for row in re.findall(r"^\| (`.+?) \|", table, re.MULTILINE)
        for name in re.findall(r"`([^`]+)`", row)
    }
    assert listed == words(calls("elevated")) | words(calls("system"))


def test_a_step_as_the_system_has_a_name_that_can_be_listed() -> None:
    named = [
        *calls("elevated"),
        *calls("system", *(p.name for p in SOURCE.iterdir() if p.name != "confidentiality")),
    ]
    assert [ast.unparse(each) for each in named if not isinstance(each, ast.Constant)] == []


def test_code_and_tests_that_are_cited_exist() -> None:
    tests = {
        node.name
        for file in (ROOT / "tests").rglob("test_*.py")
        for node in ast.walk(ast.parse(text_of(file)))
        if isinstance(node, ast.FunctionDef)
    }
    gone = []
    for page in PAGES:
        cited = re.findall(r"`([^`\s]+)`", _FENCE.sub("", text_of(page)))
        gone += [name for name in cited if re.fullmatch(r"test_\w+", name) and name not in tests]
        files = [name for name in cited if re.fullmatch(r"[\w/.\-]+/[\w.\-]+\.(py|yaml|scss)", name)]
        gone += [name for name in files if not any((base / name).exists() for base in (ROOT, SOURCE))]
    assert gone == []


def test_decisions_are_numbered_once_each_and_listed() -> None:
    files = sorted(path.name for path in (DOCS / "decisions").glob("[0-9]*.md"))
    assert len({name[:4] for name in files}) == len(files)
    for name in files:
        assert text_of(DOCS / "decisions" / name).startswith(f"# {name[:4]} "), name
        assert re.fullmatch(r"\d{4}-[a-z0-9-]+\.md", name)
    assert sorted(link for link in links(DOCS / "decisions" / "README.md")) == files
