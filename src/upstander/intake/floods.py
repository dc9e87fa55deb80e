"""How many came from somewhere of late, counted for all web processes together, in a way that says nothing of where it was.

A network is one of 65,536 cells, by a digest under the master keys that changes every day: even whoever has the database and the keys
reads of a cell only that one of some sixty-five thousand addresses was there, for the minutes until it has run down.
"""

from __future__ import annotations

from django.db import connection

from upstander.confidentiality.api import keyed_digest

REFILL = 30.0  # seconds until one more is forgotten
MOST = 64.0  # no cell counts further: what is over is over within half an hour
_CELLS = 1 << 16
_DAY = 86_400
_KINDS = {"report": 0, "code": 1}  # each counted by itself

# One statement, no transaction around it, a table without a log: it adds a fraction of a millisecond to sending a report.
_COUNT = """
INSERT INTO upstander_flood AS f (cell, level, at) VALUES (%s, 1, %s)
ON CONFLICT (cell) DO UPDATE SET at = greatest(f.at, EXCLUDED.at),
  level = least(%s, greatest(0, f.level - greatest(0, EXCLUDED.at - f.at) / %s) + 1)
RETURNING level
"""


def count_one(kind: str, network: bytes, *, now: float) -> float:
    """Count one more of a kind ("report", "code") from this network; answers with how many count still, this one among them.

    `network` is the address as bytes, and is not kept. `now` in seconds since the epoch.
    """
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [_cell(kind, network, now), now, MOST, REFILL])
        return float(cursor.fetchone()[0])


def sweep_floods(*, now: float) -> None:
    """Delete the cells that have run down."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM upstander_flood WHERE at + level * %s < %s", [REFILL, now])


def _cell(kind: str, network: bytes, now: float) -> int:
    digest = keyed_digest("flood", int(now // _DAY).to_bytes(8) + network)
    return _KINDS[kind] * _CELLS + int.from_bytes(digest[:2])
