"""What the dashboard counts of open promises, and which cases are sealed, is read from two small indexes alone. Made anew in seconds
at a million cases."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0055_what_officers_carry")]

    operations = [
        migrations.RemoveIndex("case", "case_sealed"),
        migrations.AddIndex(
            "case",
            models.Index(
                condition=models.Q(("sealed", True)),
                fields=["id"],
                include=("sealed", "officer", "team", "state"),
                name="case_sealed",
            ),
        ),
        migrations.RemoveIndex("duty", "duty_open_by_due"),
        migrations.AddIndex(
            "duty",
            models.Index(
                condition=models.Q(("state", "open")),
                fields=["due_at", "id"],
                include=("case", "state", "slug", "clause"),
                name="duty_open_by_due",
            ),
        ),
    ]
