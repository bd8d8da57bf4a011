-- Cancels tasks with all their live steps. Running handlers are told at once through their worker.
--
-- p_task_uuids  tasks that are not over
-- p_reason      why, for the record
-- p_by          who, for the record
--
-- returns   one row a task
-- raises    TK101 no such task · TK202 a task is over already; nothing is cancelled then
-- locks     queue rows by step id, steps by id, tasks by id
create or replace function tasker_v1.cancel_tasks (p_task_uuids uuid[], p_reason text default null, p_by text default null)
  returns table (task_uuid uuid, state text)
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  perform tasker.end_tasks(p_task_uuids, 'cancelled', 'cancel',
                           jsonb_strip_nulls(jsonb_build_object('event', 'cancel', 'by', p_by))
                           || jsonb_build_object('reason', p_reason));
  return query select u.task_uuid, 'cancelled' from unnest(p_task_uuids) u (task_uuid);
end
$$;
comment on function tasker_v1.cancel_tasks is 'Cancels tasks with all their live steps.';
