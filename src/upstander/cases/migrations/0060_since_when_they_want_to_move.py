"""The clocks of rehousing run from the wish and the application. What was noted before this keeps the clock that it has."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0059_parts_of_sealed_cases_are_sealed")]
    operations = [
        migrations.AddField("party", "wants_to_move_at", models.DateTimeField(null=True)),
        migrations.AddField("party", "applied_for_banding_at", models.DateTimeField(null=True)),
    ]
