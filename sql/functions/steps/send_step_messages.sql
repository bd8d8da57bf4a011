-- Sends one message for each step to its namespace's worker queue (transport pgmq).
--
-- p_step_uuids  steps that have a row in tasker.step_queue
create or replace function tasker.send_step_messages (p_step_uuids uuid[])
  returns void
  language plpgsql
  volatile
as $$
declare
  r_batch record;
begin
  for r_batch in
    select n.name,
           array_agg(jsonb_build_object('task_uuid', t.task_uuid, 'step_uuid', q.step_uuid,
                                        'correlation_id', t.correlation_id) order by q.rank, q.step_uuid) as messages
      from unnest(p_step_uuids) u (step_uuid)
      join tasker.step_queue q on q.step_uuid = u.step_uuid
      join tasker.tasks t on t.task_uuid = tasker.task_uuid(q.step_uuid)
      join tasker.task_namespaces n on n.namespace_id = q.namespace_id
     group by n.name
  loop
    perform tasker.ensure_worker_queue(r_batch.name);
    perform tasker_v1.pgmq_send_batch_with_notify('worker_' || r_batch.name || '_queue', r_batch.messages);
  end loop;
end
$$;
comment on function tasker.send_step_messages is 'Sends one message for each step to its namespace''s worker queue.';
