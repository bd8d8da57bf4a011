-- Locks the queue rows that a worker holds, among some steps.
--
-- p_step_uuids  the steps; null means all it holds, for which the whole queue is read
-- p_except      steps to leave out
--
-- returns  the steps whose rows are locked; parked results are not among them
-- locks    queue rows by step id
create or replace function tasker.lock_leases (p_worker_uuid uuid, p_step_uuids uuid[], p_except uuid[] default '{}')
  returns uuid[]
  language plpgsql
  volatile
as $$
declare
  v_step_uuids uuid[] := coalesce(p_step_uuids, array(
    select q.step_uuid
      from tasker.step_queue q
     where q.worker_uuid = p_worker_uuid
       and q.step_uuid <> all (p_except)));
begin
  return (select array_agg(l.step_uuid)
            from (select q.step_uuid
                    from tasker.step_queue q
                   where q.step_uuid = any (v_step_uuids)
                     and q.worker_uuid = p_worker_uuid
                     and q.leased_until < 'infinity'
                   order by q.step_uuid
                     for update) l);
end
$$;
comment on function tasker.lock_leases is 'Locks the queue rows that a worker holds, among some steps.';
