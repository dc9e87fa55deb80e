"""Accounts of customers: codes to sign in with, who is signed in, and whose a mailbox is."""

import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0013_found_by_time"),
        ("intake", "0008_arrivals_row_level_security"),
    ]

    operations = [
        migrations.CreateModel(
            name="AccountAsking",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("wanted", models.BigIntegerField()),
                ("language", models.CharField(max_length=10)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("expires_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="AccountCode",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("wanted", models.BigIntegerField(unique=True)),
                ("digest", models.BinaryField()),
                ("unanswered", models.PositiveSmallIntegerField(default=0)),
                ("sent_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="AccountSession",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("content", models.BinaryField()),
                ("ends_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="mailbox",
            name="owner",
            field=models.UUIDField(null=True),
        ),
        migrations.AddIndex(
            model_name="mailbox",
            index=models.Index(
                condition=models.Q(("owner__isnull", False)), fields=["owner"], name="mailbox_by_owner"
            ),
        ),
        migrations.AddIndex(
            model_name="accountasking",
            index=models.Index(fields=["expires_at"], name="account_asking_by_expiry"),
        ),
        migrations.AddIndex(
            model_name="accountsession",
            index=models.Index(fields=["expires_at"], name="account_session_by_expiry"),
        ),
    ]
