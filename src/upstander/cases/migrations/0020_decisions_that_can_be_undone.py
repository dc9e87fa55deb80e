"""What a decision on a report changed is kept, so that it can be undone; and cases are linked. A link shows to whoever sees both ends."""

import uuid

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

from upstander.confidentiality.rls import erasable, protect, with_case

BOTH = """(SELECT viewer_is_system()) OR (
    EXISTS (SELECT 1 FROM cases_case c WHERE c.id = cases_caselink.case_id)
    AND EXISTS (SELECT 1 FROM cases_case o WHERE o.id = cases_caselink.other)
)"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0019_evidence_row_level_security")]

    operations = [
        migrations.AddField("party", "removed_at", models.DateTimeField(null=True)),
        migrations.AddField("discharge", "undone_at", models.DateTimeField(null=True)),
        migrations.RemoveConstraint("party", "one_survivor_a_case"),
        migrations.AddConstraint(
            "party",
            models.UniqueConstraint(
                fields=["case"], condition=Q(role="survivor", removed_at=None), name="one_survivor_a_case"
            ),
        ),
        migrations.CreateModel(
            name="CaseDecision",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("into", models.UUIDField(null=True)),
                ("report_id", models.UUIDField(null=True)),
                (
                    "decision",
                    models.CharField(
                        choices=[
                            ("open", "Opened as a case"),
                            ("join", "Joined to a known case"),
                            ("route", "Passed to another policy"),
                            ("merge", "Merged into another case"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("by_id", models.UUIDField(null=True)),
                ("effects", models.JSONField(default=dict)),
                ("undone_at", models.DateTimeField(null=True)),
                ("undone_by_id", models.UUIDField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="decisions", to="cases.case"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["case", "-at"], name="decision_by_case"),
                    models.Index(fields=["by_id", "-at"], name="decision_by_maker"),
                    models.Index(fields=["into"], name="decision_by_into"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        name="decision_goes_somewhere",
                        condition=Q(decision__in=["open", "route"], into=None)
                        | (Q(decision__in=["join", "merge"], into__isnull=False) & ~Q(into=F("case"))),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseLink",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("other", models.UUIDField()),
                ("why", models.CharField(max_length=20)),
                ("at", models.DateTimeField()),
                ("by_id", models.UUIDField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links_from",
                        to="cases.case",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["other"], name="link_by_other")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=["case", "other"], condition=Q(ended_at=None), name="one_link_of_two"
                    ),
                    models.CheckConstraint(name="link_of_two", condition=~Q(other=F("case"))),
                ],
            },
        ),
        with_case("cases_casedecision"),
        protect("cases_caselink", read=BOTH),
        erasable("cases_caselink"),
    ]
