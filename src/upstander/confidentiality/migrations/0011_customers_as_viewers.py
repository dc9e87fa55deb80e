"""A customer who is signed in to their own account is a kind of viewer of its own, known by numbers that lead to nobody."""

from django.db import migrations

KINDS = """
CREATE OR REPLACE FUNCTION viewer_is_set() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
  $$ SELECT viewer_kind() IN ('staff', 'public', 'customer', 'system') $$;
CREATE FUNCTION viewer_accounts() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE AS
  $$ SELECT CASE WHEN viewer_kind() = 'customer'
       THEN coalesce(nullif(current_setting('upstander.accounts', true), '')::uuid[], '{}') ELSE '{}' END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("confidentiality", "0010_signin")]
    operations = [migrations.RunSQL(KINDS, migrations.RunSQL.noop)]
