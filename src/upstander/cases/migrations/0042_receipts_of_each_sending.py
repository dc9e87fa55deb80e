import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0041_an_officers_own_statement")]

    operations = [
        migrations.AddField(
            model_name="pack",
            name="before",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=django.contrib.postgres.fields.ArrayField(
                    base_field=models.DateTimeField(null=True), size=2
                ),
                default=list,
                size=None,
            ),
        ),
    ]
