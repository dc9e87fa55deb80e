"""What each officer carries is kept as small changes, written in the transaction of each act and added up later (decision 0187)."""

from django.db import migrations, models

from upstander.confidentiality.rls import protect

# Whose load a case and its promises are: nobody's while it is sealed, or waits and has no officer. `{}` is the row.
_CARRIED = "NOT {0}.sealed AND ({0}.state <> 'received' OR {0}.officer_id IS NOT NULL)"
_COLUMNS = "(officer_id, due_at, cases, high, danger, promises)"
_BEGIN = "LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$"
# For what every act runs: found by keys alone, and so planned once for a connection (elsewhere each time, decision 0147).
_BEGIN_PLANNED = _BEGIN.replace(
    " AS $$", " SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$"
)
_AS_SYSTEM = "PERFORM set_config('upstander.viewer_kind', 'system', true);"
_BACK = "PERFORM set_config('upstander.viewer_kind', kind, true);"
_SYSTEM = "(SELECT viewer_is_system())"

# A promise is written under the officer of its case. So that nobody changes that meanwhile, the row of the case is held: an act holds
# it already. The other way round the case's own trigger sees every promise of an act that ended before, and no other is under way.
TRIGGERS = f"""
CREATE FUNCTION cases_case_carried() RETURNS trigger {_BEGIN_PLANNED}
DECLARE
  kind text := viewer_kind();
  this uuid := coalesce(NEW.id, OLD.id);  -- an expression in the statement would keep it from the index: policies come first
  was boolean := TG_OP <> 'INSERT' AND {_CARRIED.format("OLD")};
  is_now boolean := TG_OP <> 'DELETE' AND {_CARRIED.format("NEW")};
  went_on integer := (was AND OLD.state = 'open')::int;
  goes_on integer := (is_now AND NEW.state = 'open')::int;
BEGIN
  IF NOT was AND NOT is_now THEN
    RETURN NULL;
  END IF;
  {_AS_SYSTEM}
  IF was AND is_now AND OLD.officer_id IS NOT DISTINCT FROM NEW.officer_id THEN
    INSERT INTO cases_carried {_COLUMNS} VALUES (NEW.officer_id, NULL, goes_on - went_on,
      goes_on * (NEW.risk_level = 'high')::int - went_on * (OLD.risk_level = 'high')::int,
      goes_on * NEW.danger::int - went_on * OLD.danger::int, 0);
  ELSE
    INSERT INTO cases_carried {_COLUMNS}
    WITH side AS (
      SELECT OLD.officer_id, -1 AS sign, went_on AS cases, went_on * (OLD.risk_level = 'high')::int AS high,
        went_on * OLD.danger::int AS danger WHERE was
      UNION ALL SELECT NEW.officer_id, 1, goes_on, goes_on * (NEW.risk_level = 'high')::int, goes_on * NEW.danger::int WHERE is_now
    ), owed AS (
      SELECT due_at, count(*)::int AS n FROM cases_duty
      WHERE case_id = this AND state = 'open' GROUP BY due_at
    )
    SELECT officer_id, NULL, sign * cases, sign * high, sign * danger, sign * (SELECT coalesce(sum(n), 0) FROM owed)::int FROM side
    UNION ALL SELECT officer_id, due_at, 0, 0, 0, sign * n FROM side, owed;
  END IF;
  {_BACK}
  RETURN NULL;
END $$;
CREATE TRIGGER cases_case_carried_new AFTER INSERT ON cases_case FOR EACH ROW
  WHEN ({_CARRIED.format("NEW")}) EXECUTE FUNCTION cases_case_carried();
CREATE TRIGGER cases_case_carried_gone AFTER DELETE ON cases_case FOR EACH ROW
  WHEN ({_CARRIED.format("OLD")}) EXECUTE FUNCTION cases_case_carried();
CREATE TRIGGER cases_case_carried AFTER UPDATE ON cases_case FOR EACH ROW
  WHEN ((OLD.state, OLD.officer_id, OLD.sealed, OLD.danger, OLD.risk_level)
    IS DISTINCT FROM (NEW.state, NEW.officer_id, NEW.sealed, NEW.danger, NEW.risk_level))
  EXECUTE FUNCTION cases_case_carried();

CREATE FUNCTION cases_duty_carried_new() RETURNS trigger {_BEGIN_PLANNED}
DECLARE kind text := viewer_kind(); wanted uuid; officer uuid; is_carried boolean;
BEGIN
  {_AS_SYSTEM}
  FOR wanted IN SELECT DISTINCT case_id FROM fresh WHERE state = 'open' ORDER BY case_id LOOP
    SELECT c.officer_id, {_CARRIED.format("c")} INTO officer, is_carried FROM cases_case c WHERE c.id = wanted FOR NO KEY UPDATE;
    IF is_carried THEN
      INSERT INTO cases_carried {_COLUMNS}
      SELECT officer, due_at, 0, 0, 0, count(*)::int FROM fresh WHERE case_id = wanted AND state = 'open'
      GROUP BY GROUPING SETS ((due_at), ());
    END IF;
  END LOOP;
  {_BACK}
  RETURN NULL;
END $$;
CREATE TRIGGER cases_duty_carried_new AFTER INSERT ON cases_duty REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION cases_duty_carried_new();

CREATE FUNCTION cases_duty_carried() RETURNS trigger {_BEGIN_PLANNED}
DECLARE kind text := viewer_kind();
BEGIN
  {_AS_SYSTEM}
  PERFORM 1 FROM cases_case WHERE id IN (OLD.case_id, NEW.case_id) ORDER BY id FOR NO KEY UPDATE;
  INSERT INTO cases_carried {_COLUMNS}
  SELECT c.officer_id, counted.due_at, 0, 0, 0, side.n
  FROM (VALUES (OLD.case_id, OLD.due_at, -(OLD.state = 'open')::int), (NEW.case_id, NEW.due_at, (NEW.state = 'open')::int))
      side (case_id, due_at, n)
    JOIN cases_case c ON c.id = side.case_id
    CROSS JOIN LATERAL (VALUES (side.due_at), (NULL)) counted (due_at)
  WHERE side.n <> 0 AND {_CARRIED.format("c")};
  {_BACK}
  RETURN NULL;
END $$;
CREATE TRIGGER cases_duty_carried AFTER UPDATE ON cases_duty FOR EACH ROW
  WHEN ((OLD.state = 'open' OR NEW.state = 'open')
    AND (OLD.state, OLD.due_at, OLD.case_id) IS DISTINCT FROM (NEW.state, NEW.due_at, NEW.case_id))
  EXECUTE FUNCTION cases_duty_carried();
CREATE TRIGGER cases_duty_carried_gone AFTER DELETE ON cases_duty FOR EACH ROW
  WHEN (OLD.state = 'open') EXECUTE FUNCTION cases_duty_carried();
"""
NO_TRIGGERS = """
DROP TRIGGER cases_duty_carried_gone ON cases_duty;
DROP TRIGGER cases_duty_carried ON cases_duty;
DROP TRIGGER cases_duty_carried_new ON cases_duty;
DROP TRIGGER cases_case_carried ON cases_case;
DROP TRIGGER cases_case_carried_gone ON cases_case;
DROP TRIGGER cases_case_carried_new ON cases_case;
DROP FUNCTION cases_duty_carried();
DROP FUNCTION cases_duty_carried_new();
DROP FUNCTION cases_case_carried();
"""

