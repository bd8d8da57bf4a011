-- Puts off steps that a worker claimed and cannot run, because it has no handler for them; the attempt is not counted.
-- They are offered again after the delay, or as soon as a worker with the handler registers.
--
-- p_worker_uuid  the worker
-- p_step_uuids   steps it cannot run; those that are not its own are left out
-- p_delay        0 seconds to 1 day
-- p_reason       why, for the record
--
-- returns   how many were put off
-- raises    TK001 delay out of range
-- locks     queue rows by step id, then steps by id
create or replace function tasker_v1.defer_steps (
  p_worker_uuid uuid,
  p_step_uuids  uuid[],
  p_delay       interval,
  p_reason      text default 'no handler'
)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  if p_delay is null or p_delay < interval '0' or p_delay > interval '1 day' then
    raise exception using
      errcode = 'TK001',
      message = format('Cannot defer steps for "%s"', p_delay),
      hint = 'A step is deferred for 0 seconds to 1 day.';
  end if;
  return tasker.hand_back_steps(tasker.lock_leases(p_worker_uuid, coalesce(p_step_uuids, '{}')), tasker.now() + p_delay,
                                jsonb_build_object('event', 'defer', 'reason', p_reason));
end
$$;
comment on function tasker_v1.defer_steps is 'Puts off steps that a worker has no handler for.';
