"""The viewer's functions, forced row-level security, and an audit that the database itself refuses to change."""

from django.db import migrations

from upstander.confidentiality.rls import CASE_LISTS, VIEWER_FUNCTIONS, protect

SYSTEM = "(SELECT viewer_is_system())"
ADMINISTER = f"{SYSTEM} OR (SELECT viewer_may('staff.administer'))"

APPEND_ONLY = """
CREATE SEQUENCE confidentiality_auditentry_id_seq;
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN RAISE EXCEPTION 'The audit is append-only: % refused', TG_OP USING ERRCODE = 'insufficient_privilege'; END $$;
CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE ON confidentiality_auditentry
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_entry_no_truncate BEFORE TRUNCATE ON confidentiality_auditentry
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_seal_append_only BEFORE UPDATE OR DELETE ON confidentiality_auditseal
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_seal_no_truncate BEFORE TRUNCATE ON confidentiality_auditseal
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("confidentiality", "0001_tables")]
    operations = [
        migrations.RunSQL(VIEWER_FUNCTIONS, migrations.RunSQL.noop),
        migrations.RunSQL(CASE_LISTS, migrations.RunSQL.noop),
        migrations.RunSQL(APPEND_ONLY, migrations.RunSQL.noop),
        # Sign-in and every page need to know who works here; nothing about a case stands in these three.
        protect("confidentiality_staff", read="true", write=ADMINISTER),
        protect("confidentiality_team", read="true", write=ADMINISTER),
        protect("confidentiality_staff_teams", read="true", write=ADMINISTER, delete=ADMINISTER),
        protect(
            "confidentiality_datakey", read="(SELECT viewer_kind()) IN ('staff', 'system')", write=SYSTEM
        ),
        protect("confidentiality_namedaccess", read=SYSTEM),
        protect("confidentiality_conflict", read=SYSTEM),
        protect(
            "confidentiality_auditentry",
            read=f"{SYSTEM} OR (case_id IS NULL AND (SELECT viewer_may('audit.read')))",
            write="false",
            insert="(SELECT viewer_is_set())",
        ),
        protect("confidentiality_auditseal", read=SYSTEM, write="false", insert=SYSTEM),
    ]
