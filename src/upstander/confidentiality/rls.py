"""SQL for migrations: forced row-level security, and the functions its policies ask about the viewer."""

from __future__ import annotations

from django.db.migrations import RunSQL

VIEWER_FUNCTIONS = """
CREATE FUNCTION viewer_kind() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS
  $$ SELECT coalesce(current_setting('upstander.viewer_kind', true), '') $$;
CREATE FUNCTION viewer_is_system() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
  $$ SELECT viewer_kind() = 'system' $$;
CREATE FUNCTION viewer_is_set() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
  $$ SELECT viewer_kind() IN ('staff', 'public', 'system') $$;
CREATE FUNCTION viewer_id() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS
  $$ SELECT nullif(current_setting('upstander.viewer_id', true), '')::uuid $$;
CREATE FUNCTION viewer_may(permission text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
  $$ SELECT viewer_kind() = 'staff' AND permission = ANY (
       string_to_array(coalesce(current_setting('upstander.permissions', true), ''), ',')) $$;
CREATE FUNCTION viewer_teams() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE AS
  $$ SELECT coalesce(nullif(current_setting('upstander.teams', true), ''), '{}')::uuid[] $$;
"""

# These answer about the viewer what the viewer may not read: they look as the system for one query, and put the viewer back.
# (A SET clause on the function would do the same, but needs a right that only a superuser of the server can give.)


def as_system(name: str, arguments: str, returns: str, query: str) -> str:
    """SQL of a function that runs one query past row-level security, as the tables' owner with the system as viewer."""
    return f"""
CREATE FUNCTION {name}({arguments}) RETURNS {returns} LANGUAGE plpgsql STABLE SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
DECLARE kind text := viewer_kind(); answer {returns};
BEGIN
  PERFORM set_config('upstander.viewer_kind', 'system', true);
  {query};
  PERFORM set_config('upstander.viewer_kind', kind, true);
  RETURN answer;
END $$;
"""


CASE_LISTS = as_system(
    "viewer_named_cases",
    "",
    "uuid[]",
    "SELECT coalesce(array_agg(case_id), '{}') INTO answer FROM confidentiality_namedaccess WHERE staff_id = viewer_id()",
) + as_system(
    "viewer_conflicts",
    "",
    "uuid[]",
    "SELECT coalesce(array_agg(case_id), '{}') INTO answer FROM confidentiality_conflict WHERE staff_id = viewer_id()",
)


def protect(
    table: str, *, read: str, write: str | None = None, insert: str | None = None, delete: str = "false"
) -> RunSQL:
    """Enable and force row-level security. Each argument is an SQL condition; what is not given is as strict as `read`.

    `read` SELECT, `insert` new rows (default: `write`), `write` UPDATE, `delete` DELETE (nobody by default).
    """
    write = write or read
    insert = insert or write
    forward = f"""
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY {table}_read ON {table} FOR SELECT USING ({read});
CREATE POLICY {table}_insert ON {table} FOR INSERT WITH CHECK ({insert});
CREATE POLICY {table}_write ON {table} FOR UPDATE USING ({write}) WITH CHECK ({write});
CREATE POLICY {table}_delete ON {table} FOR DELETE USING ({delete});
"""
    backward = "".join(
        f"DROP POLICY {table}_{kind} ON {table};\n" for kind in ("read", "insert", "write", "delete")
    )
    return RunSQL(
        forward,
        backward
        + f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY; ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;",
    )


# Rows are deleted by the system alone, and only those of the cases and people that a disposal names (confidentiality/erasing.py).
ERASING = """
CREATE OR REPLACE FUNCTION viewer_erases() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE AS
  $$ SELECT CASE WHEN viewer_is_system()
       THEN coalesce(nullif(current_setting('upstander.erasing', true), '')::uuid[], '{}') ELSE '{}' END $$;
"""


def erasable(table: str, column: str = "case_id") -> RunSQL:
    """Lets a disposal delete this table's rows of the subjects it names. For tables that `with_case` did not make."""
    return RunSQL(
        f"DROP POLICY IF EXISTS {table}_delete ON {table};\n"
        f"CREATE POLICY {table}_delete ON {table} FOR DELETE USING ({column} = ANY ((SELECT viewer_erases())::uuid[]));",
        RunSQL.noop,
    )


