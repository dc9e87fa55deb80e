"""An index on the answers that say why something could not be done: the clause page counts them apart from promises kept."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("cases", "0061_since_when_they_are_named")]

    operations = [
        migrations.AddIndex(
            model_name="discharge",
            index=models.Index(fields=["at"], condition=Q(outcome="could_not"), name="discharge_could_not"),
        ),
    ]
