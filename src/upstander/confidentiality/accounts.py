"""Accounts, roles and teams. Whoever keeps them sees no case, and nobody changes their own roles."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db.models import Q, QuerySet
from django.utils.text import slugify

from upstander.confidentiality.acting import Act, acting
from upstander.confidentiality.fetching import fetch
from upstander.confidentiality.models import Absence, RoleGrant, Staff, Team
from upstander.confidentiality.permissions import POWERFUL, ROLES, Permission, permissions_of
from upstander.confidentiality.staffing import staff_cards
from upstander.confidentiality.viewer import Viewer, ViewerKind, viewing
from upstander.lib.decision import ALLOWED, Decision, Refused, refuse


@dataclass(frozen=True, slots=True)
class AccountTold:
    """What stands on an account. `teams` are slugs; `manager_id` is a colleague who works here."""

    name: str
    email: str
    post: str
    roles: tuple[str, ...]
    teams: tuple[str, ...]
    manager_id: UUID | None


@dataclass(frozen=True, slots=True)
class AccountCard:
    """One account. `linked`: whether it is tied to an entry in the directory, never to whose. `mark` changes with the account."""

    id: UUID
    told: AccountTold
    team_names: tuple[str, ...]
    active: bool
    linked: bool
    can_sign_in: bool
    mark: str


@dataclass(frozen=True, slots=True)
class GrantLine:
    """Powerful roles that somebody was given."""

    id: UUID
    name: str
    post: str
    roles: tuple[str, ...]
    by: str
    at: datetime


def check_own_roles(by: Viewer, staff_id: UUID, before: Iterable[str], after: Iterable[str]) -> Decision:
    """Nobody changes their own roles, whatever they are."""
    if by.staff_id == staff_id and set(before) != set(after):
        return refuse("Nobody changes their own roles. Ask another administrator.", "3.5.1")
    return ALLOWED


def accounts(viewer: Viewer) -> list[AccountCard]:
    """Everybody who works or worked here, those who work here first, by name. Raises Refused without `staff.administer`."""
    viewer.check(Permission.STAFF_ADMINISTER).enforce()
    with viewing(viewer):
        rows = Staff.objects.prefetch_related("teams").order_by("-is_active", "name")
        return [_card(row) for row in rows]


def team_names(viewer: Viewer) -> dict[str, str]:
    """Every team's name by slug."""
    with viewing(viewer):
        return dict(fetch(lambda: Team.objects.order_by("name").values_list("slug", "name")))


def add_account(told: AccountTold, *, by: Viewer, now: datetime) -> UUID:
    """Add a colleague, who cannot sign in until a first password is set. Raises Refused."""
    by.check(Permission.STAFF_ADMINISTER).enforce()
    staff_id = uuid4()
    with acting(by, now, "staff.add", subject_id=staff_id) as act:
        _check_told(told, staff_id).enforce()
        row = Staff(id=staff_id, **_fields(told))
        row.set_unusable_password()
        row.save(force_insert=True)
        row.teams.set(Team.objects.filter(slug__in=told.teams))
        _note_roles(act, row, [], told.roles)
    return staff_id


def change_account(staff_id: UUID, told: AccountTold, *, mark: str | None, by: Viewer, now: datetime) -> None:
    """Change what stands on an account. `mark` as it was shown: a change in between is refused. Raises Refused."""
    by.check(Permission.STAFF_ADMINISTER).enforce()
    with acting(by, now, "staff.change", subject_id=staff_id) as act:
        row = _locked(staff_id)
        if mark is not None and mark != _card(row).mark:
            refuse(
                "A colleague changed this account while you were typing. Open it again, then change it."
            ).enforce()
        before = list(row.roles)
        check_own_roles(by, staff_id, before, told.roles).enforce()
        _check_told(told, staff_id).enforce()
        old_email = row.email
        for name, value in _fields(told).items():
            setattr(row, name, value)
        row.save()
        row.teams.set(Team.objects.filter(slug__in=told.teams))
        moved = (
            row.email.lower() != old_email.lower()
        )  # whoever has the address may sign in: the roles count as given anew
        _note_roles(act, row, [] if moved else before, told.roles)
        if moved:
            act.detail["email_changed"] = True


