"""Whoever is appointed to read a keeper's answer again sees its pages, of that request alone and never of a case that they are kept
from; not the case. Three years after its end a request is deleted with everything that hangs on it, by the system alone."""

from django.db import migrations

SYSTEM = "(SELECT viewer_is_system())"
READS = "((SELECT viewer_may('case.read_all')) OR (SELECT viewer_may('case.read_sealed')))"
ERASES = "((SELECT viewer_erases())::uuid[])"


def named(column: str, more: str = "") -> str:
    """SQL: the viewer searches for the request of that column."""
    return (
        f"({READS} AND EXISTS (SELECT 1 FROM records_accesssearcher s"
        f" WHERE s.request_id = {column} AND s.staff_id = (SELECT viewer_id()){more}))"
    )


def visible(table: str) -> str:
    """SQL: the viewer sees the case of that row."""
    return f"EXISTS (SELECT 1 FROM cases_case c WHERE c.id = {table}.case_id)"


def bundle(keeper: str) -> str:
    """SQL: the viewer sees a bundle; `keeper`: what opens a keeper's."""
    return (
        f"{SYSTEM} OR (case_id IS NOT NULL AND {visible('records_bundle')})"
        f" OR (case_id IS NULL AND {named('records_bundle.request_id')} AND (maker_id = (SELECT viewer_id())"
        f" OR ((NOT keeper OR {keeper}) AND sheets > 0"
        " AND sheets = (SELECT count(*) FROM records_bundlesheet s WHERE s.bundle_id = records_bundle.id))))"
    )


SHEET = (
    f"{SYSTEM} OR ((case_id IS NULL OR {visible('records_bundlesheet')})"
    f" AND (request_id IS NULL OR {named('records_bundlesheet.request_id')}))"
)
SECOND = (
    f"{SHEET} OR (keeper AND case_id IS NOT NULL AND {named('records_bundlesheet.request_id', ' AND s.second')}"
    " AND NOT case_id = ANY ((SELECT viewer_conflicts())::uuid[]))"
)
KEEPS = "(SELECT viewer_may('case.read_sealed'))"
APPOINTED = f"({KEEPS} OR {named('records_bundle.request_id', ' AND s.second')})"


def again(table: str, kind: str, command: str, condition: str, check: bool = False) -> str:
    """SQL: a policy of that table made anew."""
    with_check = f" WITH CHECK ({condition})" if check else ""
    return (
        f"DROP POLICY {table}_{kind} ON {table};"
        f"CREATE POLICY {table}_{kind} ON {table} FOR {command} USING ({condition}){with_check};"
    )


def changed(sheet: str, bundles: str, searcher: str) -> str:
    """SQL: who reads pages, reads and works on bundles, and names searchers."""
    return (
        again("records_bundlesheet", "read", "SELECT", sheet)
        + again("records_bundle", "read", "SELECT", bundles)
        + again("records_bundle", "write", "UPDATE", bundles, check=True)
        + again("records_accesssearcher", "write", "UPDATE", searcher, check=True)
    )


OWN = f"{SYSTEM} OR staff_id = (SELECT viewer_id())"
FORGOTTEN = {
    "records_accessrequest": f"id = ANY {ERASES}",
    "records_accesswait": f"request_id = ANY {ERASES}",
    "records_accesssearcher": f"request_id = ANY {ERASES}",
    "records_accessperson": f"request_id = ANY {ERASES}",
    "records_accesscase": f"case_id = ANY {ERASES} OR request_id = ANY {ERASES}",
    "records_bundle": f"case_id = ANY {ERASES} OR request_id = ANY {ERASES}",
}
BEFORE = {"records_accesscase": f"case_id = ANY {ERASES}", "records_bundle": f"case_id = ANY {ERASES}"}


class Migration(migrations.Migration):
    dependencies = [("records", "0011_second_reader")]
    operations = [
        migrations.RunSQL(
            "SELECT set_config('upstander.viewer_kind', 'system', true);"
            "UPDATE records_bundlesheet s SET keeper = true FROM records_bundle b WHERE b.id = s.bundle_id AND b.keeper;"
            "SELECT set_config('upstander.viewer_kind', '', true);",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            changed(SECOND, bundle(APPOINTED), f"{OWN} OR (SELECT viewer_may('access.requests'))"),
            changed(SHEET, bundle(KEEPS), OWN),
        ),
        migrations.RunSQL(
            "".join(again(table, "delete", "DELETE", when) for table, when in FORGOTTEN.items()),
            "".join(again(table, "delete", "DELETE", BEFORE.get(table, "false")) for table in FORGOTTEN),
        ),
    ]
