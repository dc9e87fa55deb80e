"""Length over rules, and no password that thieves try first. Nothing leaves this machine to find out."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError

_LONGEST_LINE = 64  # 40 figures of the hash, a colon, the count, the line's end


class NotOnTheList:
    """Refuses a password that stands in the operator's list of stolen ones: lines of SHA-1 and count, in order of the hash, as Have I
    Been Pwned gives them away. Without a list, nothing is refused here; the short list that Django ships is asked beside it."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        path: Path | None = settings.UPSTANDER_BREACHED_PASSWORDS
        if path is not None and listed(path, password):
            raise ValidationError(
                "This password is on a list of stolen passwords, which thieves try first. Choose another: three or four words"
                " that do not belong together are easy to remember and hard to guess.",
                code="password_stolen",
            )

    def get_help_text(self) -> str:
        return "Not a password that is known to have been stolen."


def listed(path: Path, password: str) -> bool:
    """True when the list holds the password's hash. Reads a few dozen lines of a file of any size. Raises OSError."""
    wanted = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
    with path.open("rb") as file:
        low, high = 0, file.seek(0, 2)  # a line that begins in [low, high) may be the one
        while low < high:
            middle = (low + high) // 2
            file.seek(max(middle - 1, 0))
            if middle:
                file.readline(
                    _LONGEST_LINE
                )  # to the start of the next line; of this one when `middle` starts it
            start = file.tell()
            found = file.readline(_LONGEST_LINE)
            if start >= high or not found:
                high = middle
                continue
            hash_there = found[:40].upper()
            if hash_there == wanted:
                return True
            if hash_there < wanted:
                low = start + len(found)
            else:
                high = middle
    return False
