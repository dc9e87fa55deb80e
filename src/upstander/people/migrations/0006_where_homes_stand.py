"""Coordinates of homes, where the landlord has them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0005_tokens_with_their_generation"),
    ]

    operations = [
        migrations.AddField(
            model_name="home",
            name="easting",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="home",
            name="northing",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddIndex(
            model_name="home",
            index=models.Index(fields=["easting", "northing"], name="home_by_place"),
        ),
    ]
