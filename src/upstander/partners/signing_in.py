"""A partner's named people sign in with a code that goes to their address at work, and stay signed in for a short while.

Nothing here says whether an address is known. Asking does the same work for any address; whether a code goes out is decided
afterwards, by a job. What somebody then reads is for `cases`; the database knows them by their body alone.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from procrastinate.contrib.django import app

from upstander.confidentiality.api import (
    PUBLIC,
    Viewer,
    acting,
    audit,
    blind_index,
    elevated,
    keyed_digest,
    partner,
    same_digest,
    vault,
    viewing,
)
from upstander.partners.models import PartnerAsking, PartnerCode, PartnerPerson, PartnerSession
from upstander.partners.queries import agency_names

CODE_LASTS = timedelta(minutes=10)
IDLE = timedelta(minutes=20)
LONGEST = timedelta(hours=4)
ASKING_LASTS = timedelta(minutes=30)
_AGAIN = timedelta(minutes=1)
_HOUR = timedelta(hours=1)
_CODES_AN_HOUR = 5
_TRIES = 5
_RENEWED = timedelta(minutes=1)  # a session is written at most once in this time


class NotSignedIn(Exception):
    """No session has this cookie, or none any more."""


@dataclass(frozen=True, slots=True)
class Signed:
    """Who is signed in, and for which body."""

    person_id: UUID
    name: str
    agency_id: UUID
    agency: str

    @property
    def viewer(self) -> Viewer:
        """Who they are to the database."""
        return partner(self.agency_id)


def ask_for_partner_code(typed: str, *, now: datetime) -> str | None:
    """A token for the cookie of whoever asks; None when this can be no address. The same for everybody else."""
    found = blind_index.email_tokens(typed) if len(typed) <= 254 and " " not in typed.strip() else set()
    if len(found) != 1:
        return None
    token = secrets.token_urlsafe(32)
    with viewing(PUBLIC), elevated("partner sign-in"):
        row = PartnerAsking.objects.create(
            digest=_digest("asking", token), wanted=found.pop(), made_at=now, expires_at=now + ASKING_LASTS
        )
        # Behind everything else that waits: a flood of these holds nothing up. By its name: the job is in a higher room.
        app.configure_task("upstander.sites.jobs.send_partner_code", priority=-10).defer(
            asking_id=str(row.id)
        )
    return token


def send_partner_code(
    *, asking_id: UUID, send: Callable[[str, str], bool], by: Viewer, now: datetime
) -> bool:
    """Send a code, when the address that was typed is a person's who may sign in. A job. `send`: to whom, which code.

    True when it went. Not within a minute of the last one, nor more than five an hour.
    """
    with viewing(by):
        asking = PartnerAsking.objects.filter(pk=asking_id, expires_at__gt=now).first()
        person = (
            PartnerPerson.objects.select_for_update()
            .filter(reached_by=asking.wanted, ended_at=None, agency__retired_at=None)
            .first()
            if asking
            else None
        )
        if person is None:
            return False
        row = PartnerCode.objects.filter(person=person).first() or PartnerCode(person=person, since=now)
        if row.since <= now - _HOUR:
            row.since, row.sent = now, 0
        if row.sent >= _CODES_AN_HOUR or (row.sent and now - row.sent_at < _AGAIN):
            return False
        code = f"{secrets.randbelow(10**8):08d}"
        row.digest, row.sent_at, row.expires_at = _code(person.id, code), now, now + CODE_LASTS
        row.tries, row.sent = 0, row.sent + 1
        row.save()
        to = vault.unseal(person, "email")
    return send(to, code)


def partner_sign_in(token: str, typed: str, *, now: datetime) -> str | None:
    """A token for the cookie of whoever gives the right code; None for any other, and after five tries of one browser or code."""
    code = "".join(each for each in typed if each.isdigit())[:20]
    with viewing(PUBLIC), elevated("partner sign-in"):
        asking = (
            PartnerAsking.objects.select_for_update()
            .filter(digest=_digest("asking", token), expires_at__gt=now)
            .first()
        )
        if asking is None or asking.tries >= _TRIES:
            return None
        asking.tries += 1
        asking.save(update_fields=["tries"])
        row = (
            PartnerCode.objects.select_for_update(of=("self",))
            .filter(
                person__reached_by=asking.wanted,
                person__ended_at=None,
                person__agency__retired_at=None,
                expires_at__gt=now,
                tries__lt=_TRIES,
            )
            .select_related("person")
            .first()
        )
        stored = bytes(row.digest) if row else bytes(32)
        whose = row.person_id if row else asking.id
        if not same_digest(stored, _code(whose, code)) or row is None:
            if row is not None:
                row.tries += 1
                row.save(update_fields=["tries"])
            return None
        person = row.person
        # It works once. The row stays, and with it how many were sent in this hour.
        row.expires_at = now
        row.save(update_fields=["expires_at"])
        asking.delete()
        person.last_in_at = now
        person.save(update_fields=["last_in_at"])
        cookie = secrets.token_urlsafe(32)
        PartnerSession.objects.create(
            digest=_digest("session", cookie), person=person, ends_at=now + LONGEST, expires_at=now + IDLE
        )
        audit.record(by=partner(person.agency_id), now=now, action="partner.sign_in", subject_id=person.id)
    return cookie


def signed_in_partner(token: str, *, now: datetime) -> Signed:
    """Who is signed in under this token, for another twenty minutes, four hours in all. Raises NotSignedIn."""
    if not token:
        raise NotSignedIn
    with viewing(PUBLIC), elevated("partner sign-in"):
        row = (
            PartnerSession.objects.filter(
                digest=_digest("session", token),
                expires_at__gt=now,
                person__ended_at=None,
                person__agency__retired_at=None,
            )
            .select_related("person")
            .first()
        )
        if row is None:
            raise NotSignedIn
        until = min(now + IDLE, row.ends_at)
        if row.expires_at < until - _RENEWED:
            PartnerSession.objects.filter(pk=row.pk).update(expires_at=until)
        person = row.person
        return Signed(
            person.id,
            vault.unseal(person, "name"),
            person.agency_id,
            agency_names([person.agency_id])[person.agency_id],
        )


def still_signs_in(who: Signed) -> bool:
    """Their access, and their body's, was not ended since they were let in. Inside an elevated step."""
    return PartnerPerson.objects.filter(
        pk=who.person_id, ended_at=None, agency_id=who.agency_id, agency__retired_at=None
    ).exists()


def partner_sign_out(token: str, *, now: datetime) -> None:
    """End it now. Nobody signed in is no error."""
    with viewing(PUBLIC), elevated("partner sign-in"):
        PartnerSession.objects.filter(digest=_digest("session", token)).delete()


def sweep_partner_sign_ins(*, by: Viewer, now: datetime) -> None:
    """Delete what is over."""
    with acting(by, now, "partner.sweep"):
        PartnerAsking.objects.filter(expires_at__lte=now).delete()
        PartnerSession.objects.filter(expires_at__lte=now).delete()
        PartnerCode.objects.filter(expires_at__lte=now, since__lte=now - _HOUR).delete()


def _digest(what: str, token: str) -> bytes:
    return hashlib.sha256(f"upstander partner {what}:{token}".encode("utf-8", "replace")).digest()


def _code(person_id: UUID, code: str) -> bytes:
    return keyed_digest("partner code", f"{person_id}:{code}".encode())
