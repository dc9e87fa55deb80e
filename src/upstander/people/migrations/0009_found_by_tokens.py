"""People are found by their tokens through the index."""

from django.db import migrations

from upstander.confidentiality.rls import found_by_tokens


class Migration(migrations.Migration):
    dependencies = [("people", "0008_uploads_row_level_security")]
    operations = [found_by_tokens("people_person")]
