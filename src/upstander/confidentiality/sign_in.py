"""One-time-code secrets, sealed with the master key. What else signing in does stands in sites/staff/sign_in.py."""

from __future__ import annotations

import base64

from allauth.mfa.adapter import DefaultMFAAdapter
from django.utils.crypto import salted_hmac

from upstander.confidentiality.master import master_keys

_BINDING = b"mfa_authenticator"


class OneTimeCodeAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """Keeps the secrets behind one-time codes unreadable in the database."""

    def encrypt(self, text: str) -> str:
        return base64.b64encode(master_keys().wrapping.encrypt(text.encode(), _BINDING)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        plain: bytes = master_keys().wrapping.decrypt(base64.b64decode(encrypted_text), _BINDING)
        return plain.decode()


def sealed_under(encrypted_text: str, prefix: bytes) -> bool:
    """True when what `encrypt` gave begins like this: it was sealed under that key."""
    return base64.b64decode(encrypted_text).startswith(prefix)


def hidden_key(key: str, prefix: str, version: int) -> str:
    """What the shared cache stores something under: a keyed hash, since allauth's own keys name accounts and addresses."""
    return salted_hmac("upstander.cache", f"{prefix}:{version}:{key}", algorithm="sha256").hexdigest()
