-- The steps that took longest in a period, from the few that the sums keep of each hour and what the history has since. Where
-- more ended than an hour keeps, those left out come after its last one: the list is right if it ends before any such one.
--
-- p_limit           most to list, up to tasker.slow_steps_kept()
-- p_named_task_ids  of these templates only; null for all
--
-- returns  steps, the slowest first; null if the sums cannot tell
create or replace function tasker.slowest_summed_steps (p_since timestamptz, p_limit integer, p_named_task_ids integer[])
  returns uuid[]
  language plpgsql
  stable
  set enable_seqscan = off
  set jit = off
as $$
declare
  v_rollup  tasker.rollup;
  v_steps   uuid[];
  v_seconds numeric;
begin
  select r.* into v_rollup from tasker.current_rollup() r where r.slow_since <= p_since;
  if not found or p_limit is null or p_limit not between 1 and tasker.slow_steps_kept() then
    return null;
  end if;

  with candidate as (
    select s.step_uuid, s.seconds
      from generate_series(date_trunc('hour', p_since), tasker.now(), interval '1 hour') o (hour)
      cross join lateral (
        select k.step_uuid, k.seconds
          from tasker.slow_steps k
         where k.hour = o.hour
           and k.ended_at >= p_since
           and (p_named_task_ids is null or k.named_task_id = any (p_named_task_ids))
         order by k.seconds desc, k.step_uuid
         limit p_limit
      ) s
    union all
    select f.step_uuid, extract(epoch from f.took)
      from tasker.finished_steps(v_rollup.horizon, null, v_rollup.floor_id, p_since) f
     where f.was_attempted
       and f.took is not null
       and (p_named_task_ids is null or f.named_task_id = any (p_named_task_ids))
  ), listed as (
    select c.step_uuid, c.seconds from candidate c order by c.seconds desc, c.step_uuid limit p_limit
  )
  select coalesce(array_agg(l.step_uuid order by l.seconds desc, l.step_uuid), '{}'), min(l.seconds)
    into v_steps, v_seconds
    from listed l;

  if exists (
    select
      from tasker.slow_step_limits m
     where m.hour >= date_trunc('hour', p_since)
       and (p_named_task_ids is null or m.named_task_id = any (p_named_task_ids))
       and (cardinality(v_steps) < p_limit
            or m.seconds > v_seconds
            or m.seconds = v_seconds and m.step_uuid < v_steps[p_limit])) then
    return null;
  end if;
  return v_steps;
end
$$;
comment on function tasker.slowest_summed_steps is 'The steps that took longest in a period, if the sums can tell.';
