"""Facts are seen with their case, sums by whoever reads measures, equality answers by nobody. What is frozen stays as it is."""

from django.db import migrations

from upstander.confidentiality.rls import protect

SYSTEM = "(SELECT viewer_is_system())"
READS = f"{SYSTEM} OR (SELECT viewer_may('measures.read'))"
ERASED = "case_id = ANY (coalesce(nullif(current_setting('upstander.erasing', true), '')::uuid[], '{}'))"


def thawed(table: str) -> str:
    """Rows of a month that is counted anew: by the system, while it is not frozen."""
    frozen = f"EXISTS (SELECT 1 FROM performance_month m WHERE m.month = {table}.month AND m.frozen_at IS NOT NULL)"
    return f"{SYSTEM} AND NOT {frozen}"


def of_case(table: str) -> str:
    return f"{SYSTEM} OR EXISTS (SELECT 1 FROM cases_case c WHERE c.id = {table}.case_id)"


class Migration(migrations.Migration):
    dependencies = [("performance", "0001_tables"), ("cases", "0012_messages_row_level_security")]
    operations = [
        protect("performance_month", read=READS, insert=SYSTEM, write=f"{SYSTEM} AND frozen_at IS NULL"),
        migrations.RunSQL(
            "ALTER POLICY performance_month_write ON performance_month"
            " USING ((SELECT viewer_is_system()) AND frozen_at IS NULL) WITH CHECK ((SELECT viewer_is_system()))",
            migrations.RunSQL.noop,
        ),
        protect(
            "performance_fact",
            read=of_case("performance_fact"),
            write="false",
            insert=thawed("performance_fact"),
            delete=f"({thawed('performance_fact')}) OR ({SYSTEM} AND {ERASED})",
        ),
        protect(
            "performance_figure",
            read=READS,
            write="false",
            insert=thawed("performance_figure"),
            delete=thawed("performance_figure"),
        ),
        protect(
            "performance_monthlyreport",
            read=f"{SYSTEM} OR (SELECT viewer_may('report.check')) OR (SELECT viewer_may('report.approve'))"
            " OR ((SELECT viewer_may('measures.read')) AND sent_at IS NOT NULL)",
            insert=SYSTEM,
            write=f"{SYSTEM} OR (sent_at IS NULL AND ((SELECT viewer_may('report.check')) OR (SELECT viewer_may('report.approve'))))",
        ),
        protect("performance_equalityanswer", read=SYSTEM, write="false", insert=SYSTEM, delete=SYSTEM),
        protect(
            "performance_returnstock",
            read=READS,
            write="false",
            insert="(SELECT viewer_may('return.prepare'))",
        ),
        protect(
            "performance_returndecision",
            read=of_case("performance_returndecision"),
            write="false",
            insert="(SELECT viewer_may('return.prepare'))"
            " AND EXISTS (SELECT 1 FROM cases_case c WHERE c.id = performance_returndecision.case_id)",
            delete=f"{SYSTEM} AND {ERASED}",
        ),
        protect(
            "performance_savedview",
            read="staff_id = (SELECT viewer_id())",
            delete="staff_id = (SELECT viewer_id())",
        ),
        # What a report holds is written once: only its checking, approval and sending are ever added.
        migrations.RunSQL(
            """
CREATE FUNCTION performance_report_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.approved_at IS NOT NULL AND (NEW.content, NEW.digest, NEW.month, NEW.prepared_at, NEW.why, NEW.checked_by_id)
     IS DISTINCT FROM (OLD.content, OLD.digest, OLD.month, OLD.prepared_at, OLD.why, OLD.checked_by_id) THEN
    RAISE EXCEPTION 'an approved report does not change';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER performance_report_stays BEFORE UPDATE ON performance_monthlyreport
  FOR EACH ROW EXECUTE FUNCTION performance_report_stays();
""",
            "DROP TRIGGER performance_report_stays ON performance_monthlyreport; DROP FUNCTION performance_report_stays();",
        ),
    ]
