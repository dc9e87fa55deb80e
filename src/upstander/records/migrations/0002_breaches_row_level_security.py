"""Who may see the breach log: whoever handles breaches. Whoever raised one may write it, and sees their own row."""

from django.db import migrations

from upstander.confidentiality.rls import protect

HANDLER = "(SELECT viewer_is_system()) OR (SELECT viewer_may('breach.handle'))"


class Migration(migrations.Migration):
    dependencies = [("records", "0001_breaches"), ("confidentiality", "0002_row_level_security")]
    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE records_breach_number_seq", "DROP SEQUENCE records_breach_number_seq"
        ),
        protect(
            "records_breach",
            read=f"{HANDLER} OR raised_by_id = (SELECT viewer_id())",
            write=HANDLER,
            insert="(SELECT viewer_may('breach.report')) AND raised_by_id = (SELECT viewer_id())",
        ),
        protect("records_breachtold", read=HANDLER),
        protect("records_breachaction", read=HANDLER),
    ]
