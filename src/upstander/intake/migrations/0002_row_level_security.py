"""Reports follow their case. Drafts are for the public process that holds the key, and for the sweeper."""

from django.db import migrations

from upstander.confidentiality.rls import protect, with_case

DRAFTS = "(SELECT viewer_kind()) IN ('public', 'system')"


class Migration(migrations.Migration):
    dependencies = [("intake", "0001_tables"), ("cases", "0002_row_level_security")]
    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE intake_report_number_seq", "DROP SEQUENCE intake_report_number_seq"
        ),
        with_case("intake_report"),
        with_case("intake_attachment"),
        with_case("intake_attachmentchunk"),
        protect("intake_draft", read=DRAFTS, delete=DRAFTS),
        protect("intake_draftfile", read=DRAFTS, delete=DRAFTS),
        protect("intake_draftfilechunk", read=DRAFTS, delete=DRAFTS),
    ]
