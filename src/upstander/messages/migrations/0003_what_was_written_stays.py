"""To whom, by which way and in which words a message goes is never changed once it is written."""

from django.db import migrations

FIXED = [
    "id",
    "case_id",
    "person_on_case_id",
    "cause",
    "way",
    "kind",
    "part",
    "large_print",
    "destination",
    "addressee",
    "subject",
    "body",
    "created_at",
    "created_by_id",
]


def _row(name: str) -> str:
    return "(" + ", ".join(f"{name}.{column.strip()}" for column in FIXED) + ")"


class Migration(migrations.Migration):
    dependencies = [("messages", "0002_outbox")]
    operations = [
        migrations.RunSQL(
            f"""
CREATE FUNCTION messages_message_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {_row("NEW")} IS DISTINCT FROM {_row("OLD")} THEN
    RAISE EXCEPTION 'what was written in a message stays' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER messages_message_fixed BEFORE UPDATE ON messages_message
  FOR EACH ROW EXECUTE FUNCTION messages_message_fixed();
""",
            "DROP TRIGGER messages_message_fixed ON messages_message; DROP FUNCTION messages_message_fixed();",
        )
    ]
