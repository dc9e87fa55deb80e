"""Forms for opening one case in need, and for judging that afterwards."""

from __future__ import annotations

from upstander.sites.staff.forms.base import StaffForm, choice, words


class GlassForm(StaffForm):
    """Which case, and why."""

    reference = words("Give the reference of the case or of the report.", longest=40)
    reason = words(
        "Say in a sentence why you need this case now. The data-protection officer reads it.", longest=2000
    )


class GlassReviewForm(StaffForm):
    """Was it needed?"""

    upheld = choice(
        (("yes", "Yes, it was needed"), ("no", "No. Their access ends now")), "Choose whether it was needed."
    )
    reason = words("Say why. The record must show it.", longest=2000)
