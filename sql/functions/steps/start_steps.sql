-- Leases queue rows to a worker and starts their steps.
--
-- p_step_uuids  steps whose unleased queue rows the caller has locked
--
-- returns  the steps that were started, in the order given; a queue row whose step was cancelled meanwhile is dropped
-- locks    steps by id: an index scan for "= any" goes in order
create or replace function tasker.start_steps (p_step_uuids uuid[], p_worker_uuid uuid, p_leased_until timestamptz)
  returns uuid[]
  language plpgsql
  volatile
as $$
declare
  v_now     timestamptz := tasker.now();
  v_started uuid[];
begin
  with leased as (
    update tasker.step_queue q
       set worker_uuid = p_worker_uuid, leased_until = p_leased_until
     where q.step_uuid = any (p_step_uuids)
  ), started as (
    update tasker.workflow_steps s
       set state = 'in_progress', attempts = s.attempts + 1, last_attempted_at = v_now
     where s.step_uuid = any (p_step_uuids)
       and s.state = 'enqueued'
    returning s.step_uuid, s.attempts
  ), logged as (
    insert into tasker.step_transition_log (step_uuid, at, worker_uuid, from_state, to_state, attempt)
    select s.step_uuid, v_now, p_worker_uuid, 'enqueued', 'in_progress', s.attempts
      from started s
  )
  select array_agg(s.step_uuid) into v_started from started s;

  if coalesce(cardinality(v_started), 0) = cardinality(p_step_uuids) then
    return p_step_uuids;
  end if;
  delete from tasker.step_queue q
   where q.step_uuid = any (p_step_uuids)
     and q.step_uuid <> all (coalesce(v_started, '{}'));
  return array(select u.step_uuid from unnest(p_step_uuids) with ordinality u (step_uuid, place)
                where u.step_uuid = any (v_started) order by u.place);
end
$$;
comment on function tasker.start_steps is 'Leases queue rows to a worker and starts their steps.';
