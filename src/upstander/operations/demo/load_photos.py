"""Pictures for reports that came with one: drawn here, a wall or a door with something on it, so that nothing real is shown."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from functools import lru_cache

from PIL import Image, ImageDraw

from upstander.intake.api import FileTold
from upstander.operations.demo.lists import dice
from upstander.operations.demo.stories import Story

_SIZE = (960, 720)
_VARIETY = 12
_DOORS = ((38, 70, 83), (120, 40, 40), (52, 78, 65), (60, 60, 72), (94, 84, 142))
_BRICKS = ((156, 102, 84), (172, 128, 104), (134, 92, 80))


def photo_of(story: Story) -> FileTold:
    """A photo as intake takes it, with the kind of name that a telephone gives."""
    content = _drawn(story.number % _VARIETY)

    def whole() -> Iterator[bytes]:
        yield content

    return FileTold(
        filename=f"IMG_{2000 + story.number * 37 % 7919:04d}.jpg",
        media_type="image/jpeg",
        size=len(content),
        sha256=hashlib.sha256(content).digest(),
        original=whole,
        view=whole,
        view_media_type="image/jpeg",
        view_size=len(content),
    )


@lru_cache(maxsize=_VARIETY)
def _drawn(variant: int) -> bytes:
    chance = dice(variant, "photo")
    brick = chance.choice(_BRICKS)
    picture = Image.new("RGB", _SIZE, brick)
    draw = ImageDraw.Draw(picture)
    for row in range(0, _SIZE[1], 30):
        for column in range(-60 if row // 30 % 2 else 0, _SIZE[0], 120):
            shade = chance.randint(-14, 14)
            fill = tuple(max(0, min(255, part + shade)) for part in brick)
            draw.rectangle((column + 2, row + 2, column + 117, row + 27), fill=fill)
    door = chance.choice(_DOORS)
    left = chance.randint(240, 480)
    draw.rectangle((left, 90, left + 260, _SIZE[1]), fill=door)
    draw.rectangle((left + 60, 140, left + 200, 300), fill=(188, 203, 209))
    draw.rectangle((left + 80, 400, left + 180, 418), fill=(160, 150, 120))
    paint = chance.choice(((190, 30, 40), (230, 230, 225), (20, 20, 20)))
    for _ in range(chance.randint(2, 4)):
        # Strokes of paint that spell nothing.
        x, y = chance.randint(left - 120, left + 200), chance.randint(200, 600)
        points = [(x + step * 22, y + chance.randint(-46, 46)) for step in range(chance.randint(5, 9))]
        draw.line(points, fill=paint, width=chance.randint(7, 13), joint="curve")
    stored = io.BytesIO()
    picture.save(stored, "JPEG", quality=72)
    return stored.getvalue()
