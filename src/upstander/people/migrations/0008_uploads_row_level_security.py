"""That files were handed over is for whoever keeps the set-up; what they hold is for the system alone, until it is destroyed."""

from django.db import migrations

from upstander.confidentiality.rls import protect

SYSTEM = "(SELECT viewer_is_system())"


class Migration(migrations.Migration):
    dependencies = [("people", "0007_uploads")]
    operations = [
        protect(
            "people_housingupload",
            read=f"{SYSTEM} OR (SELECT viewer_may('staff.administer'))",
            write=SYSTEM,
        ),
        protect("people_housingpart", read=SYSTEM, delete=SYSTEM),
    ]
