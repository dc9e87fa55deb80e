"""The database binds the app to its role: rights, ownership, jobs that commit with the change that caused them."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from django.db import connection, transaction

pytestmark = pytest.mark.db15


def _one(query: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()


@pytest.mark.django_db
def test_the_app_connects_as_a_role_that_cannot_bypass_row_level_security() -> None:
    user, login, unbound = _one(
        "SELECT current_user, session_user, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
    )
    assert (user, unbound) == ("upstander_app", False)
    assert login in {"upstander_app", "postgres"}


@pytest.mark.django_db
def test_the_app_owns_nothing() -> None:
    assert _one("SELECT count(*) FROM pg_class WHERE pg_get_userbyid(relowner) = 'upstander_app'") == (0,)


@pytest.mark.django_db
def test_nobody_else_has_a_right_in_the_schema() -> None:
    public = """
        SELECT string_agg(what, ', ') FROM (
            SELECT c.oid::regclass::text AS what, c.relacl AS acl FROM pg_class c
                WHERE c.relnamespace = 'public'::regnamespace
            UNION ALL SELECT p.oid::regprocedure::text, coalesce(p.proacl, acldefault('f', p.proowner)) FROM pg_proc p
                WHERE p.pronamespace = 'public'::regnamespace
            UNION ALL SELECT 'schema public', n.nspacl FROM pg_namespace n WHERE n.nspname = 'public'
        ) AS things, aclexplode(acl) AS given WHERE given.grantee = 0
    """
    assert _one(public) == (None,)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement", ["DELETE FROM django_migrations", "TRUNCATE cases_case", "CREATE TABLE mine (id int)"]
)
def test_the_app_cannot_undo_migrations_or_make_tables(statement: str) -> None:
    with (
        pytest.raises(Exception, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.usefixtures("own_database")
def test_a_job_exists_exactly_when_its_change_is_committed(app_cursor: psycopg.Cursor[Any]) -> None:
    from upstander.operations.jobs import remove_finished

    def waiting() -> int:
        app_cursor.execute("SELECT count(*) FROM procrastinate_jobs")
        row = app_cursor.fetchone()
        return int(row[0]) if row else 0

    with transaction.atomic():
        remove_finished.configure().defer(timestamp=0)
        assert waiting() == 0, "seen by another connection before the commit"
    assert waiting() == 1

    class Undone(Exception):
        pass

    with pytest.raises(Undone), transaction.atomic():
        remove_finished.configure(queueing_lock="another").defer(timestamp=0)
        raise Undone
    assert waiting() == 1


def test_migrating_again_changes_nothing(own_database: str, owner_cursor: psycopg.Cursor[Any]) -> None:
    from upstander.operations.database import migrate

    said: list[str] = []
    migrate(said.append)
    assert said == []
    owner_cursor.execute("SELECT has_table_privilege('upstander_app', 'django_migrations', 'INSERT')")
    assert owner_cursor.fetchone() == (False,)
