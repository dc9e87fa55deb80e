"""Who can see one case, and why. The database is asked as each colleague in turn; only the reasons are worked out here.

So the page cannot tell anything else than what row-level security does. Whoever is kept from the case by a conflict is simply not
there, as everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from upstander.cases.cards import CaseHead
from upstander.cases.errors import NoSuchCase
from upstander.cases.models import Case, CaseState
from upstander.cases.queries.heads import head_of
from upstander.confidentiality.api import (
    Permission,
    Viewer,
    covered_by,
    elevated,
    everybody,
    named_to,
    reading,
    viewing,
)

MANAGES = (Permission.CASE_ASSIGN, Permission.CASE_READ_SEALED)


@dataclass(frozen=True, slots=True)
class Ground:
    """One reason why somebody sees a case. `detail`: for whom they cover, or the team; `until`: when it ends by itself."""

    kind: str  # named, keeper, everything, officer, cover, urgent, team, triage
    detail: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sighted:
    """Somebody who can see the case now, and every reason."""

    id: UUID
    name: str
    post: str
    grounds: tuple[Ground, ...]


@dataclass(frozen=True, slots=True)
class CaseSight:
    """The case in one line, and who can see it, by name."""

    head: CaseHead
    people: tuple[Sighted, ...]


def who_sees(viewer: Viewer, case_id: UUID, *, now: datetime) -> CaseSight:
    """Who can see this case and why: for whoever gives out cases; of a sealed one for its keepers alone.

    Raises Refused without the permission, NoSuchCase when the viewer may not see it.
    """
    viewer.check(*MANAGES).enforce()
    with reading(viewer, now, "case.who_sees", case_id=case_id):
        case = Case.objects.select_related("officer", "team").filter(pk=case_id).first()
        if case is None:
            raise NoSuchCase
        if case.sealed:  # whom its keepers let in is theirs to know
            viewer.check(Permission.CASE_READ_SEALED).enforce()
        with elevated("who sees a case"):
            named = named_to(case_id)
        found = []
        for card, theirs in everybody():
            with viewing(theirs):
                if not Case.objects.filter(pk=case_id).exists():
                    continue
                covers = covered_by(card.id, now=now)
            found.append(
                Sighted(card.id, card.name, card.post, grounds(case, theirs, named, covers, now=now))
            )
        return CaseSight(head_of(case, ""), tuple(found))


def grounds(
    case: Case, theirs: Viewer, named: dict[UUID, datetime | None], covers: list[UUID], *, now: datetime
) -> tuple[Ground, ...]:
    """The words of the rule (docs/architecture.md) that let this person see the case. Conflicts are not asked: the database did."""
    me, found = theirs.staff_id, []
    if me in named and named[me] is None:
        found.append(Ground("named"))
    if case.sealed:
        return (*found, *([Ground("keeper")] if theirs.may(Permission.CASE_READ_SEALED) else []))
    if case.officer_id == me:
        found.append(Ground("officer"))
    if case.officer and case.officer_id in covers:
        found.append(Ground("cover", case.officer.name))
    if me in named and (until := named[me]) is not None and until > now:
        found.append(Ground("urgent", until=until))
    if theirs.may(Permission.CASE_READ_TEAM) and case.team and case.team_id in theirs.teams:
        found.append(Ground("team", case.team.name))
    if theirs.may(Permission.CASE_READ_ALL):
        found.append(Ground("everything"))
    if case.state == CaseState.RECEIVED and theirs.may(Permission.REPORT_TRIAGE):
        found.append(Ground("triage"))
    return tuple(found)
