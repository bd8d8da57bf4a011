-- Removes aborts that nobody will be told of: their worker is gone, or has not been there at all.
--
-- returns  the steps they were about
create or replace function tasker.forget_aborts ()
  returns uuid[]
  language plpgsql
  volatile
as $$
declare
  v_step_uuids uuid[];
begin
  with forgotten as (
    delete from tasker.step_aborts d
     where (d.worker_uuid, d.step_uuid, d.attempt) in (
       select a.worker_uuid, a.step_uuid, a.attempt
         from tasker.step_aborts a
        where not exists (select from tasker.workers w where w.worker_uuid = a.worker_uuid and w.state = 'running')
          for update skip locked)
    returning d.step_uuid
  )
  select array_agg(f.step_uuid order by f.step_uuid) into v_step_uuids from forgotten f;
  return v_step_uuids;
end
$$;
comment on function tasker.forget_aborts is 'Removes aborts that nobody will be told of.';
