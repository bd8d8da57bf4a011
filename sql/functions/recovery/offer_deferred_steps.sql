-- Puts deferred steps, which are enqueued already, back into the queue.
--
-- p_step_uuids  steps, locked by the caller
create or replace function tasker.offer_deferred_steps (p_step_uuids uuid[])
  returns void
  language plpgsql
  volatile
as $$
declare
  v_step_uuids    uuid[];
  v_namespace_ids integer[];
begin
  with queued as (
    insert into tasker.step_queue (step_uuid, rank, namespace_id, handler_id, named_task_id, position, attempt)
    select s.step_uuid, t.rank, t.namespace_id, n.handler_id, s.named_task_id, s.position, s.attempts + 1
      from tasker.workflow_steps s
      join tasker.tasks t on t.task_uuid = s.task_uuid
      join tasker.named_tasks_named_steps n on n.named_task_id = s.named_task_id and n.position = s.position
     where s.step_uuid = any (p_step_uuids)
       and s.state = 'enqueued'
    returning step_uuid, namespace_id
  )
  select array_agg(q.step_uuid), array_agg(distinct q.namespace_id)
    into v_step_uuids, v_namespace_ids
    from queued q;
  if v_step_uuids is not null then
    perform tasker.announce_steps(v_namespace_ids, v_step_uuids);
  end if;
end
$$;
comment on function tasker.offer_deferred_steps is 'Puts deferred steps back into the queue.';
