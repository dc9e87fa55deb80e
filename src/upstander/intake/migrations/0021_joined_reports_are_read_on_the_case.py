"""Whoever may see a case reads every report that is on it, though it came with a case of its own that they would not see: a cover, or an
officer without sight of all cases. Not what is sealed, nor what they are kept from. They change nothing there."""

from django.db import migrations

# Permissive policies add up: each is one more reason to see a row. A report on the case is there for whoever sees that case.
ON_THE_CASE = """
CREATE POLICY intake_report_on_the_case ON intake_report FOR SELECT USING (
  (SELECT viewer_kind()) = 'staff'
  AND case_id <> ALL ((SELECT viewer_conflicts())::uuid[])
  AND EXISTS (SELECT 1 FROM cases_casereport r WHERE r.id = intake_report.id)
  AND auditable_case(case_id)
);
"""
WITH_IT = """
CREATE POLICY {table}_on_the_case ON {table} FOR SELECT USING (
  (SELECT viewer_kind()) = 'staff' AND EXISTS (SELECT 1 FROM {other} r WHERE r.id = {table}.{column})
);
"""
COME_WITH = [
    ("intake_attachment", "intake_report", "report_id"),
    ("intake_attachmentchunk", "intake_attachment", "attachment_id"),
    ("intake_textpicture", "intake_report", "report_id"),
]


class Migration(migrations.Migration):
    dependencies = [("intake", "0020_found_by_case"), ("cases", "0010_glass_rules")]
    operations = [
        migrations.RunSQL(ON_THE_CASE, "DROP POLICY intake_report_on_the_case ON intake_report"),
        *[
            migrations.RunSQL(
                WITH_IT.format(table=table, other=other, column=column),
                f"DROP POLICY {table}_on_the_case ON {table}",
            )
            for table, other, column in COME_WITH
        ],
    ]
