"""How many came of late, by cell, for all web processes together. Unlogged: neither replicas nor archives of the log ever hold it."""

from django.db import migrations

TABLE = """
CREATE UNLOGGED TABLE upstander_flood (
  cell integer PRIMARY KEY, level double precision NOT NULL, at double precision NOT NULL
)
"""


class Migration(migrations.Migration):
    dependencies = [("intake", "0016_pictures_row_level_security")]
    operations = [migrations.RunSQL(TABLE, "DROP TABLE upstander_flood")]
