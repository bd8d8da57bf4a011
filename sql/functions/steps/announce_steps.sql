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
begin
  if (select s.transport from tasker.settings s) = 'pgmq' then
    perform tasker.send_step_messages(p_step_uuids);
    return;
  end if;
  perform pg_notify('tasker_ready', n.name)
     from tasker.task_namespaces n
    where n.namespace_id = any (p_namespace_ids)
      and case when pg_try_advisory_lock(7459001, n.namespace_id)
               then not pg_advisory_unlock(7459001, n.namespace_id) else true end;
end
$$;
comment on function tasker.announce_steps is 'Tells workers that steps of some namespaces are ready.';
