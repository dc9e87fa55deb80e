"""Who may see a case, now with the officer's cover while they are away."""

from django.db import migrations

SYSTEM = "(SELECT viewer_is_system())"

# As in 0002, and the cover of the officer. A cover sees no sealed case: those are for their keepers and for those named.
VISIBLE = f"""{SYSTEM} OR (
    (SELECT viewer_kind()) = 'staff'
    AND id <> ALL ((SELECT viewer_conflicts())::uuid[])
    AND (
        id = ANY ((SELECT viewer_named_cases())::uuid[])
        OR CASE WHEN sealed THEN (SELECT viewer_may('case.read_sealed'))
           ELSE (SELECT viewer_may('case.read_all'))
             OR officer_id = (SELECT viewer_id())
             OR officer_id = ANY ((SELECT viewer_covers())::uuid[])
             OR ((SELECT viewer_may('case.read_team')) AND team_id = ANY ((SELECT viewer_teams())::uuid[]))
             OR (state = 'received' AND (SELECT viewer_may('report.triage')))
           END
    )
)"""
RESET = f"""
ALTER POLICY cases_case_read ON cases_case USING ({VISIBLE});
ALTER POLICY cases_case_write ON cases_case USING ({VISIBLE}) WITH CHECK ({VISIBLE});
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_sums_and_erasing"), ("confidentiality", "0005_access_rules")]
    operations = [migrations.RunSQL(RESET, migrations.RunSQL.noop)]
