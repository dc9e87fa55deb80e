"""Reports that staff write down: whose, on which channel, until when. The database lets nobody see another's."""

import uuid

from django.db import migrations, models

from upstander.confidentiality.rls import protect

OWN = "(SELECT viewer_is_system()) OR ((SELECT viewer_kind()) = 'staff' AND staff_id = (SELECT viewer_id()))"


class Migration(migrations.Migration):
    dependencies = [("intake", "0012_exhibits_row_level_security")]

    operations = [
        migrations.CreateModel(
            name="Taking",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("staff_id", models.UUIDField()),
                ("channel", models.CharField(max_length=20)),
                ("begun_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["staff_id"], name="taking_by_staff"),
                    models.Index(fields=["expires_at"], name="taking_by_expiry"),
                ],
            },
        ),
        protect("intake_taking", read=OWN, delete=OWN),
    ]
