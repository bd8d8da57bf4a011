-- What happened since a time, added up: out of the sums and what the history has since, or, where the sums do not reach back so
-- far, out of the history alone.
--
-- p_since  as tasker.activity_start gives it
--
-- returns  one row, as in tasker.activity
create or replace function tasker.measured_activity (p_since timestamptz)
  returns table (
    created bigint, completed bigint, failed bigint, task_seconds numeric, steps bigint, timed bigint, step_seconds numeric
  )
  language plpgsql
  stable
  set enable_seqscan = off
  set enable_mergejoin = off
  set jit = off
as $$
declare
  v_from  bigint;
  v_floor bigint;
begin
  select r.horizon, r.floor_id into v_from, v_floor from tasker.current_rollup() r where r.active_since <= p_since;
  return query
  select coalesce(sum(a.created), 0)::bigint, coalesce(sum(a.completed), 0)::bigint, coalesce(sum(a.failed), 0)::bigint,
         coalesce(sum(a.seconds), 0), coalesce(sum(a.steps), 0)::bigint, coalesce(sum(a.timed), 0)::bigint,
         coalesce(sum(a.step_seconds), 0)
    from (
      select sum(s.created_count) as created, sum(s.completed_count) as completed, sum(s.failed_count) as failed,
             sum(s.task_seconds) as seconds, sum(s.steps_count) as steps, sum(s.timed_count) as timed,
             sum(s.step_seconds) as step_seconds
        from tasker.activity s
       where v_from is not null
         and s.starts_at >= p_since
      union all
      select sum(t.created), sum(t.completed), sum(t.failed), extract(epoch from sum(t.took)), 0, 0, 0
        from tasker.task_activity(v_from, null, coalesce(v_floor, -1), p_since) t
      union all
      select 0, 0, 0, 0, count(*), count(f.took), extract(epoch from sum(f.took))
        from tasker.finished_steps(v_from, null, coalesce(v_floor, -1), p_since) f
    ) a;
end
$$;
comment on function tasker.measured_activity is 'What happened since a time, added up.';
