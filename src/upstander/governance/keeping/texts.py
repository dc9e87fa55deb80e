"""The edition's own text, and whether it is the one that was approved."""

from __future__ import annotations

import hashlib

from upstander.cases.api import shelf
from upstander.lib.decision import Refused


def digest_of(edition: str) -> str:
    """SHA-256 of the edition as it is written today. Raises Refused when it is on no shelf."""
    if edition not in shelf():
        raise Refused("There is no such edition.")
    return hashlib.sha256(shelf().volume(edition).text.encode()).hexdigest()
