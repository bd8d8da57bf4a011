-- Lists the transitions of all steps of a task, each step's first from null.
--
-- returns   one row a transition, by step in topological order, oldest first
-- raises    TK101 no such task
create or replace function tasker_v1.get_step_transitions (p_task_uuid uuid)
  returns table (
    step_uuid uuid, step_name text, sort_key integer, from_state text, to_state text, most_recent boolean,
    created_at timestamptz, worker_uuid uuid, attempt integer, metadata jsonb
  )
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
  set enable_seqscan = off
  set jit = off
as $$
begin
  return query
  select h.step_uuid, n.step_name, h.sort_key, h.from_state::text, h.to_state::text, h.most_recent,
         h.created_at, h.worker_uuid, h.attempt::integer, h.metadata
    from tasker.workflow_step_transitions h
    join tasker.workflow_steps s on s.step_uuid = h.step_uuid
    join tasker.named_tasks_named_steps n on n.named_task_id = s.named_task_id and n.position = s.position
   where h.step_uuid > p_task_uuid
     and h.step_uuid <= tasker.step_uuid(p_task_uuid, 65535)
   order by h.step_uuid, h.sort_key;
  if not found then
    perform tasker.reject_unknown_task('list the step transitions of', p_task_uuid);
  end if;
end
$$;
comment on function tasker_v1.get_step_transitions is 'Lists the transitions of all steps of a task.';
