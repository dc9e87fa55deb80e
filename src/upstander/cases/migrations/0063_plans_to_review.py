"""Plans with a day for their review are found by it: the clock of each minute looked into the plan of every open case."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0062_what_could_not_be_done_is_counted")]
    operations = [
        migrations.AddIndex(
            "actionplan",
            models.Index(
                fields=["review_on"],
                condition=models.Q(("ended_at", None), ("review_on__isnull", False)),
                name="plan_to_review",
            ),
        ),
    ]
