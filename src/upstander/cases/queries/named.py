"""Cases that somebody named by reference in what they wrote, for those who may open them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from uuid import UUID

from upstander.cases.models import Case
from upstander.confidentiality.api import Viewer, viewing
from upstander.lib.references import read_reference

_LIKE_ONE = re.compile(r"\b[A-Za-z]-?\d{2,9}(?:[- ]?\d{1,6})?-?[A-Za-z]\b")


def cases_named(viewer: Viewer, texts: Iterable[str]) -> dict[str, UUID]:
    """References of ours that stand in these texts, each with its case; only of cases that the viewer may open. Whether there is
    another one is not said."""
    found = {read_reference(each) for text in texts for each in _LIKE_ONE.findall(text)} - {None}
    if not found:
        return {}
    with viewing(viewer):
        return dict(Case.objects.filter(reference__in=found).values_list("reference", "id"))
