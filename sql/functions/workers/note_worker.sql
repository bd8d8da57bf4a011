-- Finds what a worker serves; one that never registered is taken in, serving every handler.
--
-- returns  the numbers of its handlers; null means any
-- locks    none, unless the worker is new or was given up for dead
create or replace function tasker.note_worker (p_worker_uuid uuid, p_namespaces text[])
  returns integer[]
  language plpgsql
  volatile
as $$
declare
  v_worker tasker.workers;
begin
  select w.* into v_worker from tasker.workers w where w.worker_uuid = p_worker_uuid;
  if not found then
    perform tasker_v1.register_worker(p_worker_uuid, p_namespaces, null);
  elsif v_worker.state <> 'running' then
    update tasker.workers w set state = 'running' where w.worker_uuid = p_worker_uuid;
  end if;
  return v_worker.handler_ids;
end
$$;
comment on function tasker.note_worker is 'Finds what a worker serves.';
