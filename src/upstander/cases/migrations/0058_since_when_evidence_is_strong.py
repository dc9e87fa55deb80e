"""The clock of enforcement runs from when evidence was found strong. What was found before keeps the clock that it has."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0057_silence_is_told_again")]
    operations = [migrations.AddField("case", "evidence_at", models.DateTimeField(null=True))]
