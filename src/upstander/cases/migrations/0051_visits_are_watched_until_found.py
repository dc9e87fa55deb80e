"""A visit is looked after until somebody has heard from whoever went, also when nobody said that they went in."""

from django.db import migrations, models

import upstander.confidentiality.fields


class Migration(migrations.Migration):
    dependencies = [("cases", "0050_promises_counted_by_case")]
    operations = [
        migrations.AddField(
            "plannedvisit", "ring", upstander.confidentiality.fields.SealedField(key="case_id", null=True)
        ),
        migrations.RemoveIndex("plannedvisit", "visit_overdue"),
        migrations.AddIndex(
            "plannedvisit",
            models.Index(
                fields=["back_by"], condition=models.Q(("state", "under_way")), name="visit_watched"
            ),
        ),
        migrations.AddIndex(
            "plannedvisit",
            models.Index(fields=["at"], condition=models.Q(("state", "planned")), name="visit_not_begun"),
        ),
    ]
