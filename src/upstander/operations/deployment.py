"""What must hold before a real landlord's data goes in: the database binds the app, and the settings suit a public address."""

from __future__ import annotations

import os
import stat
import time
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.utils import timezone

from upstander.cases.api import wrong_carried
from upstander.cases.visits.api import unwoken_managers
from upstander.confidentiality.api import key_service, system, viewing
from upstander.intake.api import scanner_answers
from upstander.messages.api import By, configured
from upstander.operations.addresses import OWNER_ROLE
from upstander.records.api import few_keepers

_CLOCKS_APART = 5  # seconds; due times are worth what the clock is
_SHORTEST_KEY = 50  # characters of a signing key, as Django counts it
_A_YEAR = 31_536_000
_FOR_LOOKING = ("django-insecure-", "only-for-tests", "changeme", "change-me", "dev-", "insecure")


def faults(*, deploy: bool) -> list[str]:
    """One sentence for each thing to mend, with what to do."""
    found = _database(deploy=deploy) + _clock() + _key_file() + _passwords() + _carried()
    return found + (unsafe_settings() + _email() + _proxy() + _keepers() if deploy else [])


def unsafe_settings() -> list[str]:
    """What must not be so where real people's words are kept. Asks nothing of the database."""
    found = _signing_key() + _address() + _key_place() + _anchor()
    if settings.DEBUG:
        found.append("DEBUG is on: errors would show people's words to anybody. Turn it off.")
    return found


def unsafe_database() -> list[str]:
    """What a database must not be like for real words: row-level security that does not bind, or commits that can be lost."""
    return _database(deploy=True)


def _database(*, deploy: bool) -> list[str]:
    found = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.rolsuper OR r.rolbypassrls OR pg_has_role(current_user, %s, 'MEMBER'),"
            " s.rolsuper OR s.rolbypassrls, current_setting('fsync'), current_setting('synchronous_commit')"
            " FROM pg_roles r, pg_roles s WHERE r.rolname = current_user AND s.rolname = session_user",
            [OWNER_ROLE],
        )
        unbound, login_unbound, fsync, commit = cursor.fetchone() or (True, True, "off", "off")
        cursor.execute(
            "SELECT c.relname FROM pg_class c WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace"
            " AND pg_has_role(current_user, c.relowner, 'USAGE')"
        )
        owned = [name for (name,) in cursor.fetchall()]
    if unbound:
        found.append(
            "The database role of the app may bypass row-level security. Take that right away from it."
        )
    if owned:
        found.append(
            f"The app owns tables ({', '.join(sorted(owned)[:5])}…). Let `upstander migrate` run as {OWNER_ROLE}."
        )
    if deploy and login_unbound and not settings.UPSTANDER_EMBEDDED_DATABASE:
        found.append(
            "DATABASE_URL logs in as a superuser. Give the app a login of its own, and set DATABASE_OWNER_URL."
        )
    if fsync != "on" or commit == "off":
        found.append(
            "The database has fsync or synchronous_commit off: a receipt would promise what a power cut can undo."
        )
    return found


def _clock() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
        (there,) = cursor.fetchone() or (0,)
    apart = abs(float(there) - time.time())
    if apart > _CLOCKS_APART:
        return [
            f"The clocks of this host and of the database are {apart:.0f} seconds apart. Let both follow the same time (NTP)."
        ]
    return []


def _passwords() -> list[str]:
    path = settings.UPSTANDER_BREACHED_PASSWORDS
    if path is None or os.access(path, os.R_OK):
        return []
    return ["UPSTANDER_BREACHED_PASSWORDS names a file that cannot be read: nobody can change a password."]


def _signing_key() -> list[str]:
    key = str(settings.SECRET_KEY)
    known = key.casefold().startswith(_FOR_LOOKING)
    if not known and len(key) >= _SHORTEST_KEY and len(set(key)) > 4:
        return []
    return [
        "The signing key is short or one for development: sessions could be forged. Delete it and run `upstander keys`, or put 64"
        " random characters in UPSTANDER_SECRET_KEY_FILE."
    ]


def _key_file() -> list[str]:
    path = settings.UPSTANDER_MASTER_KEYSET
    if path.exists() and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        return [f"{path} can be read by other accounts. chmod 600 it."]
    return []


