"""Case references for the audit: an auditor filters by one and reads many, without reading any case."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet

from upstander.cases.models import Case
from upstander.cases.queries.desk import conflicts_of
from upstander.confidentiality.api import Permission, Viewer, elevated, viewing
from upstander.lib.references import read_reference


def case_by_reference(viewer: Viewer, text: str) -> UUID | None:
    """The case that a reference names (the case's, or one of its reports'), or None. Never one that the viewer may not know of."""
    reference = read_reference(text)
    if reference is None:
        return None
    with viewing(viewer):
        known = Q(reference=reference) | Q(reports__reference=reference)
        return next(iter(_known_to(viewer, known)), None)


def case_references(viewer: Viewer, ids: Iterable[UUID]) -> dict[UUID, str]:
    """References of these cases, as far as the viewer may know of them."""
    with viewing(viewer):
        return _known_to(viewer, Q(id__in=list(ids)))


def _known_to(viewer: Viewer, wanted: Q) -> dict[UUID, str]:
    """What the viewer sees; for an auditor and the register's keeper every case but sealed ones and those they are in conflict
    with (as in the database)."""
    found = _references(Case.objects.filter(wanted))
    if viewer.may(Permission.AUDIT_READ) or viewer.may(Permission.DISCLOSURE_REGISTER):
        hidden = conflicts_of(viewer)
        with elevated("references for the audit"):
            found |= _references(Case.objects.filter(wanted, sealed=False).exclude(id__in=hidden))
    return found


def _references(cases: QuerySet[Case]) -> dict[UUID, str]:
    return dict(cases.distinct().values_list("id", "reference"))
