"""What staff chose to hear and by which way, what is on its way to them, their calendars, and searches that they keep."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import upstander.confidentiality.fields


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0023_survey_links_row_level_security"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Alert",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("staff_id", models.UUIDField()),
                ("cause", models.CharField(max_length=80)),
                ("about", models.UUIDField(null=True)),
                ("group", models.CharField(max_length=8)),
                ("count", models.PositiveSmallIntegerField(default=1)),
                ("state", models.CharField(default="waiting", max_length=8)),
                ("way", models.CharField(blank=True, max_length=5)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("not_before", models.DateTimeField()),
                ("made_at", models.DateTimeField()),
                ("batch", models.UUIDField(null=True)),
                ("left_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="AlertChoice",
            fields=[
                ("staff_id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("way", models.CharField(max_length=5)),
                ("phone", upstander.confidentiality.fields.SealedField(key="staff_id", null=True)),
                (
                    "hears",
                    models.CharField(
                        choices=[
                            ("safety", "Only when somebody may be in danger"),
                            ("late", "Also before something is due, and when it is late"),
                            ("all", "Everything that I am told on Today"),
                        ],
                        max_length=6,
                    ),
                ),
                ("before_hours", models.PositiveSmallIntegerField()),
                ("quiet_from", models.TimeField(null=True)),
                ("quiet_to", models.TimeField(null=True)),
                ("changed_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="CalendarFeed",
            fields=[
                ("staff_id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("digest", models.BinaryField(max_length=32, unique=True)),
                ("made_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="SavedSearch",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("staff_id", models.UUIDField()),
                ("name", upstander.confidentiality.fields.SealedField(key="staff_id", null=True)),
                ("text", upstander.confidentiality.fields.SealedField(key="staff_id", null=True)),
                ("filters", models.JSONField(default=dict)),
                ("digest", models.BooleanField(default=False)),
                (
                    "known",
                    upstander.confidentiality.fields.TokensField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("looked_at", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="duty",
            name="told_senior_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("seen_at", None)), fields=["at"], name="notice_unseen_by_time"
            ),
        ),
        migrations.AddIndex(
            model_name="timelineentry",
            index=models.Index(fields=["case", "recorded_at"], name="timeline_by_recording"),
        ),
        migrations.AddField(
            model_name="alert",
            name="case",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="alerts", to="cases.case"
            ),
        ),
        migrations.AddConstraint(
            model_name="alertchoice",
            constraint=models.CheckConstraint(
                condition=models.Q(("way__in", ["email", "text"])), name="alert_way_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="alertchoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("quiet_from", None), ("quiet_to", None)),
                    models.Q(("quiet_from__isnull", False), ("quiet_to__isnull", False)),
                    _connector="OR",
                ),
                name="alert_quiet_hours_paired",
            ),
        ),
        migrations.AddIndex(
            model_name="savedsearch",
            index=models.Index(fields=["staff_id", "made_at"], name="saved_search_by_staff"),
        ),
        migrations.AddIndex(
            model_name="alert",
            index=models.Index(
                condition=models.Q(("state", "waiting")), fields=["not_before"], name="alert_waiting"
            ),
        ),
        migrations.AddIndex(
            model_name="alert",
            index=models.Index(
                condition=models.Q(("state", "sending")), fields=["left_at"], name="alert_sending"
            ),
        ),
        migrations.AddIndex(
            model_name="alert",
            index=models.Index(fields=["about"], name="alert_by_about"),
        ),
        migrations.AddIndex(
            model_name="alert",
            index=models.Index(fields=["made_at"], name="alert_by_time"),
        ),
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.UniqueConstraint(fields=("staff_id", "cause"), name="alert_once"),
        ),
    ]
