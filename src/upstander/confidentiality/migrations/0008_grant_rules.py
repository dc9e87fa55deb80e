"""Whoever administers accounts writes what they gave; whoever watches over it reads and marks it."""

from django.db import migrations

from upstander.confidentiality.rls import protect

SYSTEM = "(SELECT viewer_is_system())"


class Migration(migrations.Migration):
    dependencies = [("confidentiality", "0007_rolegrant")]
    operations = [
        protect(
            "confidentiality_rolegrant",
            read=f"{SYSTEM} OR (SELECT viewer_may('grants.review'))",
            insert=f"{SYSTEM} OR (SELECT viewer_may('staff.administer'))",
        ),
    ]
