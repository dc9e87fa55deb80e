"""The register of bodies is for staff to read, and for those who keep it to write."""

from django.db import migrations

from upstander.confidentiality.rls import protect

SYSTEM = "(SELECT viewer_is_system())"
READ = f"{SYSTEM} OR (SELECT viewer_kind()) = 'staff'"
WRITE = f"{SYSTEM} OR (SELECT viewer_may('partners.edit'))"


class Migration(migrations.Migration):
    dependencies = [("partners", "0001_tables"), ("confidentiality", "0002_row_level_security")]
    operations = [
        protect("partners_agency", read=READ, write=WRITE),
        protect("partners_agreement", read=READ, write=WRITE),
    ]
