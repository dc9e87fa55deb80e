"""Everybody sees on which day a helpline was checked, visitors of the site too; whoever keeps the words writes it, and nobody changes it."""

from django.db import migrations

from upstander.confidentiality.rls import protect

KEEPER = "(SELECT viewer_is_system()) OR (SELECT viewer_may('wordings.keep'))"


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0005_helplines_checked"),
        ("confidentiality", "0002_row_level_security"),
    ]
    operations = [protect("governance_helplinecheck", read="true", insert=KEEPER, write="false")]
