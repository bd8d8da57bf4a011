-- Tells workers that steps of some namespaces are ready. Only ever a hint: polling is the promise.
--
-- p_namespace_ids  whose steps became ready; duplicates do no harm
-- p_step_uuids     the steps, for the pgmq transport
--
-- direct: one NOTIFY a namespace, and none unless an idle worker of it holds the shared advisory
--   lock (7459001, namespace): a NOTIFY takes an instance-wide lock at commit
-- pgmq: one message a step on worker_<namespace>_queue, with its own notification
create or replace function tasker.announce_steps (p_namespace_ids integer[], p_step_uuids uuid[])
  returns void
  language plpgsql
  volatile
as $$
declare
  r_namespace record;
begin
  if (select s.transport from tasker.settings s) = 'pgmq' then
    perform tasker.send_step_messages(p_step_uuids);
    return;
  end if;
  for r_namespace in
    select n.namespace_id, n.name
      from tasker.task_namespaces n
     where n.namespace_id = any (p_namespace_ids)
  loop
    if pg_try_advisory_lock(7459001, r_namespace.namespace_id) then
      perform pg_advisory_unlock(7459001, r_namespace.namespace_id);
    else
      perform pg_notify('tasker_ready', r_namespace.name);
    end if;
  end loop;
end
$$;
comment on function tasker.announce_steps is 'Tells workers that steps of some namespaces are ready.';
