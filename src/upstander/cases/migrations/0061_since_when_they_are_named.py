"""The clocks of what is owed on those responsible, and on needs, run from when they became known. What was noted before keeps its own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0060_since_when_they_want_to_move")]
    operations = [
        migrations.AddField("party", name, models.DateTimeField(null=True))
        for name in (
            "cannot_stay_tonight_at",
            "wants_female_staff_at",
            "support_needs_at",
            "identified_at",
            "affiliation_at",
        )
    ]
