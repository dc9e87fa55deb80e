"""The four highest bits of a token say which index key made it, so that the key can be rotated (decision 0080)."""

from django.db import migrations, models

import upstander.confidentiality.fields

# What is stored is of the first generation, whose bits are 0000.
FIRST = """
SELECT set_config('upstander.viewer_kind', 'system', true);
UPDATE intake_report SET index_tokens = ARRAY(SELECT token & 1152921504606846975 FROM unnest(index_tokens) AS token)
  WHERE index_tokens <> '{}';
UPDATE intake_mailbox SET owner =
    encode(set_byte(uuid_send(owner), 0, get_byte(uuid_send(owner), 0) & 15), 'hex')::uuid
  WHERE owner IS NOT NULL;
SELECT set_config('upstander.viewer_kind', '', true);
"""


class Migration(migrations.Migration):
    dependencies = [("intake", "0013_taking")]

    operations = [
        migrations.AlterField(
            model_name="report",
            name="index_tokens",
            field=upstander.confidentiality.fields.TokensField(
                base_field=models.BigIntegerField(), default=list, size=None
            ),
        ),
        migrations.AlterField(
            model_name="mailbox",
            name="owner",
            field=upstander.confidentiality.fields.PseudonymField(null=True),
        ),
        migrations.RunSQL(FIRST, migrations.RunSQL.noop),
    ]
