"""Cases that are here now may have notes from before their words were indexed: null marks them, and a job works through them."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("cases", "0038_risk_triggers_found")]
    operations = [
        migrations.AddField("case", "notes_indexed", models.BooleanField(null=True)),
        migrations.AlterField("case", "notes_indexed", models.BooleanField(default=True, null=True)),
        migrations.AddIndex(
            "case", models.Index(condition=Q(notes_indexed=None), fields=["id"], name="case_notes_to_index")
        ),
    ]
