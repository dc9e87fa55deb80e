"""The database made ready: version, roles, ownership and grants, then migrations. Safe to run again and at once on several hosts.

`upstander_owner` owns every table and runs migrations; `upstander_app` serves pages and jobs, owns nothing and cannot bypass
row-level security. Connections take on their role at the start, whatever login they use.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import Connection, errors, sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from upstander.operations import embedded
from upstander.operations.addresses import APP_ROLE, DATABASE, OWNER_ROLE
from upstander.operations.errors import DatabaseUnready

Say = Callable[[str], None]
OLDEST = 15
_MIGRATION_LOCK = 7_207_203_001

# Written by migrations and by nothing else.
_READ_ONLY = (
    "django_migrations",
    "django_content_type",
    "auth_permission",
    "auth_group",
    "auth_group_permissions",
)

_BY_HAND = f"""    CREATE ROLE {OWNER_ROLE} NOLOGIN;
    CREATE ROLE {APP_ROLE} NOLOGIN;
    GRANT {OWNER_ROLE} TO <login of DATABASE_OWNER_URL>;
    GRANT {APP_ROLE} TO <login of DATABASE_URL>;
    REVOKE ALL ON SCHEMA public FROM PUBLIC;
    GRANT CREATE, USAGE ON SCHEMA public TO {OWNER_ROLE};
    GRANT USAGE ON SCHEMA public TO {APP_ROLE};"""


def prepare_embedded(data: Path) -> None:
    """Roles and database on the embedded server, which must be up. Both roles log in: the socket admits only this account."""
    with psycopg.connect(embedded.admin_conninfo(data), autocommit=True) as connection:
        for role in (OWNER_ROLE, APP_ROLE):
            create_role(connection, role, "LOGIN")
        create_database(connection, DATABASE)
    with psycopg.connect(embedded.admin_conninfo(data, DATABASE), autocommit=True) as connection:
        settle(connection)


def prepare_external(app_url: str, owner_url: str = "") -> None:
    """Roles and grants on the operator's server, as far as the login may. Raises DatabaseUnready with the SQL that is missing."""
    app_login = str(conninfo_to_dict(app_url).get("user") or "")
    with _connect(owner_url or app_url) as connection:
        _check_version(connection)
        try:
            for role in (OWNER_ROLE, APP_ROLE):
                create_role(connection, role, "NOLOGIN")
            _let_in(connection, OWNER_ROLE, str(connection.info.user))
            _let_in(connection, APP_ROLE, app_login or str(connection.info.user))
            settle(connection)
        except errors.InsufficientPrivilege as error:
            raise DatabaseUnready(
                f"The login {connection.info.user!r} may not prepare the database ({error.diag.message_primary})."
                f" As an administrator, run once in the database {connection.info.dbname!r}:\n{_BY_HAND}"
            ) from error
        _check_roles(connection)


def create_database(connection: Connection[Any], name: str, template: str = "template0") -> None:
    """Make a database that the owner role owns, unless it is there."""
    if connection.execute("SELECT FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} ENCODING 'UTF8' TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(OWNER_ROLE), sql.Identifier(template)
            )
        )


def migrate(say: Say) -> None:
    """Bring the tables to this version, as the owner. Django must be set up and the roles prepared."""
    # Django may only be imported once settings are known; `upstander policy` never needs it.
    from django.core.management import call_command
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    owner = connections["owner"]
    with _one_at_a_time(owner):
        with owner.cursor() as cursor:
            cursor.execute(_DEFAULT_GRANTS)
        executor = MigrationExecutor(owner)
        waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        if waiting:
            say(f"Bringing the database up to date ({waiting} steps)")
        call_command("migrate", database="owner", verbosity=0, interactive=False)
        with owner.cursor() as cursor:
            cursor.execute(_narrow(owner.introspection.table_names(cursor)))
    owner.close()


# Rights come with a table's creation, so that a migration may take some away again (the audit does) and it stays so.
_DEFAULT_GRANTS = f"""
ALTER DEFAULT PRIVILEGES REVOKE ALL ON TABLES FROM PUBLIC;
ALTER DEFAULT PRIVILEGES REVOKE ALL ON SEQUENCES FROM PUBLIC;
ALTER DEFAULT PRIVILEGES REVOKE ALL ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES REVOKE ALL ON TYPES FROM PUBLIC;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APP_ROLE};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {APP_ROLE};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT EXECUTE ON FUNCTIONS TO {APP_ROLE};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON TYPES TO {APP_ROLE};
"""


def _narrow(tables: list[str]) -> str:
    present = [name for name in _READ_ONLY if name in tables]
    return f"REVOKE INSERT, UPDATE, DELETE ON {', '.join(present)} FROM {APP_ROLE}"


