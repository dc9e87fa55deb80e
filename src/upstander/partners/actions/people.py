"""The named people of a body who may sign in: added, seen to be still there, ended when they leave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import Q

from upstander.confidentiality.api import (
    Erased,
    Permission,
    Viewer,
    acting,
    blind_index,
    destroy_keys,
    elevated,
    vault,
    viewing,
)
from upstander.lib.days import london_day
from upstander.lib.decision import ALLOWED, Decision, Refused, refuse
from upstander.partners.actions.agencies import locked_agency
from upstander.partners.errors import NoSuchAgency
from upstander.partners.models import PartnerCode, PartnerPerson, PartnerSession
from upstander.partners.rules import is_old
from upstander.policy.api import Clock, period_ends

# A private address stays with somebody who leaves the body.
_PRIVATE = frozenset(
    [
        "gmail.com",
        "googlemail.com",
        "hotmail.com",
        "hotmail.co.uk",
        "outlook.com",
        "live.com",
        "live.co.uk",
        "msn.com",
        "yahoo.com",
        "yahoo.co.uk",
        "icloud.com",
        "me.com",
        "aol.com",
        "btinternet.com",
        "sky.com",
        "virginmedia.com",
        "talktalk.net",
        "protonmail.com",
        "proton.me",
        "gmx.com",
        "gmx.co.uk",
    ]
)


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One person of a body, for whoever keeps the register. `check_again`: nobody made sure of them for half a year."""

    id: UUID
    name: str
    email: str
    post: str
    checked_on: date
    check_again: bool
    last_in_at: datetime | None
    ended_at: datetime | None


def check_person(name: str, post: str, email: str) -> Decision:
    """A person has a name, a post, and an address at work. Pure."""
    if not name.strip() or not post.strip():
        return refuse("Give their name and what they do there.")
    try:
        validate_email(email.strip())
    except ValidationError:
        return refuse("Give their email address at work, like name@example.org.")
    if email.strip().lower().rpartition("@")[2] in _PRIVATE:
        return refuse(
            "Give their address at work. A private one stays with them when they leave, and what is read there cannot be taken back."
        )
    return ALLOWED


def add_person(*, agency_id: UUID, name: str, post: str, email: str, by: Viewer, now: datetime) -> UUID:
    """Let one person sign in for a body. Raises Refused, NoSuchAgency."""
    by.check(Permission.PARTNERS_EDIT).enforce()
    check_person(name, post, email).enforce()
    with acting(by, now, "partners.person", subject_id=agency_id):
        agency = locked_agency(agency_id)
        if agency.retired_at is not None:
            refuse("This body is no longer in use.").enforce()
        row = PartnerPerson(
            id=uuid4(),
            agency=agency,
            post=post.strip()[:80],
            reached_by=next(iter(blind_index.email_tokens(email))),
            checked_on=london_day(now),
            added_at=now,
            added_by_id=by.staff_id,
        )
        with elevated("key of a partner's person"):
            vault.create_key(row.id, "partner")
        vault.seal(row, name=name.strip()[:120], email=email.strip().lower())
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            raise Refused(
                "Somebody signs in with that address already. End that first, or give another."
            ) from error
    return row.id


def confirm_person(*, person_id: UUID, by: Viewer, now: datetime) -> None:
    """Somebody made sure today that they still work there. Raises Refused, NoSuchAgency."""
    by.check(Permission.PARTNERS_EDIT).enforce()
    with acting(by, now, "partners.person_checked") as act:
        row = _locked(person_id)
        act.subject_id = row.agency_id
        if row.ended_at is None:
            row.checked_on = london_day(now)
            row.save(update_fields=["checked_on"])


def end_person(*, person_id: UUID, by: Viewer, now: datetime) -> None:
    """They left: nothing of theirs opens anything from this moment on. Again: no change. Raises Refused, NoSuchAgency."""
    by.check(Permission.PARTNERS_EDIT).enforce()
    with acting(by, now, "partners.person_end") as act:
        row = _locked(person_id)
        act.subject_id = row.agency_id
        if row.ended_at is None:
            row.ended_at, row.ended_by_id, row.reached_by = now, by.staff_id, None
            row.save(update_fields=["ended_at", "ended_by_id", "reached_by"])
        with elevated("partner sign-in"):
            PartnerSession.objects.filter(person=row).delete()
            PartnerCode.objects.filter(person=row).delete()


