"""Sign-ins of the last thirty days: anybody's is written before there is a viewer; one's own is read, administrators read all."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from upstander.confidentiality.rls import protect

SYSTEM = "(SELECT viewer_is_system())"


class Migration(migrations.Migration):
    dependencies = [("confidentiality", "0009_neighbours_are_known")]
    operations = [
        migrations.CreateModel(
            name="SignIn",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField()),
                ("way", models.CharField(max_length=10)),
                ("refused", models.BooleanField()),
                ("network", models.CharField(blank=True, max_length=50)),
                ("device", models.CharField(blank=True, max_length=40)),
                (
                    "staff",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sign_ins",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["staff", "-at"], name="sign_in_by_staff")]},
        ),
        protect(
            "confidentiality_signin",
            read=f"{SYSTEM} OR staff_id = (SELECT viewer_id()) OR (SELECT viewer_may('staff.administer'))",
            write="false",
            insert="(SELECT viewer_is_set())",
            delete=SYSTEM,
        ),
    ]
