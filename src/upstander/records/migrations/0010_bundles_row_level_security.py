"""A bundle is for those who may see every page of it; its pages follow their case, and of an answer only whoever is named to the request
sees any. A keeper's answer is for keepers alone: that there is one must stay unknown. Rows go with their case, or with their bundle."""

from django.db import migrations

from upstander.confidentiality.rls import protect

SYSTEM = "(SELECT viewer_is_system())"
READS = "((SELECT viewer_may('case.read_all')) OR (SELECT viewer_may('case.read_sealed')))"
ERASES = "((SELECT viewer_erases())::uuid[])"


def named(column: str) -> str:
    """SQL: the viewer searches for the request of that column."""
    return (
        f"({READS} AND EXISTS (SELECT 1 FROM records_accesssearcher s"
        f" WHERE s.request_id = {column} AND s.staff_id = (SELECT viewer_id())))"
    )


def visible(table: str) -> str:
    """SQL: the viewer sees the case of that row."""
    return f"EXISTS (SELECT 1 FROM cases_case c WHERE c.id = {table}.case_id)"


SHEET = (
    f"{SYSTEM} OR ((case_id IS NULL OR {visible('records_bundlesheet')})"
    f" AND (request_id IS NULL OR {named('records_bundlesheet.request_id')}))"
)
BUNDLE = (
    f"{SYSTEM} OR (case_id IS NOT NULL AND {visible('records_bundle')})"
    f" OR (case_id IS NULL AND {named('records_bundle.request_id')} AND (maker_id = (SELECT viewer_id())"
    " OR ((NOT keeper OR (SELECT viewer_may('case.read_sealed'))) AND sheets > 0"
    " AND sheets = (SELECT count(*) FROM records_bundlesheet s WHERE s.bundle_id = records_bundle.id))))"
)
MARK = f"{SYSTEM} OR EXISTS (SELECT 1 FROM records_bundlesheet s WHERE s.id = records_bundlemark.sheet_id)"
PIECE = f"{SYSTEM} OR EXISTS (SELECT 1 FROM records_bundle b WHERE b.id = records_bundlepiece.bundle_id)"
GONE = f"case_id = ANY {ERASES} OR bundle_id = ANY {ERASES}"


class Migration(migrations.Migration):
    dependencies = [("records", "0009_bundles"), ("cases", "0012_messages_row_level_security")]
    operations = [
        protect("records_bundlesheet", read=SHEET, delete=GONE),
        protect("records_bundle", read=BUNDLE, delete=f"case_id = ANY {ERASES}"),
        protect("records_bundlemark", read=MARK, delete=GONE),
        protect("records_bundlepiece", read=PIECE, delete=GONE),
    ]
