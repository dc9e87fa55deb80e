"""A form about a file."""

from __future__ import annotations

from upstander.sites.staff.forms.base import StaffForm, words


class LetGoForm(StaffForm):
    """Why a held file is needed."""

    reason = words("Say why it is let go: what it is needed for, and where it will be opened.", longest=2000)
