"""What every command does first: find the data directory and the keys, set Django up, have a database that answers."""

from __future__ import annotations

import os
import secrets
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from upstander.operations.database import Say, migrate, prepare_embedded, prepare_external
from upstander.operations.embedded import EmbeddedServer, serving
from upstander.operations.errors import DatabaseUnready, OperatorError


def uses_embedded_database() -> bool:
    """True unless the operator names a server."""
    return not os.environ.get("DATABASE_URL", "").strip()


def data_directory(given: Path | None = None) -> Path:
    """The data directory, made if need be, and told to this process's settings and to its children."""
    path = (given or Path(os.environ.get("UPSTANDER_DATA", "").strip() or "data")).expanduser().absolute()
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        probe = path / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise OperatorError(
            f"The data directory {path} cannot be used ({error.strerror}). Choose another with --data or UPSTANDER_DATA."
        ) from error
    os.environ["UPSTANDER_DATA"] = str(path)
    return path


def make_secret(data: Path) -> None:
    """A signing key for cookies and forms, once, unless the environment brings one."""
    path = Path(os.environ.get("UPSTANDER_SECRET_KEY_FILE", "").strip() or data / "keys" / "secret")
    if os.environ.get("UPSTANDER_SECRET_KEY", "").strip() or path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_suffix(".new")
    fresh.touch(mode=0o600)
    fresh.write_text(secrets.token_urlsafe(48))
    fresh.rename(path)


def set_up_django() -> None:
    """Read the settings, from the environment as it is now."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "upstander.settings")
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except psycopg.ProgrammingError as error:
        raise DatabaseUnready(
            f"DATABASE_URL is not an address that PostgreSQL understands: {error}"
        ) from error
    except (ImproperlyConfigured, tomllib.TOMLDecodeError) as error:
        raise OperatorError(f"The settings are not right: {error}") from error
    except OSError as error:
        raise OperatorError(f"A file that the settings name cannot be read: {error}") from error


def make_master_keys() -> None:
    """The keys that seal personal data, once. Only on a database that holds nothing sealed yet."""
    from django.conf import settings

    from upstander.confidentiality.api import create_master_keys

    if not settings.UPSTANDER_MASTER_KEYSET.exists():
        create_master_keys(settings.UPSTANDER_MASTER_KEYSET)


def check_policy() -> None:
    """Before anything serves: every edition is sound and the landlord's is among them. Raises OperatorError with file and line."""
    from django.conf import settings

    from upstander.cases.api import shelf
    from upstander.policy.api import PolicyError

    name = settings.LANDLORD["policy_edition"]
    try:
        known = name in shelf()
    except PolicyError as error:
        raise OperatorError(f"The policy cannot be used. {error}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise OperatorError(f"An edition of the policy cannot be read: {error}") from error
    if not known:
        raise OperatorError(
            f"No edition is called {name!r}. Look at `policy_edition` in the landlord's settings."
        )


def check_keys() -> None:
    """Before anything serves: both keys are there and readable. Raises OperatorError."""
    from django.conf import settings

    from upstander.confidentiality.api import MasterKeysMissing, master_keys

    if not settings._wrapped.SECRET_KEY:
        raise OperatorError(
            "There is no signing key. Set UPSTANDER_SECRET_KEY or _FILE, or run `upstander keys` once."
        )
    if not settings.UPSTANDER_MASTER_KEYSET.exists():
        raise OperatorError(
            f"There are no master keys at {settings.UPSTANDER_MASTER_KEYSET}. Restore them from their backup, or, for a new"
            " installation, run `upstander keys` once."
        )
    try:
        master_keys()
    except MasterKeysMissing as error:
        raise OperatorError(str(error)) from error


def refuse_kept_messages() -> None:
    """Only the demonstration keeps its messages in files, also where its own data is served. Raises OperatorError."""
    from django.conf import settings

    if settings.UPSTANDER_KEEPS_MESSAGES:
        raise OperatorError("`outbox:` is for `upstander demo` alone: here nobody would receive anything.")


def refuse_unsafe_settings() -> None:
    """In real use nothing starts with a setting that gives people away. Raises OperatorError that says what to do about each."""
    from upstander.operations.deployment import unsafe_settings

    _refuse(unsafe_settings)


def refuse_unsafe_database() -> None:
    """In real use nothing starts on a database whose rules do not bind the app. Raises OperatorError."""
    from upstander.operations.deployment import unsafe_database

    _refuse(unsafe_database)


def _refuse(look: Callable[[], list[str]]) -> None:
    from django.conf import settings

    if settings.UPSTANDER_PRODUCTION and (found := look()):
        listed = "".join(f"\n- {fault}" for fault in found)
        raise OperatorError(
            f"This is real use (docs/running.md), and nothing starts until this is mended:{listed}"
        )


@contextmanager
def database(data: Path) -> Iterator[EmbeddedServer | None]:
    """The database answers during the block. Yields the embedded server when this process runs it."""
    if uses_embedded_database():
        with serving(data) as server:
            yield server
        return
    yield None


def prepare_database(data: Path, say: Say) -> None:
    """Roles, grants, migrations. The database must answer."""
    if uses_embedded_database():
        prepare_embedded(data)
    else:
        prepare_external(os.environ["DATABASE_URL"].strip(), os.environ.get("DATABASE_OWNER_URL", "").strip())
    migrate(say)


def check_database() -> None:
    """The app's own connection works, as the app's role, on tables of this version. Raises DatabaseUnready."""
    from django.db import Error, connection
    from django.db.migrations.executor import MigrationExecutor

    from upstander.operations.addresses import APP_ROLE

    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user")
            row = cursor.fetchone()
        waiting = MigrationExecutor(connection)
        behind = bool(waiting.migration_plan(waiting.loader.graph.leaf_nodes()))
    except Error as error:
        reason = str(error).strip().splitlines()[-1].strip()
        raise DatabaseUnready(
            f"The database does not serve this process: {reason}. If it is new, run `upstander migrate` first."
        ) from error
    finally:
        connection.close()
    if row is None or row[0] != APP_ROLE:
        raise DatabaseUnready(
            f"The database connection is not under the role {APP_ROLE}. Run `upstander check --deploy`."
        )
    if behind:
        raise DatabaseUnready("The database is not at this version. Run `upstander migrate` first.")
