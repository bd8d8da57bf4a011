-- Finds tasks in an active state of which nothing has moved for a while and no step runs under a lease.
-- A task with a long step is not stuck as long as its worker is alive. It reads every task.
--
-- p_timeout_minutes  how long nothing has moved, 0 or more
--
-- returns   one row a task, the longest stuck first, with the reason
-- raises    TK001 timeout out of range
create or replace function tasker_v1.find_stuck_tasks (p_timeout_minutes integer default 10)
  returns table (
    task_uuid uuid, current_state text, processor_uuid uuid, stuck_duration_minutes integer, reason text
  )
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
  set enable_hashjoin = off
  set enable_mergejoin = off
  set jit = off
as $$
declare
  v_now timestamptz := tasker.now();
begin
  if p_timeout_minutes is null or p_timeout_minutes < 0 then
    raise exception using
      errcode = 'TK001',
      message = format('Cannot find stuck tasks: the timeout is %s minutes', coalesce(p_timeout_minutes::text, 'null')),
      hint = 'Give a timeout of 0 minutes or more.';
  end if;

  return query
  select t.task_uuid, t.state::text, t.processor_uuid,
         floor(extract(epoch from v_now - m.moved_at) / 60)::integer,
         case when m.parked > 0 then 'results wait for an orchestrator'
              when m.expired > 0 then 'a lease ran out and nobody recovered it'
              when m.waiting > 0 then 'no worker claims its ready steps'
              else 'nothing of it is ready or running' end
    from tasker.tasks t
    cross join lateral (
      select greatest(t.updated_at, max(s.last_attempted_at), max(s.last_failure_at), max(s.completed_at)) as moved_at,
             count(*) filter (where q.leased_until = 'infinity') as parked,
             count(*) filter (where greatest(q.leased_until, w.leased_until) <= v_now) as expired,
             count(*) filter (where s.state = 'enqueued') as waiting,
             bool_or(s.state = 'in_progress' and greatest(q.leased_until, w.leased_until) > v_now) as is_running
        from tasker.steps_of(t.task_uuid) s
        left join tasker.step_queue q on q.step_uuid = s.step_uuid
        left join tasker.workers w on w.worker_uuid = q.worker_uuid
    ) m
   where t.state in ('initializing', 'enqueuing_steps', 'steps_in_process', 'evaluating_results')
     and t.updated_at <= v_now - make_interval(mins => p_timeout_minutes)
     and m.moved_at <= v_now - make_interval(mins => p_timeout_minutes)
     and not m.is_running
   order by m.moved_at, t.task_uuid;
end
$$;
comment on function tasker_v1.find_stuck_tasks is 'Finds tasks in an active state that do not move.';
