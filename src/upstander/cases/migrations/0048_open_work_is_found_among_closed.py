"""What is open is found by indexes of its own, however much was closed: tokens of open cases; ended cases that still owe something, or
on which something was written down lately."""

import django.contrib.postgres.indexes
from django.db import migrations, models

# As the system: whoever ends a case, or keeps its last promise, need not see it in the same moment. Each puts the viewer back.
# (That a case has ended the owner sees without a viewer, by the policy of its tokens.)
_TRIGGER = "RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$"
_ENDED = "state NOT IN ('received', 'open')"
_AS_SYSTEM = "PERFORM set_config('upstander.viewer_kind', 'system', true);"
_BACK = "PERFORM set_config('upstander.viewer_kind', kind, true);"
KEPT = f"""
CREATE FUNCTION cases_case_ended() {_TRIGGER}
DECLARE kind text := viewer_kind();
BEGIN
  IF NEW.state IN ('received', 'open') THEN
    NEW.owes_still := false;
    NEW.stirred_at := NULL;
  ELSE
    {_AS_SYSTEM}
    NEW.owes_still := EXISTS (SELECT 1 FROM cases_duty WHERE case_id = NEW.id AND state = 'open');
    NEW.stirred_at := (SELECT max(recorded_at) FROM cases_timelineentry WHERE case_id = NEW.id);
    {_BACK}
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER cases_case_ended BEFORE UPDATE ON cases_case FOR EACH ROW EXECUTE FUNCTION cases_case_ended();

CREATE FUNCTION cases_of_ended() {_TRIGGER}
DECLARE kind text := viewer_kind();
BEGIN
  IF EXISTS (SELECT 1 FROM cases_case WHERE id IN (SELECT case_id FROM fresh) AND {_ENDED}) THEN
    {_AS_SYSTEM}
    UPDATE cases_case SET owes_still = owes_still WHERE id IN (SELECT case_id FROM fresh) AND {_ENDED};
    {_BACK}
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER cases_duty_of_ended AFTER INSERT ON cases_duty REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION cases_of_ended();
CREATE TRIGGER cases_entry_of_ended AFTER INSERT ON cases_timelineentry REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION cases_of_ended();

CREATE FUNCTION cases_duty_turned() {_TRIGGER}
DECLARE kind text := viewer_kind();
BEGIN
  IF EXISTS (SELECT 1 FROM cases_case WHERE id = NEW.case_id AND {_ENDED}) THEN
    {_AS_SYSTEM}
    UPDATE cases_case SET owes_still = owes_still WHERE id = NEW.case_id;
    {_BACK}
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER cases_duty_turned AFTER UPDATE OF state ON cases_duty
  FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION cases_duty_turned();

SELECT set_config('upstander.viewer_kind', 'system', true);
UPDATE cases_case SET owes_still = owes_still WHERE {_ENDED} AND id IN (
  SELECT case_id FROM cases_duty WHERE state = 'open'
  UNION SELECT case_id FROM cases_timelineentry WHERE recorded_at > now() - interval '5 days'
);
SELECT set_config('upstander.viewer_kind', '', true);
"""
NOT_KEPT = """
DROP TRIGGER cases_duty_turned ON cases_duty;
DROP TRIGGER cases_entry_of_ended ON cases_timelineentry;
DROP TRIGGER cases_duty_of_ended ON cases_duty;
DROP TRIGGER cases_case_ended ON cases_case;
DROP FUNCTION cases_duty_turned();
DROP FUNCTION cases_of_ended();
DROP FUNCTION cases_case_ended();
"""
# Beside `cases_case_with_tokens`, and past row-level security as that is (decision 0086). So few are expected that each is looked up,
# where a register is small as well.
OPEN_WITH_TOKENS = """
CREATE FUNCTION cases_case_open_with_tokens(wanted bigint[]) RETURNS SETOF uuid LANGUAGE plpgsql STABLE
  SECURITY DEFINER SET search_path = public, pg_temp ROWS 20 AS $$
BEGIN
  RETURN QUERY SELECT id FROM cases_case WHERE state = 'open' AND index_tokens && wanted;
END $$;
ALTER FUNCTION cases_case_with_tokens(bigint[], boolean) ROWS 20;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0047_counted_by_index")]
    operations = [
        migrations.AddField("case", "owes_still", models.BooleanField(default=False, editable=False)),
        migrations.AddField("case", "stirred_at", models.DateTimeField(editable=False, null=True)),
        migrations.RunSQL(KEPT, NOT_KEPT),
        migrations.RunSQL(
            OPEN_WITH_TOKENS,
            "DROP FUNCTION cases_case_open_with_tokens(bigint[]); ALTER FUNCTION cases_case_with_tokens(bigint[], boolean) ROWS 100",
        ),
        migrations.AddIndex(
            "case",
            django.contrib.postgres.indexes.GinIndex(
                condition=models.Q(("state", "open")), fields=["index_tokens"], name="case_open_by_token"
            ),
        ),
        migrations.AddIndex(
            "case",
            models.Index(
                condition=models.Q(("owes_still", True)), fields=["officer"], name="case_ended_owing"
            ),
        ),
        migrations.AddIndex(
            "case",
            models.Index(
                condition=models.Q(("stirred_at__isnull", False)),
                fields=["officer", "stirred_at"],
                name="case_ended_stirred",
            ),
        ),
    ]
