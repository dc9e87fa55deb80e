"""A page of a PDF file stands in a bundle as a picture: its pieces are kept with it, as those of a copy made elsewhere are."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0015_when_all_was_noted")]
    operations = [migrations.AddField("bundlesheet", "drawn", models.BooleanField(default=False))]
