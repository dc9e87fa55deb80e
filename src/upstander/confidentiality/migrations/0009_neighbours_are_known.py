"""One more way of knowing somebody: being neighbours."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("confidentiality", "0008_grant_rules")]
    operations = [
        migrations.AlterField(
            "declaredrelation",
            "kind",
            models.CharField(
                max_length=12,
                choices=[
                    ("self", "This is me"),
                    ("lives_with", "We live together"),
                    ("related", "We are related"),
                    ("neighbour", "We are neighbours"),
                    ("knows", "We are friends, or know each other well"),
                ],
            ),
        ),
    ]
