"""Digests that nobody can test a guess against without the master keys."""

from __future__ import annotations

import hashlib
import hmac

from upstander.confidentiality.master import master_keys


def keyed_digest(purpose: str, content: bytes) -> bytes:
    """32 bytes: HMAC-SHA256 under a key of this purpose alone, derived from the master key for digests, which is never rotated."""
    key: bytes = master_keys().digests.compute(b"upstander digest key:" + purpose.encode(), 32)
    return hmac.new(key, content, hashlib.sha256).digest()
