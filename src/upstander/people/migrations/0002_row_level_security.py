"""The directory is for staff whose role searches it, and for the system."""

from django.db import migrations

from upstander.confidentiality.rls import protect

SYSTEM = "(SELECT viewer_is_system())"
DIRECTORY = f"{SYSTEM} OR (SELECT viewer_may('directory.search'))"


class Migration(migrations.Migration):
    dependencies = [("people", "0001_tables"), ("confidentiality", "0002_row_level_security")]
    operations = [
        protect("people_home", read=f"{SYSTEM} OR (SELECT viewer_kind()) = 'staff'", write=SYSTEM),
        protect("people_person", read=DIRECTORY, write=SYSTEM),
        protect("people_residence", read=DIRECTORY, write=SYSTEM),
    ]
