"""The table of the cache that web processes share. Unlogged: neither replicas nor archives of the write-ahead log ever hold it."""

from django.db import migrations

TABLE = """
CREATE UNLOGGED TABLE upstander_cache (
  cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL
);
CREATE INDEX upstander_cache_expires ON upstander_cache (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("confidentiality", "0002_row_level_security")]
    operations = [migrations.RunSQL(TABLE, "DROP TABLE upstander_cache")]
