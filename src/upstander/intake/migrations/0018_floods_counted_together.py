"""How many came of late, by cell, for all web processes together. Unlogged: neither replicas nor archives of the log ever hold it."""

from django.db import migrations

TABLE = """
CREATE UNLOGGED TABLE upstander_flood (
  cell integer PRIMARY KEY, level double precision NOT NULL, at double precision NOT NULL
)
"""


class Migration(migrations.Migration):
    dependencies = [("intake", "0017_digests_follow_their_key")]
    operations = [migrations.RunSQL(TABLE, "DROP TABLE upstander_flood")]
