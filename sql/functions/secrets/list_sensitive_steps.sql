-- Tells of some steps which values of their results are to be sealed, for programs that record results for others.
--
-- p_step_uuids  any; unknown ones are passed over
--
-- returns  one row a step that has any: its names, and its pointers
create or replace function tasker_v1.list_sensitive_steps (p_step_uuids uuid[])
  returns table (step_uuid uuid, namespace text, task_name text, step_name text, sensitive text[])
  language sql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
  select s.step_uuid, n.namespace, n.task_name, n.step_name, n.sensitive
    from tasker.workflow_steps s
    join tasker.named_tasks_named_steps n on n.named_task_id = s.named_task_id and n.position = s.position
   where s.step_uuid = any (p_step_uuids)
     and n.sensitive <> '{}'
$$;
comment on function tasker_v1.list_sensitive_steps is 'Tells of some steps which values of their results are to be sealed.';
