from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0040_looked_for_by_time")]

    operations = [
        migrations.AlterField(
            model_name="statement",
            name="party_id",
            field=models.UUIDField(null=True),
        ),
    ]
