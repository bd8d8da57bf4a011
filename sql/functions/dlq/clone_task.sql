-- Creates a task with the input of another that is over. Its idempotency key names the other: there is one at most.
--
-- p_task_uuid  the other
-- p_by         who
-- p_reason     why
--
-- returns  the new task
-- raises   TK202 there is one already; what tasker_v1.create_tasks raises
create or replace function tasker.clone_task (p_task_uuid uuid, p_by text, p_reason text)
  returns uuid
  language plpgsql
  volatile
as $$
declare
  v_request jsonb;
  r_clone   record;
begin
  select jsonb_strip_nulls(jsonb_build_object(
           'namespace', n.name, 'name', d.name, 'version', d.version, 'priority', t.priority, 'tags', t.tags,
           'idempotency_key', 'redrive:' || p_task_uuid, 'parent_correlation_id', t.correlation_id,
           'initiator', left(nullif(p_by, ''), 255), 'source_system', t.source_system,
           'reason', left(format('Redrive of task %s: %s', p_task_uuid, p_reason), 500)))
         || jsonb_build_object('context', t.context)
    into v_request
    from tasker.tasks t
    join tasker.named_tasks d on d.named_task_id = t.named_task_id
    join tasker.task_namespaces n on n.namespace_id = t.namespace_id
   where t.task_uuid = p_task_uuid;

  select c.* into r_clone from tasker_v1.create_tasks(jsonb_build_array(v_request)) c;
  if not r_clone.created then
    raise exception using
      errcode = 'TK202',
      message = format('Cannot redrive task "%s": it was redriven already', p_task_uuid),
      detail = format('Task "%s" took its place.', r_clone.task_uuid),
      hint = 'Redrive that one.';
  end if;
  return r_clone.task_uuid;
end
$$;
comment on function tasker.clone_task is 'Creates a task with the input of another that is over.';
