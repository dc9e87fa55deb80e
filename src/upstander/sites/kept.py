"""`{% kept key %} … {% endkept %}`: a piece of a page that is the same for everybody is drawn once for each language.

Whoever writes the key answers for it: nothing within may come from a person, a case, a cookie or the clock but by way of the key. An
empty key keeps nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from django.urls import get_script_prefix
from django.utils.translation import get_language
from jinja2 import Environment, nodes
from jinja2.ext import Extension
from jinja2.parser import Parser

_MOST = 1_000


class Kept(Extension):
    """The tag. Pieces are kept by this process, by where they stand in the templates, language and key."""

    tags = {"kept"}  # as Jinja declares it

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        self._pieces: dict[tuple[object, ...], str] = {}

    def parse(self, parser: Parser) -> nodes.Node:
        """As Jinja asks it: the tag with what it holds, as a call of `_drawn`."""
        line = next(parser.stream).lineno
        given = [nodes.Const(f"{parser.name}:{line}"), parser.parse_expression()]
        body = parser.parse_statements(("name:endkept",), drop_needle=True)
        return nodes.CallBlock(self.call_method("_drawn", given), [], [], body).set_lineno(line)

    def _drawn(self, where: str, key: object, caller: Callable[[], str]) -> str:
        if not key:
            return caller()
        piece = (where, key, get_language(), get_script_prefix())
        drawn = self._pieces.get(piece)
        if drawn is None:  # another thread may clear them all at any moment
            drawn = caller()
            if len(self._pieces) >= _MOST:
                self._pieces.clear()
            self._pieces[piece] = drawn
        return drawn
