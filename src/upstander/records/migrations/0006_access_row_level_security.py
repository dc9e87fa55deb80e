"""Who may see requests for data: whoever handles them."""

from django.db import migrations

from upstander.confidentiality.rls import protect

HANDLER = "(SELECT viewer_is_system()) OR (SELECT viewer_may('access.requests'))"


class Migration(migrations.Migration):
    dependencies = [("records", "0005_access"), ("confidentiality", "0002_row_level_security")]
    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE records_access_number_seq", "DROP SEQUENCE records_access_number_seq"
        ),
        protect("records_accessrequest", read=HANDLER),
        protect("records_accesswait", read=HANDLER),
    ]
