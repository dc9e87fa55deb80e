"""What people enter for the return to the regulator: homes owned, cases kept elsewhere, and decisions on non-customers."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from upstander.cases.api import NoSuchCase
from upstander.cases.queries.api import case_references
from upstander.confidentiality.api import Permission, Viewer, acting, elevated, vault
from upstander.lib.decision import Refused, refuse
from upstander.performance.models import ReturnDecision, ReturnStock
from upstander.performance.nm01 import reporting_year


def enter_stock(
    *, year: date, homes: int, elsewhere: int, hate_elsewhere: int, source: str, by: Viewer, now: datetime
) -> None:
    """Homes owned at the end of a reporting year, and cases logged in another system, with where the figures are from.

    A later entry replaces an earlier one; both are kept. Raises Refused.
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


def decide_counting(*, case_id: UUID, counts: bool, reason: str, by: Viewer, now: datetime) -> None:
    """Whether a case about somebody who is no customer counts for the return, with the reason. Raises Refused, NoSuchCase."""
    by.check(Permission.RETURN_PREPARE).enforce()
    if by.staff_id is None:
        raise Refused("A person decides this.")
    if not reason.strip():
        refuse("Say why this case counts or does not. The regulator may ask.").enforce()
    with acting(by, now, "return.decide", case_id=case_id) as act:
        if case_id not in case_references(by, [case_id]):
            raise NoSuchCase
        row = ReturnDecision(id=uuid4(), case_id=case_id, counts=counts, at=now, by_id=by.staff_id)
        vault.seal(row, reason=reason.strip())
        row.save(force_insert=True)
        act.detail["counts"] = counts