def _key_place() -> list[str]:
    path = settings.UPSTANDER_MASTER_KEYSET
    found = _key_file()
    if key_service(path):  # a copy of the file opens nothing without the service
        return found
    if _inside(path, settings.UPSTANDER_DATA):
        found.append(
            f"The master keys ({path}) lie in the data directory: whoever copies it has the lock and the key. Move them, and set"
            " UPSTANDER_MASTER_KEYSET."
        )
    if settings.UPSTANDER_BACKUPS is not None and _inside(path, settings.UPSTANDER_BACKUPS):
        found.append(
            f"The master keys ({path}) lie in the directory of back-ups: a stolen back-up would open itself. Move them, and set"
            " UPSTANDER_MASTER_KEYSET."
        )
    return found


def _anchor() -> list[str]:
    path = settings.UPSTANDER_AUDIT_ANCHOR
    if path is None:
        return ["The audit has no anchor. Set UPSTANDER_AUDIT_ANCHOR to a file outside the data directory."]
    if _inside(path, settings.UPSTANDER_DATA):
        return [
            f"The audit's anchor ({path}) lies beside the data: whoever changes the one can change the other. Set"
            " UPSTANDER_AUDIT_ANCHOR to a file on another disk or host."
        ]
    return []


def _address() -> list[str]:
    found = []
    if urlsplit(settings.UPSTANDER_BASE_URL).scheme != "https":
        found.append(
            "UPSTANDER_BASE_URL is not an https:// address: what people tell us would travel in the open. Give the address behind"
            " the TLS proxy."
        )
    elif settings.SECURE_HSTS_SECONDS < _A_YEAR or not settings.SESSION_COOKIE_SECURE:
        found.append(
            "HSTS or secure cookies are off. Leave SECURE_HSTS_SECONDS and SESSION_COOKIE_SECURE as they ship."
        )
    wild = [host for host in settings.ALLOWED_HOSTS if host == "*" or host.startswith(".")]
    if wild:
        found.append(
            f"UPSTANDER_HOSTS answers to any name ({', '.join(wild)}). Name each host in full, without * or a leading dot."
        )
    return found


def _email() -> list[str]:
    if settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"):
        return [
            "UPSTANDER_EMAIL_URL is not set: no message leaves this machine, and nobody can be sent a link for their password."
        ]
    return []


def _proxy() -> list[str]:
    if settings.UPSTANDER_PRODUCTION and not getattr(settings, "ALLAUTH_TRUSTED_PROXY_COUNT", 0):
        return [
            "UPSTANDER_TRUST_PROXY is not set: behind a proxy all visitors look like one: guessing at sign-in slows down everybody,"
            " and a flood of reports is not slowed. Set it where the proxy sets X-Forwarded-For itself."
        ]
    return []


def advice() -> list[str]:
    """One sentence for each thing that is a risk somebody may decide to take."""
    return _scanner() + _alarms()


def _alarms() -> list[str]:
    asleep, managers = unwoken_managers(system("check"))
    if not asleep:
        return []
    how = (
        "Have each give a work mobile under Reminders and calendar, on Today."
        if configured(By.TEXT)
        else "Set up texts (docs/running.md), or agree who waits for the call of whoever goes alone."
    )
    return [
        f"{asleep} of {managers} managers would hear of a colleague in trouble on a visit by email only, which wakes nobody. {how}"
    ]


def _scanner() -> list[str]:
    if not settings.UPSTANDER_SCANNER:
        return [
            "UPSTANDER_SCANNER is not set: no virus scanner looks at files that people send. Install clamd (docs/running.md), or let"
            " originals be opened only on a machine kept for that."
        ]
    if not scanner_answers():
        return [
            "The virus scanner named by UPSTANDER_SCANNER does not answer: files stay unchecked until it does."
        ]
    return []


def _carried() -> list[str]:
    wrong = wrong_carried(by=system("check"), now=timezone.now())
    if not wrong:
        return []
    return [
        f"{wrong} sums of what officers carry differ from their cases (decision 0187). The next night puts them right; if it says so"
        " again, somebody writes to the database past Upstander."
    ]


def _keepers() -> list[str]:
    with viewing(system("check")):
        few = few_keepers()
    if few is None:
        return []
    return [
        f"{few} active colleague(s) may read sealed cases. Two are needed, so that one reads what the other puts together: give a"
        " second person the role People and Learning."
    ]


def _inside(path: Path, directory: Path) -> bool:
    """Also by way of a symbolic link."""
    return path.resolve().is_relative_to(directory.resolve())
