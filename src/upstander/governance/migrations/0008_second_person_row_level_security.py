"""Whoever agrees to what another put on the register writes that down: keepers, and those who approve."""

from django.db import migrations

SYSTEM = "(SELECT viewer_is_system())"
KEEPER = f"{SYSTEM} OR (SELECT viewer_may('policy.keep'))"
AGREES = f"{KEEPER} OR (SELECT viewer_may('policy.approve'))"


def rewrite(table: str) -> migrations.RunSQL:
    sql = "ALTER POLICY {0}_write ON {0} USING ({1}) WITH CHECK ({1})"
    return migrations.RunSQL(sql.format(table, AGREES), sql.format(table, KEEPER))


class Migration(migrations.Migration):
    dependencies = [("governance", "0007_a_second_person_on_the_register")]
    operations = [
        rewrite("governance_consultation"),
        rewrite("governance_reviewcall"),
        rewrite("governance_impactassessment"),
    ]
