"""A small map drawn from coordinates that we hold: no tile, no picture and no question goes to anybody outside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

_INK, _QUIET, _OTHER, _HERE, _THERE = "#1b2733", "#4d5a66", "#94a3b0", "#0b5c5c", "#a3241c"
_SIZE = 320
_FONT = "Atkinson Hyperlegible Next, atkinson-hyperlegible-next latin, sans-serif"


@dataclass(frozen=True, slots=True)
class Dot:
    """One place, in metres east and north of the middle. `kind`: "" another home, "here", "there"."""

    east: float
    north: float
    street: str = ""
    kind: str = ""


def small_map(id: str, title: str, description: str, dots: Sequence[Dot], *, across: float) -> str:
    """North is up; `across` metres from the middle to each edge. Told apart by shape as well as by colour."""
    scale = (_SIZE / 2 - 14) / across
    parts = []
    for dot in sorted(dots, key=lambda each: bool(each.kind)):
        x, y = _SIZE / 2 + dot.east * scale, _SIZE / 2 - dot.north * scale
        if dot.kind == "here":
            parts.append(
                f'<circle cx="{x:.1f}" cy="{y:.1f}" r="9" fill="{_HERE}" stroke="#ffffff" stroke-width="3"/>'
            )
        elif dot.kind == "there":
            corners = f"{x:.1f},{y - 10:.1f} {x + 10:.1f},{y + 8:.1f} {x - 10:.1f},{y + 8:.1f}"
            parts.append(f'<polygon points="{corners}" fill="{_THERE}" stroke="#ffffff" stroke-width="2"/>')
        else:
            parts.append(f'<rect x="{x - 2.5:.1f}" y="{y - 2.5:.1f}" width="5" height="5" fill="{_OTHER}"/>')
    parts += [_street(name, each, scale) for name, each in _streets(dots).items()]
    bar = 50 * scale
    parts.append(
        f'<path d="M12 {_SIZE - 18} v6 h{bar:.1f} v-6" fill="none" stroke="{_INK}" stroke-width="2"/>'
    )
    parts.append(_text(18 + bar, _SIZE - 12, "50 m", "start", _INK))
    parts.append(_text(_SIZE - 14, 22, "N \u2191", "end", _INK))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="{id}-title {id}-text" width="{_SIZE}"'
        f' height="{_SIZE}" viewBox="0 0 {_SIZE} {_SIZE}" font-family="{_FONT}">'
        f'<title id="{id}-title">{escape(title)}</title><desc id="{id}-text">{escape(description)}</desc>'
        f'<rect width="{_SIZE}" height="{_SIZE}" fill="#f4f6f8"/>{"".join(parts)}</svg>'
    )


def _streets(dots: Sequence[Dot]) -> dict[str, list[Dot]]:
    found: dict[str, list[Dot]] = {}
    for dot in dots:
        if dot.street:
            found.setdefault(dot.street, []).append(dot)
    return dict(sorted(found.items(), key=lambda each: -len(each[1]))[:5])


def _street(name: str, dots: Sequence[Dot], scale: float) -> str:
    east = sum(dot.east for dot in dots) / len(dots)
    north = min(dot.north for dot in dots)
    x = min(max(_SIZE / 2 + east * scale, 70), _SIZE - 70)
    y = min(max(_SIZE / 2 - north * scale + 22, 40), _SIZE - 34)
    return _text(x, y, name, "middle", _QUIET)


def _text(x: float, y: float, words: str, anchor: str, fill: str) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="13" fill="{fill}" stroke="#f4f6f8"'
        f' stroke-width="3" paint-order="stroke">{escape(words)}</text>'
    )
