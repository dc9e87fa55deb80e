"""A template calls no macro that it has not imported: the page would break only where that line is reached."""

from __future__ import annotations

from pathlib import Path

from django.template import engines
from jinja2 import nodes
from jinja2.meta import find_undeclared_variables

import upstander.sites

FOLDER = Path(upstander.sites.__file__).parent / "templates"


def test_every_macro_that_is_called_is_there() -> None:
    env = engines["jinja2"].env  # type: ignore[attr-defined]  # of Django's backend for Jinja
    pages = {
        path.relative_to(FOLDER).as_posix(): env.parse(path.read_text()) for path in FOLDER.rglob("*.html")
    }
    macros = {macro.name for page in pages.values() for macro in page.find_all(nodes.Macro)}
    includers: dict[str, set[str]] = {}
    for name, page in pages.items():
        for each in page.find_all(nodes.Include):
            if isinstance(each.template, nodes.Const):
                includers.setdefault(each.template.value, set()).add(name)

    def given(name: str) -> set[str]:
        """What stands at the top of a page, of what it extends, and of whatever includes it."""
        found = {macro.name for macro in pages[name].find_all(nodes.Macro)}
        for line in pages[name].find_all(nodes.FromImport):
            found |= {each if isinstance(each, str) else each[1] for each in line.names}
        above = {
            each.template.value
            for each in pages[name].find_all(nodes.Extends)
            if isinstance(each.template, nodes.Const)
        }
        for other in (above | includers.get(name, set())) & pages.keys():
            found |= given(other)
        return found

    missing = {}
    for name, page in pages.items():
        called = {call.node.name for call in page.find_all(nodes.Call) if isinstance(call.node, nodes.Name)}
        called = {each for each in called if each in macros or each.startswith("govuk")}
        if left := called & find_undeclared_variables(page) - given(name):
            missing[name] = left
    assert len(pages) > 150 and len(macros) > 50, "there is something to look at"
    assert missing == {}