@contextmanager
def _one_at_a_time(owner: Any) -> Iterator[None]:
    with owner.cursor() as cursor:
        cursor.execute("SET lock_timeout = 0; SELECT pg_advisory_lock(%s)", [_MIGRATION_LOCK])
        cursor.execute("RESET lock_timeout")
    try:
        yield
    finally:
        if owner.connection is not None and not owner.connection.closed:
            with owner.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_MIGRATION_LOCK])


def _connect(url: str) -> Connection[Any]:
    try:
        return psycopg.connect(url, autocommit=True, connect_timeout=10, application_name="upstander")
    except errors.InvalidCatalogName:
        return _connect_after_creating(url)
    except psycopg.OperationalError as error:
        if "does not exist" in str(error) and "database" in str(error):
            return _connect_after_creating(url)
        raise DatabaseUnready(f"The database cannot be reached: {_plain(error)}") from error
    except psycopg.ProgrammingError as error:
        raise DatabaseUnready(
            f"DATABASE_URL is not an address that PostgreSQL understands: {_plain(error)}"
        ) from error


def _connect_after_creating(url: str) -> Connection[Any]:
    name = str(conninfo_to_dict(url).get("dbname") or DATABASE)
    try:
        with psycopg.connect(
            make_conninfo(url, dbname="postgres"), autocommit=True, connect_timeout=10
        ) as connection:
            _check_version(connection)
            connection.execute(
                sql.SQL("CREATE DATABASE {} ENCODING 'UTF8' TEMPLATE template0").format(sql.Identifier(name))
            )
        return psycopg.connect(url, autocommit=True, connect_timeout=10)
    except psycopg.Error as error:
        raise DatabaseUnready(
            f"The database {name!r} does not exist and cannot be made here: {_plain(error)}"
        ) from error


def _check_version(connection: Connection[Any]) -> None:
    found = connection.info.server_version // 10_000
    if found < OLDEST:
        raise DatabaseUnready(f"The database is PostgreSQL {found}. Upstander needs {OLDEST} or newer.")


def create_role(connection: Connection[Any], role: str, login: str) -> None:
    """Make a role without any special right, unless it is there. `login` is LOGIN or NOLOGIN."""
    if connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [role]).fetchone() is None:
        connection.execute(
            sql.SQL("CREATE ROLE {} {} NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS").format(
                sql.Identifier(role), sql.SQL(login)
            )
        )


def _let_in(connection: Connection[Any], role: str, login: str) -> None:
    """Make the login a member, so that it may take on the role."""
    if login == role:
        return
    row = connection.execute("SELECT pg_has_role(%s, %s, 'MEMBER')", [login, role]).fetchone()
    if row is None or not row[0]:
        connection.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(role), sql.Identifier(login)))


def settle(connection: Connection[Any]) -> None:
    """Schema and database: the owner makes tables, the app uses them, nobody else has a right by default."""
    row = connection.execute(
        "SELECT has_schema_privilege(%(o)s, 'public', 'CREATE') AND has_schema_privilege(%(a)s, 'public', 'USAGE')"
        " AND NOT EXISTS (SELECT FROM pg_namespace n, aclexplode(n.nspacl) a WHERE n.nspname = 'public' AND a.grantee = 0)",
        {"o": OWNER_ROLE, "a": APP_ROLE},
    ).fetchone()
    if row is not None and row[0]:
        return
    name = sql.Identifier(str(connection.info.dbname))
    owner, app = sql.Identifier(OWNER_ROLE), sql.Identifier(APP_ROLE)
    for statement in (
        sql.SQL("REVOKE ALL ON SCHEMA public FROM PUBLIC"),
        sql.SQL("REVOKE TEMPORARY ON DATABASE {} FROM PUBLIC").format(name),
        sql.SQL("GRANT CREATE, USAGE ON SCHEMA public TO {}").format(owner),
        sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(app),
        sql.SQL("GRANT CONNECT ON DATABASE {} TO {}, {}").format(name, owner, app),
    ):
        connection.execute(statement)


def _check_roles(connection: Connection[Any]) -> None:
    row = connection.execute(
        "SELECT rolsuper OR rolbypassrls OR pg_has_role(rolname, %s, 'MEMBER') FROM pg_roles WHERE rolname = %s",
        [OWNER_ROLE, APP_ROLE],
    ).fetchone()
    if row is None or row[0]:
        raise DatabaseUnready(
            f"The role {APP_ROLE} is a superuser, bypasses row-level security or is a member of {OWNER_ROLE}:"
            " access rules would not bind. Take that right away from it."
        )


def _plain(error: BaseException) -> str:
    return str(error).strip().splitlines()[-1].strip()
