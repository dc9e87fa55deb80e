"""What an import did is for whoever keeps the set-up; it says nothing of anybody."""

from django.db import migrations

from upstander.confidentiality.rls import protect

SYSTEM = "(SELECT viewer_is_system())"


class Migration(migrations.Migration):
    dependencies = [("people", "0003_follow_the_housing_system")]
    operations = [
        protect(
            "people_housingimport",
            read=f"{SYSTEM} OR (SELECT viewer_may('staff.administer'))",
            write=SYSTEM,
        )
    ]
