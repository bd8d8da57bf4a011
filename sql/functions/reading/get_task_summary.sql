-- Sums up a task for people: where it stands, its template, its steps without their results, its investigation.
--
-- returns   {task, template: {namespace, name, version, description, steps}, steps, dlq}; dlq is null where there is none
-- raises    TK101 no such task
create or replace function tasker_v1.get_task_summary (p_task_uuid uuid)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
  set enable_seqscan = off
  set jit = off
as $$
declare
  v_task jsonb := (select to_jsonb(t) - 'context' from tasker_v1.get_task(p_task_uuid) t);
begin
  return jsonb_build_object(
    'task', v_task,
    'template', (
      select jsonb_build_object('namespace', t.namespace, 'name', t.name, 'version', t.version,
                                'description', t.description, 'steps', t.steps)
        from tasker_v1.get_template(v_task ->> 'namespace', v_task ->> 'name', v_task ->> 'version') t),
    'steps', (
      select jsonb_agg(to_jsonb(s) - 'results' order by s.step_uuid) from tasker.describe_steps(p_task_uuid) s),
    'dlq', (
      select jsonb_build_object('dlq_entry_uuid', d.dlq_entry_uuid, 'dlq_reason', d.dlq_reason,
                                'resolution_status', d.resolution_status, 'dlq_timestamp', d.dlq_timestamp)
        from tasker.tasks_dlq d
       where d.task_uuid = p_task_uuid
       order by d.dlq_timestamp desc
       limit 1));
end
$$;
comment on function tasker_v1.get_task_summary is 'Sums up a task for people.';
