-- Says on this session that a worker waits for steps of some namespaces, until tasker_v1.mark_worker_busy or the
-- session ends. Costs no write: the flag is a shared advisory lock, looked at by whoever makes a step ready.
-- To be called on the session that listens; claim once more afterwards.
--
-- p_namespaces  whose steps it waits for
create or replace function tasker_v1.mark_worker_idle (p_namespaces text[])
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  perform pg_advisory_unlock_all();
  perform pg_advisory_lock_shared(7459001, n.namespace_id)
     from tasker.task_namespaces n
    where n.name = any (p_namespaces);
end
$$;
comment on function tasker_v1.mark_worker_idle is 'Says on this session that a worker waits for steps.';
