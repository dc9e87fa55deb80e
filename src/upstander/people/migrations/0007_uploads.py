import uuid

import django.db.models.deletion
from django.db import migrations, models

import upstander.confidentiality.fields


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0006_where_homes_stand"),
    ]

    operations = [
        migrations.CreateModel(
            name="HousingUpload",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField()),
                ("by_id", models.UUIDField(null=True)),
                ("token_id", models.UUIDField(null=True)),
                ("at_once", models.BooleanField(default=False)),
                ("only_running", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waits to be tried"),
                            ("tried", "Tried: nothing changed yet"),
                            ("agreed", "Is being taken in"),
                            ("done", "Taken in"),
                            ("given_up", "Given up"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("run_id", models.UUIDField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="HousingPart",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("file", models.CharField(max_length=20)),
                ("number", models.PositiveIntegerField()),
                ("content", upstander.confidentiality.fields.SealedField(key="upload_id", null=True)),
                (
                    "upload",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="people.housingupload",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("upload", "file", "number"), name="housing_part_once")
                ],
            },
        ),
    ]