def set_person(staff_id: UUID, person_id: UUID, *, by: Viewer, now: datetime) -> None:
    """Say which entry in the directory a colleague is (clause 3.5.1). Part of a larger action that then asks the guard."""
    by.check(Permission.STAFF_ADMINISTER).enforce()
    with acting(by, now, "staff.link", subject_id=staff_id):
        row = _locked(staff_id)
        row.person_id = person_id
        row.save(update_fields=["person_id"])


def end_account(staff_id: UUID, *, by: Viewer, now: datetime) -> None:
    """They cannot sign in from now on, and cover for nobody. Part of a larger action that gives out their cases. Raises Refused."""
    by.check(Permission.STAFF_ADMINISTER).enforce()
    if by.staff_id == staff_id:
        refuse("Nobody ends their own account. Ask another administrator.").enforce()
    with acting(by, now, "staff.deactivate", subject_id=staff_id):
        row = _locked(staff_id)
        if not row.is_active:
            refuse("This account has ended already.").enforce()
        row.is_active = False
        row.save(update_fields=["is_active"])


def set_first_password(staff_id: UUID, password: str, *, by: Viewer, now: datetime) -> None:
    """Set a password that the caller has validated. For the command alone, as the system. Raises Refused."""
    if by.kind is not ViewerKind.SYSTEM:
        refuse("Passwords of others are set by command.").enforce()
    with acting(by, now, "staff.first_password", subject_id=staff_id):
        row = _locked(staff_id)
        row.set_password(password)
        row.save(update_fields=["password"])


def end_absences_of(staff_id: UUID, *, now: datetime) -> None:
    """Call off what somebody who left was away for or covered. Part of a larger action, as the system."""
    theirs = Absence.objects.filter(
        Q(staff_id=staff_id) | Q(cover_id=staff_id), ended_at=None, ends_at__gt=now
    )
    theirs.update(ended_at=now)


def reopen_account(staff_id: UUID, *, by: Viewer, now: datetime) -> None:
    """Let somebody sign in again. Their roles count as given anew. Raises Refused."""
    by.check(Permission.STAFF_ADMINISTER).enforce()
    with acting(by, now, "staff.reactivate", subject_id=staff_id) as act:
        row = _locked(staff_id)
        if row.is_active:
            refuse("This account has not ended.").enforce()
        row.is_active = True
        row.save(update_fields=["is_active"])
        _note_roles(act, row, [], row.roles)


def add_team(name: str, *, by: Viewer, now: datetime) -> str:
    """Add a team; answers with its slug. Raises Refused."""
    by.check(Permission.STAFF_ADMINISTER).enforce()
    slug = slugify(name)[:50]
    if not slug:
        refuse("Give the team a name.").enforce()
    with acting(by, now, "staff.team"):
        if Team.objects.filter(Q(slug=slug) | Q(name__iexact=name.strip())).exists():
            refuse("There is a team of that name already.").enforce()
        Team.objects.bulk_create([Team(id=uuid4(), slug=slug, name=name.strip()[:100])])
    return slug


def grants_to_see(viewer: Viewer) -> list[GrantLine]:
    """Powerful roles given that nobody who watches over it has seen. Raises Refused without `grants.review`."""
    viewer.check(Permission.GRANTS_REVIEW).enforce()
    with viewing(viewer):
        rows = list(_unseen_by(viewer).order_by("-at"))
        people = staff_cards({row.staff_id for row in rows} | {row.by_id for row in rows if row.by_id})
        return [
            GrantLine(
                id=row.id,
                name=people[row.staff_id].name,
                post=people[row.staff_id].post,
                roles=tuple(row.roles),
                by=people[row.by_id].name if row.by_id in people else "",
                at=row.at,
            )
            for row in rows
        ]


