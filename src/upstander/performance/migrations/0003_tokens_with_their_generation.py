"""The four highest bits of a token say which index key made it, so that the key can be rotated (decision 0080)."""

from django.db import migrations

import upstander.confidentiality.fields

# Nobody changed a row before; now the job of `upstander keys reindex` does.
CHANGED = """
DROP POLICY performance_equalityanswer_write ON performance_equalityanswer;
CREATE POLICY performance_equalityanswer_write ON performance_equalityanswer FOR UPDATE
  USING ((SELECT viewer_is_system())) WITH CHECK ((SELECT viewer_is_system()));
"""
BACK = """
DROP POLICY performance_equalityanswer_write ON performance_equalityanswer;
CREATE POLICY performance_equalityanswer_write ON performance_equalityanswer FOR UPDATE USING (false) WITH CHECK (false);
"""
# What is stored is of the first generation, whose bits are 0000.
FIRST = """
SELECT set_config('upstander.viewer_kind', 'system', true);
UPDATE performance_equalityanswer SET token = token & 1152921504606846975;
SELECT set_config('upstander.viewer_kind', '', true);
"""


class Migration(migrations.Migration):
    dependencies = [("performance", "0002_row_level_security")]

    operations = [
        migrations.AlterField(
            model_name="equalityanswer",
            name="token",
            field=upstander.confidentiality.fields.TokenField(unique=True),
        ),
        migrations.RunSQL(CHANGED, BACK),
        migrations.RunSQL(FIRST, migrations.RunSQL.noop),
    ]
