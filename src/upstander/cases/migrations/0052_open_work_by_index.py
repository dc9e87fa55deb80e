"""What waits is found in the order of the queue, what officers carry by an index alone, and the likeliest open cases of a report are
chosen by the database, best first (decision 0179)."""

from importlib import import_module

import django.contrib.postgres.indexes
from django.db import migrations, models

PROMISES = import_module("upstander.cases.migrations.0050_promises_counted_by_case").PROMISES

# Past row-level security as in 0048: what is left is what would be shown. The weights are those of intake/matching.py, which scores
# the few that come back once more and says why. Each token is looked for by itself: of a list of them the planner takes it that half
# of the cases share one, and reads them all. A token of more than 500 open cases counts on so many, and tells nothing of any.
LIKELY = """
CREATE FUNCTION cases_case_likely(people bigint[], homes bigint[], names bigint[], words bigint[], hidden uuid[], most integer)
  RETURNS SETOF uuid LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET enable_seqscan = off ROWS 20 AS $$
BEGIN
  RETURN QUERY
  SELECT likely.id FROM (
    SELECT c.id, c.reference, count(*) FILTER (WHERE told.weight = 0) AS shared,
      max(told.weight) FILTER (WHERE told.weight = 6) AS person, max(told.weight) FILTER (WHERE told.weight = 4) AS home,
      max(told.weight) FILTER (WHERE told.weight = 3) AS name
    FROM (
      SELECT unnest(people) AS token, 6 AS weight UNION ALL SELECT unnest(homes), 4
      UNION ALL SELECT unnest(names), 3 UNION ALL SELECT unnest(words), 0
    ) told
    CROSS JOIN LATERAL (
      SELECT id, reference FROM cases_case
      WHERE state = 'open' AND NOT sealed AND id <> ALL (hidden) AND index_tokens @> ARRAY[told.token] LIMIT 500
    ) c
    GROUP BY c.id, c.reference
  ) likely
  CROSS JOIN LATERAL (SELECT coalesce(person, 0) + coalesce(home, 0) + coalesce(name, 0) + least(shared / 4, 3) AS score) s
  WHERE s.score >= 3
  ORDER BY s.score DESC, likely.reference COLLATE "C"
  LIMIT most;
END $$;
ALTER FUNCTION cases_case_with_tokens(bigint[], boolean) SET enable_seqscan = off;
DROP FUNCTION cases_case_open_with_tokens(bigint[]);
"""
NOT_LIKELY = """
DROP FUNCTION cases_case_likely(bigint[], bigint[], bigint[], bigint[], uuid[], integer);
ALTER FUNCTION cases_case_with_tokens(bigint[], boolean) RESET enable_seqscan;
CREATE FUNCTION cases_case_open_with_tokens(wanted bigint[]) RETURNS SETOF uuid LANGUAGE plpgsql STABLE
  SECURITY DEFINER SET search_path = public, pg_temp ROWS 20 AS $$
BEGIN
  RETURN QUERY SELECT id FROM cases_case WHERE state = 'open' AND index_tokens && wanted;
END $$;
"""


_OWED = """
  SELECT d.case_id, count(*), count(*) FILTER (WHERE d.due_at < now), count(*) FILTER (WHERE d.due_at >= now AND d.due_at < day_end)
    FROM cases_case c JOIN cases_duty d ON d.case_id = c.id WHERE d.state = 'open' AND {} GROUP BY d.case_id"""
_WHOSE = ("c.state = 'open'", "c.owes_still", "c.state = 'received' AND c.officer_id IS NOT NULL")
# As in 0050, but not of what waits for triage: that is nobody's load, and may be thousands.
CARRIED = f"""
DROP FUNCTION cases_promises_by_case(timestamptz, timestamptz);
CREATE FUNCTION cases_promises_carried(now timestamptz, day_end timestamptz)
  RETURNS TABLE (case_id uuid, open bigint, late bigint, today bigint) LANGUAGE plpgsql STABLE SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
DECLARE kind text := viewer_kind();
BEGIN
  PERFORM set_config('upstander.viewer_kind', 'system', true);
  RETURN QUERY {" UNION ALL ".join(_OWED.format(each) for each in _WHOSE)};
  PERFORM set_config('upstander.viewer_kind', kind, true);
END $$;
"""
NOT_CARRIED = f"DROP FUNCTION cases_promises_carried(timestamptz, timestamptz); {PROMISES}"


class Migration(migrations.Migration):
    dependencies = [("cases", "0051_visits_are_watched_until_found")]
    operations = [
        migrations.AddIndex(
            "case",
            models.Index(
                models.OrderBy(models.F("danger"), descending=True),
                "received_at",
                "id",
                include=["sealed", "officer", "team", "state"],
                condition=models.Q(("state", "received")),
                name="case_waiting",
            ),
        ),
        migrations.AddIndex(
            "case",
            models.Index(
                fields=["officer", "received_at"],
                include=["id", "sealed", "team", "state", "danger", "risk_level"],
                condition=models.Q(("state", "open")),
                name="case_carried",
            ),
        ),
        migrations.AddIndex(
            "case",
            models.Index(
                fields=["received_at"],
                condition=models.Q(("officer", None), ("state", "open")),
                name="case_unassigned",
            ),
        ),
        # What is not yet sorted into the index would be read for every token that is looked for.
        migrations.RemoveIndex("case", "case_open_by_token"),
        migrations.AddIndex(
            "case",
            django.contrib.postgres.indexes.GinIndex(
                condition=models.Q(("state", "open")),
                fastupdate=False,
                fields=["index_tokens"],
                name="case_open_by_token",
            ),
        ),
        migrations.RunSQL(LIKELY, NOT_LIKELY),
        migrations.RunSQL(CARRIED, NOT_CARRIED),
    ]