# For whoever sees every case that is not sealed. What they are kept from is taken out of the sums, and what is sealed and shown to them
# is added: both are read from the rows themselves.
SEEN = f"""
CREATE FUNCTION cases_carried_seen(now timestamptz, day_end timestamptz)
  RETURNS TABLE (officer_id uuid, cases integer, high integer, danger integer, open_duties integer, overdue integer, due_today integer)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE kind text := viewer_kind(); hidden uuid[] := viewer_conflicts(); shown uuid[] := viewer_named_cases();
BEGIN
  IF NOT viewer_may('case.read_all') OR viewer_may('case.read_sealed') THEN
    RAISE EXCEPTION 'sums of what officers carry are for whoever sees every case that is not sealed, and those alone';
  END IF;
  {_AS_SYSTEM}
  RETURN QUERY
  SELECT each.officer_id, sum(each.cases)::int, sum(each.high)::int, sum(each.danger)::int,
    sum(each.open)::int, sum(each.late)::int, sum(each.today)::int
  FROM (
    SELECT s.officer_id, s.cases, s.high, s.danger, s.promises AS open, 0 AS late, 0 AS today FROM cases_carried s WHERE s.due_at IS NULL
    UNION ALL
    SELECT s.officer_id, 0, 0, 0, 0, CASE WHEN s.due_at < now THEN s.promises ELSE 0 END,
      CASE WHEN s.due_at < now THEN 0 ELSE s.promises END
    FROM cases_carried s WHERE s.due_at < day_end
    UNION ALL
    SELECT apart.officer_id, apart.sign * apart.goes_on, apart.sign * apart.goes_on * (apart.risk_level = 'high')::int,
      apart.sign * apart.goes_on * apart.danger::int, apart.sign * p.open, apart.sign * p.late, apart.sign * p.today
    FROM (
      SELECT c.id, c.officer_id, c.risk_level, c.danger, (c.state = 'open')::int AS goes_on, CASE WHEN c.sealed THEN 1 ELSE -1 END AS sign
      FROM cases_case c
      WHERE c.id = ANY (hidden || shown) AND c.sealed <> (c.id = ANY (hidden)) AND (c.state <> 'received' OR c.officer_id IS NOT NULL)
    ) apart
    CROSS JOIN LATERAL (
      SELECT count(*)::int AS open, (count(*) FILTER (WHERE d.due_at < now))::int AS late,
        (count(*) FILTER (WHERE d.due_at >= now AND d.due_at < day_end))::int AS today
      FROM cases_duty d WHERE d.case_id = apart.id AND d.state = 'open'
    ) p
  ) each
  GROUP BY each.officer_id
  HAVING sum(each.cases) > 0 OR sum(each.open) > 0;
  PERFORM set_config('upstander.viewer_kind', kind, true);
END $$;
"""

