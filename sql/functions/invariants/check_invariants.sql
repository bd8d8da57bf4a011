-- Looks for what must never be: one row for each violation, none when all is well. Looks at every row there is, a few
-- thousand tasks at a time; tasker_v1.check_live_invariants() looks at what is live only.
--
--   I1  a task that is over has no live step, queue row or timer
--   I2  a ready step has exactly one queue row, or a timer that will offer it again; no queue row or timer is left over
--   I3  a running step has a lease and its fence is the attempt; a parked result keeps its queue row
--   I4  counters equal a recount from the edges
--   I5  a step ran only after its parents satisfied it
--   I6  at most one success is recorded a step
--   I7  attempts are at most as many as allowed
--   I8  transitions form a legal path that ends in the row's state
--   I9  nothing waits without a waker
--   I10 no committed request is lost: a task has all its steps, a step its task
-- returns   the invariant, the task or step, and what is wrong
create or replace function tasker_v1.check_invariants ()
  returns table (invariant text, entity text, detail text)
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
  set enable_seqscan = off
  set plan_cache_mode = force_generic_plan
  set work_mem = '64MB'
  set jit = off
as $$
declare
  v_first uuid := '00000000-0000-0000-0000-000000000000';
  v_last  uuid;
begin
  while v_first is not null loop
    v_last := tasker.step_uuid(
      (select t.task_uuid from tasker.tasks t where t.task_uuid >= v_first order by t.task_uuid offset 4999 limit 1), 65535);
    return query
    select v.invariant, v.entity::text, v.detail
      from tasker.broken_invariants(array[v_first], array[coalesce(v_last, 'ffffffff-ffff-ffff-ffff-ffffffffffff')]) v;
    v_first := tasker.uuid_after(v_last);
  end loop;
end
$$;
comment on function tasker_v1.check_invariants is 'Looks for what must never be.';
