"""Somebody appointed to read a keeper's answer again, and which pages are a keeper's."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0010_bundles_row_level_security")]
    operations = [
        migrations.AddField("accesssearcher", "second", models.BooleanField(default=False)),
        migrations.AddField("bundlesheet", "keeper", models.BooleanField(default=False)),
    ]
