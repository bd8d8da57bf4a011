-- Takes an orchestrator that stops off the list.
--
-- locks   its row
create or replace function tasker_v1.unregister_orchestrator (p_orchestrator_uuid uuid)
  returns void
  language sql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
  delete from tasker.orchestrators o where o.orchestrator_uuid = p_orchestrator_uuid
$$;
comment on function tasker_v1.unregister_orchestrator is 'Takes an orchestrator that stops off the list.';
