"""The cast at their desks, and cases old enough to fall due."""

from records.conftest import long_ago
from sites.staff.conftest import cast, clock, sign_in

__all__ = ["cast", "clock", "long_ago", "sign_in"]
