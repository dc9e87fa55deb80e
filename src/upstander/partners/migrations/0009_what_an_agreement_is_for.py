import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("partners", "0008_digests_follow_their_key"),
    ]

    operations = [
        migrations.AddField(
            model_name="agreement",
            name="uses",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=20), default=list, size=None
            ),
        ),
    ]
