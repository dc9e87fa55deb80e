"""Whoever keeps the register of disclosures sees them on ordinary cases, unless in conflict. Never on a sealed case, never the case."""

from django.db import migrations, models

REGISTER = """
CREATE POLICY cases_disclosure_register ON cases_disclosure FOR SELECT USING (
    (SELECT viewer_may('disclosure.register'))
    AND case_id <> ALL ((SELECT viewer_conflicts())::uuid[])
    AND auditable_case(case_id)
);
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0010_glass_rules")]
    operations = [
        migrations.AddField("disclosure", "chased_at", models.DateTimeField(null=True)),
        migrations.AddField("withdrawaltask", "chased_at", models.DateTimeField(null=True)),
        migrations.RunSQL(REGISTER, "DROP POLICY cases_disclosure_register ON cases_disclosure"),
    ]