_BUCKET = "CASE WHEN due_at < late_at THEN '-infinity' ELSE due_at END"
_ANY = "sum(cases) <> 0 OR sum(high) <> 0 OR sum(danger) <> 0 OR sum(promises) <> 0"
_SUMS = "sum(cases)::int, sum(high)::int, sum(danger)::int, sum(promises)::int"
_ONLY_SYSTEM = "IF NOT viewer_is_system() THEN RAISE EXCEPTION 'for the system alone'; END IF;"
# Each is one statement, and so sees rows and sums as they were in one moment. What was due before `late_at` is late for good.
KEPT = f"""
CREATE FUNCTION cases_carried_added_up(late_at timestamptz) RETURNS integer {_BEGIN}
DECLARE went integer;
BEGIN
  {_ONLY_SYSTEM}
  WITH many AS (
    SELECT id, count(*) OVER (PARTITION BY officer_id, {_BUCKET}) > 1 OR (due_at < late_at AND due_at > '-infinity')
      OR (cases = 0 AND high = 0 AND danger = 0 AND promises = 0) AS goes FROM cases_carried
  ), gone AS (
    DELETE FROM cases_carried WHERE id IN (SELECT id FROM many WHERE goes) RETURNING *
  ), added AS (
    INSERT INTO cases_carried {_COLUMNS}
    SELECT officer_id, {_BUCKET}, {_SUMS} FROM gone GROUP BY 1, 2 HAVING {_ANY}
  )
  SELECT count(*) INTO went FROM gone;
  RETURN went;
END $$;

CREATE FUNCTION cases_carried_put_right(late_at timestamptz) RETURNS integer {_BEGIN}
DECLARE wrong integer;
BEGIN
  {_ONLY_SYSTEM}
  PERFORM pg_advisory_xact_lock(hashtext('cases_carried'));
  INSERT INTO cases_carried {_COLUMNS}
  WITH owed AS (
    SELECT c.officer_id, d.due_at, count(*)::int AS n FROM cases_duty d JOIN cases_case c ON c.id = d.case_id
    WHERE d.state = 'open' AND {_CARRIED.format("c")} GROUP BY 1, 2
  ), compared AS (
    SELECT officer_id, NULL::timestamptz AS due_at, count(*)::int AS cases, (count(*) FILTER (WHERE risk_level = 'high'))::int AS high,
      (count(*) FILTER (WHERE danger))::int AS danger, 0 AS promises
    FROM cases_case WHERE state = 'open' AND NOT sealed GROUP BY officer_id
    UNION ALL SELECT officer_id, NULL, 0, 0, 0, sum(n)::int FROM owed GROUP BY officer_id
    UNION ALL SELECT officer_id, {_BUCKET}, 0, 0, 0, n FROM owed
    UNION ALL SELECT officer_id, {_BUCKET}, -cases, -high, -danger, -promises FROM cases_carried
  )
  SELECT officer_id, due_at, {_SUMS} FROM compared GROUP BY 1, 2 HAVING {_ANY};
  GET DIAGNOSTICS wrong = ROW_COUNT;
  RETURN wrong;
END $$;

SELECT set_config('upstander.viewer_kind', 'system', true);
SELECT cases_carried_put_right(now() - interval '1 day');
SELECT set_config('upstander.viewer_kind', '', true);
"""
NOT_KEPT = (
    "DROP FUNCTION cases_carried_put_right(timestamptz); DROP FUNCTION cases_carried_added_up(timestamptz);"
)

