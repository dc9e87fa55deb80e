"""Open promises are counted by case for the board, past row-level security and from their index alone (decision 0149)."""

from django.db import migrations, models

PROMISES = """
CREATE FUNCTION cases_promises_by_case(now timestamptz, day_end timestamptz)
  RETURNS TABLE (case_id uuid, open bigint, late bigint, today bigint) LANGUAGE plpgsql STABLE SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
DECLARE kind text := viewer_kind();
BEGIN
  PERFORM set_config('upstander.viewer_kind', 'system', true);
  RETURN QUERY SELECT d.case_id, count(*), count(*) FILTER (WHERE d.due_at < now),
      count(*) FILTER (WHERE d.due_at >= now AND d.due_at < day_end)
    FROM cases_duty d WHERE d.state = 'open' GROUP BY d.case_id;
  PERFORM set_config('upstander.viewer_kind', kind, true);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0049_ended_and_stepped_by_time")]
    operations = [
        migrations.RunSQL(PROMISES, "DROP FUNCTION cases_promises_by_case(timestamptz, timestamptz)"),
        migrations.RemoveConstraint("duty", "one_open_duty_of_a_kind"),
        migrations.AddConstraint(
            "duty",
            models.UniqueConstraint(
                condition=models.Q(("state", "open")),
                fields=("case", "slug", "report"),
                include=("due_at",),
                name="one_open_duty_of_a_kind",
                nulls_distinct=False,
            ),
        ),
        # Of a column that is new the planner knows nothing, and takes it that every second case still owes something.
        migrations.RunSQL("ANALYZE cases_case", migrations.RunSQL.noop),
    ]
