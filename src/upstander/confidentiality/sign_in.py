"""Sign-in for staff: no self sign-up, and one-time-code secrets sealed with the master key."""

from __future__ import annotations

import base64

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from upstander.confidentiality.master import master_keys

_BINDING = b"mfa_authenticator"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Accounts are made by an administrator."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class OneTimeCodeAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """Keeps the secrets behind one-time codes unreadable in the database."""

    def encrypt(self, text: str) -> str:
        return base64.b64encode(master_keys().wrapping.encrypt(text.encode(), _BINDING)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        plain: bytes = master_keys().wrapping.decrypt(base64.b64decode(encrypted_text), _BINDING)
        return plain.decode()
