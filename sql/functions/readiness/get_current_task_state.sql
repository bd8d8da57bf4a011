-- Tells the state of a task.
--
-- returns  its name; null for an unknown task
create or replace function tasker_v1.get_current_task_state (p_task_uuid uuid)
  returns varchar
  language sql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
  select t.state::varchar from tasker.tasks t where t.task_uuid = p_task_uuid
$$;
comment on function tasker_v1.get_current_task_state is 'Tells the state of a task.';
