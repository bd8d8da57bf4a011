-- Makes the weekly partitions of the history for this week and the weeks ahead.
--
-- p_weeks_ahead  how many beyond this one
--
-- returns   how many were made
-- locks     one call at a time, until the caller's transaction ends; the history while a partition is made
create or replace function tasker_v1.ensure_partitions (p_weeks_ahead integer default 4)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
  set lock_timeout = '5s'
  set timezone = 'UTC'
as $$
declare
  v_count integer := 0;
  r_week  record;
begin
  perform pg_advisory_xact_lock(hashtextextended('tasker.ensure_partitions', 0));
  for r_week in
    select p.parent, format('%s_%s', p.parent, to_char(w.starts_at, 'IYYY"w"IW')) as name, w.starts_at
      from unnest('{task_transition_log,step_transition_log}'::text[]) p (parent)
      cross join lateral (select date_trunc('week', tasker.now()) + i * interval '1 week' as starts_at
                            from generate_series(0, p_weeks_ahead) i) w
  loop
    if to_regclass('tasker.' || r_week.name) is null
       and not tasker.default_partition_has(r_week.parent, r_week.starts_at) then
      execute format('create table tasker.%I partition of tasker.%I for values from (%L) to (%L)',
                     r_week.name, r_week.parent, r_week.starts_at, r_week.starts_at + interval '1 week');
      execute format('comment on table tasker.%I is %L', r_week.name, 'The moves of one week.');
      v_count := v_count + 1;
    end if;
  end loop;
  return v_count;
end
$$;
comment on function tasker_v1.ensure_partitions is 'Makes the weekly partitions of the history.';