def grants_waiting(viewer: Viewer) -> int:
    """How many of them there are for this viewer."""
    if not viewer.may(Permission.GRANTS_REVIEW):
        return 0
    with viewing(viewer):
        return _unseen_by(viewer).count()


def see_grants(ids: Iterable[UUID], *, by: Viewer, now: datetime) -> None:
    """Say that these were seen. Nobody answers for a role of their own, or for one they gave. Raises Refused."""
    by.check(Permission.GRANTS_REVIEW).enforce()
    with acting(by, now, "staff.grants_seen") as act:
        rows = _unseen_by(by).filter(id__in=list(ids))
        act.detail = {"seen": rows.update(seen_at=now, seen_by_id=by.staff_id)}


def _unseen_by(viewer: Viewer) -> QuerySet[RoleGrant]:
    """What nobody has looked at and this viewer may answer for. `by_id` is empty for the command."""
    me = viewer.staff_id or UUID(int=0)
    return (
        RoleGrant.objects.filter(seen_at=None).exclude(staff_id=me).exclude(Q(by_id=me, by_id__isnull=False))
    )


def _check_told(told: AccountTold, staff_id: UUID) -> Decision:
    if not told.name.strip() or "@" not in told.email:
        return refuse("Give a name and a work email address.")
    if Staff.objects.filter(email__iexact=told.email.strip()).exclude(pk=staff_id).exists():
        return refuse("Somebody has this email address already, perhaps in an account that has ended.")
    if unknown := set(told.roles) - set(ROLES):
        return refuse(f"No such role: {', '.join(sorted(unknown))}.")
    if Team.objects.filter(slug__in=told.teams).count() != len(set(told.teams)):
        return refuse("One of these teams does not exist.")
    if told.manager_id is not None:
        return _check_manager(told.manager_id, staff_id)
    return ALLOWED


def _check_manager(manager_id: UUID, staff_id: UUID) -> Decision:
    if not Staff.objects.filter(pk=manager_id, is_active=True).exists():
        return refuse("Choose a manager who works here.")
    above: UUID | None = manager_id
    for _ in range(50):
        if above is None:
            return ALLOWED
        if above == staff_id:
            break
        above = Staff.objects.filter(pk=above).values_list("manager_id", flat=True).first()
    return refuse("Nobody manages themselves, directly or through others. Choose another manager.")


def _fields(told: AccountTold) -> dict[str, str | list[str] | UUID | None]:
    return {
        "name": told.name.strip(),
        "email": told.email.strip().lower(),
        "post": told.post.strip(),
        "roles": sorted(set(told.roles)),
        "manager_id": told.manager_id,
    }


def _note_roles(act: Act, row: Staff, before: Iterable[str], after: Iterable[str]) -> None:
    given, taken = sorted(set(after) - set(before)), sorted(set(before) - set(after))
    act.detail = {"given": ",".join(given), "taken": ",".join(taken)}
    powerful = [role for role in given if permissions_of([role]) & POWERFUL]
    if powerful:
        RoleGrant.objects.bulk_create(
            [RoleGrant(id=uuid4(), staff_id=row.id, roles=powerful, by_id=act.by.staff_id, at=act.now)]
        )


def _locked(staff_id: UUID) -> Staff:
    row = Staff.objects.select_for_update().filter(pk=staff_id).first()
    if row is None:
        raise Refused("There is no such account.")
    return row


def _card(row: Staff) -> AccountCard:
    teams = sorted(row.teams.all(), key=lambda team: team.slug)
    told = AccountTold(
        row.name,
        row.email,
        row.post,
        tuple(sorted(row.roles)),
        tuple(team.slug for team in teams),
        row.manager_id,
    )
    mark = hashlib.sha256(repr((told, row.is_active, row.person_id)).encode()).hexdigest()[:16]
    return AccountCard(
        id=row.id,
        told=told,
        team_names=tuple(team.name for team in teams),
        active=row.is_active,
        linked=row.person_id is not None,
        can_sign_in=row.is_active and row.has_usable_password(),
        mark=mark,
    )
