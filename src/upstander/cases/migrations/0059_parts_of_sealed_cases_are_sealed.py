"""What became part of a case that was sealed before parts were sealed with it (decision 0198) is sealed too; whom its keepers let in to
the whole is let in to the parts, as `name_to_matter` does since."""

from django.db import migrations

PARTS = """
WITH RECURSIVE parts AS (
  SELECT part.id, whole.id AS whole FROM cases_case part JOIN cases_case whole ON whole.id = part.joined_to_id
    WHERE whole.sealed AND part.state = 'joined'
  UNION
  SELECT part.id, parts.whole FROM cases_case part JOIN parts ON parts.id = part.joined_to_id WHERE part.state = 'joined'
)"""
SEALED = f"""
SELECT set_config('upstander.viewer_kind', 'system', true);
INSERT INTO confidentiality_namedaccess (id, case_id, staff_id, given_at)
  {PARTS} SELECT DISTINCT ON (parts.id, named.staff_id) gen_random_uuid(), parts.id, named.staff_id, named.given_at
    FROM parts JOIN cases_case part ON part.id = parts.id AND NOT part.sealed
    JOIN confidentiality_namedaccess named ON named.case_id = parts.whole AND named.until IS NULL
  ON CONFLICT (case_id, staff_id) DO UPDATE SET until = NULL;
{PARTS} UPDATE cases_case SET sealed = true, team_id = NULL WHERE NOT sealed AND id IN (SELECT id FROM parts);
SELECT set_config('upstander.viewer_kind', '', true);
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0058_since_when_evidence_is_strong"), ("confidentiality", "0006_access_until")]
    operations = [migrations.RunSQL(SEALED, migrations.RunSQL.noop)]
