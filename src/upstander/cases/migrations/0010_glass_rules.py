"""Who may see a case, now with access for some hours; and who may read why it was taken."""

from django.db import migrations

from upstander.confidentiality.rls import protect

SYSTEM = "(SELECT viewer_is_system())"

# As in 0008, and whoever opened it for some hours. That opens no sealed case, nor one that is sealed meanwhile.
VISIBLE = f"""{SYSTEM} OR (
    (SELECT viewer_kind()) = 'staff'
    AND id <> ALL ((SELECT viewer_conflicts())::uuid[])
    AND (
        id = ANY ((SELECT viewer_named_cases())::uuid[])
        OR CASE WHEN sealed THEN (SELECT viewer_may('case.read_sealed'))
           ELSE (SELECT viewer_may('case.read_all'))
             OR officer_id = (SELECT viewer_id())
             OR officer_id = ANY ((SELECT viewer_covers())::uuid[])
             OR id = ANY ((SELECT viewer_glass_cases())::uuid[])
             OR ((SELECT viewer_may('case.read_team')) AND team_id = ANY ((SELECT viewer_teams())::uuid[]))
             OR (state = 'received' AND (SELECT viewer_may('report.triage')))
           END
    )
)"""
RESET = f"""
ALTER POLICY cases_case_read ON cases_case USING ({VISIBLE});
ALTER POLICY cases_case_write ON cases_case USING ({VISIBLE}) WITH CHECK ({VISIBLE});
"""

# For whoever reviews, as with the audit: not of sealed cases, nor of those they are kept from. Its reason stands on the timeline
# besides, for whoever may see the case.
REVIEWED = f"""{SYSTEM} OR ((SELECT viewer_may('glass.review'))
    AND case_id <> ALL ((SELECT viewer_conflicts())::uuid[]) AND auditable_case(case_id))"""
ERASED = f"{SYSTEM} AND case_id = ANY (coalesce(nullif(current_setting('upstander.erasing', true), '')::uuid[], '{{}}'))"


class Migration(migrations.Migration):
    dependencies = [("cases", "0009_breakglass"), ("confidentiality", "0006_access_until")]
    operations = [
        migrations.RunSQL(RESET, migrations.RunSQL.noop),
        protect("cases_breakglass", read=REVIEWED, insert=SYSTEM, delete=ERASED),
    ]
