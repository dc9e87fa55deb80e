"""Digests that nobody can test a guess against without the master keys."""

from __future__ import annotations

import hashlib
import hmac

from upstander.confidentiality.master import master_keys


def keyed_digest(purpose: str, content: bytes) -> bytes:
    """32 bytes: HMAC-SHA256 under a key of this purpose alone, which is derived from the master keyset."""
    key: bytes = master_keys().index.compute(b"upstander digest key:" + purpose.encode(), 32)
    return hmac.new(key, content, hashlib.sha256).digest()
