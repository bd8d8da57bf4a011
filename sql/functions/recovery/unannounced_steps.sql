-- Ready steps of some namespaces that no message in their worker queue names (transport pgmq).
create or replace function tasker.unannounced_steps (p_namespace_ids integer[])
  returns table (step_uuid uuid)
  language plpgsql
  volatile
as $$
declare
  r_namespace record;
begin
  for r_namespace in
    select n.namespace_id, n.name from tasker.task_namespaces n where n.namespace_id = any (p_namespace_ids)
  loop
    perform tasker.ensure_worker_queue(r_namespace.name);
    return query execute format(
      'select q.step_uuid
         from tasker.step_queue q
        where q.namespace_id = $1
          and q.worker_uuid is null
          and q.rank is not null
          and not exists (select from pgmq.%I m where m.message ->> ''step_uuid'' = q.step_uuid::text)
        order by q.rank', 'q_worker_' || r_namespace.name || '_queue')
      using r_namespace.namespace_id;
  end loop;
end
$$;
comment on function tasker.unannounced_steps is 'Ready steps that no message in their worker queue names.';
