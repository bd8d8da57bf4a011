-- Does what tasker_v1.start_tasks does, and answers in one row: what a worker calls.
--
-- parameters, raises, locks  as tasker_v1.start_tasks
--
-- returns  the task of each request in order, which of them are new (null: all), and the steps started; without their tasks
--          where these are what was asked for
create or replace function tasker_v1.start_tasks_packed (
  p_worker_uuid uuid,
  p_requests    jsonb,
  p_lease       interval default '30 seconds',
  out task_uuids uuid[],
  out created    boolean[],
  out claims     tasker.packed_claims
)
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
  set enable_seqscan = off
  set enable_bitmapscan = off
  set plan_cache_mode = force_generic_plan
as $$
declare
  v_inserted tasker.inserted_tasks := tasker.start_requested_tasks(p_worker_uuid, p_requests,
                                                                   tasker.now() + tasker.check_lease(p_lease));
begin
  task_uuids := v_inserted.task_uuids;
  created := v_inserted.created;
  if v_inserted.has_defaults and (v_inserted.started).step_uuids is not null then
    claims := tasker.pack_claims((v_inserted.started).step_uuids);
  else
    claims := tasker.pack_taken(v_inserted.started);
  end if;
end
$$;
comment on function tasker_v1.start_tasks_packed is 'Creates tasks and gives the caller, a worker, their first steps, in one row.';