# Tables that were there before disposal was, and any that a room adds with a `case_id`: all but what outlives a case.
ERASABLE_CASES = """
DO $$ DECLARE each text; BEGIN
  FOR each IN SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND c.relkind = 'r' AND c.relrowsecurity AND a.attname = 'case_id' AND NOT a.attisdropped
      AND c.relname <> 'confidentiality_auditentry'
  LOOP
    EXECUTE format('DROP POLICY IF EXISTS %I ON %I', each || '_delete', each);
    EXECUTE format('CREATE POLICY %I ON %I FOR DELETE USING (case_id = ANY ((SELECT viewer_erases())::uuid[]))',
      each || '_delete', each);
  END LOOP;
END $$;
"""


def with_case(table: str) -> RunSQL:
    """A table whose rows are visible and writable exactly when their case is, and go when it is disposed of."""
    visible = (
        f"(SELECT viewer_is_system()) OR EXISTS (SELECT 1 FROM cases_case c WHERE c.id = {table}.case_id)"  # noqa: S608
    )
    # A plain setting and no function of ours, which older migrations come before.
    erased = (
        "(SELECT viewer_is_system()) AND case_id = ANY"
        " (coalesce(nullif(current_setting('upstander.erasing', true), '')::uuid[], '{}'))"
    )
    return protect(table, read=visible, delete=erased)


CLOCK = """
CREATE FUNCTION viewer_clock() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE AS
  $$ SELECT coalesce(nullif(current_setting('upstander.clock', true), '')::timestamptz, transaction_timestamp()) $$;
"""
# The time that access ends at is the database's own, so that it ends whatever the program thinks. Only tests set `upstander.clock`.


def replaced(functions: str) -> str:
    """The same functions, where an earlier migration made them already."""
    return functions.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


CASE_LISTS_IN_TIME = replaced(
    as_system(
        "viewer_conflicts",
        "",
        "uuid[]",
        "SELECT coalesce(array_agg(case_id), '{}') INTO answer FROM confidentiality_conflict"
        " WHERE staff_id = viewer_id() AND ended_at IS NULL",
    )
) + as_system(
    "viewer_covers",
    "",
    "uuid[]",
    "SELECT coalesce(array_agg(staff_id), '{}') INTO answer FROM confidentiality_absence"
    " WHERE cover_id = viewer_id() AND ended_at IS NULL AND starts_at <= viewer_clock() AND ends_at > viewer_clock()",
)


NAMED_IN_TIME = replaced(
    as_system(
        "viewer_named_cases",
        "",
        "uuid[]",
        "SELECT coalesce(array_agg(case_id), '{}') INTO answer FROM confidentiality_namedaccess"
        " WHERE staff_id = viewer_id() AND until IS NULL",
    )
) + as_system(
    "viewer_glass_cases",
    "",
    "uuid[]",
    "SELECT coalesce(array_agg(case_id), '{}') INTO answer FROM confidentiality_namedaccess"
    " WHERE staff_id = viewer_id() AND until > viewer_clock()",
)


def kept_for_a_look(name: str) -> str:
    """SQL that copies the function of one of these lists to `…_asked`, and has the one that the rules ask take what a page that only
    looks asked at its beginning (`viewer.looking`)."""
    return f"""
DO $do$ BEGIN
  EXECUTE replace(pg_get_functiondef('viewer_{name}()'::regprocedure), 'viewer_{name}', 'viewer_{name}_asked');
END $do$;
CREATE OR REPLACE FUNCTION viewer_{name}() RETURNS uuid[] LANGUAGE sql STABLE AS
  $$ SELECT coalesce(nullif(current_setting('upstander.{name}', true), '')::uuid[], viewer_{name}_asked()) $$;
"""


def found_by_tokens(table: str) -> RunSQL:
    """Makes the function that looking for tokens asks (`token_lookups.py`), and the policy that lets it answer."""
    query = f"RETURN QUERY SELECT id FROM {table} WHERE index_tokens"  # noqa: S608
    return RunSQL(
        f"""
CREATE POLICY {table}_tokens ON {table} FOR SELECT TO CURRENT_USER USING (true);
CREATE FUNCTION {table}_with_tokens(wanted bigint[], every boolean) RETURNS SETOF uuid LANGUAGE plpgsql STABLE
  SECURITY DEFINER SET search_path = public, pg_temp ROWS 100 AS $$
BEGIN
  IF every THEN {query} @> wanted; ELSE {query} && wanted; END IF;
END $$;
""",
        f"DROP FUNCTION {table}_with_tokens(bigint[], boolean); DROP POLICY {table}_tokens ON {table};",
    )
