-- Removes workers that ended long ago and hold nothing: every process registers as a worker of its own.
--
-- p_keep  how long after its end a worker is kept
--
-- returns   how many were removed
-- raises    TK001 time out of range
-- locks     workers (skipping locked ones)
create or replace function tasker_v1.prune_workers (p_keep interval default '7 days')
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  v_count integer;
begin
  perform tasker.check_keep('prune workers', p_keep);
  with removed as (
    delete from tasker.workers d
     where d.worker_uuid in (
       select w.worker_uuid
         from tasker.workers w
        where w.state <> 'running'
          and w.leased_until < tasker.now() - p_keep
          and not exists (select from tasker.step_queue q where q.worker_uuid = w.worker_uuid)
          for update skip locked)
    returning 1
  )
  select count(*) into v_count from removed;
  return v_count;
end
$$;
comment on function tasker_v1.prune_workers is 'Removes workers that ended long ago and hold nothing.';
