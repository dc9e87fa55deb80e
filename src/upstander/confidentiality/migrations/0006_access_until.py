"""Access to one case that ends by itself."""

from django.db import migrations, models

from upstander.confidentiality.rls import NAMED_IN_TIME


class Migration(migrations.Migration):
    dependencies = [("confidentiality", "0005_access_rules")]
    operations = [
        migrations.AddField("namedaccess", "until", models.DateTimeField(null=True)),
        migrations.RunSQL(NAMED_IN_TIME, migrations.RunSQL.noop),
    ]
