"""Searchers see the request they are named to while it runs, and their finds; a find also only while its case is visible to them."""

from django.db import migrations

from upstander.confidentiality.rls import erasable, protect

SYSTEM = "(SELECT viewer_is_system())"
HANDLER = f"{SYSTEM} OR (SELECT viewer_may('access.requests'))"
READS = "((SELECT viewer_may('case.read_all')) OR (SELECT viewer_may('case.read_sealed')))"


def named(column: str) -> str:
    """SQL: the viewer searches for the request of that column."""
    return (
        f"({READS} AND EXISTS (SELECT 1 FROM records_accesssearcher s"
        f" WHERE s.request_id = {column} AND s.staff_id = (SELECT viewer_id())))"
    )


class Migration(migrations.Migration):
    dependencies = [("records", "0007_access_search"), ("cases", "0007_sums_and_erasing")]
    operations = [
        protect(
            "records_accesssearcher",
            read=f"{HANDLER} OR staff_id = (SELECT viewer_id())",
            write=f"{SYSTEM} OR staff_id = (SELECT viewer_id())",
            insert="(SELECT viewer_may('access.requests'))",
        ),
        migrations.RunSQL(
            "DROP POLICY records_accessrequest_read ON records_accessrequest;"
            "CREATE POLICY records_accessrequest_read ON records_accessrequest FOR SELECT USING"
            f" ({HANDLER} OR (ended_on IS NULL AND {named('records_accessrequest.id')}));",
            "DROP POLICY records_accessrequest_read ON records_accessrequest;"
            f"CREATE POLICY records_accessrequest_read ON records_accessrequest FOR SELECT USING ({HANDLER});",
        ),
        protect("records_accessperson", read=f"{SYSTEM} OR {named('records_accessperson.request_id')}"),
        protect(
            "records_accesscase",
            read=f"{SYSTEM} OR ({named('records_accesscase.request_id')}"
            " AND EXISTS (SELECT 1 FROM cases_case c WHERE c.id = records_accesscase.case_id))",
        ),
        erasable("records_accesscase"),
    ]
