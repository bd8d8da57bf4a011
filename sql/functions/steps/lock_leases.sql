-- Locks the queue rows that a worker holds, among some steps.
--
-- p_step_uuids  the steps; null means all it holds
-- p_except      steps to leave out
--
-- returns  the steps whose rows are locked; parked results are not among them
-- locks    queue rows by step id
create or replace function tasker.lock_leases (p_worker_uuid uuid, p_step_uuids uuid[], p_except uuid[] default '{}')
  returns uuid[]
  language sql
  volatile
as $$
  select array_agg(l.step_uuid)
    from (select q.step_uuid
            from tasker.step_queue q
           where q.worker_uuid = p_worker_uuid
             and (p_step_uuids is null or q.step_uuid = any (p_step_uuids))
             and q.step_uuid <> all (p_except)
             and q.leased_until < 'infinity'
           order by q.step_uuid
             for update) l
$$;
comment on function tasker.lock_leases is 'Locks the queue rows that a worker holds, among some steps.';
