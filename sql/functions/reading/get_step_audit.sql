-- Lists who executed a task's steps and how it ended, the last first.
--
-- p_step_uuid  only this step; null for all of the task
--
-- returns   one row a recorded attempt; transition_id is its place in the history, result is that of the attempt
--           that succeeded
-- raises    TK101 no such task · TK102 no such step of this task
create or replace function tasker_v1.get_step_audit (p_task_uuid uuid, p_step_uuid uuid default null)
  returns table (
    transition_id bigint, workflow_step_uuid uuid, task_uuid uuid, step_name text, recorded_at timestamptz,
    worker_uuid uuid, correlation_id uuid, attempt integer, success boolean, from_state text, to_state text,
    execution_time_ms bigint, result jsonb, error jsonb
  )
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
  set enable_seqscan = off
  set jit = off
as $$
begin
  if not exists (select from tasker.tasks t where t.task_uuid = p_task_uuid) then
    perform tasker.reject_unknown_task('audit', p_task_uuid);
  end if;
  if p_step_uuid is not null
     and not exists (select from tasker.steps_of(p_task_uuid) s where s.step_uuid = p_step_uuid) then
    perform tasker.reject_unknown_step('audit', p_step_uuid);
  end if;

  return query
  select a.history_id, a.step_uuid, a.task_uuid, d.step_name, a.recorded_at, a.worker_uuid, a.correlation_id,
         a.attempt::integer, a.success, a.from_state::text, a.to_state::text,
         coalesce(a.execution_time_ms, e.execution_time_ms),
         case when a.success and a.attempt = s.attempts then s.results end,
         case when not a.success and a.attempt = s.attempts then s.error end
    from tasker.workflow_step_result_audit a
    join tasker.workflow_steps s on s.step_uuid = a.step_uuid
    join tasker.named_tasks_named_steps d on d.named_task_id = s.named_task_id and d.position = s.position
    cross join lateral (
      select round(1000 * extract(epoch from a.recorded_at - max(b.at)))::bigint as execution_time_ms
        from tasker.step_transition_log b
       where b.step_uuid = a.step_uuid and b.history_id < a.history_id and b.to_state = 'in_progress'
    ) e
   where a.step_uuid > p_task_uuid
     and a.step_uuid <= tasker.step_uuid(p_task_uuid, 65535)
     and (p_step_uuid is null or a.step_uuid = p_step_uuid)
   order by a.history_id desc;
end
$$;
comment on function tasker_v1.get_step_audit is 'Lists who executed a task''s steps and how it ended.';
