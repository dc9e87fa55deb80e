"""Access that ends at a moment, covers and declared relations: who may see and change each."""

from django.db import migrations

from upstander.confidentiality.rls import CASE_LISTS_IN_TIME, CLOCK, protect

SYSTEM = "(SELECT viewer_is_system())"
OWN = "staff_id = (SELECT viewer_id())"
# A line manager sees a declaration only once its withdrawal was asked for.
MANAGED = (
    "(withdrawal_asked_at IS NOT NULL AND EXISTS (SELECT 1 FROM confidentiality_staff s"
    " WHERE s.id = confidentiality_declaredrelation.staff_id AND s.manager_id = (SELECT viewer_id())))"
)
RELATIONS = f"{SYSTEM} OR {OWN} OR {MANAGED}"


class Migration(migrations.Migration):
    dependencies = [("confidentiality", "0004_access")]
    operations = [
        migrations.RunSQL(CLOCK, migrations.RunSQL.noop),
        migrations.RunSQL(CASE_LISTS_IN_TIME, migrations.RunSQL.noop),
        # Who covers for whom is known to every colleague; nothing about a case stands here.
        protect(
            "confidentiality_absence",
            read="(SELECT viewer_kind()) IN ('staff', 'system')",
            write=f"{SYSTEM} OR {OWN} OR (SELECT viewer_may('team.board'))",
        ),
        protect("confidentiality_declaredrelation", read=RELATIONS, insert=f"{SYSTEM} OR {OWN}"),
    ]
