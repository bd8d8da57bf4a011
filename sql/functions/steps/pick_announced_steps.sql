-- Picks for a worker the steps that a message announced, as far as nobody has them yet, and leases them to it.
--
-- p_worker_uuid, p_step_uuids  see tasker_v1.claim_announced_steps, the caller that fixes the plans
-- p_leased_until               how long they are its own without a heartbeat
--
-- returns  the steps, the first first; null for none
create or replace function tasker.pick_announced_steps (p_worker_uuid uuid, p_step_uuids uuid[], p_leased_until timestamptz)
  returns uuid[]
  language plpgsql
  volatile
as $$
declare
  v_handler_ids integer[] := tasker.note_worker(p_worker_uuid, '{}');
  v_picked      uuid[];
begin
  select array_agg(p.step_uuid order by p.rank) into v_picked
    from (select q.step_uuid, q.rank
            from tasker.step_queue q
           where q.step_uuid = any (p_step_uuids)
             and q.worker_uuid is null
             and (v_handler_ids is null or q.handler_id = any (v_handler_ids))
           order by q.step_uuid
             for update skip locked) p;
  if v_picked is null then
    return null;
  end if;
  return tasker.start_steps(v_picked, p_worker_uuid, p_leased_until);
end
$$;
comment on function tasker.pick_announced_steps is 'Picks for a worker the steps that a message announced.';
