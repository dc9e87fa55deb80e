"""A customer's own account: signing in with a code, staying signed in for a short while, and what they sent from it.

Nothing here says whether somebody is known. Asking does the same work for anybody; whether a code goes out is decided afterwards, by
a job (docs/decisions/0040). The database shows an account what was sent from it and nothing else; which cases of its owner stand in
it besides is for `cases.own` (docs/decisions/0090).
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from cryptography.exceptions import InvalidTag
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override
from procrastinate.contrib.django import app

from upstander.cases.queries.api import may_come_by_portal, may_reach_person
from upstander.confidentiality.api import (
    PUBLIC,
    Viewer,
    audit,
    blind_index,
    customer,
    elevated,
    keyed_digest,
    pseudonyms,
    same_digest,
    viewing,
)
from upstander.intake.errors import SignedOut
from upstander.intake.models import AccountAsking, AccountCode, AccountSession
from upstander.intake.tokens import Keys, keys_of, new_token
from upstander.messages.api import By, configured, deliver
from upstander.people.api import Reached, same_people, sole_person_reached, sole_person_referred

CODE_LIFE = timedelta(minutes=10)
ACCOUNT_IDLE = timedelta(minutes=20)
_LONGEST = timedelta(hours=4)
_RENEWED = timedelta(minutes=1)  # a session is written at most once in this time
_DAY = timedelta(days=1)
_TRIES = 5
_LASTS_MOST = 12
_LETTERS = "BCDFGHJKMNPQRTVWXY346789"  # no vowels, so no words; nothing that is taken for something else
_LENGTH = 8  # 24^8: 110 thousand million


@dataclass(frozen=True, slots=True)
class Customer:
    """Somebody signed in. `account_id` stands for them wherever it is stored; `person_id` is their entry in the directory.

    `accounts` are those of every entry of theirs: the housing system may have found that two are one person.
    """

    person_id: UUID
    account_id: UUID
    accounts: tuple[UUID, ...]
    entries: frozenset[UUID] = frozenset()
    way: str = ""  # how they signed in: email, text or portal
    to: str = ""  # the address or number that the code went to

    @property
    def viewer(self) -> Viewer:
        """Who they are to the database."""
        return customer(*self.accounts)


@dataclass(frozen=True, slots=True)
class OwnReport:
    """Something sent from this account, without its words. `new`: messages that were not seen yet."""

    mailbox_id: UUID
    reference: str
    received_at: datetime
    new: int


# Asking for a code --------------------------------------------------------------------------------------------------------


def ask_for_code(typed: str, *, language: str, later: int = 0, now: datetime) -> str | None:
    """A token for the cookie of whoever asks; None when this cannot be a number or address. The same for everybody else.

    `later`: seconds by which a code goes out later, because many were asked for. No page says so.
    """
    found = blind_index.email_tokens(typed) or blind_index.phone_tokens(typed)
    if len(found) != 1:
        return None
    token = new_token()
    keys = _keys(token, "asking")
    with viewing(PUBLIC):
        AccountAsking.objects.create(
            id=keys.id, wanted=found.pop(), language=language, expires_at=now + _LASTS_MOST * CODE_LIFE
        )
        # Behind everything else that waits: a flood of these holds nothing up.
        send = "upstander.intake.jobs.send_sign_in_code"
        waits = {"seconds": later} if later else None
        app.configure_task(send, priority=-10, schedule_in=waits).defer(asking_id=str(keys.id))
    return token


def send_code(*, asking_id: UUID, by: Viewer, now: datetime) -> bool:
    """Send a code to the number or address that this browser asked about, if it reaches one person, safely. A job. True when sent."""
    with viewing(by):
        asking = AccountAsking.objects.filter(pk=asking_id, expires_at__gt=now).first()
        reached = sole_person_reached(asking.wanted) if asking else None
        if asking is None or reached is None:
            return False
        way = By.EMAIL if reached.email else By.TEXT
        if way is By.TEXT and not configured(way):
            return False
        if not may_reach_person(reached.entries, way, reached.email or reached.phone, at=now):
            return False
        code = _new_code(asking.wanted, now)
    if code is None:
        return False
    with override(asking.language):
        body = _("Your code is %(code)s. If you did not ask for it, you need do nothing.") % {"code": code}
        subject = _("Your code")
    sent = deliver(
        way, to=reached.email or reached.phone, subject=subject, body=body, key=str(uuid4()), now=now
    )
    if sent.kind in ("later", "refused"):
        with viewing(by):  # it certainly did not arrive: whoever asks again is sent another
            AccountCode.objects.filter(wanted=asking.wanted).update(expires_at=now)
    return sent.kind in ("taken", "unknown")


def _new_code(wanted: int, now: datetime) -> str | None:
    """A code for this number or address, or None while another is still good. Each that nobody uses lasts longer than the last."""
    code = "".join(secrets.choice(_LETTERS) for _each in range(_LENGTH))
    row = AccountCode.objects.select_for_update().filter(wanted=wanted).first()
    if row is not None and row.expires_at > now:
        return None
    if row is None:
        row = AccountCode(wanted=wanted)
    row.unanswered = min(row.unanswered + 1, _LASTS_MOST)
    row.digest, row.sent_at = _digest(wanted, code), now
    row.expires_at = now + row.unanswered * CODE_LIFE
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:  # another browser asked at the same moment
        return None
    return f"{code[:4]}-{code[4:]}"


def _digest(wanted: int, code: str) -> bytes:
    return keyed_digest("account code", f"{wanted}:{code}".encode())


# Signing in ---------------------------------------------------------------------------------------------------------------


def sign_in(token: str, typed: str, *, now: datetime) -> str | None:
    """A token for the cookie of whoever gives the right code; None for any other, and after five tries of one browser."""
    keys = keys_of(token, "asking")
    if keys is None:
        return None
    code = "".join(letter for letter in typed.upper() if letter in _LETTERS)
    with viewing(PUBLIC):
        asking = AccountAsking.objects.select_for_update().filter(pk=keys.id, expires_at__gt=now).first()
        if asking is None or asking.tries >= _TRIES:
            return None
        asking.tries += 1
        asking.save(update_fields=["tries"])
        with elevated("account sign-in"):
            reached = _right(asking.wanted, code, now)
        if reached is None:
            return None
        asking.delete()
        audit.record(by=PUBLIC, now=now, action="account.sign_in")
        way = By.EMAIL if reached.email else By.TEXT
        return begin_session(reached.person_id, way=way.value, to=reached.email or reached.phone, now=now)


def _right(wanted: int, code: str, now: datetime) -> Reached | None:
    """Whom the code was sent to, when it is right. It is good once."""
    row = AccountCode.objects.select_for_update().filter(wanted=wanted, expires_at__gt=now).first()
    stored = bytes(row.digest) if row else bytes(32)
    if not same_digest(stored, _digest(wanted, code)) or row is None:
        return None
    row.delete()
    return sole_person_reached(wanted)


def sign_in_by_portal(reference: str, *, tenancy: bool, now: datetime) -> str | None:
    """A token for the cookie of whoever the landlord's portal vouches for: the one person of this reference, unless what they said
    about being reached speaks against it. None otherwise; nothing is made for anybody who is not in the directory."""
    with viewing(PUBLIC):
        with elevated("account sign-in"):
            person_id = sole_person_referred(reference, tenancy=tenancy)
            if person_id is None or not may_come_by_portal(same_people([person_id])[person_id]):
                return None
        audit.record(by=PUBLIC, now=now, action="account.sign_in")
        return begin_session(person_id, way="portal", to="", now=now)


def begin_session(person_id: UUID, *, way: str, to: str, now: datetime) -> str:
    """A token for the cookie of whoever has shown that they are this person. Needs a `viewing` block."""
    token = new_token()
    keys = _keys(token, "account")
    who = json.dumps({"person": str(person_id), "way": way, "to": to}).encode()
    AccountSession.objects.create(
        id=keys.id,
        content=keys.seal(who, keys.binding),
        ends_at=now + _LONGEST,
        expires_at=now + ACCOUNT_IDLE,
    )
    return token


def customer_of(token: str, now: datetime) -> Customer:
    """Who is signed in under this token, for another twenty minutes, four hours in all. Raises SignedOut."""
    keys = keys_of(token, "account")
    if keys is None:
        raise SignedOut
    with viewing(PUBLIC):
        row = AccountSession.objects.filter(pk=keys.id, expires_at__gt=now).first()
        if row is None:
            raise SignedOut
        try:
            told = json.loads(keys.unseal(bytes(row.content), keys.binding))
        except (InvalidTag, ValueError):  # not theirs, or begun before an upgrade
            raise SignedOut from None
        person_id = UUID(told["person"])
        until = min(now + ACCOUNT_IDLE, row.ends_at)
        # By update: signing out in another tab may delete it meanwhile.
        mine = AccountSession.objects.filter(pk=keys.id)
        if row.expires_at < until - _RENEWED and not mine.update(expires_at=until):
            raise SignedOut
        with elevated("own entry"):
            entries = same_people([person_id])[person_id]
    accounts = tuple(sorted({account for entry in entries for account in accounts_of(entry)}))
    return Customer(person_id, account_of(person_id), accounts, entries, told["way"], told["to"])


def account_of(person_id: UUID) -> UUID:
    """The number that stands for this person's account. Without the master keys it leads to nobody."""
    return accounts_of(person_id)[0]


def accounts_of(person_id: UUID) -> tuple[UUID, ...]:
    """That number first, then as it may still or already be stored while the index key is rotated."""
    return pseudonyms("account", person_id.bytes)


def sign_out(token: str) -> None:
    """End it now. Nobody signed in is no error."""
    keys = keys_of(token, "account")
    if keys is not None:
        with viewing(PUBLIC):
            AccountSession.objects.filter(pk=keys.id).delete()


def _keys(token: str, what: str) -> Keys:
    keys = keys_of(token, what)
    if keys is None:
        raise RuntimeError("a token of ours gives keys")
    return keys


def sweep_accounts(*, by: Viewer, now: datetime) -> None:
    """Delete what is over."""
    with viewing(by):
        AccountAsking.objects.filter(expires_at__lte=now).delete()
        AccountSession.objects.filter(expires_at__lte=now).delete()
        AccountCode.objects.filter(expires_at__lte=now, sent_at__lte=now - _DAY).delete()
