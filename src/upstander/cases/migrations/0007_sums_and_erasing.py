"""Sums of disposed cases are for the system. A disposal may delete the rows of the cases it names, and no others."""

from django.db import migrations

from upstander.confidentiality.rls import ERASABLE_CASES, ERASING, erasable, protect


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_disposedcount"), ("intake", "0002_row_level_security")]
    operations = [
        protect("cases_disposedcount", read="(SELECT viewer_is_system())"),
        migrations.RunSQL(ERASING, migrations.RunSQL.noop),
        erasable("cases_case", "id"),
        erasable("people_person", "id"),
        erasable("people_residence", "person_id"),
        migrations.RunSQL(ERASABLE_CASES, migrations.RunSQL.noop),
        # A destroyed key must not stay in a dead row until a tenth of the table has changed: vacuum within the minute.
        migrations.RunSQL(
            "ALTER TABLE confidentiality_datakey SET"
            " (autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0)",
            "ALTER TABLE confidentiality_datakey RESET (autovacuum_vacuum_threshold, autovacuum_vacuum_scale_factor)",
        ),
    ]
