"""Exhibits follow their case; their chain of custody does, and nobody changes an entry of it, the system neither."""

from django.db import migrations

from upstander.confidentiality.rls import protect, with_case

VISIBLE = "(SELECT viewer_is_system()) OR EXISTS (SELECT 1 FROM cases_case c WHERE c.id = intake_custodyentry.case_id)"


class Migration(migrations.Migration):
    dependencies = [("intake", "0011_exhibits"), ("cases", "0019_evidence_row_level_security")]
    operations = [
        with_case("intake_exhibit"),
        protect(
            "intake_custodyentry",
            read=VISIBLE,
            insert=VISIBLE,
            write="false",
            delete="case_id = ANY ((SELECT viewer_erases())::uuid[])",
        ),
    ]
