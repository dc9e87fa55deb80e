"""The four highest bits of a token say which index key made it, so that the key can be rotated (decision 0080)."""

from django.db import migrations, models

import upstander.confidentiality.fields

# What is stored is of the first generation, whose bits are 0000.
FIRST = """
SELECT set_config('upstander.viewer_kind', 'system', true);
UPDATE people_person SET index_tokens = ARRAY(SELECT token & 1152921504606846975 FROM unnest(index_tokens) AS token)
  WHERE index_tokens <> '{}';
SELECT set_config('upstander.viewer_kind', '', true);
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0004_housing_imports_row_level_security")]

    operations = [
        migrations.AlterField(
            model_name="person",
            name="index_tokens",
            field=upstander.confidentiality.fields.TokensField(
                base_field=models.BigIntegerField(), default=list, size=None
            ),
        ),
        migrations.RunSQL(FIRST, migrations.RunSQL.noop),
    ]
