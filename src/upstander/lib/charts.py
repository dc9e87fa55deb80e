"""Charts as SVG, one way for page and PDF alike: title and description inside, presentation attributes only, so that they pass a
content-security policy without inline styles. A chart never stands alone; whoever draws one puts its table beside it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

_INK, _QUIET, _RULE, _BAR, _PALE = "#1b2733", "#4d5a66", "#c9d0d6", "#2b5c8a", "#eef2f6"
_SHADES = ("#e6edf4", "#c3d5e6", "#94b4d1", "#5c8ab4", "#2b5c8a")
_FONT = "Atkinson Hyperlegible Next, atkinson-hyperlegible-next latin, sans-serif"
_WIDTH = 680
_PLOT = 150


@dataclass(frozen=True, slots=True)
class Point:
    """One column, bar or tile. `value` None: nothing to draw, and `text` says why ("not counted", "fewer than 5")."""

    label: str
    value: float | None
    text: str


def columns(id: str, title: str, description: str, points: Sequence[Point]) -> str:
    """Values over time, a column each, with its figure above it. Columns begin at nought, so that lengths compare."""
    top, left = 34, 8
    height = top + _PLOT + 44
    step = (_WIDTH - 2 * left) / max(1, len(points))
    scale = _PLOT / _round_up(max((p.value or 0 for p in points), default=0))
    base = top + _PLOT
    parts = [_line(left, base, _WIDTH - left, base)]
    for place, point in enumerate(points):
        middle = left + step * (place + 0.5)
        tall = (point.value or 0) * scale
        if point.value is not None:
            parts.append(_box(middle - step * 0.32, base - tall, step * 0.64, tall, _BAR))
        parts.append(
            _text(
                middle, base - tall - 8, point.text, "middle", 13, _INK if point.value is not None else _QUIET
            )
        )
        for line, word in enumerate(point.label.split("\n")):
            parts.append(_text(middle, base + 18 + 16 * line, word, "middle", 13, _QUIET))
    return _svg(id, title, description, _WIDTH, height, parts)


def bars(id: str, title: str, description: str, points: Sequence[Point]) -> str:
    """Values side by side, a bar each, with its name before and its figure behind it."""
    row, left, right = 32, 250, 110
    scale = (_WIDTH - left - right) / _round_up(max((p.value or 0 for p in points), default=0))
    parts = []
    for place, point in enumerate(points):
        y = 8 + place * row
        long = (point.value or 0) * scale
        parts.append(_text(left - 10, y + 17, _short(point.label, 34), "end", 14, _INK))
        if point.value is not None:
            parts.append(_box(left, y + 3, max(long, 1), 20, _BAR))
        parts.append(
            _text(
                left + long + 8, y + 17, point.text, "start", 14, _INK if point.value is not None else _QUIET
            )
        )
    parts.append(_line(left, 4, left, 8 + len(points) * row))
    return _svg(id, title, description, _WIDTH, 16 + max(1, len(points)) * row, parts)


def tiles(id: str, title: str, description: str, points: Sequence[Point], *, across: int = 4) -> str:
    """Places as tiles of one size, the darker the more: a map that shows no street and no home. `value` from 0 to 1 is the shade."""
    wide, tall, gap = (_WIDTH - 8 * (across - 1)) / across, 88, 8
    parts = []
    for place, point in enumerate(points):
        x, y = (place % across) * (wide + gap), (place // across) * (tall + gap)
        shade = None if point.value is None else min(len(_SHADES) - 1, int(point.value * len(_SHADES)))
        parts.append(_box(x, y, wide, tall, _PALE if shade is None else _SHADES[shade], stroke=_RULE))
        ink = "#ffffff" if shade is not None and shade >= 3 else _INK
        parts.append(_text(x + 10, y + 26, _short(point.label, int(wide / 7.6)), "start", 14, ink))
        for line, text in enumerate(point.text.split("\n")):
            parts.append(_text(x + 10, y + 50 + 22 * line, text, "start", 14, ink))
    rows = max(1, math.ceil(len(points) / across))
    return _svg(id, title, description, _WIDTH, rows * (tall + gap), parts)


@dataclass(frozen=True, slots=True)
class Step:
    """One level at one time. `place` from 0 to 1 along the time shown; `level` counts from 0."""

    place: float
    level: int
    text: str


def levels(id: str, title: str, description: str, names: Sequence[str], steps: Sequence[Step]) -> str:
    """A level over time, the highest on top, small enough for a panel: a mark each, and a line that holds until the next."""
    wide, left, row = 320, 86, 40
    foot = 14 + row * len(names)
    run = wide - left - 24

    def at(step: Step) -> tuple[float, float]:
        return left + 10 + run * step.place, 14 + row * (len(names) - 1 - step.level) + row / 2

    parts = []
    for place, name in enumerate(reversed(names)):
        y = 14 + row * place + row / 2
        parts += [_text(4, y + 5, name, "start", 14, _INK), _line(left, y, wide - 8, y)]
    corners: list[str] = []
    for step in steps:
        x, y = at(step)
        corners += [f"{x:.1f},{corners[-1].partition(',')[2]}"] if corners else []
        corners.append(f"{x:.1f},{y:.1f}")
    if corners:
        corners.append(f"{wide - 8:.1f},{corners[-1].partition(',')[2]}")
    parts.append(f'<polyline points="{" ".join(corners)}" fill="none" stroke="{_BAR}" stroke-width="3"/>')
    parts += [
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="6" fill="{_BAR}" stroke="#ffffff" stroke-width="2"/>'
        for x, y in map(at, steps)
    ]
    for step, anchor in ((steps[0], "start"), (steps[-1], "end")) if len(steps) > 1 else ():
        parts.append(_text(at(step)[0], foot + 14, step.text, anchor, 13, _QUIET))
    return _svg(id, title, description, wide, foot + 22, parts)


def _svg(id: str, title: str, description: str, width: int, height: int, parts: Sequence[str]) -> str:
    named = f'aria-labelledby="{id}-title {id}-text"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" {named} width="{width}" height="{height}"'
        f' viewBox="0 0 {width} {height}" font-family={quoteattr(_FONT)}>'
        f'<title id="{id}-title">{escape(title)}</title><desc id="{id}-text">{escape(description)}</desc>'
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>{"".join(parts)}</svg>'
    )


def _text(x: float, y: float, words: str, anchor: str, size: int, fill: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" fill="{fill}">{escape(words)}</text>'


def _box(x: float, y: float, width: float, height: float, fill: str, *, stroke: str = "none") -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{fill}" stroke="{stroke}"/>'


def _line(x: float, y: float, to_x: float, to_y: float) -> str:
    return f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{to_x:.1f}" y2="{to_y:.1f}" stroke="{_RULE}"/>'


def _short(words: str, letters: int) -> str:
    return words if len(words) <= letters else words[: letters - 1].rstrip() + "…"


def _round_up(most: float) -> float:
    """The smallest round number that is not below this: the end of the scale."""
    if most <= 0:
        return 1
    size: float = 10 ** math.floor(math.log10(most))
    return next(each * size for each in (1, 2, 2.5, 5, 10) if each * size >= most)
