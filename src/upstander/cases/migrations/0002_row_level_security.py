"""Who may see a case, in the database: the one rule that every table of the case follows (clauses 3.5, 4.2, 4.3)."""

from django.db import migrations

from upstander.confidentiality.rls import as_system, protect, with_case

SYSTEM = "(SELECT viewer_is_system())"

# A conflict excludes before anything else is asked. A sealed case is for those named to it and for its keepers.
VISIBLE = f"""{SYSTEM} OR (
    (SELECT viewer_kind()) = 'staff'
    AND id <> ALL ((SELECT viewer_conflicts())::uuid[])
    AND (
        id = ANY ((SELECT viewer_named_cases())::uuid[])
        OR CASE WHEN sealed THEN (SELECT viewer_may('case.read_sealed'))
           ELSE (SELECT viewer_may('case.read_all'))
             OR officer_id = (SELECT viewer_id())
             OR ((SELECT viewer_may('case.read_team')) AND team_id = ANY ((SELECT viewer_teams())::uuid[]))
             OR (state = 'received' AND (SELECT viewer_may('report.triage')))
           END
    )
)"""

# Audit entries of a case: for those who may see the case, and for auditors unless it is sealed or they are in conflict.
AUDIT_OF_CASES = (
    as_system(
        "auditable_case",
        "wanted uuid",
        "boolean",
        "SELECT EXISTS (SELECT 1 FROM cases_case WHERE id = wanted AND NOT sealed) INTO answer",
    )
    + """
CREATE POLICY confidentiality_auditentry_of_cases ON confidentiality_auditentry FOR SELECT USING (
    case_id IS NOT NULL AND (SELECT viewer_kind()) = 'staff' AND (
        EXISTS (SELECT 1 FROM cases_case c WHERE c.id = confidentiality_auditentry.case_id)
        OR ((SELECT viewer_may('audit.read'))
            AND case_id <> ALL ((SELECT viewer_conflicts())::uuid[])
            AND auditable_case(case_id))
    )
);
"""
)


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0001_tables"),
        ("people", "0002_row_level_security"),
        ("messages", "0001_tables"),
    ]
    operations = [
        migrations.RunSQL("CREATE SEQUENCE cases_case_number_seq", "DROP SEQUENCE cases_case_number_seq"),
        protect("cases_case", read=VISIBLE, insert=SYSTEM, write=VISIBLE),
        *[
            with_case(f"cases_{table}")
            for table in (
                "party",
                "casereport",
                "duty",
                "discharge",
                "timelineentry",
                "riskassessment",
                "actionplan",
                "planaction",
                "closure",
            )
        ],
        with_case("messages_safecontact"),
        protect(
            "cases_notice",
            read=f"{SYSTEM} OR (staff_id = (SELECT viewer_id())"
            " AND EXISTS (SELECT 1 FROM cases_case c WHERE c.id = cases_notice.case_id))",
            insert=f"{SYSTEM} OR EXISTS (SELECT 1 FROM cases_case c WHERE c.id = cases_notice.case_id)",
        ),
        migrations.RunSQL(AUDIT_OF_CASES, migrations.RunSQL.noop),
    ]
