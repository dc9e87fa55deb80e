"""The cast at their desks, as on the other staff pages."""

from sites.staff.conftest import cast, clock, sign_in

__all__ = ["cast", "clock", "sign_in"]