# Nobody but the owner, in the functions above: the program's own role not as the system either.
OWNERS = "".join(
    f"ALTER POLICY cases_carried_{each} ON cases_carried TO CURRENT_USER;\n"
    for each in ("read", "insert", "write", "delete")
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0054_a_raised_risk_may_be_explained_after")]
    operations = [
        migrations.CreateModel(
            name="Carried",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("officer_id", models.UUIDField(null=True)),
                ("due_at", models.DateTimeField(null=True)),
                ("cases", models.IntegerField()),
                ("high", models.IntegerField()),
                ("danger", models.IntegerField()),
                ("promises", models.IntegerField()),
            ],
            options={"indexes": [models.Index(fields=["due_at"], name="carried_by_due")]},
        ),
        protect("cases_carried", read=_SYSTEM, insert=_SYSTEM, write="false", delete=_SYSTEM),
        migrations.RunSQL(OWNERS, migrations.RunSQL.noop),
        # Small, and written all the time: what was added up must not lie about until a fifth of it has.
        migrations.RunSQL(
            "ALTER TABLE cases_carried SET (autovacuum_vacuum_threshold = 500, autovacuum_vacuum_scale_factor = 0.05)",
            migrations.RunSQL.noop,
        ),
        migrations.RemoveIndex("duty", "duty_open_by_due"),
        migrations.AddIndex(
            "duty",
            models.Index(
                fields=["due_at", "id"],
                include=["case"],
                condition=models.Q(("state", "open")),
                name="duty_open_by_due",
            ),
        ),
        migrations.RunSQL(TRIGGERS, NO_TRIGGERS),
        migrations.RunSQL(SEEN, "DROP FUNCTION cases_carried_seen(timestamptz, timestamptz)"),
        migrations.RunSQL(KEPT, NOT_KEPT),
    ]
