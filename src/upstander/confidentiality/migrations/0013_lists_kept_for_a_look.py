"""A page that only looks has the lists behind the rules asked once (decision 0140)."""

from django.db import migrations

from upstander.confidentiality.rls import kept_for_a_look


class Migration(migrations.Migration):
    dependencies = [("confidentiality", "0012_partners_as_viewers")]
    operations = [
        migrations.RunSQL(kept_for_a_look(name), migrations.RunSQL.noop)
        for name in ("conflicts", "named_cases", "glass_cases", "covers")
    ]
