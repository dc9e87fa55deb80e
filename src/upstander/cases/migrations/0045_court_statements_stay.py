"""A statement for a court is seen with its case, and stays as it was printed: that it was handed in is added once."""

from django.db import migrations

from upstander.confidentiality.rls import with_case

FIXED = (
    *("id", "case_id", "statement_id", "number", "content", "file", "sha256", "made_at", "made_by_id"),
    # null until it was handed in, and fixed from then on
    *("handed_at", "handed_to", "handed_by_id"),
)
PRINTED = FIXED[:9]


def _row(name: str, columns: tuple[str, ...]) -> str:
    return "(" + ", ".join(f"{name}.{column}" for column in columns) + ")"


class Migration(migrations.Migration):
    dependencies = [("cases", "0044_court_statements")]
    operations = [
        with_case("cases_courtstatement"),
        migrations.RunSQL(
            f"""
CREATE FUNCTION cases_courtstatement_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {_row("NEW", PRINTED)} IS DISTINCT FROM {_row("OLD", PRINTED)}
     OR OLD.handed_at IS NOT NULL AND {_row("NEW", FIXED)} IS DISTINCT FROM {_row("OLD", FIXED)} THEN
    RAISE EXCEPTION 'what was printed for a court stays' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER cases_courtstatement_fixed BEFORE UPDATE ON cases_courtstatement
  FOR EACH ROW EXECUTE FUNCTION cases_courtstatement_fixed();
""",
            "DROP TRIGGER cases_courtstatement_fixed ON cases_courtstatement; DROP FUNCTION cases_courtstatement_fixed();",
        ),
    ]
