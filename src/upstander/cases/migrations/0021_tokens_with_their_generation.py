"""The four highest bits of a token say which index key made it, so that the key can be rotated (decision 0080)."""

from django.db import migrations, models

import upstander.confidentiality.fields

# What is stored is of the first generation, whose bits are 0000.
FIRST = """
SELECT set_config('upstander.viewer_kind', 'system', true);
UPDATE cases_case SET index_tokens = ARRAY(SELECT token & 1152921504606846975 FROM unnest(index_tokens) AS token)
  WHERE index_tokens <> '{}';
UPDATE cases_casedecision SET effects = jsonb_set(effects, '{tokens}',
    (SELECT coalesce(jsonb_agg(token::bigint & 1152921504606846975), '[]') FROM jsonb_array_elements_text(effects -> 'tokens') AS token))
  WHERE effects ? 'tokens';
SELECT set_config('upstander.viewer_kind', '', true);
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0020_decisions_that_can_be_undone")]

    operations = [
        migrations.AlterField(
            model_name="case",
            name="index_tokens",
            field=upstander.confidentiality.fields.TokensField(
                base_field=models.BigIntegerField(), default=list, size=None
            ),
        ),
        migrations.RunSQL(FIRST, migrations.RunSQL.noop),
    ]
