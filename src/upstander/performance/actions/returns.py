"""What people enter for the return to the regulator: homes owned, cases kept elsewhere, and decisions on non-customers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db.models import QuerySet

from upstander.cases.api import NoSuchCase
from upstander.cases.queries.api import case_references
from upstander.confidentiality.api import Permission, StaleEdit, Viewer, acting, elevated, vault
from upstander.lib.decision import Refused, refuse
from upstander.lib.marks import mark_of
from upstander.performance.models import ReturnDecision, ReturnStock
from upstander.performance.nm01 import reporting_year


def enter_stock(
    *,
    year: date,
    homes: int,
    elsewhere: int,
    hate_elsewhere: int,
    source: str,
    mark: str | None = None,
    by: Viewer,
    now: datetime,
) -> None:
    """Homes owned at the end of a reporting year, and cases logged in another system, with where the figures are from.

    A later entry replaces an earlier one; both are kept. `mark` as it was shown. Raises Refused, StaleEdit.
    """
    by.check(Permission.RETURN_PREPARE).enforce()
    if by.staff_id is None:
        raise Refused("A person enters this.")
    if year != reporting_year(year):
        refuse("A reporting year begins on 1 April.").enforce()
    if homes < 1:
        refuse("Enter how many homes were owned at the end of the year.").enforce()
    if min(elsewhere, hate_elsewhere) < 0 or hate_elsewhere > elsewhere:
        refuse(
            "The hate cases in the other system are part of its cases, so there cannot be more of them."
        ).enforce()
    if not source.strip():
        refuse("Say where these figures are from, so that somebody can check them.").enforce()
    with acting(by, now, "return.stock") as act:
        _not_since(mark, ReturnStock.objects.filter(year=year))
        row = ReturnStock(
            id=uuid4(),
            year=year,
            homes=homes,
            elsewhere=elsewhere,
            hate_elsewhere=hate_elsewhere,
            at=now,
            by_id=by.staff_id,
        )
        with elevated("key of figures for a return"):
            vault.create_key(row.id, "return")
        vault.seal(row, source=source.strip())
        row.save(force_insert=True)
        act.subject_id = row.id
        act.detail.update(homes=homes, elsewhere=elsewhere, hate=hate_elsewhere)


def decide_counting(
    *, case_id: UUID, counts: bool, reason: str, mark: str | None = None, by: Viewer, now: datetime
) -> None:
    """Whether a case about somebody who is no customer counts for the return, with the reason. `mark` as it was shown.

    Raises Refused, NoSuchCase, StaleEdit.
    """
    by.check(Permission.RETURN_PREPARE).enforce()
    if by.staff_id is None:
        raise Refused("A person decides this.")
    if not reason.strip():
        refuse("Say why this case counts or does not. The regulator may ask.").enforce()
    with acting(by, now, "return.decide", case_id=case_id) as act:
        if case_id not in case_references(by, [case_id]):
            raise NoSuchCase
        _not_since(mark, ReturnDecision.objects.filter(case_id=case_id))
        row = ReturnDecision(id=uuid4(), case_id=case_id, counts=counts, at=now, by_id=by.staff_id)
        vault.seal(row, reason=reason.strip())
        row.save(force_insert=True)
        act.detail["counts"] = counts


def _not_since(mark: str | None, rows: QuerySet[Any]) -> None:
    """The last entry is the one that was shown. Any: entries of either kind. Raises StaleEdit."""
    last = rows.order_by("-at").first()
    if mark not in (None, mark_of(last and last.at)):
        raise StaleEdit
