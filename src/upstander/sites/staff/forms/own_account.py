"""Whether the survivor sees a case in their own account."""

from __future__ import annotations

from upstander.sites.staff.forms.base import CaseForm, choice

SHOWN = (
    ("yes", "Yes: they want to see it, and nobody else gets into their email, texts or portal"),
    ("no", "No: it is not safe, or they do not want to"),
)


class OwnAccountForm(CaseForm):
    """What they said when they were asked."""

    shown = choice(SHOWN, "Say what they answered.")
