"""Words of messages are for staff to read, for those who keep them to write; what was written in a message stays, its language too."""

from django.db import migrations

from upstander.confidentiality.rls import protect

SYSTEM = "(SELECT viewer_is_system())"
READ = f"{SYSTEM} OR (SELECT viewer_kind()) = 'staff'"
WRITE = f"{SYSTEM} OR (SELECT viewer_may('wordings.keep'))"

FIXED = """
CREATE FUNCTION messages_message_language_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.language, NEW.wording_id, NEW.easy_read) IS DISTINCT FROM (OLD.language, OLD.wording_id, OLD.easy_read) THEN
    RAISE EXCEPTION 'what was written in a message stays' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER messages_message_language_fixed BEFORE UPDATE ON messages_message
  FOR EACH ROW EXECUTE FUNCTION messages_message_language_fixed();
CREATE FUNCTION messages_wording_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.id, NEW.kind, NEW.language, NEW.number, NEW.words, NEW.written_at, NEW.written_by_id)
     IS DISTINCT FROM (OLD.id, OLD.kind, OLD.language, OLD.number, OLD.words, OLD.written_at, OLD.written_by_id) THEN
    RAISE EXCEPTION 'a version of the words stays as it was written' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER messages_wording_fixed BEFORE UPDATE ON messages_wording
  FOR EACH ROW EXECUTE FUNCTION messages_wording_fixed();
"""
UNDONE = """
DROP TRIGGER messages_wording_fixed ON messages_wording; DROP FUNCTION messages_wording_fixed();
DROP TRIGGER messages_message_language_fixed ON messages_message; DROP FUNCTION messages_message_language_fixed();
"""


class Migration(migrations.Migration):
    dependencies = [("messages", "0005_wordings"), ("confidentiality", "0002_row_level_security")]
    operations = [
        protect("messages_wording", read=READ, write=WRITE),
        migrations.RunSQL(FIXED, UNDONE),
    ]
