"""A notice that no claim followed lapses: whoever has the case is told before."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0052_open_work_by_index")]
    operations = [
        migrations.AddField("measure", "lapses_on", models.DateField(null=True)),
        migrations.AddField("measure", "lapse_told_at", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "measure",
            models.Index(
                fields=["lapses_on"],
                condition=models.Q(("lapse_told_at", None), ("lapses_on__isnull", False)),
                name="measure_lapses",
            ),
        ),
    ]
