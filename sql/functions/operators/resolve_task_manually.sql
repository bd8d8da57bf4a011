-- Closes a task as resolved by a person; what has not run is cancelled.
--
-- p_task_uuid  a task that is not over
-- p_by         who
-- p_reason     why
--
-- returns   the task's state
-- raises    TK101 no such task · TK202 the task is over already
-- locks     queue rows by step id, steps by id, the task
create or replace function tasker_v1.resolve_task_manually (p_task_uuid uuid, p_by text, p_reason text)
  returns text
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  perform tasker.end_tasks(array[p_task_uuid], 'resolved_manually', 'resolve',
                           jsonb_build_object('event', 'resolve_manually', 'by', p_by, 'reason', p_reason));
  return 'resolved_manually';
end
$$;
comment on function tasker_v1.resolve_task_manually is 'Closes a task as resolved by a person.';