def forget_people(*, keep: Clock, most: int, by: Viewer, now: datetime) -> int:
    """Destroy name, address and post of everybody whose access ended longer ago than that; that somebody of that body signed in, and
    when, stays. Doing it twice does it once. As the system. Returns how many."""
    today = london_day(now)
    with acting(by, now, "partners.forget_people") as act:
        rows = list(
            PartnerPerson.objects.select_for_update(of=("self",))
            .select_related("agency")
            .filter(name__isnull=False)
            .filter(Q(ended_at__isnull=False) | Q(agency__retired_at__isnull=False))
            .order_by("ended_at", "added_at")
        )
        gone = []
        for row in rows:
            ended = min(each for each in (row.ended_at, row.agency.retired_at) if each is not None)
            if period_ends(london_day(ended), keep) >= today:
                continue
            row.ended_at, row.reached_by = row.ended_at or ended, None
            row.name, row.email, row.post = None, None, ""
            row.save(update_fields=["ended_at", "reached_by", "name", "email", "post"])
            gone.append(row.id)
            if len(gone) == most:
                break
        PartnerSession.objects.filter(person__in=gone).delete()
        PartnerCode.objects.filter(person__in=gone).delete()
        destroy_keys(gone, Erased(), now=now)
        act.detail["people"] = len(gone)
    return len(gone)


def people_of_agency(viewer: Viewer, agency_id: UUID, *, now: datetime) -> list[PersonLine]:
    """Who signs in for a body, those who do first. Raises Refused without `partners.edit`."""
    viewer.check(Permission.PARTNERS_EDIT).enforce()
    today = london_day(now)
    with viewing(viewer):
        rows = list(
            PartnerPerson.objects.filter(agency_id=agency_id, name__isnull=False).order_by("added_at")
        )
        vault.warm([row.id for row in rows])
        lines = [
            PersonLine(
                row.id,
                vault.unseal(row, "name"),
                vault.unseal(row, "email"),
                row.post,
                row.checked_on,
                row.ended_at is None and is_old(row.checked_on, today),
                row.last_in_at,
                row.ended_at,
            )
            for row in rows
        ]
    return sorted(lines, key=lambda line: (line.ended_at is not None, line.name.casefold()))


def names_of_people(ids: set[UUID]) -> dict[UUID, str]:
    """Names and posts of these people. Needs a `viewing` block that sees them."""
    rows = list(PartnerPerson.objects.filter(pk__in=ids))
    vault.warm([row.id for row in rows if row.name])
    return {
        row.id: f"{vault.unseal(row, 'name')}, {row.post}" if row.name else "Name no longer kept"
        for row in rows
    }


def addresses_of_people(agency_id: UUID) -> list[str]:
    """Where the people who sign in for a body are told that something waits. Needs a `viewing` block."""
    rows = list(PartnerPerson.objects.filter(agency_id=agency_id, ended_at=None).order_by("added_at"))
    vault.warm([row.id for row in rows])
    return [vault.unseal(row, "email") for row in rows]


def people_to_come(agency_ids: set[UUID]) -> dict[UUID, list[UUID]]:
    """Who signs in for each of these bodies. Needs a `viewing` block."""
    found: dict[UUID, list[UUID]] = {}
    for row in PartnerPerson.objects.filter(agency_id__in=agency_ids, ended_at=None).order_by("added_at"):
        found.setdefault(row.agency_id, []).append(row.id)
    return found


def called_people(viewer: Viewer, agency_ids: set[UUID]) -> dict[UUID, list[tuple[UUID, str]]]:
    """Who signs in for each of these bodies, with name and post, for staff."""
    with viewing(viewer):
        found = people_to_come(agency_ids)
        names = names_of_people({each for ids in found.values() for each in ids})
    return {agency_id: [(each, names[each]) for each in ids] for agency_id, ids in found.items()}


def _locked(person_id: UUID) -> PartnerPerson:
    row = PartnerPerson.objects.select_for_update().filter(pk=person_id).first()
    if row is None:
        raise NoSuchAgency
    return row
