-- Takes running steps away from their workers without counting the attempt, and offers them again.
--
-- p_step_uuids  steps whose queue rows the caller has locked; those not in progress stay as they are
-- p_offer_at    when to offer them again; null is at once
-- p_metadata    what the transition tells
--
-- returns  how many
-- locks    steps by id
create or replace function tasker.hand_back_steps (p_step_uuids uuid[], p_offer_at timestamptz, p_metadata jsonb)
  returns integer
  language plpgsql
  volatile
as $$
declare
  v_now           timestamptz := tasker.now();
  v_step_uuids    uuid[];
  v_namespace_ids integer[];
begin
  perform from tasker.workflow_steps s where s.step_uuid = any (p_step_uuids) order by s.step_uuid for update;

  with handed_back as (
    update tasker.workflow_steps s
       set state = 'enqueued', attempts = s.attempts - 1
      from tasker.step_queue q
     where s.step_uuid = any (p_step_uuids)
       and s.state = 'in_progress'
       and q.step_uuid = s.step_uuid
    returning s.step_uuid, s.attempts, q.worker_uuid, q.namespace_id
  ), offered as (
    update tasker.step_queue q
       set worker_uuid = null, leased_until = null, rank = coalesce(q.rank, q.taken_rank), taken_rank = null
      from handed_back h
     where q.step_uuid = h.step_uuid
       and p_offer_at is null
  ), removed as (
    delete from tasker.step_queue q
     using handed_back h
     where q.step_uuid = h.step_uuid
       and p_offer_at is not null
  ), timed as (
    insert into tasker.timers (waiter_uuid, due_at, kind)
    select h.step_uuid, p_offer_at, 'deferred'
      from handed_back h
     where p_offer_at is not null
  ), logged as (
    insert into tasker.step_transition_log (step_uuid, at, worker_uuid, from_state, to_state, attempt, metadata)
    select h.step_uuid, v_now, h.worker_uuid, 'in_progress', 'enqueued', h.attempts, p_metadata
      from handed_back h
  )
  select array_agg(h.step_uuid), array_agg(distinct h.namespace_id)
    into v_step_uuids, v_namespace_ids
    from handed_back h;

  if v_step_uuids is not null and p_offer_at is null then
    perform tasker.announce_steps(v_namespace_ids, v_step_uuids);
  end if;
  if coalesce(cardinality(v_step_uuids), 0) < cardinality(p_step_uuids) then
    perform tasker.drop_spent_rows(p_step_uuids);
  end if;
  return coalesce(cardinality(v_step_uuids), 0);
end
$$;
comment on function tasker.hand_back_steps is 'Takes running steps away from their workers without counting the attempt.';
