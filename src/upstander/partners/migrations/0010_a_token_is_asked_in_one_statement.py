"""A call with a token asks whose it is and is counted in one round trip, as the system and without waiting for the disk.

Whoever may call it may say that they are the system anyway (`viewer.py`): it adds no right.
"""

from django.db import migrations

USED = """
CREATE FUNCTION partners_token_used(wanted bytea, today date, moment timestamptz)
RETURNS TABLE (token uuid, agency uuid, called text, may varchar[], within boolean) LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
DECLARE kind text := viewer_kind();
BEGIN
  PERFORM set_config('upstander.viewer_kind', 'system', true);
  -- A count that a power cut loses harms nobody; waiting for the disk at each call would slow every report.
  PERFORM set_config('synchronous_commit', 'off', true);
  RETURN QUERY UPDATE partners_apitoken t SET used_on = today, minute = date_trunc('minute', moment),
      in_minute = CASE WHEN t.minute = date_trunc('minute', moment) THEN least(t.in_minute + 1, 1000000) ELSE 1 END
    FROM partners_agency a
    WHERE t.digest = wanted AND a.id = t.agency_id AND t.revoked_at IS NULL AND t.ends_on >= today AND a.retired_at IS NULL
    RETURNING t.id, t.agency_id, CASE WHEN a.area = '' THEN a.name::text ELSE a.name || ' (' || a.area || ')' END, t.scopes,
      t.in_minute <= t.per_minute;
  PERFORM set_config('upstander.viewer_kind', kind, true);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("partners", "0009_what_an_agreement_is_for")]
    operations = [migrations.RunSQL(USED, "DROP FUNCTION partners_token_used(bytea, date, timestamptz)")]
