"""What is derived from the random token in a visitor's cookie: none of it leads back to the token, and without it nothing opens."""

from __future__ import annotations

import hashlib
import secrets
from base64 import urlsafe_b64decode
from dataclasses import dataclass
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_TOKEN_BYTES = 32
_NONCE_BYTES = 12


def submit_key(unique: bytes) -> bytes:
    """Under which a report is known to have been made already."""
    return hashlib.sha256(b"upstander report:" + unique).digest()


def new_token() -> str:
    """A value for a new cookie: 256 random bits, in letters that a cookie carries as they are."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def secret_of(token: str) -> bytes | None:
    """The token's bytes, or None for anything that `new_token` did not make."""
    try:
        secret = urlsafe_b64decode(token.encode("ascii") + b"=")
    except ValueError:
        return None
    return secret if len(secret) == _TOKEN_BYTES and len(token) == 43 else None


def derived(secret: bytes, purpose: bytes, length: int = 32) -> bytes:
    """Bytes for one purpose, which say nothing about those for another."""
    return HKDF(SHA256(), length, salt=None, info=b"upstander " + purpose).derive(secret)


@dataclass(frozen=True, slots=True)
class Keys:
    """The id of a row and the key to its content."""

    id: UUID
    cipher: AESGCM
    what: str

    def seal(self, content: bytes, binding: bytes) -> bytes:
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + self.cipher.encrypt(nonce, content, binding)

    def unseal(self, sealed: bytes, binding: bytes) -> bytes:
        """Raises cryptography's InvalidTag for anything sealed otherwise."""
        return self.cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], binding)

    @property
    def binding(self) -> bytes:
        return f"{self.what}:".encode() + self.id.bytes


def keys_of(token: str, what: str) -> Keys | None:
    """The keys that this token gives for one kind of row ("draft", "visit"), or None when it is not a token of ours."""
    secret = secret_of(token)
    if secret is None:
        return None
    purpose = what.encode()
    return Keys(
        UUID(bytes=derived(secret, purpose + b" id", 16)), AESGCM(derived(secret, purpose + b" key")), what
    )
