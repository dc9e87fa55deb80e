"""A named person of a body who is signed in is a kind of viewer of its own, known by the body alone."""

from django.db import migrations

KINDS = """
CREATE OR REPLACE FUNCTION viewer_is_set() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
  $$ SELECT viewer_kind() IN ('staff', 'public', 'customer', 'partner', 'system') $$;
CREATE FUNCTION viewer_agency() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS
  $$ SELECT CASE WHEN viewer_kind() = 'partner'
       THEN nullif(current_setting('upstander.agency', true), '')::uuid END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("confidentiality", "0011_customers_as_viewers")]
    operations = [migrations.RunSQL(KINDS, migrations.RunSQL.noop)]
